import re

import pytest

from shared.privacy.codes import normalise
from tests.services.feedback.examples import published, withdrawn

PETITION = {"kind": "claim", "about": "family-planning-office", "title": "补助没有发", "text": "去年的奖励金没有到账。"}


def hidden(page, name):
    return re.search(rf'name="{name}" value="([^"]+)"', page.text).group(1)


@pytest.mark.parametrize("wish", ["zh", "en"])
@pytest.mark.parametrize("path", ["/", "/survey", "/petition"])
def test_every_page_is_there_before_anything_has_happened(client, path, wish):
    page = client.get(path, headers={"Accept-Language": wish})
    assert page.status_code == 200
    assert ("洋畲村" if wish == "zh" else "Yangshe Village") in page.text


def test_the_board_groups_what_is_always_there_apart_from_what_is_new(client, hear):
    hear(
        published(publication="a"),
        published(publication="b", timing="periodic", title="一季度费用"),
        published(publication="c", timing="ad_hoc", title="收错的数字"),
        withdrawn(publication="c"),
    )
    board = client.get("/").text.partition("</details>")[2]  # after the ways through it
    assert board.index("最新公开") < board.index("一季度费用") < board.index("长期公开") < board.index("服务承诺")
    assert board.index("服务承诺") < board.index("已撤回的") < board.index("收错的数字")
    assert "2026年3月10日撤回" in client.get("/publications/c").text
    assert client.get("/?section=long_term").text.count("big-link") == 1
    assert client.get("/?page=x&section=none").status_code == 200


def test_a_publication_shows_its_text_and_its_earlier_versions(client, hear):
    hear(published(), published(version=2, body="两个工作日。\n说到做到。"))
    page = client.get("/publications/p1").text
    assert "<p>两个工作日。<br>\n说到做到。</p>" in page
    assert "三个工作日内答复。" in page
    assert client.get("/publications/none").status_code == 404


def test_a_petition_gives_a_receipt_and_a_double_tap_files_one(browser, client, told):
    form = client.get("/petition")
    given = {**PETITION, "form_key": hidden(form, "form_key")}
    receipt = browser.post("/petition", given)
    assert receipt.status_code == 201
    code = re.search(r'class="receipt-code">([0-9\s]+)<', receipt.text).group(1)
    assert len(normalise(code)) == 16
    assert "http://oversight.test/follow" in receipt.text
    again = browser.post("/petition", given)
    assert code in again.text
    assert len(told()) == 1


def test_a_petition_that_does_not_hold_comes_back_with_what_was_written(browser, told):
    page = browser.post("/petition", {**PETITION, "kind": "", "form_key": "f" * 32})
    assert page.status_code == 422
    assert "去年的奖励金没有到账。" in page.text
    assert hidden(page, "form_key") == "f" * 32
    assert browser.post("/petition", {**PETITION, "about": "nobody"}).status_code == 422
    assert browser.post("/petition", {**PETITION, "form_key": "short"}).status_code == 422
    assert told() == []


@pytest.mark.parametrize("path", ["/clerk", "/clerk/codes", "/clerk/paper"])
def test_the_desk_is_the_clerks(browser, client, path):
    assert client.get(path).status_code == 303
    browser.post("/sign-in", {"name": "ops", "password": "sunshine-ops"})
    assert client.get(path).status_code == 403


def test_the_clerk_posts_and_takes_down_with_one_tap(browser, hear, told):
    hear(published())
    browser.sign_in()
    desk = browser.get("/clerk")
    assert "服务承诺 第1版" in desk.text
    assert "一眼看明白" in desk.text
    assert "收发程序没有在运行" in desk.text
    assert browser.post("/clerk", {"version": "1"}, to="/clerk/postings/p1/posted").status_code == 303
    assert "没有要张贴的" in browser.get("/clerk").text
    hear(withdrawn())
    assert browser.post("/clerk", {}, to="/clerk/postings/p1/taken-down").status_code == 303
    media = [message["data"].get("medium") for message in told()]
    assert media == ["electronic", None, "paper", None, "removed"]


def test_a_clerk_who_confirms_an_older_version_is_told_of_the_new_one(browser, hear):
    hear(published(), published(version=2))
    browser.sign_in()
    refused = browser.post("/clerk", {"version": "1"}, to="/clerk/postings/p1/posted")
    assert (refused.status_code, "第 2 版" in refused.text) == (409, True)
