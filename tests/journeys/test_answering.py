"""A survey answered on a phone, with a script and without one, with a line and without one."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from pilot.demo.client import Client
from pilot.district import District
from shared.clock import CHINA
from tests.journeys.test_faults import wait_until
from tests.journeys.visitor import PHONE, Visitor

pytestmark = [pytest.mark.processes, pytest.mark.browser]


@pytest.fixture(scope="module")
def district(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[District]:
    with District(tmp_path_factory.mktemp("district"), villages=["yangshe"], quiet=True) as running:
        yield running


@pytest.fixture(scope="module")
def survey(district: District) -> str:
    today = datetime.now(CHINA).date()
    wanted = {"questionnaire": "residents", "office": "family-planning-office", "villages": ["yangshe"]}
    days = {"opens_on": today.isoformat(), "closes_on": (today + timedelta(days=14)).isoformat()}
    leader = Client(district.url("oversight")).signed_in("zhao")
    opened = str(leader.post("/api/rounds", {**wanted, **days, "title": "四季度村民评议"})["id"])
    village = Client(district.url("yangshe"))
    wait_until(lambda: village.ask("GET", f"/api/rounds/{opened}").status == 200)
    return opened


@pytest.fixture(scope="module")
def codes(district: District, survey: str) -> Iterator[str]:
    clerk = Client(district.url("yangshe")).signed_in("yangshe")
    return iter(clerk.post("/api/codes", {"round": survey, "count": 9})["codes"])


@pytest.fixture
def scan(chromium: Any, district: District, survey: str) -> Iterator[Callable[[str], Visitor]]:
    """Somebody points a phone at a slip: the same phone each time within a test."""
    context = chromium.new_context(viewport=PHONE, locale="zh-CN", reduced_motion="reduce")
    context.set_default_timeout(10_000)

    def point(code: str) -> Visitor:
        visitor = Visitor(context.new_page(), frozenset({district.url("yangshe").removeprefix("http://")}))
        visitor.page.goto(f"{district.url('yangshe')}/survey/{survey}#{code}")
        return visitor

    yield point
    context.close()


def ballots(district: District) -> int:
    """How many lie in the box: fewer than ten, so none has been cast."""
    database = sqlite3.connect(f"file:{district.folder}/nodes/yangshe/sunshine.db?mode=ro", uri=True)
    try:
        return int(database.execute("SELECT count(*) FROM ballot_box").fetchone()[0])
    finally:
        database.close()


def tap(page: Any, *numbers: int) -> None:
    """Answer some questions, each with a tap after which the page goes on by itself; then to the last screen."""
    for number in numbers:
        page.locator(f"#s{number} .choice").first.click()
        page.wait_for_url(f"**#s{number + 1}")
    page.evaluate("location.hash = 'send'")
    assert f"答了 {len(numbers)} 道" in page.locator("#answered").inner_text()


def test_by_qr_one_tap_a_question_and_the_code_stays_in_no_address(
    district: District, codes: Iterator[str], scan: Callable[[str], Visitor]
) -> None:
    before, code = ballots(district), next(codes)
    villager = scan(code)
    page = villager.page
    villager.look()
    assert page.locator("#f-code").input_value() == code
    assert code not in page.url
    page.locator("#s1 .choice").nth(1).click()
    page.wait_for_url("**#s2")
    page.locator("#s2").get_by_role("link", name="上一题").click()
    page.reload()
    assert page.locator("#s1 input:checked").get_attribute("value") == "4", "nothing is lost by a reload"
    assert page.locator("#f-code").input_value() == code
    tap(page, 1, 2, 3)
    page.get_by_role("button", name="交卷").dblclick()
    page.wait_for_url("**/thanks")
    villager.look()
    assert villager.reads("评议码已作废")
    assert ballots(district) == before + 1
    page.go_back()
    assert page.locator("input:checked").count() == 0, "the next at this phone does not see it"


def test_a_used_code_is_told_so_with_everything_still_ticked(
    district: District, survey: str, codes: Iterator[str], scan: Callable[[str], Visitor]
) -> None:
    code = next(codes)
    Client(district.url("yangshe")).post(
        "/api/responses", {"round": survey, "code": code, "scores": {"attitude": 4}, "awareness": {}}
    )
    before, page = ballots(district), scan(code).page
    tap(page, 1, 4)
    page.get_by_role("button", name="交卷").click()
    page.locator("#refused").get_by_text("已经用过").wait_for()
    assert page.locator("input:checked").count() == 2
    assert ballots(district) == before


def test_an_answer_given_while_the_server_is_away_is_kept_and_sent_once_when_the_page_is_opened_again(
    district: District, survey: str, codes: Iterator[str], scan: Callable[[str], Visitor]
) -> None:
    before, (first, second) = ballots(district), (next(codes), next(codes))
    page = scan(first).page
    page.evaluate("navigator.serviceWorker.ready")
    page.wait_for_function("caches.open('survey').then(kept => kept.keys()).then(keys => keys.length >= 6)")
    district.stop("yangshe-web")
    try:
        tap(page, 1)
        page.get_by_role("button", name="交卷").click()
        page.get_by_text("保存在本机，还没送出").wait_for()
        context = page.context
        page.close()

        page = scan(second).page  # the questionnaire opens without the server; another person, the same phone
        assert page.locator("#f-code").input_value() == second
        page.get_by_text("还没送出").wait_for()
        assert first not in page.content()
        tap(page, 1)
        page.get_by_role("button", name="交卷").click()
        page.locator("#kept li").nth(1).wait_for()
        page.get_by_role("button", name="现在就送").click()
        page.get_by_text("刚才试过").first.wait_for()
        page.close()
    finally:
        district.start("yangshe-web")
        district.wait_ready("yangshe-web")
    page = context.new_page()
    page.goto(f"{district.url('yangshe')}/survey/{survey}")
    page.get_by_text("已送达").nth(1).wait_for()
    assert ballots(district) == before + 2
    page.reload()
    page.evaluate("Kept.sendAll()")
    assert page.evaluate("Kept.all()") == [], "what has been sent is deleted from the phone"
    assert page.locator("#kept").is_hidden()
    assert ballots(district) == before + 2


def test_without_a_script_the_same_page_is_filled_in_screen_by_screen(
    district: District, survey: str, codes: Iterator[str], come: Callable[..., Visitor]
) -> None:
    before, code = ballots(district), next(codes)
    villager = come()
    villager.go(f"{district.url('yangshe')}/survey/{survey}")
    page = villager.page
    page.get_by_role("link", name="开始").click()
    for number in (1, 2, 3):
        assert page.url.endswith(f"#s{number}")
        page.locator(f"#s{number} .choice").last.click()
        page.locator(f"#s{number}").get_by_role("link", name="下一题").click()
    page.locator("#f-code").fill("0000 0000 0000")
    villager.press("交卷")
    assert villager.reads("本村没有这个评议码")
    assert page.locator("input:checked").count() == 3
    page.locator("#f-code").fill(code)
    villager.press("交卷")
    assert villager.reads("谢谢您")
    assert ballots(district) == before + 1
