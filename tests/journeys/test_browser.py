"""What people do, in a real browser against the real processes of a district: a villager's phone, an office's desk."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from pilot.district import District
from shared.clock import CHINA

playwright = pytest.importorskip("playwright.sync_api", reason="BROWSER JOURNEYS NOT RUN: playwright is not installed")

pytestmark = [pytest.mark.processes, pytest.mark.browser]
CHROMIUM = (os.environ.get("SUNSHINE_TEST_BROWSER", ""), "/usr/bin/chromium", "/usr/bin/chromium-browser")
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}
MEASURED = """[document.documentElement.scrollWidth, document.documentElement.clientWidth,
    [...document.querySelectorAll(".table-box")].filter(box => box.scrollWidth > box.clientWidth).length]"""
TITLE = "国庆期间便民服务时间"
BODY = "国庆期间服务窗口照常受理。\n工作日上午八时三十分至下午五时三十分。"
MATTER = "去年十月申请的奖励扶助金至今没有发放。"
OPINION = "经核实，奖励扶助金已于今日发放，向您致歉。"


@dataclass
class Visitor:
    """Somebody with a browser of their own. Each page reached is looked over: see ``look``."""

    page: Any
    hosts: frozenset[str]

    def __post_init__(self) -> None:
        self.complaints: list[str] = []
        self.asked_abroad: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._see)

    def _hear(self, message: Any) -> None:
        # That a form was refused (422) or a page not found is told by the page; the browser notes it as an error too.
        refused = message.text.startswith("Failed to load resource") and message.location["url"] == self.page.url
        if message.type in {"error", "warning"} and not refused:
            self.complaints.append(message.text)

    def _see(self, request: Any) -> None:
        where = urlsplit(request.url)
        if where.scheme != "data" and where.netloc not in self.hosts:
            self.asked_abroad.append(request.url)

    def look(self) -> None:
        """Nothing sticks out to the right on a phone, nothing came from elsewhere, the browser has no complaint."""
        size = self.page.viewport_size
        if size != PHONE:
            self.page.set_viewport_size(PHONE)
        wide, seen, cut_off = self.page.evaluate(MEASURED)
        if size != PHONE:
            self.page.set_viewport_size(size)
        assert wide <= seen, f"{self.page.url} is {wide} px wide on a phone of {seen} px"
        assert not cut_off, f"{self.page.url} has {cut_off} tables that a phone cuts off"
        assert not self.asked_abroad
        assert not self.complaints

    def go(self, address: str) -> None:
        self.page.goto(address)
        self.look()

    def follow(self, name: str) -> None:
        self._leave_by(self.page.get_by_role("link", name=name).or_(self.page.get_by_role("button", name=name)).first)

    def press(self, name: str) -> None:
        self._leave_by(self.page.locator("main").get_by_role("button", name=name, exact=True))

    def _leave_by(self, control: Any) -> None:
        with self.page.expect_navigation():
            control.click()
        self.look()

    def write(self, **given: str) -> None:
        for name, text in given.items():
            self.page.locator(f"input[name={name}]:not([type=radio]), textarea[name={name}]").fill(text)

    def choose(self, name: str, option: str) -> None:
        self.page.get_by_label(name).select_option(label=option)

    def tick(self, name: str) -> None:
        self.page.get_by_label(name).check()

    def reads(self, text: str) -> bool:
        return text in self.page.locator("main").inner_text()

    def finds(self, address: str, text: str, seconds: float = 20) -> None:
        """Open a page again and again until what another service sent has arrived there."""
        end = time.monotonic() + seconds
        self.go(address)
        while not self.reads(text):
            assert time.monotonic() < end, f"{text!r} did not come to {address}"
            time.sleep(0.2)
            self.go(address)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    found = next((path for path in CHROMIUM if path and Path(path).exists()), None)
    if found is None:
        pytest.skip("BROWSER JOURNEYS NOT RUN: install Chromium, or name one in SUNSHINE_TEST_BROWSER")
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found, args=quiet)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def district(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[District]:
    with District(tmp_path_factory.mktemp("district"), villages=["yangshe"], quiet=True) as running:
        yield running


@pytest.fixture
def come(chromium: Any, district: District) -> Iterator[Callable[..., Visitor]]:
    """Somebody new comes: ``come()`` with a phone that runs no script, ``come("oversight", "chen")`` at a desk."""
    hosts = frozenset(urlsplit(district.url(place.name)).netloc for place in district.places)
    opened = []

    def arrive(node: str = "", account: str = "", *, language: str = "zh-CN") -> Visitor:
        context = chromium.new_context(
            viewport=DESK if account else PHONE, java_script_enabled=bool(account), locale=language
        )
        context.set_default_timeout(10_000)
        opened.append(context)
        visitor = Visitor(context.new_page(), hosts)
        if account:
            visitor.go(district.url(node) + "/sign-in")
            visitor.write(name=account, password=f"sunshine-{account}")
            visitor.press("登录")
            assert urlsplit(visitor.page.url).path == "/"
        return visitor

    yield arrive
    for context in opened:
        context.close()


def test_what_two_people_publish_at_the_desk_is_read_on_a_phone_in_the_village(
    district: District, come: Callable[..., Visitor]
) -> None:
    li = come("disclosure", "li")
    li.follow("工作台")
    li.follow("起草一份公开")
    li.follow("服务承诺")
    li.write(title=TITLE, body=BODY)
    li.press("保存草稿")
    li.follow("提交审批")
    li.press("确认提交审批")
    assert li.page.get_by_role("link", name="批准").count() == 0, "who wrote it may not approve it"

    wang = come("disclosure", "wang")
    wang.follow("工作台")
    wang.follow(TITLE)
    wang.follow("批准")
    wang.press("确认批准")
    wang.press("公开")
    wang.press("确认公开")
    assert wang.reads("洋畲村")

    villager = come()
    villager.finds(district.url("yangshe"), TITLE)
    villager.follow(TITLE)
    assert villager.reads("工作日上午八时三十分至下午五时三十分。")
    assert villager.reads("还没张贴")

    clerk = come("yangshe", "yangshe")
    clerk.follow("文书工作台")
    clerk.press("纸质栏已贴好")
    villager.go(villager.page.url)
    assert villager.reads("已张贴")


def test_a_petition_from_a_phone_is_accepted_handed_on_answered_and_followed_by_its_code(
    district: District, come: Callable[..., Visitor]
) -> None:
    villager = come()
    villager.go(district.url("yangshe"))
    villager.follow("写信反映")
    villager.tick("有事要解决（申诉求决）")
    villager.choose("关于哪个单位？", "计生办")
    villager.write(title="奖励扶助金没有收到", text=MATTER)
    villager.press("提交")
    code = villager.page.locator(".receipt-code").inner_text()
    assert len("".join(code.split())) == 16

    chen = come("oversight", "chen")
    chen.finds(district.url("oversight") + "/desk", "申诉求决")

    def follow_up() -> None:
        villager.go(district.url("oversight"))
        villager.follow("查询进度")
        villager.write(code=code)
        villager.press("查询")

    follow_up()
    assert villager.reads("已登记，待受理")
    assert villager.reads("还剩 15 天")

    chen.follow("申诉求决")
    assert not chen.reads(MATTER)
    chen.write(reason="核实情况")
    chen.press("打开内容")
    assert chen.reads(MATTER)
    chen.press("受理")
    assert chen.reads("已受理，办理中")

    zhao = come("oversight", "zhao")
    zhao.follow("工作台")
    zhao.follow("申诉求决")
    zhao.choose("经办人", "陈信访员，信访办")
    zhao.press("交办")
    assert zhao.reads("陈信访员")

    chen.follow("工作台")
    chen.follow("申诉求决")
    chen.write(opinion=OPINION)
    chen.page.get_by_label("属实", exact=True).check()
    chen.press("办结")
    assert chen.reads("已办结")

    follow_up()
    assert villager.reads("已办结")
    assert villager.reads(OPINION)
    villager.page.locator("details summary").first.click()
    assert villager.reads("不计入")
    villager.write(code="1234 5678 9012 3452")
    villager.press("查询")
    assert not villager.reads(OPINION)


def test_a_survey_is_answered_once_by_each_code(district: District, come: Callable[..., Visitor]) -> None:
    today = datetime.now(CHINA).date()
    zhao = come("oversight", "zhao")
    zhao.follow("民主评议")
    zhao.choose("问卷", "请农民兄弟姐妹评计生")
    zhao.choose("评议哪个单位", "计生办")
    zhao.tick("洋畲村")
    zhao.write(title="四季度村民评议", opens_on=today.isoformat(), closes_on=(today + timedelta(days=14)).isoformat())
    zhao.press("开始评议")
    assert zhao.reads("四季度村民评议")

    clerk = come("yangshe", "yangshe")
    clerk.finds(district.url("yangshe") + "/clerk", "四季度村民评议")
    clerk.follow("发评议码")
    clerk.write(count="2")
    clerk.press("生成凭条")
    codes = clerk.page.locator(".slips .lead").all_inner_texts()
    assert len(set(codes)) == 2

    villager = come()
    villager.go(district.url("yangshe"))
    villager.follow("评一评")
    villager.write(code=codes[0])
    villager.press("下一步")
    questions = villager.page.locator("fieldset.choices")
    assert questions.count() > 5
    for number in range(questions.count()):
        questions.nth(number).locator("input").first.check()
    villager.press("交卷")
    assert villager.reads("您的评议已经收到")

    villager.follow("评一评")
    villager.write(code=codes[0])
    villager.press("下一步")
    assert villager.reads("用过")
    assert villager.page.locator("fieldset.choices").count() == 0


def test_the_language_is_switched_without_leaving_the_page(district: District, come: Callable[..., Visitor]) -> None:
    visitor = come()
    for node, path, zh, en in (
        ("yangshe", "/petition", "写信反映", "Write a petition"),
        ("yangshe", "/?section=long_term", "长期公开", "Always on the board"),
        ("oversight", "/follow", "查询进度", "Follow up"),
        ("disclosure", "/boards", "各村公开栏张榜情况", "What the village boards have posted"),
    ):
        visitor.go(district.url(node) + path)
        if visitor.page.get_by_role("link", name="中文").count():
            visitor.follow("中文")
        assert visitor.reads(zh)
        visitor.follow("English")
        assert urlsplit(visitor.page.url).path == urlsplit(path).path
        assert visitor.reads(en)
        assert visitor.page.locator("html").get_attribute("lang") == "en"
        visitor.go(district.url(node) + path)
        assert visitor.reads(en), "the choice is kept"


def test_someone_whose_browser_speaks_english_reads_english_at_once(
    district: District, come: Callable[..., Visitor]
) -> None:
    visitor = come(language="en-GB")
    visitor.go(district.url("oversight"))
    assert visitor.reads("File a petition")
    visitor.follow("中文")
    assert visitor.reads("反映问题")
