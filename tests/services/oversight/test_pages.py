"""The pages, as a browser asks for them."""

import re
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest

from tests.services.oversight.examples import PETITION, ROUND, response_recorded


@pytest.fixture
def browse(app):
    """A browser: ``get``, ``post`` (with the form's CSRF token) and ``sign_in``."""
    client = app.test_client()

    def token(path):
        return re.search(r'name="csrf_token" value="([^"]+)"', client.get(path).text).group(1)

    def post(path, data, page=None):
        return client.post(path, data={**data, "csrf_token": token(page or "/sign-in")})

    def sign_in(name):
        assert post("/sign-in", {"name": name, "password": f"sunshine-{name}"}).status_code == 303

    return SimpleNamespace(get=client.get, post=post, sign_in=sign_in)


def test_the_public_files_and_follows_without_the_code_in_any_address(browse):
    assert browse.get("/").status_code == 200
    answer = browse.post("/petition", PETITION, "/petition")
    assert answer.status_code == 200
    code = re.search(r'class="receipt-code">([\d\s]+)<', answer.text).group(1)
    answer = browse.post("/follow", {"code": code}, "/follow")
    assert "已登记" in answer.text
    assert "起算当日" in answer.text
    assert PETITION["text"] not in answer.text


def test_a_double_tap_on_the_form_does_not_file_twice(browse, call):
    for status in (200, 409):
        assert browse.post("/petition", {**PETITION, "key": "k1"}, "/petition").status_code == status
    assert call("ding", "GET", "/api/petitions")[1]["total"] == 1


def test_a_form_with_mistakes_comes_back_filled_in(browse):
    answer = browse.post("/petition", {**PETITION, "text": ""}, "/petition")
    assert answer.status_code == 422
    assert PETITION["title"] in answer.text
    assert "此项必填" in answer.text


@pytest.mark.parametrize("code", ["123", "1234567890123452"])
def test_a_wrong_code_is_said_beside_the_field(browse, code):
    answer = browse.post("/follow", {"code": code}, "/follow")
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text


def test_an_officer_works_a_petition_from_the_desk(browse, file):
    petition, _ = file()
    browse.sign_in("chen")
    page = f"/petitions/{petition}"
    assert page in browse.get("/desk").text
    assert PETITION["text"] not in browse.get(page).text
    assert PETITION["text"] in browse.post(f"{page}/text", {"reason": "要办理"}).text
    assert browse.post(f"{page}/text", {}).status_code == 422
    assert browse.post(f"{page}/accept", {}).headers["Location"] == page
    counted = browse.get(f"/deadlines/{petition}.1").text
    for said in ("起算那天不算", "数满 15 天", "<caption>2026年3月</caption>", "第15天", "民法典", "日历版本 2026-1"):
        assert said in counted
    assert browse.post(f"{page}/resolve", {"opinion": "已办"}).status_code == 422
    assert browse.post(f"{page}/resolve", {"opinion": "已补发", "founded": "true"}).status_code == 303
    assert "意见已出具，待送达" in browse.get(page).text
    browse.post(f"{page}/accept", {})
    assert "现在不能这样办理" in browse.get(page).text
    day = {"means": "in_person", "delivered_on": "2026-03-02"}
    assert browse.post(f"{page}/deliver", day).status_code == 303
    assert "意见已送达" in browse.get(page).text
    assert page in browse.get("/desk").text


def test_what_the_next_one_has_taken_is_gone_from_the_desk(browse, file):
    petition, _ = file()
    browse.sign_in("chen")
    page = f"/petitions/{petition}"
    assert browse.post(f"{page}/assign", {"handler": "li"}).headers["Location"] == page
    browse.sign_in("li")
    browse.post(f"{page}/take", {})
    browse.sign_in("chen")
    assert browse.get(page).status_code == 404


def test_declining_by_page_needs_a_reason(browse, file):
    petition, _ = file()
    browse.sign_in("chen")
    assert browse.post(f"/petitions/{petition}/decline", {"reason": "before_court"}).status_code == 422
    given = {"reason": "private_matter", "where_to_go": "村调解委员会"}
    assert browse.post(f"/petitions/{petition}/decline", given).status_code == 303
    assert "打开内容" not in browse.get(f"/petitions/{petition}").text


def test_rounds_are_opened_rated_and_closed_by_page(browse, hear, clock, tick):
    browse.sign_in("zhao")
    assert browse.post("/rounds", {**ROUND, "closes_on": "2026-02-02"}).status_code == 422
    assert browse.post("/rounds", ROUND).status_code == 303
    found = re.search(r"/rounds/(\w+)/close", browse.get("/rounds").text).group(1)
    for number in range(5):
        hear(response_recorded(clock.now(), f"a{number}", found))
    assert browse.post(f"/rounds/{found}/close", {}).headers["Location"] == f"/rounds/{found}"
    assert "最迟等到 2026年3月9日" in browse.get(f"/rounds/{found}").text
    clock.advance(timedelta(days=8))
    tick()
    browse.sign_in("zhao")
    assert "4.00" in browse.get(f"/rounds/{found}").text
    assert "一季度评议" in browse.get("/district").text


def test_a_round_is_offered_to_the_villages_that_have_joined(browse):
    browse.sign_in("zhao")
    offered = re.findall(r'name="villages" value="([^"]+)"', browse.get("/rounds").text)
    assert offered == ["yangshe", "hongmei"]


