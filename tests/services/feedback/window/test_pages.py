import io
import re
from datetime import timedelta

import pypdf
import pytest

from services.feedback.views import visits
from services.feedback.window import kiosks
from tests.services.feedback.examples import published, round_told

OFFICE = "family-planning-office"


def hidden(page, name):
    return re.search(rf'name="{name}" value="([^"]+)"', page.text).group(1)


def receipt(page):
    return re.search(r'class="receipt-code">([0-9\s]+)<', page.text).group(1)


@pytest.fixture
def rated(service):
    def count():
        with service.application.database.read() as tx:
            return visits.rated_on(tx, service.today())

    return count


@pytest.fixture
def slip(client, clerk):
    return client.post("/api/visit-slips", json={"office": OFFICE, "count": 1}, headers=clerk).json["codes"][0]


@pytest.fixture
def kiosk(browser, app):
    """This browser is one: the clerk has made it so."""
    browser.sign_in()
    made = browser.post("/clerk/kiosk", {"office": OFFICE})
    assert (made.status_code, made.location) == (303, "/kiosk")
    return browser


def rate(browser, to, **given):
    return browser.post(to, {"form_key": hidden(browser.get(to), "form_key"), **given}, to=to)


def test_a_visit_is_rated_on_a_phone_with_the_slip_and_a_double_tap_counts_once(browser, slip, rated):
    asked = browser.post("/window", {"code": slip})
    assert "计生办" in asked.text
    given = {"code": hidden(asked, "code"), "form_key": hidden(asked, "form_key"), "level": "1", "bad": ["slow"]}
    thanks = browser.post("/window", {**given, "good": ["quick"], "contact": "村口小卖部"}, to="/window/rating")
    assert thanks.status_code == 201
    assert "1 个工作日内有人联系您" in thanks.text
    assert "15 个工作日内整改" in thanks.text
    assert "http://oversight.test/follow" in thanks.text
    again = browser.post("/window", {**given, "good": ["quick"], "contact": "村口小卖部"}, to="/window/rating")
    assert (receipt(again), rated()) == (receipt(thanks), 1)
    assert "已经用过" in browser.post("/window", {"code": slip}).text
    other = browser.post("/window", {**given, "level": "5"}, to="/window/rating")
    assert (other.status_code, rated()) == (409, 1)


def test_a_good_rating_has_no_receipt_code_and_answers_with_the_same_status(browser, slip):
    given = {"code": slip, "level": "4", "good": ["quick"], "contact": "was hidden again"}
    thanks = browser.post("/window", given, to="/window/rating")
    assert (thanks.status_code, "receipt-code" in thanks.text) == (201, False)


@pytest.mark.parametrize("code", ["", "123", "000000000000"])
def test_a_code_that_does_not_hold_is_asked_for_again(browser, code):
    for address in ("/window", "/window/rating"):
        page = browser.post("/window", {"code": code, "level": "3"}, to=address)
        assert (page.status_code, 'role="alert"' in page.text) == (422, True)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "请选一张脸"),
        ({"level": "6"}, "评分应为 1 到 5"),
        ({"level": "2", "bad": ["none"]}, "不在可选的里面"),
        ({"level": "2", "text": "她的身份证是11010519491231002X。"}, "身份证"),
    ],
)
def test_what_does_not_hold_comes_back_as_it_was_filled_in(browser, slip, rated, given, said):
    page = browser.post("/window", {"code": slip, "form_key": "f" * 32, **given}, to="/window/rating")
    assert (page.status_code, rated()) == (422, 0)
    assert said in page.text
    assert (hidden(page, "code"), hidden(page, "form_key")) == (slip, "f" * 32)


def test_slips_are_printed_once_and_made_void_by_their_bundle(browser):
    browser.sign_in()
    for given in ({"office": OFFICE, "count": "x"}, {"office": "nobody", "count": "3"}, {"count": "3"}):
        assert browser.post("/clerk/visit-slips", given).status_code == 422
    slips = browser.post("/clerk/visit-slips", {"office": OFFICE, "count": "3"})
    assert (slips.mimetype, slips.headers["Cache-Control"]) == ("application/pdf", "no-store")
    (page,) = pypdf.PdfReader(io.BytesIO(slips.data)).pages
    said = "".join(page.extract_text().split())
    for words in ("计生办：这次办事满意吗？", "2026年4月1日", "yangshe.test/window", "村里和窗口都看不到"):
        assert words in said
    bundle = re.search(r"批号([0-9]{5}-[0-9]{5})", said).group(1)
    code = re.search(r"[0-9]{12}", said).group()
    assert browser.post("/clerk/codes", {"bundle": bundle}, to="/clerk/codes/void").status_code == 303
    assert "已作废 3 个" in browser.get("/clerk/codes").text
    assert browser.post("/window", {"code": code}).status_code == 422


