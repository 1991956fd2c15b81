"""What is approved can be published later, by the clock; and it gets a number once."""

from datetime import timedelta

import pytest

from services.disclosure.domain import register
from services.disclosure.domain.publication import evolve
from services.disclosure.domain.publication_commands import (
    ApprovePublication,
    PublishPublication,
    ReturnDraft,
    SchedulePublication,
    TakeNumber,
)
from services.disclosure.domain.publishing import decide
from services.disclosure.domain.register import GiveNumber, NumberGiven, Register
from shared.errors import Invalid, WrongState
from tests.services.disclosure.examples import (
    APPROVED,
    DRAFTED,
    MONDAY,
    NUMBERED,
    PUBLISHED,
    RETURNED,
    RULES,
    SCHEDULED,
    SUBMITTED,
    TUESDAY,
)

READY = [DRAFTED, SUBMITTED, APPROVED]
LATER = SchedulePublication(TUESDAY, "li", MONDAY)


def after(given, command):
    state = None
    for event in given:
        state = evolve(state, event)
    return decide(RULES, state, command)


def test_what_is_approved_can_be_scheduled_and_a_repeat_is_harmless():
    assert after(READY, LATER) == [SCHEDULED]
    assert after([*READY, SCHEDULED], LATER) == []


def test_the_moment_can_be_moved_while_it_waits():
    later = SchedulePublication(TUESDAY + timedelta(hours=1), "wang", MONDAY)
    (moved,) = after([*READY, SCHEDULED], later)
    assert moved.publish_at == TUESDAY + timedelta(hours=1)


@pytest.mark.parametrize("moment", [MONDAY, MONDAY - timedelta(days=1), MONDAY + timedelta(days=367)])
def test_only_a_moment_of_the_coming_year_can_be_chosen(moment):
    with pytest.raises(Invalid) as refused:
        after(READY, SchedulePublication(moment, "li", MONDAY))
    assert refused.value.code == "moment-not-ahead"


@pytest.mark.parametrize("given", [[DRAFTED], [DRAFTED, SUBMITTED], [*READY, PUBLISHED]])
def test_what_is_not_approved_cannot_be_scheduled(given):
    with pytest.raises(WrongState):
        after(given, LATER)


def test_the_clock_publishes_what_is_scheduled_and_the_boards_time_runs_from_then():
    (published,) = after([*READY, NUMBERED, SCHEDULED], PublishPublication("clock", TUESDAY))
    assert published.posting_due == RULES.posting_due(TUESDAY)
    assert published.number == NUMBERED.number


def test_what_is_scheduled_can_be_returned_and_is_then_published_by_nobody():
    back = [*READY, SCHEDULED]
    assert after(back, ReturnDraft(RETURNED.reason, "wang", MONDAY)) == [RETURNED]
    with pytest.raises(WrongState):
        after([*back, RETURNED], PublishPublication("clock", TUESDAY))
    assert after(back, ApprovePublication(None, "wang", MONDAY)) == []


def test_a_publication_keeps_the_number_that_it_was_given():
    assert after(READY, TakeNumber(NUMBERED.number, MONDAY)) == [NUMBERED]
    assert after([*READY, NUMBERED], TakeNumber("阳光镇公开〔2026〕2号", MONDAY)) == []


def test_the_register_counts_on_and_gives_each_publication_one_number():
    state = Register()
    for publication, expected in (("p1", 1), ("p2", 2), ("p1", None), ("p3", 3)):
        given = register.decide(state, GiveNumber(publication, 2026, MONDAY))
        assert given == ([NumberGiven(publication, 2026, expected, MONDAY)] if expected else [])
        for event in given:
            state = register.evolve(state, event)
