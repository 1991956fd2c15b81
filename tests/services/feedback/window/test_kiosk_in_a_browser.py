"""A kiosk as those see it who stand before it: in a real browser, with scripts and without."""

import threading

import pytest
from werkzeug.serving import make_server

from services.feedback.views import visits
from tests.journeys.browser import NoBrowser, launched
from tests.journeys.visitor import Visitor
from tests.services.feedback.examples import round_told

pytestmark = [pytest.mark.browser, pytest.mark.long]
STANDING = {"width": 1080, "height": 1920}


@pytest.fixture(scope="module")
def chromium():
    try:
        with launched() as browser:
            yield browser
    except NoBrowser as missing:
        pytest.skip(f"KIOSK NOT LOOKED AT: {missing}")


@pytest.fixture
def address(app):
    server = make_server("127.0.0.1", 0, app, threaded=True)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    serving.join()
    server.server_close()


@pytest.fixture
def kiosk(chromium, address):
    """The clerk signs in on the screen at the window and makes it a kiosk."""
    opened = []

    def make(*, scripts):
        context = chromium.new_context(viewport=STANDING, locale="zh-CN", java_script_enabled=scripts)
        context.set_default_timeout(10_000)
        opened.append(context)
        if scripts:
            context.clock.install()
        visitor = Visitor(context.new_page(), frozenset({address}))
        visitor.go(f"http://{address}/sign-in")
        visitor.write(name="yangshe", password="sunshine-yangshe")
        visitor.press("登录")
        visitor.go(f"http://{address}/clerk/kiosk")
        visitor.choose("哪个单位的窗口", "计生办")
        visitor.press("把这台设备变成评价机")
        return visitor

    yield make
    for context in opened:
        context.close()


def rate_badly(visitor):
    page = visitor.page
    assert not page.get_by_label("办得慢").is_visible(), "what may be ticked comes with the face"
    page.get_by_text("非常不满意", exact=True).click()
    visitor.tick("办得慢")
    visitor.write(text="等了一上午", contact="村口小卖部")
    visitor.press("提交")
    assert visitor.reads("1 个工作日内有人联系您")
    return page.locator(".receipt-code").inner_text()


def test_a_bad_rating_leaves_its_code_with_the_person_and_nothing_on_the_screen(kiosk, service, hear):
    hear(round_told())
    visitor = kiosk(scripts=True)
    page = visitor.page
    code = rate_badly(visitor)
    page.mouse.click(5, 1500)
    page.clock.run_for(52_000)
    assert "还在吗" in page.locator(".kiosk-notice").inner_text()
    page.mouse.click(5, 1500)
    page.clock.run_for(30_000)
    assert page.locator(".receipt-code").inner_text() == code, "a touch keeps the page"
    page.clock.run_for(35_000)
    page.wait_for_url("**/kiosk")
    visitor.look()
    for step in (page.go_back, page.go_forward, page.reload):
        step()
        assert page.locator("input:checked").count() == 0
        assert not any(left in page.content() for left in ("等了一上午", "村口小卖部", code))
    with service.application.database.read() as tx:
        assert visits.rated_on(tx, service.today()) == 1
    visitor.follow("凭码评议")
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    for key in ("1", "2", "3", "删一位"):
        page.get_by_role("button", name=key).click()
    assert (page.locator("#f-code").input_value(), asked) == ("12", []), "a digit is typed without asking the server"


def test_without_a_script_a_visit_is_rated_and_a_survey_answered_by_touch(kiosk, hear, client, clerk, in_the_box):
    hear(round_told())
    (code,) = client.post("/api/codes", json={"round": "r1", "count": 1}, headers=clerk).json["codes"]
    visitor = kiosk(scripts=False)
    page = visitor.page
    assert len("".join(rate_badly(visitor).split())) == 16
    visitor.follow("完成")
    visitor.follow("凭码评议")
    visitor.write(code=code[:10])
    visitor.press(code[10])
    visitor.press(code[11])
    visitor.press("下一步")
    assert page.locator("#f-code").input_value() == code
    page.locator("input[name=q-attitude][value='4']").check()
    visitor.press("交卷")
    assert visitor.reads("评议码已作废")
    assert [ballot["scores"] for ballot in in_the_box()] == [{"attitude": 4}]
    visitor.follow("完成")
    visitor.follow("凭码评议")
    visitor.write(code=code)
    visitor.press("下一步")
    assert visitor.reads("已经用过")


def test_a_slip_that_is_scanned_leads_to_the_faces_and_its_code_stays_in_no_address(chromium, address, client, clerk):
    wanted = {"office": "family-planning-office", "count": 1}
    (code,) = client.post("/api/visit-slips", json=wanted, headers=clerk).json["codes"]
    page = chromium.new_page(locale="zh-CN")
    page.goto(f"http://{address}/window")
    page.goto(f"http://{address}/window#{code}")
    page.wait_for_selector(".faces")
    assert (page.url, page.locator("input[name=code]").input_value()) == (f"http://{address}/window", code)
    page.close()