def test_a_kiosk_signs_the_clerk_out_and_has_no_way_to_the_desk(kiosk):
    page = kiosk.get("/kiosk")
    assert 'class="kiosk"' in page.text
    assert "/sign-in" not in page.text
    assert kiosk.get("/clerk").status_code == 303
    assert 'class="kiosk"' in kiosk.get("/").text
    assert 'class="kiosk"' in kiosk.get("/nothing").text


def test_a_bad_rating_at_a_kiosk_shows_its_code_and_nothing_of_it_is_left_at_the_start(kiosk, rated):
    sent = {"form_key": hidden(kiosk.get("/kiosk"), "form_key"), "level": "1", "text": "等了一上午"}
    answer = kiosk.post("/kiosk", sent)
    assert (answer.status_code, answer.location) == (303, "/kiosk/thanks")
    code = receipt(kiosk.get("/kiosk/thanks"))
    assert receipt(kiosk.get("/kiosk/thanks")) == code, "it may be loaded again, until somebody goes on"
    start = kiosk.get("/kiosk").text
    assert "等了一上午" not in start
    assert "checked" not in start
    assert kiosk.get("/kiosk/thanks").location == "/kiosk"
    assert rated() == 1


def test_what_the_last_person_sent_cannot_be_sent_again_from_the_history(kiosk, client, rated):
    page = kiosk.get("/kiosk")
    sent = {name: hidden(page, name) for name in ("form_key", "csrf_token")} | {"level": "1"}
    assert client.post("/kiosk", data=sent).status_code == 303
    assert client.post("/kiosk", data=sent).status_code == 303, "a double tap"
    kiosk.get("/kiosk")
    again = client.post("/kiosk", data=sent)
    assert (again.status_code, rated()) == (400, 1)


def test_who_rates_too_soon_is_told_so_and_loses_nothing(kiosk, config, rated):
    assert rate(kiosk, "/kiosk", level="5").status_code == 303
    soon = rate(kiosk, "/kiosk", level="2", text="还要再来一趟")
    assert (soon.status_code, rated()) == (429, 1)
    assert "请等 10 秒" in soon.text
    assert "还要再来一趟" in soon.text
    config.clock.advance(timedelta(seconds=kiosks.PAUSE))
    assert rate(kiosk, "/kiosk", level="2", text="还要再来一趟").status_code == 303
    assert rated() == 2


def test_the_clerk_ends_all_kiosks_from_another_device(kiosk, app):
    desk = app.test_client()
    token = hidden(desk.get("/sign-in"), "csrf_token")
    desk.post("/sign-in", data={"name": "yangshe", "password": "sunshine-yangshe", "csrf_token": token})
    page = desk.get("/clerk/kiosk")
    assert "计生办" in page.text
    desk.post("/clerk/kiosk/end", data={"csrf_token": hidden(page, "csrf_token")})
    assert "没有。" in desk.get("/clerk/kiosk").text
    ended = kiosk.get("/kiosk")
    assert (ended.status_code, ended.location) == (303, "/window")
    assert 'class="kiosk"' not in kiosk.get("/window").text


def test_who_is_no_kiosk_is_led_to_the_page_of_the_slips(client):
    assert client.get("/kiosk").location == "/window"
    assert client.get("/kiosk/thanks").location == "/kiosk"


def test_at_a_kiosk_a_survey_code_is_typed_by_touch_without_a_script(kiosk, hear, client, clerk):
    hear(round_told(), published())
    (code,) = client.post("/api/codes", json={"round": "r1", "count": 1}, headers=clerk).json["codes"]
    typed = ""
    for digit in (*code[:3], "back", *code[2:]):
        page = kiosk.post("/kiosk/code", {"code": typed, "key": digit})
        typed = re.search(r'name="code" value="([0-9]*)"', page.text).group(1)
    assert typed == code
    on = kiosk.post("/kiosk/code", {"code": typed})
    assert (on.status_code, on.location) == (307, "/survey"), "with the same body"
    wrong = kiosk.post("/kiosk/code", {"code": "12"})
    assert (wrong.status_code, "再核对一遍" in wrong.text) == (422, True)


def test_the_desk_says_how_often_the_window_was_rated_today(browser, client, slip):
    client.post("/api/visits", json={"code": slip, "level": 1})
    browser.sign_in()
    assert "今天收到评价 1 次" in browser.get("/clerk").text
    assert browser.post("/clerk/kiosk", {"office": "nobody"}).status_code == 422
