"""What is due: given these events, when this is asked, then these events or this refusal."""

from dataclasses import replace
from datetime import date, timedelta
from functools import reduce

import pytest

from services.disclosure.domain.obligation import (
    ConfirmObligation,
    Kind,
    LiftObligation,
    MeetObligation,
    ObligationConfirmed,
    ObligationLifted,
    ObligationMet,
    ObligationReopened,
    ObligationReplanned,
    PassDeadline,
    ReopenObligation,
    SetObligation,
    TakeObligation,
    decide,
    evolve,
)
from shared.errors import Forbidden, NotFound, WrongState
from tests.services.disclosure.examples import (
    APRIL,
    MET,
    MONDAY,
    OBLIGATION_EVENTS,
    OBLIGATION_MISSED,
    OWED,
    OWED_DUE,
    SET,
    TAKEN,
    TUESDAY,
    time_limits,
)

MONTHLY = replace(OWED, catalogue_version=2, owner="service-station")
LATE = OWED_DUE.due_at + timedelta(days=3)
LAW = replace(SET, owed=replace(OWED, kind=Kind.LAW, period=None))


def after(given, command):
    return decide(time_limits(), reduce(evolve, given, None), command)


def test_it_is_set_once_and_follows_catalogue_and_calendar_while_it_is_to_come():
    assert after([], SetObligation(OWED, OWED_DUE, MONDAY)) == [SET]
    assert after([SET], SetObligation(OWED, OWED_DUE, TUESDAY)) == []
    assert after([SET], SetObligation(MONTHLY, OWED_DUE, TUESDAY)) == [ObligationReplanned(MONTHLY, OWED_DUE, TUESDAY)]


@pytest.mark.parametrize("given", [[SET, TAKEN, MET], [SET, OBLIGATION_MISSED]])
def test_what_is_met_or_missed_follows_nothing_any_more(given):
    assert after(given, SetObligation(MONTHLY, OWED_DUE, APRIL)) == []


def test_a_draft_takes_it_when_the_period_is_over_and_no_day_before():
    last_day = APRIL.replace(month=3, day=31)
    with pytest.raises(WrongState) as refused:
        after([SET], TakeObligation("p1", last_day))
    assert (refused.value.code, refused.value.details["ends_on"]) == ("period-not-over", "2026-03-31")
    assert after([SET], TakeObligation("p1", APRIL)) == [TAKEN]
    assert after([SET, TAKEN], TakeObligation("p1", APRIL)) == []


@pytest.mark.parametrize("given", [[SET, TAKEN], [SET, TAKEN, MET]])
def test_the_same_period_is_not_drafted_twice(given):
    with pytest.raises(WrongState) as refused:
        after(given, TakeObligation("p2", APRIL))
    assert (refused.value.code, refused.value.details["publication"]) == ("period-taken", "p1")


def test_published_in_time_it_is_done_in_time():
    assert after([SET, TAKEN], MeetObligation("p1", date(2026, 4, 2), APRIL)) == [MET]
    assert after([SET, TAKEN, MET], MeetObligation("p1", date(2026, 4, 3), APRIL)) == []


def test_published_late_the_miss_is_recorded_first_at_its_legal_moment():
    late = ObligationMet("p1", OWED_DUE.due_on + timedelta(days=4), 4, LATE)
    assert after([SET, TAKEN], MeetObligation("p1", late.on, LATE)) == [OBLIGATION_MISSED, late]
    assert after([SET, TAKEN, OBLIGATION_MISSED], MeetObligation("p1", late.on, LATE)) == [late]


def test_it_is_missed_at_midnight_of_its_last_day_and_once():
    assert after([SET], PassDeadline(OWED_DUE.due_at - timedelta(seconds=1))) == []
    assert after([SET], PassDeadline(OWED_DUE.due_at)) == [OBLIGATION_MISSED]
    assert after([SET, OBLIGATION_MISSED], PassDeadline(OWED_DUE.due_at)) == []
    assert after([SET, TAKEN, MET], PassDeadline(LATE)) == []


def test_a_review_may_find_that_nothing_has_to_change_but_a_period_needs_its_figures():
    confirmed = ObligationConfirmed(date(2026, 4, 2), 0, "内容不变。", "wang", APRIL)
    assert after([LAW], ConfirmObligation("内容不变。", "wang", APRIL)) == [confirmed]
    with pytest.raises(Forbidden) as refused:
        after([SET], ConfirmObligation("内容不变。", "wang", APRIL))
    assert refused.value.code == "period-needs-figures"


def test_what_is_withdrawn_is_owed_again_within_the_laws_twenty_working_days():
    (reopened,) = after([SET, TAKEN, MET], ReopenObligation("p1", APRIL))
    assert reopened == ObligationReopened("p1", time_limits().deadline("disclosure", APRIL), APRIL)
    assert after([SET, TAKEN, MET, reopened], TakeObligation("p2", APRIL)) == [replace(TAKEN, publication="p2")]


def test_a_draft_that_is_withdrawn_leaves_the_day_as_it_was():
    assert after([SET, TAKEN], ReopenObligation("p1", APRIL)) == [ObligationReopened("p1", OWED_DUE, APRIL)]
    assert after([SET, TAKEN], ReopenObligation("p2", APRIL)) == []


def test_the_catalogue_can_lift_what_is_to_come_but_not_what_was_missed():
    assert after([SET], LiftObligation("不再要求", TUESDAY)) == [ObligationLifted("不再要求", TUESDAY)]
    assert after([SET], LiftObligation("不再要求", LATE)) == []
    assert after([SET, OBLIGATION_MISSED], LiftObligation("不再要求", TUESDAY)) == []


def test_what_nobody_owed_is_met_by_nothing():
    for command in (
        MeetObligation("p1", date(2026, 4, 2), APRIL),
        ReopenObligation("p1", APRIL),
        LiftObligation("", APRIL),
    ):
        assert after([], command) == []
    with pytest.raises(NotFound):
        after([], TakeObligation("p1", APRIL))


@pytest.mark.parametrize("event", OBLIGATION_EVENTS, ids=lambda event: type(event).__name__)
def test_no_event_fails_on_a_stream_that_does_not_begin_with_being_set(event):
    evolve(None, event)
