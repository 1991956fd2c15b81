"""Bad ratings on paper and screen: at the desk, and for who follows one with the receipt code."""

import re

import pytest

from tests.services.oversight.examples import CODE, visit_rated


@pytest.fixture
def rated(hear, clock, seal_key, call):
    hear(visit_rated(clock.now(), seal_key))
    return call("ding", "GET", "/api/bad-ratings")[1]["items"][0]["id"]


def test_at_the_desk_it_is_read_contacted_reported_confirmed_and_followed(browse, app, rated):
    where = f"/bad-ratings/{rated}"
    browse.sign_in("li")
    assert rated[:6] in browse.get("/bad-ratings").text
    assert "慢" in browse.get(where).text
    assert "13812345678" not in browse.get(where).text
    assert "13812345678" in browse.post(f"{where}/text", {"reason": "回访"}).text
    assert browse.post(f"{where}/contact", {"reached": "true", "tries": "many"}).status_code == 422
    assert browse.post(f"{where}/contact", {"reached": "true", "tries": "1"}).status_code == 303
    wrong = browse.post(f"{where}/report", {"outcome": "put_right", "text": "已打 13812345678 说明"})
    assert (wrong.status_code, "已打" in wrong.text) == (422, True)
    assert browse.post(f"{where}/report", {"outcome": "put_right", "text": "已加派人手。"}).status_code == 303
    browse.sign_in("zhao")
    assert rated[:6] in browse.get("/leading").text
    page = browse.get(where).text
    assert "已加派人手。" in page
    assert 'name="screened"' in page
    assert browse.post(f"{where}/confirm", {}).status_code == 422
    assert browse.post(f"{where}/confirm", {"screened": "true"}).status_code == 303
    assert "已公布" in browse.get(where).text
    clock = re.search(rf'href="(/deadlines/{rated}\.1)"', browse.get(where).text)[1]
    assert f"/bad-ratings/{rated}" in browse.get(clock).text


def test_with_the_receipt_code_its_page_is_found_where_petitions_are_followed(browse, rated):
    found = browse.post("/follow", {"code": CODE})
    assert found.status_code == 200
    assert "正在整改" in found.text
    assert rated not in found.text
    assert "13812345678" not in found.text
    erased = browse.post("/follow/rating/erase", {"code": CODE})
    assert "已经删除" in erased.text
    early = browse.post("/follow/rating/judge", {"code": CODE, "put_right": "true"})
    assert early.status_code == 422
    assert "还在整改" in early.text
    assert browse.post("/follow/rating/judge", {"code": "1234567890123460", "put_right": "true"}).status_code == 422


def test_the_district_sees_all_but_words_and_contact(browse, rated):
    browse.sign_in("ding")
    page = browse.get(f"/bad-ratings/{rated}").text
    assert "留" in page
    assert "<form" not in page.split("<main")[1].split("</main>")[0]
