"""Answering with a code on a phone that runs no script: see tests/journeys/test_answering.py for one that does."""

import re
from datetime import timedelta

import pytest

from tests.services.feedback.examples import AWARENESS, closed_told, round_told, round_told_in_words


@pytest.fixture
def codes(client, clerk, hear):
    hear(round_told())
    return client.post("/api/codes", json={"round": "r1", "count": 6}, headers=clerk).json["codes"]


@pytest.fixture
def answer(client):
    def post(code, round="r1", **given):
        return client.post(f"/survey/{round}", data={"code": code, "version": "1", **given})

    return post


def ticked(page):
    return set(re.findall(r'name="([^"]+)" value="([^"]+)" checked', page.text))


def test_the_questionnaire_is_the_same_page_for_everybody_and_sets_no_cookie(client, codes):
    page = client.get("/survey/r1")
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-cache"
    assert "Set-Cookie" not in page.headers
    assert "csrf_token" not in page.text
    assert client.get("/survey/r1", headers={"If-None-Match": page.headers["ETag"]}).status_code == 304


def test_a_villager_answers_with_a_code_without_it_ever_being_in_an_address(client, answer, codes, in_the_box):
    asked = client.post("/survey", data={"code": codes[0]})
    assert asked.status_code == 200
    assert f'value="{codes[0]}"' in asked.text
    sent = answer(codes[0], **{"q-attitude": "5", "w-knows-board": "false"})
    assert (sent.status_code, sent.location) == (303, "/survey/r1/thanks")
    thanks = client.get(sent.location)
    assert "谢谢您" in thanks.text
    assert "2026年3月20日" in thanks.text
    ballot = {"scores": {"attitude": 5}, "awareness": {"knows-board": False}, "texts": {}}
    assert in_the_box() == [ballot]
    assert "已经用过" in client.post("/survey", data={"code": codes[0]}).text
    twice = answer(codes[0], **{"q-attitude": "5"})
    assert (twice.status_code, "答卷已经收到" in twice.text) == (409, True)
    assert in_the_box() == [ballot]


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "至少答一道"),
        ({"q-attitude": "6"}, "评分应为 1 到 5"),
        ({"w-knows-board": "perhaps"}, "应为“是”或“否”"),
        ({"q-satisfied": "4", "version": "2"}, "第 1 版"),
        ({"q-satisfied": "4", "code": "000000000000"}, "本村没有这个评议码"),
        ({"q-satisfied": "4", "code": "12"}, "每一位数字再核对一遍"),
        ({"q-satisfied": "4", "code": ""}, "此项必填"),
    ],
)
def test_answers_that_do_not_hold_come_back_with_what_was_ticked(answer, codes, in_the_box, given, said):
    page = answer(**{"code": codes[0], "w-knows-board": "true", **given} if given else {"code": codes[0]})
    assert page.status_code == 422
    assert said in page.text
    assert 'role="alert"' in page.text
    if "q-satisfied" in given:
        assert ticked(page) == {("q-satisfied", "4"), ("w-knows-board", "true")}
    assert in_the_box() == []


def test_words_that_name_somebody_come_back_to_be_mended(client, clerk, hear, answer, in_the_box):
    hear(round_told_in_words())
    (code,) = client.post("/api/codes", json={"round": "r1", "count": 1}, headers=clerk).json["codes"]
    field = f"t-{AWARENESS[0].id}"
    page = answer(code, **{field: "请打13812345678", "q-attitude": "3"})
    assert page.status_code == 422
    assert f'id="e-{field}"' in page.text
    assert "请打13812345678" in page.text
    assert answer(code, **{field: "中午也开门"}).status_code == 303
    assert [ballot["texts"] for ballot in in_the_box()] == [{AWARENESS[0].id: "中午也开门"}]


@pytest.mark.parametrize("code", ["", "123", "000000000000"])
def test_a_code_that_does_not_hold_is_asked_for_again(client, codes, code):
    page = client.post("/survey", data={"code": code})
    assert page.status_code == 422
    assert 'role="alert"' in page.text


def test_a_code_of_another_round_is_told_so_and_stays_good(client, clerk, hear, answer, codes, in_the_box):
    hear(round_told(round="r2"))
    page = answer(codes[0], round="r2", **{"q-attitude": "5"})
    assert (page.status_code, "另一次评议" in page.text) == (422, True)
    assert in_the_box() == []
    assert answer(codes[0], **{"q-attitude": "5"}).status_code == 303


def test_a_round_that_is_not_running_says_so_at_its_address_and_takes_no_code(client, config, codes, hear, answer):
    config.clock.advance(timedelta(days=19))
    assert "已经结束" in client.get("/survey/r1").text
    late = answer(codes[0], **{"q-attitude": "5"})
    assert (late.status_code, "已经结束" in late.text, ticked(late)) == (409, True, {("q-attitude", "5")})
    hear(round_told(round="r2"), closed_told())
    assert "已经结束" in client.post("/survey", data={"code": codes[0]}).text
    assert client.get("/survey/none").status_code == 404
    assert client.get("/survey/none/thanks").status_code == 404


def test_the_worker_may_look_after_all_pages_of_the_survey(client):
    worker = client.get("/survey/worker.js")
    assert worker.headers["Service-Worker-Allowed"] == "/survey"
    assert worker.mimetype == "text/javascript"
    assert "var Kept" in worker.text
    assert 'addEventListener("sync"' in worker.text


def test_the_pages_of_the_survey_are_light(client, codes):
    page = client.get("/survey/r1")
    files = re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text)
    whole = len(page.data) + sum(len(client.get(each).data) for each in set(files))
    assert len(set(files)) == 4
    assert whole < 40_000
