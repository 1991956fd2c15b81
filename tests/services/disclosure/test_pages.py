"""What people see and do in a browser: everybody reads, the desk writes, a second person decides."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from services.disclosure.domain.text import ScreeningHit
from services.disclosure.pages.parts import pieces
from tests.services.disclosure.browser import Browser
from tests.services.disclosure.examples import CIRCULAR_HEARD, IDENTITY, RECEIPT, SMALL, TEXT

CHOSEN = {"carriers": ["township_board", "village_board", "web"], "villages": ["yangshe", "hongmei"]}
WRITTEN = {"item": "fees", "title": TEXT.title, "body": TEXT.body, **CHOSEN}


@pytest.fixture
def browse(app):
    return lambda name=None: Browser(app, name)


def drafted(browser, **changed):
    answer = browser.send(f"/desk/new?item={changed.get('item', 'fees')}", {**WRITTEN, **changed})
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"].rsplit("/", 1)[-1]


def test_everybody_sees_the_catalogue_in_three_classes_with_what_is_missing(browse):
    shown = browse().see("/", "zh-CN")
    for named in ("长期公开", "定期公开", "随时公开", "收费依据标准", "还没有公开", "目前没有", "还没有通报"):
        assert named in shown
    assert "Not published yet" in browse().see("/")


def test_an_item_shows_its_six_aspects_and_that_nothing_is_published(browse):
    shown = browse().see("/items/births", "zh-CN")
    for named in ("依据", "内容", "程序", "标准", "结果", "纪律", "还没有公开内容"):
        assert named in shown
    browse().see("/items/nowhere", status=404)
    assert "Circulars" in browse().see("/items/circular")


def test_a_publication_is_made_by_two_people_at_the_desk(browse):
    li, wang, anyone = browse("li"), browse("wang"), browse()
    publication = drafted(li)
    anyone.see(f"/publications/{publication}", status=404)
    assert TEXT.title in li.see("/desk")
    assert "Submit for approval" in li.see(f"/desk/{publication}")
    assert li.send(f"/desk/{publication}/submit").status_code == 303
    assert "Approve" in wang.see(f"/desk/{publication}")
    assert "Rewrite" not in li.see(f"/desk/{publication}")
    assert wang.send(f"/desk/{publication}/approve").status_code == 303
    answer = wang.send(f"/desk/{publication}/publish")
    assert answer.headers["Location"] == f"/publications/{publication}"
    shown = anyone.see(f"/publications/{publication}", "zh-CN")
    for named in (TEXT.body, "已公开", "洋畲村", "红梅社区", "待张榜", "2026年3月4日", "是怎么算的"):
        assert named in shown


def test_what_is_not_allowed_to_be_published_is_marked_where_it_stands_and_not_kept(browse):
    li = browse("li")
    answer = li.send("/desk/new?item=fees", {**WRITTEN, "body": f"联系人{IDENTITY}。"})
    assert answer.status_code == 422
    assert re.search(r"<mark[^>]*>11010519491231002X</mark>", answer.text)
    assert "identity number" in answer.text
    assert "Nothing is under way" in li.see("/desk")


def test_a_warning_needs_a_reason_on_the_page_too(browse):
    li = browse("li")
    publication = drafted(li, body=SMALL)
    assert "<mark" in li.see(f"/desk/{publication}")
    answer = li.send(f"/desk/{publication}/submit")
    assert (answer.status_code, "give a reason" in answer.text) == (422, True)
    assert li.send(f"/desk/{publication}/submit", {"reason": "全镇合计数。"}).status_code == 303
    assert "全镇合计数。" in browse("wang").see(f"/desk/{publication}/approve")


def test_a_returned_draft_is_rewritten(browse):
    li, wang = browse("li"), browse("wang")
    publication = drafted(li)
    li.send(f"/desk/{publication}/submit")
    assert wang.send(f"/desk/{publication}/return").status_code == 422
    wang.send(f"/desk/{publication}/return", {"reason": "请写明依据。"})
    assert "请写明依据。" in li.see(f"/desk/{publication}/text")
    answer = li.send(f"/desk/{publication}/text", {**WRITTEN, "body": "依据省目录，均不收费。"})
    assert answer.status_code == 303
    assert "依据省目录" in li.see(f"/desk/{publication}")


def test_a_corrected_publication_keeps_its_earlier_version_readable(browse, publish):
    publication = publish()["id"]
    li, wang = browse("li"), browse("wang")
    assert "Correct" in li.see(f"/publications/{publication}")
    answer = li.send(f"/desk/{publication}/text", {**WRITTEN, "body": "新的正文。", "reason": "补充。"})
    assert answer.status_code == 303, answer.text
    li.send(f"/desk/{publication}/submit")
    wang.send(f"/desk/{publication}/approve")
    wang.send(f"/desk/{publication}/publish")
    shown = browse().see(f"/publications/{publication}")
    for named in ("新的正文。", "补充。", "Earlier versions", "/versions/1"):
        assert named in shown


def test_a_leader_withdraws_after_a_second_look_and_the_reason_is_public(browse, publish):
    publication = publish()["id"]
    zhao = browse("zhao")
    assert "Withdraw" in zhao.see(f"/publications/{publication}")
    assert zhao.send(f"/desk/{publication}/withdraw", {"reason": "依据已废止。"}).status_code == 303
    shown = browse().see(f"/publications/{publication}")
    assert "依据已废止。" in shown
    assert "Withdrawn on 2 Mar 2026" in shown


def test_the_boards_page_says_who_has_posted_and_who_is_overdue(browse, publish, hear, clock):
    publication = publish()["id"]
    assert "Nothing is overdue" in browse().see("/boards")
    hear(replace(RECEIPT, data={**RECEIPT.data, "publication": publication}))
    clock.advance(timedelta(days=4))
    shown = browse().see("/boards", "zh-CN")
    assert "逾期 2 天" in shown
    assert "已张榜" in shown
    assert "有 2 处公开栏逾期" in browse().see("/", "zh-CN")


def test_a_township_of_many_villages_is_counted_not_spread_out(browse, publish, monkeypatch):
    publish()
    monkeypatch.setattr("services.disclosure.pages.boards.AS_COLUMNS", 1)
    assert "0 / 3" in browse().see("/boards")


def test_a_circular_is_among_the_circulars(browse, hear):
    hear(CIRCULAR_HEARD)
    assert "阳光通报〔2026〕1号" in browse().see("/")
    hear(replace(CIRCULAR_HEARD, data={**CIRCULAR_HEARD.data, "circular": "c2", "body": IDENTITY}))
    li = browse("li")
    assert "Blocked by screening" in li.see("/desk").replace("blocked", "Blocked")
    assert "■" in li.see("/desk/circular-c2")


def test_a_form_sent_twice_drafts_once(browse):
    li = browse("li")
    key = {"key": "once"}
    assert drafted(li, **key) == drafted(li, **key)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"title": ""}, "required"),
        ({"carriers": []}, "at least one carrier"),
        ({"villages": ["atlantis"]}, "no village"),
    ],
)
def test_a_form_that_does_not_hold_is_shown_again_with_what_was_typed(browse, changed, said):
    answer = browse("li").send("/desk/new?item=fees", {**WRITTEN, **changed})
    assert answer.status_code == 422
    assert said in answer.text
    assert TEXT.body in answer.text


def test_the_villages_that_have_joined_are_offered_and_ticked(browse):
    boxes = re.findall(r'<input[^>]*name="villages"[^>]*>', browse("li").see("/desk/new?item=fees"))
    assert [(re.search('value="([^"]+)"', box).group(1), "checked" in box) for box in boxes] == [
        ("yangshe", True),
        ("hongmei", True),
    ]


def test_no_village_ticked_means_none(browse):
    li = browse("li")
    assert "none" in li.see(f"/desk/{drafted(li, villages=[])}")


@pytest.mark.parametrize("path", ["/desk", "/desk/new", "/desk/x", "/desk/x/text", "/desk/x/submit"])
def test_the_desk_asks_to_sign_in(browse, path):
    answer = browse().client.get(path)
    assert (answer.status_code, "/sign-in" in answer.headers["Location"]) == (303, True)


@pytest.mark.parametrize(("name", "path"), [("wang", "/desk/new"), ("ops", "/desk"), ("li", "/desk/x/approve")])
def test_the_desk_is_for_those_whose_work_it_is(browse, name, path):
    browse(name).see(path, status=403)


def test_a_step_in_the_wrong_state_or_that_does_not_exist_is_refused(browse, publish):
    publication = publish()["id"]
    li = browse("li")
    assert li.send(f"/desk/{publication}/submit").status_code == 409
    li.see(f"/desk/{publication}/burn", status=404)
    li.see("/desk/nowhere/submit", status=404)


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999", "%ff"])
def test_a_page_number_that_does_not_hold_shows_some_page(browse, page):
    assert browse().client.get(f"/boards?page={page}").status_code == 200


def test_a_text_is_cut_where_screening_found_something():
    hit = ScreeningHit("body", "x", "warn", 2, 4, "中", "en")
    assert [(piece.text, piece.hit) for piece in pieces("abcdef", [hit])] == [("ab", None), ("cd", hit), ("ef", None)]
    assert [piece.text for piece in pieces("abcd", [hit])] == ["ab", "cd"]
    assert pieces("", []) == []
