from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import reduce

import pytest

from services.oversight.domain import survey_round
from services.oversight.domain.survey_round import (
    CloseRound,
    OpenRound,
    Plan,
    Question,
    RemindVillages,
    RoundClosed,
    RoundOpened,
    SurveyRound,
    VillagesReminded,
)
from shared.errors import Invalid, NotFound, WrongState

T0 = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
QUESTION = Question("attitude", "态度", "Attitude")
PLAN = Plan(
    *("一季度评议", "family-planning-office", "residents", "residents", 1),
    *((QUESTION,), (QUESTION,), ("yangshe", "hongmei"), date(2026, 3, 2), date(2026, 3, 20)),
)
OPENED = RoundOpened(PLAN, "zhao", T0)
REMINDED = VillagesReminded(("hongmei",), date(2026, 3, 2), "zhao", T0)
CLOSED = RoundClosed(PLAN.villages, date(2026, 3, 2), "zhao", T0)


def given(*events):
    return reduce(survey_round.evolve, events, SurveyRound())


def test_a_round_opens_with_its_whole_questionnaire():
    assert survey_round.decide(given(), OpenRound(PLAN, "zhao", T0)) == [OPENED]


def test_a_round_opens_once():
    with pytest.raises(WrongState, match="round-known"):
        survey_round.decide(given(OPENED), OpenRound(PLAN, "zhao", T0))


@pytest.mark.parametrize("closes_on", [date(2026, 3, 1), date(2026, 2, 1)])
def test_a_round_does_not_end_before_it_begins_or_before_today(closes_on):
    plan = replace(PLAN, closes_on=closes_on, opens_on=min(PLAN.opens_on, closes_on))
    with pytest.raises(Invalid, match="round-ends-too-early"):
        survey_round.decide(given(), OpenRound(plan, "zhao", T0))


def test_a_round_does_not_end_before_its_first_day():
    with pytest.raises(Invalid, match="round-ends-too-early"):
        survey_round.decide(given(), OpenRound(replace(PLAN, opens_on=date(2026, 3, 21)), "zhao", T0))


def test_closing_tells_the_villages_that_were_asked():
    assert survey_round.decide(given(OPENED), CloseRound("zhao", T0)) == [CLOSED]


def test_closing_again_is_ignored():
    assert survey_round.decide(given(OPENED, CLOSED), CloseRound("zhao", T0)) == []


def test_an_unknown_round_is_not_found():
    with pytest.raises(NotFound, match="unknown-round"):
        survey_round.decide(given(), CloseRound("zhao", T0))


def remind(*villages, at=T0):
    return RemindVillages(villages, "zhao", at)


def test_a_village_is_reminded_once_a_day():
    assert survey_round.decide(given(OPENED), remind("hongmei", "hongmei")) == [REMINDED]
    assert survey_round.decide(given(OPENED, REMINDED), remind("hongmei")) == []
    (event,) = survey_round.decide(given(OPENED, REMINDED), remind("hongmei", "yangshe"))
    assert event.villages == ("yangshe",)
    later = survey_round.decide(given(OPENED, REMINDED), remind("hongmei", at=T0 + timedelta(days=1)))
    assert later == [replace(REMINDED, reminded_on=date(2026, 3, 3), at=T0 + timedelta(days=1))]


@pytest.mark.parametrize(
    ("events", "at"),
    [((OPENED, CLOSED), T0), ((OPENED,), T0 - timedelta(days=1)), ((OPENED,), T0 + timedelta(days=19))],
    ids=["closed", "not begun", "over"],
)
def test_nobody_is_reminded_of_what_nobody_can_answer(events, at):
    with pytest.raises(WrongState, match="round-not-running"):
        survey_round.decide(given(*events), remind("hongmei", at=at))


def test_a_village_that_is_not_asked_is_not_reminded():
    with pytest.raises(Invalid, match="village-not-asked"):
        survey_round.decide(given(OPENED), remind("hongmei", "shuikou"))
    with pytest.raises(NotFound, match="unknown-round"):
        survey_round.decide(given(), remind("hongmei"))
