"""A petition from a phone in a village: answered late, watched as it escalates, reviewed; in a real browser.

And what was found on the way, until a villager reads the circular; and a bad rating of a visit, to its end.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest

from pilot.demo.client import Client
from pilot.demo.story import Story, days
from pilot.district import District
from shared.clock import CHINA
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.processes, pytest.mark.browser]
BEGINS = datetime(2026, 3, 2, 9, tzinfo=CHINA)
MATTER = "去年十月申请的奖励扶助金至今没有发放。"
OPINION = "经核实，奖励扶助金已于今日发放，向您致歉。"
REVIEW = "维持原意见，并责成计生办说明拖延的原因。"
PUT_RIGHT = "已经受理，责任人已谈话。"
SECONDS = 20


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    return Story(tmp_path_factory.mktemp("clock") / "clock", BEGINS)


@pytest.fixture(scope="module")
def district(chromium: Any, story: Story, tmp_path_factory: pytest.TempPathFactory) -> Iterator[District]:
    folder, clock = tmp_path_factory.mktemp("district"), story.clock_file
    with District(folder, villages=["yangshe"], clock_file=clock, quiet=True) as running:
        yield running


def step(visitor: Visitor, title: str, **given: str) -> None:
    """Open one of the desk's steps, fill it in and press its button. Of a choice the label is given."""
    card = visitor.page.locator("details", has=visitor.page.locator("summary", has_text=re.compile(f"^{title}$")))
    if card.get_attribute("open") is None:
        card.locator("summary").click()
    for name, value in given.items():
        control = card.locator(f"[name={name}]").first
        kind = control.evaluate("element => element.type")
        if kind == "radio":
            card.get_by_label(value, exact=True).check()
        elif kind == "select-one":
            control.select_option(label=value)
        else:
            control.fill(value)
    with visitor.page.expect_navigation():
        card.get_by_role("button", name=title, exact=True).click()
    visitor.look()


def test_a_claim_is_answered_late_escalates_before_everybody_s_eyes_and_is_reviewed(
    district: District, story: Story, come: Callable[..., Visitor]
) -> None:
    oversight = district.url("oversight")
    villager = come()
    villager.go(district.url("yangshe"))
    villager.follow("写信反映")
    villager.tick("有事要解决（申诉求决）")
    villager.choose("关于哪个单位？", "计生办")
    villager.write(title="奖励扶助金没有收到", text=MATTER)
    villager.press("提交")
    code = villager.page.locator(".receipt-code").inner_text()
    assert len("".join(code.split())) == 16

    def follow_up() -> None:
        villager.go(oversight)
        villager.follow("查询进度")
        villager.write(code=code)
        villager.press("查询")

    chen = come("oversight", "chen")
    chen.finds(oversight + "/desk", "申诉求决")
    follow_up()
    assert villager.reads("已登记，待受理")
    assert villager.reads("还剩 15 天")

    chen.follow("申诉求决")
    petition = chen.page.url
    assert not chen.reads(MATTER)
    chen.page.locator("#f-text-reason").fill("核实情况")
    chen.press("打开内容")
    assert chen.reads(MATTER)
    step(chen, "受理")
    assert chen.reads("已受理，办理中")
    step(chen, "交办", handler="李干事，计生办")
    assert chen.reads("待 李干事 接收")

    li = come("oversight", "li")
    li.go(petition)
    step(li, "接收交办")
    assert li.reads("李干事")

    ding = come("oversight", "ding")
    ding.go(oversight + "/district")
    story.go_to(BEGINS + days(70))
    missed = ding.page.locator(".card", has_text="件超过期限").locator(".number")
    end = time.monotonic() + SECONDS
    while missed.inner_text() != "1":  # the page keeps itself up to date
        assert time.monotonic() < end, "the district page does not show the missed clock"
        time.sleep(0.2)
    zhao = come("oversight", "zhao")
    zhao.finds(oversight + "/leading", "超期上报")
    follow_up()
    assert villager.reads("超过期限")

    li.go(petition)
    step(li, "出具办理意见", opinion=OPINION, founded="是")
    assert li.reads("意见已出具，待送达")

    follow_up()
    assert villager.reads(OPINION)
    assert villager.reads("意见已送达")
    villager.page.locator("#f-review-grounds").fill("没有说明为什么拖了这么久。")
    villager.press("申请")
    assert villager.reads("复查中")

    zhao.finds(oversight + "/leading", "复查、复核")
    zhao.go(petition)
    step(zhao, "出具复查复核意见", opinion=REVIEW, outcome="维持")

    follow_up()
    assert villager.reads(REVIEW)
    assert villager.reads("复查意见已送达")
    villager.page.locator("summary", has_text="办理答复").click()
    assert villager.reads("一天一天地数")
    ding.go(oversight + "/findings")
    assert ding.reads("计生办")
    villager.write(code="1234 5678 9012 3452")
    villager.press("查询")
    assert not villager.reads(OPINION)


