"""A quarter's figures, from the plan to both boards: screened, corrected, approved by another, one board late.

A villager finds them by a word of two characters on a phone, and the ledger shows who was late, in a real browser.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from pilot.demo.story import Story
from pilot.district import District
from shared.clock import CHINA
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.processes, pytest.mark.browser]
BEGINS = datetime(2026, 3, 30, 9, tzinfo=CHINA)
OVER = datetime(2026, 4, 2, 9, tzinfo=CHINA)
LATE = datetime(2026, 4, 9, 9, tzinfo=CHINA)
TITLE = "一季度人口出生情况"
PERSON = "洋畲村王小明（身份证11010519491231002X）已登记。"
BODY = "第一季度全镇出生登记情况见上表，均已办结。"
PHOTOGRAPH = Path(__file__).with_name("board.png")


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    return Story(tmp_path_factory.mktemp("clock") / "clock", BEGINS)


@pytest.fixture(scope="module")
def district(chromium: Any, story: Story, tmp_path_factory: pytest.TempPathFactory) -> Iterator[District]:
    folder, clock = tmp_path_factory.mktemp("district"), story.clock_file
    with District(folder, villages=["yangshe", "hongmei"], clock_file=clock, quiet=True) as running:
        yield running


def figures(visitor: Visitor, **typed: str) -> None:
    for name, value in typed.items():
        visitor.page.locator(f"[name=figure-{name}]").fill(value)


def test_a_quarters_figures_are_screened_approved_posted_found_and_one_board_is_shown_as_late(
    district: District, story: Story, come: Callable[..., Visitor]
) -> None:
    ledger = district.url("disclosure") + "/ledger"
    villager = come()
    villager.finds(ledger, "人口出生情况（2026年第一季度）")
    assert villager.reads("计划中")

    story.go_to(OVER)
    li = come("disclosure", "li")
    li.follow("工作台")
    row = li.page.locator("tr", has_text="人口出生情况（2026年第一季度）")
    with li.page.expect_navigation():
        row.get_by_role("link", name="起草").click()
    li.look()
    li.write(title=TITLE, body=PERSON)
    figures(li, births="86", first_child="39", second_child="36", third_child="12")
    li.press("保存草稿")
    assert li.reads("与各分项之和不符")
    figures(li, third_child="11")
    li.press("保存草稿")
    assert li.reads("像是身份证号码")
    assert "11010519491231002X" in li.page.locator("mark").first.inner_text()
    li.write(body=BODY)
    li.press("预览")
    assert li.reads("还没有保存")
    li.press("保存草稿")
    li.follow("提交审批")
    li.press("确认提交审批")
    assert li.page.get_by_role("link", name="批准").count() == 0, "who wrote it may not approve it"

    wang = come("disclosure", "wang")
    wang.follow("工作台")
    wang.follow(TITLE)
    wang.follow("批准")
    assert wang.reads("39")
    wang.press("确认批准")
    wang.press("公开")
    wang.press("确认公开")
    publication = wang.page.url

    clerk = come("yangshe", "yangshe")
    clerk.finds(district.url("yangshe") + "/clerk", TITLE)
    clerk.page.locator("input[type=file]").first.set_input_files(PHOTOGRAPH)
    clerk.press("纸质栏已贴好")

    villager.go(district.url("disclosure"))
    villager.write(q="出生")
    villager.follow("查找")
    villager.follow(TITLE)
    assert villager.reads("阳光镇公开〔2026〕1号")
    villager.finds(publication, "已张榜")

    story.go_to(LATE)
    villager.finds(district.url("disclosure") + "/boards/hongmei", "2026年4月8日起")
    late = come("hongmei", "hongmei")
    late.go(district.url("hongmei") + "/clerk")
    late.press("纸质栏已贴好")
    villager.finds(publication, "迟")
    villager.go(ledger)
    row = villager.page.locator("tr", has_text="人口出生情况（2026年第一季度）")
    assert "按时公开" in row.inner_text()
    with villager.page.expect_navigation():
        row.get_by_role("link").first.click()
    villager.look()
    assert villager.reads("没有按时张榜")
    assert villager.reads("红梅社区")
