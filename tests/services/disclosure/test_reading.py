"""What readers find: by words, by village, by item, by date; and what they do not find any more."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from services.disclosure.composition import compose
from services.disclosure.desk import publications as desk
from services.disclosure.views import reading
from services.disclosure.views.reading import Wanted
from shared.operations.rebuild import rebuild
from tests.services.disclosure.examples import CIRCULAR_HEARD, TEXT

FEES = "一律不收费，搭车收费的请举报。拨打12345。"


@pytest.fixture
def shelf(publish, clock):
    """Fees for both villages; a promise for Yangshe in the next month; a reward for Hongmei in the next year."""
    made = {"fees": publish(body=FEES)}
    clock.advance(timedelta(days=30))
    made["promise"] = publish("service-promises", "服务承诺", "限时办结，不收费。", villages=["yangshe"])
    clock.advance(timedelta(days=330))
    made["reward"] = publish("family-rewards", "奖励政策", "**放心**办理。", villages=["hongmei"])
    return {name: publication["id"] for name, publication in made.items()}


@pytest.fixture
def find(call):
    """``find("收费", village=…)`` -> ids."""

    def ask(q, **asked):
        query = "&".join(f"{name}={value}" for name, value in {"q": q, **asked}.items())
        status, answer = call(None, "GET", f"/api/search?{query}")
        assert status == 200, answer
        return [hit["publication"]["id"] for hit in answer["hits"]]

    return ask


def test_words_of_one_and_two_characters_are_found_title_hits_first(shelf, find):
    assert find("费") == find("收费") == [shelf["fees"], shelf["promise"]]
    assert find("承诺") == [shelf["promise"]]
    assert find("收费 12345") == [shelf["fees"]]
    assert find("放心") == [shelf["reward"]]
    assert find("收费", village="hongmei") == [shelf["fees"]]
    assert find("收费", size=1, page=2) == [shelf["promise"]]


def test_a_draft_is_not_found_and_a_correction_takes_the_old_words_away(shelf, call, find):
    correction = {"title": TEXT.title, "body": "一律免费。", "reason": "写明白。"}
    call("li", "POST", f"/api/publications/{shelf['fees']}/correct", correction)
    assert find("免费") == []
    for who, step in (("li", "submit"), ("wang", "approve"), ("li", "publish")):
        assert call(who, "POST", f"/api/publications/{shelf['fees']}/{step}", {})[0] == 200
    assert (find("免费"), find("举报"), find("收费")) == ([shelf["fees"]], [], [shelf["fees"], shelf["promise"]])


def test_what_was_withdrawn_is_found_when_asked_for_and_marked(shelf, call, find, app):
    call("zhao", "POST", f"/api/publications/{shelf['promise']}/withdraw", {"reason": "重新发布。"})
    assert find("承诺") == []
    assert find("承诺", withdrawn="true") == [shelf["promise"]]
    page = app.test_client().get("/search?q=承诺&withdrawn=1").text
    assert "已撤回" in page
    assert shelf["promise"] not in app.test_client().get("/villages/yangshe").text


def test_a_circular_is_found_by_its_number(service, hear, call, find):
    hear(CIRCULAR_HEARD)
    found = find("通报〔2026〕1号")
    assert len(found) == 1
    assert find("逾期") == found


def test_no_query_does_harm(shelf, find):
    for q in ('"', "') --", "*", "收%20NOT%20费", "🌞", "a" * 100):
        assert find(q) in ([], [shelf["fees"], shelf["promise"]])


def test_a_query_too_long_or_empty_is_refused_by_the_api_and_cut_by_the_page(call, app):
    assert call(None, "GET", "/api/search?q=" + "a" * 101)[0] == 422
    assert call(None, "GET", "/api/search?q=")[0] == 422
    assert call(None, "GET", "/api/search?q=a&village=nowhere")[0] == 422
    assert app.test_client().get("/search?q=" + "收" * 800).status_code == 200


def test_the_page_marks_what_was_asked_for_and_escapes_it(shelf, app):
    page = app.test_client().get("/search?q=举报")
    assert "请<mark>举报</mark>。" in page.text
    assert "找到 1 项" in page.text
    assert "<script>" not in app.test_client().get("/search?q=<script>举报").text
    assert "没有找到" in app.test_client().get("/search?q=龙").text


def test_every_page_for_everybody_has_the_field_and_the_desk_has_not(shelf, app):
    client = app.test_client()
    for path in ("/", "/boards", "/items/fees", f"/publications/{shelf['fees']}", "/villages", "/nowhere"):
        assert 'name="q"' in client.get(path).text, path


def test_a_village_has_its_own_page(shelf, app):
    client = app.test_client()
    page = client.get("/villages/yangshe").text
    assert all(words in page for words in ("收费依据和标准", "服务承诺", "2026年"))
    assert "奖励政策" not in page.split("<main")[1]
    assert "洋畲" in client.get("/villages").text
    assert client.get("/villages/nowhere").status_code == 404


def test_publications_are_listed_by_year_month_item_and_village(shelf, app):
    def listed(query):
        page = app.test_client().get(f"/publications?{query}")
        assert page.status_code == 200
        return [name for name, each in shelf.items() if f"/publications/{each}" in page.text]

    assert listed("") == ["fees", "promise", "reward"]
    assert listed("year=2026") == ["fees", "promise"]
    assert listed("year=2026&month=3") == ["fees"]
    assert listed("item=fees&village=yangshe") == ["fees"]
    assert listed("village=hongmei") == ["fees", "reward"]
    assert listed("item=%22") == listed("item=given-up") == []
    assert listed("year=1&month=x&item=&village=nowhere&page=-1") == ["fees", "promise", "reward"]


def test_on_postgres_the_same_is_found_and_rebuilding_changes_nothing(config, postgres_url):
    service = compose(replace(config, database=postgres_url))
    given = {"item": "fees", "title": TEXT.title, "body": FEES}
    first, second = (desk.draft(service, "li", {**given, "title": title}, None) for title in ("收费", "依据"))
    for each in (first, second):
        desk.submit(service, "li", each, {})
        desk.approve(service, "wang", each, {})
        desk.publish(service, "li", each, {})
    desk.withdraw(service, "zhao", second, {"reason": "重复。"})

    def found(q, **asked):
        with service.application.database.read() as tx:
            return [hit.summary.id for hit in reading.find(tx, q, limit=20, offset=0, **asked).rows]

    assert rebuild(service.application).differing == ()
    with service.application.database.write() as tx:
        tx.execute("DELETE FROM readable")
    assert found("费") == []
    assert rebuild(service.application).differing == ("readable",)
    assert (found("费"), found("搭车收费", withdrawn=True), found("依据")) == ([first], [second, first], [])
    with service.application.database.read() as tx:
        rows, total = reading.browse(tx, Wanted("yangshe", "fees", 2026, 3), limit=20, offset=0)
        assert ([row.id for row in rows], total) == ([first], 1)
        assert reading.by_month(tx, Wanted(year=2026)) == {2026: {3: 1}}
        assert reading.by_item(tx, Wanted("yangshe")) == {"fees": 1}