def test_nobody_sees_the_results_of_an_open_round(browse, open_round):
    asked = open_round()["id"]
    for name in ("zhao", "ding", "li"):
        browse.sign_in(name)
        assert browse.get(f"/rounds/{asked}/villages/yangshe").status_code == 409


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_district_page_refreshes_a_part_of_itself(browse, file, language):
    file()
    browse.sign_in("ding")
    assert 'hx-get="/district/live"' in browse.get(f"/district?lang={language}").text
    live = browse.get("/district/live").text
    assert "<html" not in live
    assert ("Yangshe" if language == "en" else "洋畲") in live


@pytest.mark.parametrize("path", ["/", "/petition", "/follow", "/circulars", "/rounds", "/desk", "/findings"])
def test_every_page_speaks_english_too(browse, file, path):
    file()
    browse.sign_in("zhao")
    text = re.sub(
        r'<a class="language".*?</a>|<span class="who">.*?</span>|<option.*?</option>',
        "",
        browse.get(f"{path}?lang=en").text,
    )
    assert re.findall(r"[\u4e00-\u9fff]+", text) == []


def test_the_district_is_told_when_clocks_reach_a_year_whose_notice_is_missing(browse, clock):
    clock.move_to(datetime(2026, 11, 1, 8, tzinfo=UTC))
    browse.sign_in("ding")
    assert "2027年的放假安排还没有录入" not in browse.get("/district/live").text
    clock.advance(timedelta(days=1))  # a claim accepted now is due on 1 January
    browse.sign_in("ding")
    assert "2027年的放假安排还没有录入" in browse.get("/district/live").text


@pytest.mark.parametrize(("language", "words"), [("zh", "恢复过备份"), ("en", "Was restored")])
def test_the_district_sees_for_a_month_that_a_village_was_restored(browse, service, clock, language, words):
    browse.sign_in("ding")
    with service.application.database.write() as tx:
        tx.execute("INSERT INTO restorations VALUES ('/feedback/yangshe', 'e2', 9, 4, ?)", (clock.now().isoformat(),))
        tx.execute("INSERT INTO inbox VALUES ('/feedback/yangshe', 'e2', 4, '', 4, ?, '')", (clock.now().isoformat(),))
    browse.get(f"/district?lang={language}")
    assert words in browse.get("/district/live").text
    clock.advance(timedelta(days=31))
    browse.sign_in("ding")
    assert words not in browse.get("/district/live").text


@pytest.mark.parametrize(
    ("who", "path"), [("wang", "/findings"), ("chen", "/district"), ("ops", "/desk"), ("wang", "/desk")]
)
def test_pages_keep_out_who_has_no_business_there(browse, who, path):
    browse.sign_in(who)
    assert browse.get(path).status_code == 403


@pytest.mark.parametrize("page", ["0", "-1", "x", "9999999"])
def test_a_page_number_that_makes_no_sense_is_the_first(browse, page):
    assert browse.get(f"/circulars?page={page}").status_code == 200


def test_a_petitioner_asks_for_a_review_adds_something_and_rates_with_the_code_alone(browse, file, do, call):
    petition, code = file()
    do("chen", petition, "accept")
    do("chen", petition, "resolve", opinion="不予补发", founded=False)
    shown = browse.post("/follow", {"code": code}).text
    assert "不予补发" in shown
    assert "2026年4月1日" in shown  # till when a review can be asked for
    assert browse.post("/follow/review", {"code": code}).status_code == 422
    asked = browse.post("/follow/review", {"code": code, "grounds": "答复没有依据"})
    assert asked.status_code == 200
    assert "复查中" in asked.text
    assert "答复没有依据" in asked.text
    assert "已收到" in browse.post("/follow/supplement", {"code": code, "text": "有收据"}).text
    assert browse.post("/follow/rate", {"code": code, "score": "1"}).status_code == 200
    assert "评价过了" in browse.post("/follow/rate", {"code": code, "score": "5"}).text
    assert browse.post("/follow/withdraw", {"code": "1234567890123452"}).status_code == 422
    assert "信访人已撤回" in browse.post("/follow/withdraw", {"code": code}).text
    assert "谁也看不到了" in browse.post("/follow/erase", {"code": code}).text
    assert "答复没有依据" not in browse.post("/follow", {"code": code}).text


def test_the_leading_group_sees_what_waits_for_it_and_nobody_else_does(browse, file, do, tick, clock):
    asked, _ = file()
    do("chen", asked, "accept")
    do("chen", asked, "request-extension", days=10, reason="需要鉴定")
    late, _ = file()
    report, _ = file(kind="report")
    do("chen", report, "accept")
    do("chen", report, "resolve", opinion="属实", founded=True, finding_kind="unlawful_fee")
    clock.advance(timedelta(days=20))
    tick()
    browse.sign_in("zhao")
    page = browse.get("/leading").text
    assert [page.count(f"/petitions/{one}") for one in (asked, late, report)] == [1, 1, 1]
    browse.post(f"/petitions/{asked}/decide-extension", {"granted": "true"})
    assert f"/petitions/{asked}" not in browse.get("/leading").text
    browse.sign_in("chen")
    assert browse.get("/leading").status_code == 403


def test_the_petitioner_and_the_desk_are_told_why_the_time_was_extended(browse, file, do):
    petition, code = file()
    do("chen", petition, "accept")
    do("chen", petition, "request-extension", days=10, reason="需要委托鉴定")
    browse.sign_in("zhao")
    assert "陈信访员 申请延长 10 日：需要委托鉴定" in browse.get(f"/petitions/{petition}").text
    assert "需要委托鉴定" not in browse.post("/follow", {"code": code}).text
    browse.post(f"/petitions/{petition}/decide-extension", {"granted": "true"})
    assert "期限延长：需要委托鉴定" in browse.post("/follow", {"code": code}).text
