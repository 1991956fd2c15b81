from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from services.feedback.domain.response import RecordResponse, ResponseRecorded, decide, evolve
from services.feedback.domain.round import Round
from shared.errors import Invalid, NotFound, WrongState
from tests.services.feedback.examples import ON, survey

ANSWER = RecordResponse("r1", Round(survey()), None, {"attitude": 5}, {"knows-board": True}, on_paper=False, on=ON)


def test_an_answer_is_recorded_with_its_day_and_no_finer():
    assert decide(False, ANSWER) == [
        ResponseRecorded(
            "r1", "residents", {"attitude": 5}, {"knows-board": True}, ON, datetime(2026, 3, 1, 16, tzinfo=UTC)
        )
    ]


def test_a_repeat_is_harmless():
    (recorded,) = decide(False, ANSWER)
    assert decide(evolve(False, recorded), ANSWER) == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"audience": "migrants"}, "wrong-audience"),
        ({"scores": {"weather": 5}}, "unknown-question"),
        ({"awareness": {"attitude": True}}, "unknown-question"),
        ({"scores": {"attitude": 6}}, "score-invalid"),
        ({"scores": {"attitude": 0}}, "score-invalid"),
        ({"scores": {}, "awareness": {}}, "nothing-answered"),
    ],
)
def test_an_answer_that_does_not_fit_the_questionnaire_is_refused(changed, code):
    with pytest.raises(Invalid, match=code):
        decide(False, replace(ANSWER, **changed))


def test_a_question_may_be_left_out():
    assert decide(False, replace(ANSWER, scores={}))[0].scores == {}


@pytest.mark.parametrize(
    ("standing", "on", "on_paper", "code", "state"),
    [
        (Round(survey()), date(2026, 2, 28), False, "round-not-open", "upcoming"),
        (Round(survey()), date(2026, 2, 28), True, "round-not-open", "upcoming"),
        (Round(survey()), date(2026, 3, 21), False, "round-closed", "ended"),
        (Round(survey(), closed=True), ON, False, "round-closed", "closed"),
        (Round(survey(), closed=True), ON, True, "round-closed", "closed"),
    ],
)
def test_no_answer_is_taken_before_or_after_the_round(standing, on, on_paper, code, state):
    with pytest.raises(WrongState, match=code) as refused:
        decide(False, replace(ANSWER, standing=standing, on=on, on_paper=on_paper))
    assert refused.value.details["state"] == state


def test_paper_may_be_entered_after_the_last_day_until_the_township_closes_the_round():
    assert len(decide(False, replace(ANSWER, on=date(2026, 3, 25), on_paper=True))) == 1


def test_an_answer_to_a_round_never_heard_of_is_not_found():
    with pytest.raises(NotFound, match="unknown-round"):
        decide(False, replace(ANSWER, standing=Round()))
