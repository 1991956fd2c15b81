"""A request for information on the pages: asked by anybody, registered at the counter, answered by two people."""

import re
from datetime import timedelta

import pytest

from tests.services.disclosure.requesting import NUMBER
from tests.services.disclosure.test_pages import Browser

ASKED = {
    "applicant": "person",
    "name": "欧阳建国",
    "contact": "洋畲村 3 号",
    "wanted": "2025 年奖励扶助的发放依据",
    "form": "electronic",
}
ANSWER = {"outcome": "granted", "text": "见《阳光镇奖励扶助办法》。"}


@pytest.fixture
def browse(app):
    return lambda name=None: Browser(app, name)


def code_on(page):
    return re.search(r'receipt-code">([\d ]+)<', page)[1].strip()


def step(browser, request, name, data=None):
    hidden = re.findall(r'name="csrf_token" value="([^"]*)"', browser.see(f"/desk/requests/{request}"))[0]
    return browser.client.post(
        f"/desk/requests/{request}/{name}",
        data={"csrf_token": hidden, **(data or {})},
        headers={"Accept-Language": "en"},
    )


def the_one(browser):
    return re.search(r'/desk/requests/([0-9a-f]{8,})"', browser.see("/desk/requests"))[1]


def test_anybody_asks_and_reads_the_answer_with_the_code(browse, clock):
    anyone, li, wang = browse(), browse("li"), browse("wang")
    assert "身份证号码" in anyone.see("/requests/new", "zh-CN")
    code = code_on(anyone.send("/requests/new", ASKED).text)
    request = the_one(li)
    assert ASKED["name"] not in li.see(f"/desk/requests/{request}")
    opened = step(li, request, "text", {"reason": "办理"}).text
    assert ASKED["name"] in opened
    assert ASKED["wanted"] in opened
    step(li, request, "take")
    assert step(li, request, "answer", {"outcome": "partly", "text": "见附件。"}).status_code == 422
    assert step(li, request, "answer", ANSWER).status_code == 303
    waiting = wang.see("/desk/requests?show=drafted")
    assert request in waiting
    assert "/approve" not in wang.see(f"/desk/requests/{request}"), "read it first"
    read = step(wang, request, "text", {"reason": "审核"}).text
    assert ANSWER["text"] in read
    assert f"/desk/requests/{request}/approve" in read
    clock.advance(timedelta(days=1))
    assert step(wang, request, "approve", {"draft": "1"}).status_code == 303
    told = anyone.send("/requests/follow", {"code": code}).text
    for said in (ANSWER["text"], "If you do not accept the answer", "3 Mar 2026", "working day 20 of 20"):
        assert said in told
    assert "Nobody yet" not in browse("ding").see(f"/desk/requests/{request}")
    assert "办理" in browse("zhao").see("/desk/requests/readings")
    assert "Granted" in anyone.see("/requests?year=2026")


def test_what_is_written_wrong_is_said_by_its_field_and_not_lost(browse):
    answer = browse().send("/requests/new", {**ASKED, "wanted": f"我是 {NUMBER}"})
    assert answer.status_code == 422
    assert 'href="#f-wanted"' in answer.text
    assert ASKED["name"] in answer.text
    assert browse().send("/requests/new", {**ASKED, "name": "<script>alert(1)</script>", "form": ""}).status_code == 422


def test_an_officer_registers_a_letter_and_asks_for_a_correction(browse):
    li, anyone = browse("li"), browse()
    by_letter = {**ASKED, "channel": "letter", "received_on": "2026-02-27", "identity_checked": "true", "form": "paper"}
    receipt = li.send("/desk/requests/counter", by_letter).text
    code, request = code_on(receipt), the_one(li)
    assert "http://oversight.test/petition" in anyone.see("/requests/new")
    assert "confirmed with the applicant" in li.see(f"/desk/requests/{request}")
    step(li, request, "ask-correction", {"question": "请写明年份。"})
    shown = anyone.send("/requests/follow", {"code": code}).text
    assert "请写明年份。" in shown
    given = {"code": code, "text": "2025 年", "csrf_token": re.search(r'csrf_token" value="([^"]*)"', shown)[1]}
    corrected = anyone.client.post("/requests/follow/correct", data=given, headers={"Accept-Language": "en"})
    assert (corrected.status_code, "Received." in corrected.text) == (200, True)
    withdrawn = anyone.client.post("/requests/follow/withdraw", data=given, headers={"Accept-Language": "en"})
    assert "Withdrawn" in withdrawn.text or "withdrawn" in withdrawn.text
    erased = anyone.client.post("/requests/follow/erase", data=given, headers={"Accept-Language": "en"})
    assert "no longer works" in erased.text
    assert "have been erased" in li.see(f"/desk/requests/{request}")


def test_an_answer_becomes_a_publication_at_the_desk(browse):
    anyone, li, wang = browse(), browse("li"), browse("wang")
    anyone.send("/requests/new", ASKED)
    request = the_one(li)
    step(li, request, "take")
    step(li, request, "answer", ANSWER)
    step(wang, request, "approve", {"draft": "1"})
    general = {"item": "fees", "title": "奖励扶助办法", "body": "奖励扶助的依据是本镇的办法。"}
    named = li.send(f"/desk/requests/{request}/publication", {**general, "body": "答复欧阳建国。"})
    assert named.status_code == 422
    drafted = li.send(f"/desk/requests/{request}/publication", general)
    assert drafted.status_code == 303
    assert drafted.headers["Location"] in li.see(f"/desk/requests/{request}")


def test_a_wrong_code_and_a_wrong_page_are_told_plainly(browse):
    anyone = browse()
    assert "Check every digit" in anyone.send("/requests/follow", {"code": "1234 5678 9012 3452"}).text
    assert anyone.send("/requests/follow", {"code": "12"}).status_code == 422
    browse("li").see("/desk/requests/nowhere", status=404)
    assert anyone.client.get("/desk/requests").status_code == 303
    browse("wang").see("/desk/requests/counter", status=403)
