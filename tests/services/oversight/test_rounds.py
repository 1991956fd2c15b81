"""Opening survey rounds: which questionnaire, which villages, and what never changes; reminding; closing."""

import shutil
from dataclasses import replace

import pytest

from services.oversight.casework import rounds as casework
from services.oversight.composition import compose
from services.oversight.schemas.rounds import OpenRound
from shared.errors import Invalid, WrongState
from shared.web.roles import LEADER, Account
from tests.services.oversight.examples import DATA, ROUND

ZHAO = Account("zhao", "赵", LEADER, "township-government", None)


@pytest.fixture
def opening(service):
    """Open a round with the residents' questionnaire as its file would then be."""

    def make(asked=None, **changed):
        residents = replace(service.questionnaires["residents"], **(asked or {}))
        as_edited = replace(service, questionnaires={**service.questionnaires, "residents": residents})
        return casework.open_round(as_edited, ZHAO, OpenRound().load({**ROUND, **changed}), None)

    return make


@pytest.fixture
def opened_before(opening, service):
    first = opening()
    casework.close_round(service, ZHAO, first["id"])
    return first


def first_in_other_words(service):
    first, *others = service.questionnaires["residents"].questions
    return (replace(first, zh="作风是否扎实"), *others)


def test_a_round_keeps_its_questions_whatever_becomes_of_the_file(config, tmp_path):
    data = tmp_path / "data"
    shutil.copytree(DATA, data)
    before = compose(replace(config, data=data))
    opened = casework.open_round(before, ZHAO, OpenRound().load(ROUND), None)
    before.application.database.close()
    file = data / "questionnaires" / "residents.toml"
    file.write_text(file.read_text().replace("version = 2", "version = 3").replace("是否扎实", "如何"))
    elsewhere = tmp_path / "as-it-is-now"
    shutil.move(data, elsewhere)
    after = compose(replace(config, data=elsewhere))
    assert "如何" in after.questionnaires["residents"].questions[0].zh
    with after.application.database.read() as tx:
        assert casework.rounds.one(tx, opened["id"]) == opened
    after.application.database.close()


def test_a_round_asks_all_villages_that_have_joined(opening):
    assert opening(villages=[], everywhere=True)["villages"] == ["yangshe", "hongmei"]


def test_of_texts_a_round_knows_too(opening):
    assert [question["id"] for question in opening()["texts"]] == ["what-to-improve"]


@pytest.mark.parametrize("version", [1, 2])
def test_a_questionnaire_that_lies_about_its_version_opens_no_round(service, opening, opened_before, version):
    other = {"questions": first_in_other_words(service), "version": version}
    with pytest.raises(Invalid, match="Make its version 3 and restart"):
        opening(other, reworded=True)


def test_a_question_in_other_words_is_asked_once_somebody_says_that_it_is_the_same(service, opening, opened_before):
    other = {"questions": first_in_other_words(service), "version": 3}
    with pytest.raises(Invalid, match="question-reworded") as refusal:
        opening(other)
    assert refusal.value.details["questions"] == ["work-style"]
    opened = opening(other, reworded=True)
    casework.close_round(service, ZHAO, opened["id"])
    assert opening(other)["questions"][0]["zh"] == "作风是否扎实"


def test_the_id_of_a_question_is_never_given_to_one_of_another_kind(service, opening, opened_before):
    residents = service.questionnaires["residents"]
    turned = {"questions": residents.questions[1:], "texts": residents.questions[:1], "version": 3}
    with pytest.raises(Invalid, match="question-of-another-kind"):
        opening(turned, reworded=True)


def test_another_audience_may_be_asked_by_the_same_id(service, opening, opened_before):
    others = {"questions": first_in_other_words(service), "id": "of-our-own", "audience": "migrants", "version": 1}
    assert opening(others)["audience"] == "migrants"


def test_nobody_is_asked_twice_at_a_time_about_the_same_office(service, opening):
    running = opening(villages=["hongmei"])
    with pytest.raises(WrongState, match="round-overlaps") as refusal:
        opening()
    assert refusal.value.details["villages"] == ["hongmei"]
    opening(villages=["yangshe"])
    opening(office="service-station")
    casework.close_round(service, ZHAO, running["id"])
    opening(villages=["hongmei"])


def test_a_reminder_goes_to_the_villages_once_a_day(service, opening, call):
    asked = opening()["id"]
    body = {"villages": ["hongmei"]}
    assert call("zhao", "POST", f"/api/rounds/{asked}/remind", body)[1]["reminded"] == ["hongmei"]
    assert call("zhao", "POST", f"/api/rounds/{asked}/remind", body)[1]["reminded"] == []
    assert call("li", "POST", f"/api/rounds/{asked}/remind", body)[0] == 403
    with service.application.database.read() as tx:
        lines = service.application.outbox.page(tx, 0, 99).lines
        assert casework.rounds.reminded(tx, asked) == {"hongmei": "2026-03-02"}
    assert sum("survey-reminded.v1" in line for line in lines) == 1


def test_the_form_says_at_which_field_something_is_wrong(browse, opening):
    browse.sign_in("zhao")
    opening()
    for given, field in (
        ({}, "villages"),
        ({"villages": ""}, "villages"),
        ({"office": "moon"}, "office"),
        ({"questionnaire": "moon"}, "questionnaire"),
        ({"office": "service-station", "closes_on": "2026-02-02"}, "closes_on"),
    ):
        answer = browse.post("/rounds", {**ROUND, **given})
        assert (answer.status_code, f'href="#f-{field}"' in answer.text) == (422, True), field


def test_closing_early_is_asked_about_first(browse, opening):
    browse.sign_in("zhao")
    asked = opening()["id"]
    assert "提前 18 天" in browse.get(f"/rounds/{asked}/close").text
    assert browse.post(f"/rounds/{asked}/close", {}).status_code == 303
    assert "已经结束" in browse.get(f"/rounds/{asked}/close").text
