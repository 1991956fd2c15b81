"""What people do, in a real browser against the real processes of a district: a villager's phone, an office's desk."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest

from pilot.district import District
from shared.clock import CHINA
from shared.privacy.codes import normalise
from shared.privacy.sealing import key_and_box, new_seal_keys, unseal
from tests.journeys.visitor import Visitor

pytestmark = [pytest.mark.processes, pytest.mark.browser]
TITLE = "国庆期间便民服务时间"
BODY = "国庆期间服务窗口照常受理。\n工作日上午八时三十分至下午五时三十分。"
MATTER = "去年十月申请的奖励扶助金至今没有发放，想问问原因。𠮷\n请答复。"


@pytest.fixture(scope="module")
def district(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[District]:
    with District(tmp_path_factory.mktemp("district"), villages=["yangshe"], quiet=True) as running:
        yield running


def test_what_two_people_publish_at_the_desk_is_read_on_a_phone_in_the_village(
    district: District, come: Callable[..., Visitor]
) -> None:
    li = come("disclosure", "li")
    li.follow("工作台")
    li.follow("起草一份公开")
    li.choose_card("服务承诺")
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


def test_a_survey_is_answered_once_by_each_code(district: District, come: Callable[..., Visitor]) -> None:
    today = datetime.now(CHINA).date()
    zhao = come("oversight", "zhao")
    zhao.page.locator("summary", has_text="公众栏目").click()
    zhao.follow("民主评议")
    zhao.choose("问卷", "请农民兄弟姐妹评计生（第 2 版）")
    zhao.choose("评议哪个单位", "计生办")
    zhao.page.locator("summary", has_text="只问其中几个").click()
    zhao.tick("洋畲村")
    zhao.write(title="四季度村民评议", opens_on=today.isoformat(), closes_on=(today + timedelta(days=14)).isoformat())
    zhao.press("开始评议")
    assert zhao.reads("四季度村民评议")

    clerk = come("yangshe", "yangshe")
    clerk.finds(district.url("yangshe") + "/clerk", "四季度村民评议")
    clerk.follow("发评议码")
    clerk.write(count="2")
    codes = clerk.prints_slips()
    assert len(set(codes)) == 2

    villager = come()
    villager.go(district.url("yangshe"))
    villager.follow("评一评")
    villager.write(code=codes[0])
    villager.press("下一步")
    questions = villager.page.locator("fieldset:has(input[type=radio])")
    assert questions.count() > 5
    for number in range(questions.count()):
        questions.nth(number).locator("input").first.check()
    villager.press("交卷")
    assert villager.reads("您的评议已经收到")

    villager.go(district.url("yangshe") + "/survey")
    villager.write(code=codes[0])
    villager.press("下一步")
    assert villager.reads("用过")
    assert villager.page.locator("fieldset").count() == 0


def test_the_language_is_switched_without_leaving_the_page(district: District, come: Callable[..., Visitor]) -> None:
    visitor = come()
    for node, path, zh, en in (
        ("yangshe", "/petition", "写信反映", "Write a petition"),
        ("yangshe", "/?section=long_term", "长期公开", "Always on the board"),
        ("oversight", "/follow", "查询进度", "Follow up"),
        ("disclosure", "/boards", "各公开栏张榜情况", "What the boards have posted"),
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


def _write_petition(villager: Visitor) -> None:
    villager.tick("有事要解决（申诉求决）")
    villager.choose("关于哪个单位？", "计生办")
    villager.write(title="奖励扶助金没有收到", text=MATTER)


def _send_petition(villager: Visitor) -> None:
    villager.page.get_by_role("button", name="提交", exact=True).click()


def test_it_is_sealed_on_the_phone_filed_once_on_a_bad_line_and_read_by_the_township(
    district: District, come: Callable[..., Visitor]
) -> None:
    oversight, bodies = district.url("oversight"), list[str]()
    villager = come(script=True)
    villager.go(district.url("yangshe") + "/petition")
    assert villager.reads("在您手机上就加密封好")
    _write_petition(villager)

    def lose_the_answer(route: Any) -> None:
        """The first time it arrives, and its answer does not."""
        bodies.append(route.request.post_data)
        if len(bodies) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    villager.page.route("**/api/sealed-petitions", lose_the_answer)
    _send_petition(villager)
    receipt = villager.page.locator("#petition-receipt .receipt-code")
    receipt.wait_for(state="visible")
    code = normalise(receipt.inner_text())
    assert villager.reads("在您手机上已加密")
    assert len(set(bodies)) == 1 < len(bodies), "sent again as it was"
    assert not [words for words in (MATTER[:4], "奖励扶助金", code) if words in bodies[0]]
    villager.complaints.clear()  # the browser's own, of the answer that was lost
    villager.look()

    chen = come("oversight", "chen")
    chen.finds(oversight + "/desk", "申诉求决")
    assert chen.page.locator("main").inner_text().count("申诉求决") == 1
    chen.follow("申诉求决")
    chen.page.locator("#f-text-reason").fill("核实情况")
    chen.press("打开内容")
    assert all(chen.reads(line) for line in MATTER.splitlines())
    villager.go(oversight + "/follow")
    villager.write(code=code)
    villager.press("查询")
    assert villager.reads("已登记，待受理")


def test_what_does_not_hold_is_said_before_it_is_sealed_in_the_servers_own_words(
    district: District, come: Callable[..., Visitor]
) -> None:
    villager = come(script=True)
    villager.go(district.url("yangshe") + "/petition")
    villager.page.evaluate("document.getElementById('petition').noValidate = true")
    _send_petition(villager)
    assert villager.page.locator("#petition-problems li").count() == 4
    assert villager.reads("此项必填")
    _write_petition(villager)
    villager.page.evaluate("document.getElementById('f-text').value = '字'.repeat(5001)")
    _send_petition(villager)
    assert villager.page.locator("#petition-problems li").all_inner_texts() == ["详细写写：最多 5000 个字。"]
    villager.write(text=MATTER)
    used = new_seal_keys()[1]
    villager.page.evaluate(f"document.getElementById('petition').setAttribute('data-seal-key', '{used}')")
    _send_petition(villager)
    villager.page.locator("#petition-receipt .receipt-code").wait_for(state="visible")


def test_whatever_is_sealed_there_opens_here(district: District, come: Callable[..., Visitor]) -> None:
    page = come(script=True).page
    page.goto(district.url("yangshe") + "/petition")
    draw = random.Random(7)
    letters = 'aé乡𠮷\n"\\\u2028'
    lengths = [*range(140), 1023, 1024, 1025, 5000, 20_000]
    texts = ["".join(draw.choices(letters, k=length)) for length in lengths]
    private, public = new_seal_keys()
    sealed = page.evaluate(
        "([key, texts]) => texts.map(text => sealing.seal(key, JSON.stringify({text: text})))", [public, texts]
    )
    opened = [(key, unseal(private, box)) for key, box in map(key_and_box, sealed)]
    assert opened == [(public, {"text": text}) for text in texts]
    assert len(set(sealed)) == len(texts)
    codes = page.evaluate("() => Array.from({length: 500}, () => sealing.receiptCode())")
    assert [normalise(code) for code in codes] == codes
    assert len(set(codes)) == 500
    assert {code[0] for code in codes} == set("0123456789")
