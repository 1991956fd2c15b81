"""The same matter again: suggested, linked or merged by a person."""

import pytest

from services.oversight.casework import same_matter

FIRST = {
    "title": "独生子女奖励没有发",
    "text": "我家去年三月申请独生子女父母奖励，计生办说年底发，到现在一分钱没有拿到，去问了四次都说再等等。",
    "contact": "13812345678",
}
AGAIN = {
    "title": "还是独生子女奖励的事",
    "text": "去年三月申请的独生子女父母奖励到现在一分钱没有拿到，又去计生办问，还是说再等等。",
    "contact": "+86 138-1234-5678",
}
OTHER = {
    "title": "公开栏好久没有更新",
    "text": "村口的公开栏从去年夏天起就没有换过，上面的收费标准早就不对了，希望尽快更新。",
    "contact": "0598-7654321",
}


@pytest.fixture
def suggest(call):
    def make(petition, who="chen"):
        status, found = call(who, "POST", f"/api/petitions/{petition}/same-matter")
        assert status == 200, found
        return found

    return make


def test_what_reads_alike_is_suggested_without_a_word_of_its_text(file, suggest):
    (first, _), _, (again, _) = file(**FIRST), file(**OTHER), file(**AGAIN)
    found = suggest(again)
    assert found == [{"petition": first, "likeness": "high", "same_contact": True}]


def test_what_is_about_something_else_ended_or_erased_is_not_suggested(file, suggest, do):
    (first, _), (second, _), (again, _) = file(**FIRST), file(**FIRST, about="service-station"), file(**AGAIN)
    do("chen", first, "decline", reason="before_court", where_to_go="法院")
    assert suggest(again) == []
    (third, _) = file(**FIRST)
    do("chen", third, "decline", reason="private_matter", where_to_go="村调解委员会")
    assert suggest(again) == []
    assert suggest(second) == []


def test_comparing_is_recorded_as_a_reading_with_its_reason(file, suggest, call):
    petition, _ = file(**FIRST)
    suggest(petition)
    history = call("chen", "GET", f"/api/petitions/{petition}")[1]["history"]
    assert [(one["what"], one["by"]) for one in history][1:] == [("identity-read", "chen")]


def test_only_what_one_may_see_is_suggested_and_only_to_who_may_see_it(file, suggest, call):
    (first, _) = file("chen", **FIRST, kind="report", about="petition-office", channel="hotline")
    (again, _) = file(**AGAIN, kind="report", about="petition-office")
    assert call("chen", "POST", f"/api/petitions/{again}/same-matter")[0] == 404
    assert [one["petition"] for one in suggest(again, "zhao")] == [first]


def test_at_most_five_are_suggested_the_likest_first(file, suggest):
    others = [file(**{**FIRST, "text": FIRST["text"][: 20 + 4 * number]}) for number in range(7)]
    again, _ = file(**AGAIN)
    found = suggest(again)
    assert len(found) == 5
    assert {one["petition"] for one in found} < {petition for petition, _ in others}


def test_the_counter_is_told_at_once_and_a_person_links_or_merges(browse, file):
    first, _ = file(**FIRST)
    browse.sign_in("chen")
    counter = {**AGAIN, "channel": "hotline", "kind": "claim", "about": "family-planning-office", "people": "1"}
    answer = browse.post("/counter", {**counter, "received_at": "2026-03-02 08:30"}, "/counter")
    assert f"/petitions/{first}" in answer.text
    again, _ = file(**AGAIN)
    page = browse.post(f"/petitions/{again}/same-matter", {}, f"/petitions/{again}").text
    assert first in page
    assert FIRST["text"][:10] not in page
    browse.post(f"/petitions/{again}/merge", {"petition": first}, f"/petitions/{again}")
    assert "并案" in browse.get(f"/petitions/{again}").text


def test_likeness_grows_with_what_is_in_common():
    score = same_matter._likeness
    assert score(FIRST, FIRST) == (1.0, True)
    assert score(FIRST, OTHER) == (0.0, False)
    assert 0.4 < score(FIRST, {**AGAIN, "contact": None})[0] < 1.0
    assert score({"title": "", "text": ""}, {"title": "", "text": ""}) == (0.0, False)