def test_what_was_missed_is_put_right_sent_back_verified_by_another_and_read_by_a_villager(
    district: District, story: Story, come: Callable[..., Visitor]
) -> None:
    oversight = district.url("oversight")
    call = {
        "kind": "claim",
        "about": "service-station",
        "title": "办证",
        "text": "证件一直没有办好。",
        "channel": "hotline",
    }
    Client(oversight).signed_in("chen").post("/api/petitions", call)
    story.go_to(story.now + days(20))
    zhao = come("oversight", "zhao")
    zhao.finds(oversight + "/findings", "信访办")
    zhao.follow("信访办有一件信访事项")
    finding = zhao.page.url

    chen = come("oversight", "chen")

    def report(how: str) -> None:
        chen.go(finding)
        chen.page.locator("#f-report-rectification").fill(how)
        chen.press("报告")

    report("准备受理。")
    assert chen.page.get_by_role("button", name="销号并通报").count() == 0, "who reports it may not verify it"
    zhao.go(finding)
    zhao.page.locator("#f-send-back-reason").fill("还没有受理。")
    zhao.press("退回")
    chen.go(finding)
    assert chen.reads("还没有受理。")
    report(PUT_RIGHT)
    ding = come("oversight", "ding")
    ding.go(finding)
    assert ding.reads("销号后公布的全文")
    ding.page.get_by_label("整改属实").check()
    ding.press("销号并通报")
    assert ding.reads("已销号")

    villager = come()
    villager.go(oversight)
    villager.follow("通报")
    assert villager.reads(PUT_RIGHT)
    villager.finds(district.url("yangshe"), "信访办")


def test_a_bad_rating_at_the_window_is_followed_to_its_end(
    district: District, story: Story, come: Callable[..., Visitor]
) -> None:
    oversight, yangshe = district.url("oversight"), district.url("yangshe")
    clerk = Client(yangshe).signed_in("yangshe")
    slip = clerk.post("/api/visit-slips", {"office": "family-planning-office", "count": 1})["codes"][0]
    villager = come()
    villager.go(yangshe + "/window")
    villager.write(code=slip)
    villager.press("下一步")
    villager.page.locator("label.face-2").click()
    villager.tick("窗口没人")
    villager.write(contact="13859700123", text="等了一上午，窗口没有人。")
    villager.press("提交")
    code = villager.page.locator(".receipt-code").inner_text()

    li = come("oversight", "li")
    li.finds(oversight + "/bad-ratings", "不满意")
    li.follow("不满意 ")
    rating = li.page.url
    assert not li.reads("13859700123")
    li.page.locator("#f-text-reason").fill("回访")
    li.press("打开")
    assert li.reads("13859700123")
    li.page.get_by_label("联系上了", exact=True).check()
    li.press("登记")

    def report(how: str) -> None:
        li.go(rating)
        li.page.get_by_label("差评属实，已整改").check()
        li.page.locator("#f-report-text").fill(how)
        li.press("报告")
        assert li.page.get_by_role("button", name="确认并公布").count() == 0, "who reports it may not confirm it"
        zhao.go(rating)
        zhao.page.get_by_label("情况属实").check()
        zhao.press("确认并公布")

    def follow_up() -> None:
        villager.go(oversight + "/follow")
        villager.write(code=code)
        villager.press("查询")

    zhao = come("oversight", "zhao")
    report("窗口已加派一人。")
    follow_up()
    assert villager.reads("窗口已加派一人。")
    villager.page.get_by_label("没有到位，请重新整改").check()
    villager.press("提交")
    assert villager.reads("按您的意见重新整改")
    report("窗口实行双人值班，值班表上墙。")
    follow_up()
    assert villager.reads("值班表上墙")
    villager.finds(yangshe + "/ratings", "值班表上墙")
    assert not villager.reads("等了一上午")
    zhao.go(oversight + "/findings")
    assert zhao.reads("群众评价不满意")
