"""Given a clock, when time passes, then it says what it has to say, each thing once, at its legal moment."""

from dataclasses import replace
from datetime import timedelta

import pytest

from services.oversight.domain.petition.clock import STARTS, STOPS, SUSPENDS
from services.oversight.domain.petition.commands import AcceptPetition, PassDeadline, RecomputeDeadline
from services.oversight.domain.petition.events import (
    DeadlineEscalated,
    DeadlineMissed,
    DeadlineRecomputed,
    DeadlineWarned,
    IdentityErased,
    IdentityRead,
    PetitionAccepted,
    PetitionAssigned,
)
from tests.services.oversight.domain.petition.cases import DECLINED, LIMITS, TRANSFERRED, day, decide, given, registered

START = registered()
LEVELS = tuple(START.deadline.due_at + timedelta(days=days) for days in (1, 3, 7))
MISSED = DeadlineMissed(START.deadline, "claim", "petition-office", START.deadline.due_at, LEVELS)


def test_the_clock_warns_twice_and_then_falls_at_its_legal_moments():
    half, nine, due = *START.deadline.warn_at, START.deadline.due_at
    assert decide(given(START), PassDeadline(half, day(30))) == [DeadlineWarned(START.deadline, 0.5, half)]
    assert decide(given(START), PassDeadline(due, day(30))) == [
        DeadlineWarned(START.deadline, 0.5, half),
        DeadlineWarned(START.deadline, 0.9, nine),
        MISSED,
    ]
    assert decide(given(START, MISSED), PassDeadline(due, day(31))) == []


def test_a_missed_clock_goes_up_one_level_at_a_time_while_it_runs():
    levels = [
        DeadlineEscalated(START.deadline, to, "petition-office", LEVELS, at)
        for to, at in zip(("head_of_office", "leading_group", "district"), LEVELS, strict=True)
    ]
    assert decide(given(START, MISSED), PassDeadline(levels[0].at, day(60))) == levels[:1]
    assert decide(given(START, MISSED, levels[0]), PassDeadline(levels[2].at, day(60))) == levels[1:]
    assert decide(given(START, MISSED, *levels), PassDeadline(day(90), day(90))) == []


def test_the_office_that_has_it_misses_the_clock_and_not_the_one_it_is_about():
    taken = PetitionAssigned("sun", "service-station", "sun", day(1))
    [*_, missed] = decide(given(START, taken), PassDeadline(START.deadline.due_at, day(30)))
    assert missed.about == "service-station"
    [*_, missed] = decide(given(START, TRANSFERRED), PassDeadline(TRANSFERRED.deadline.due_at, day(30)))
    assert missed.about == TRANSFERRED.to


def test_a_stopped_clock_says_nothing_any_more():
    assert decide(given(START, DECLINED), PassDeadline(START.deadline.due_at, day(30))) == []


def test_acting_too_late_before_the_tick_has_come_by_hides_nothing():
    events = decide(given(START), AcceptPetition("chen", day(16)))
    assert [type(event) for event in events] == [DeadlineWarned, DeadlineWarned, DeadlineMissed, PetitionAccepted]
    assert events[2].at == START.deadline.due_at


@pytest.mark.parametrize(
    "event", [PetitionAssigned("li", "o", "chen", day(1)), IdentityRead("x", "li", day(1)), IdentityErased(day(1))]
)
def test_nothing_but_the_named_events_moves_a_clock(event):
    assert given(START, event).clock == given(START).clock


def test_the_facts_that_move_a_clock_here_are_the_ones_its_rule_names():
    for name in STOPS:
        for row in LIMITS.versions(name):
            assert set(row.start) == set(STARTS[name]), name
            assert set(row.stop) == set(STOPS[name]), name
            assert set(row.suspend) == set(SUSPENDS.get(name, ())), name


def test_a_provisional_deadline_is_counted_anew_by_an_event():
    # As if this year's notice had not been out when it was counted: two days more, and marked so.
    guessed = replace(START.deadline, provisional=True, calendar_version="2026-0", due_on=day(17).date())
    start = replace(START, deadline=guessed)
    anew = LIMITS.recomputed(guessed)
    assert decide(given(start), RecomputeDeadline(day(1))) == [DeadlineRecomputed(anew, guessed.due_on, day(1))]
    assert given(start, DeadlineRecomputed(anew, guessed.due_on, day(1))).clock.deadline == anew


def test_what_is_counted_by_the_calendar_in_force_is_left_alone():
    assert decide(given(START), RecomputeDeadline(day(1))) == []
