"""A bad rating to its end: given the events, when a command, then these events or this refusal."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest

from services.oversight.domain.bad_rating import commands as c
from services.oversight.domain.bad_rating import events as e
from services.oversight.domain.bad_rating.clocks import (
    CONTACT,
    RECTIFICATION,
    ClockEscalated,
    ClockMissed,
    ClockRecomputed,
    ClockWarned,
)
from services.oversight.domain.bad_rating.decide import BadRating, Rules, decide, evolve
from services.oversight.domain.verifier import Verifier
from services.oversight.domain.visit import Visit
from shared.decider import Decider
from shared.errors import Forbidden, Invalid, NotFound, WrongState
from shared.timelimits import TimeLimits
from shared.timelimits.calendar import Calendar, CalendarYear
from shared.timelimits.loading import load_time_limits
from tests.services.oversight.examples import DATA

LIMITS = load_time_limits(DATA)
T0 = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)  # Monday
GIVEN = e.Given(
    Visit("family-planning-office", "yangshe", 1, ("slow",), date(2026, 3, 2)),
    locked="c",
    contact=True,
    words=True,
    words_withheld=False,
    named=(),
    receipt_hash="h",
)
NO_CONTACT = replace(GIVEN, contact=False)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LEADER = Verifier("zhao", "township-government")


def no_numbers(text):
    if "138" in text:
        raise Invalid("personal-data", "", "")
    return text


RULES = Rules(LIMITS, no_numbers)
DECIDER = Decider(BadRating(), partial(decide, RULES), evolve)


def opened(given=GIVEN):
    return e.BadRatingOpened(
        given, LIMITS.deadline(CONTACT, T0) if given.contact else None, LIMITS.deadline(RECTIFICATION, T0), T0
    )


CONTACTED = e.ContactNoted(True, 1, True, "li", T0 + HOUR)
REPORTED = e.OutcomeReported("put_right", "已加派人手。", "li", T0 + 2 * HOUR)
ANSWERED = e.BadRatingAnswered(
    *("a1", "family-planning-office", "yangshe", "put_right", "已加派人手。", "zhao"), T0 + 3 * HOUR
)
JUDGED_BAD = e.OutcomeJudged(False, T0 + 4 * HOUR)
REOPENED = e.BadRatingReopened(LIMITS.deadline(RECTIFICATION, T0 + 4 * HOUR), T0 + 4 * HOUR)
WHOLE = [opened(), CONTACTED, REPORTED, ANSWERED]


def when(history, command, rules=RULES):
    return decide(rules, DECIDER.fold(history), command)


def contact(reached=True, tries=1, at=T0 + HOUR):
    return c.NoteContact(reached, tries, "li", at)


def report(at=T0 + 2 * HOUR, outcome="put_right", text="已加派人手。"):
    return c.ReportOutcome(outcome, text, "li", at)


def test_both_clocks_count_from_the_day_of_the_rating():
    [event] = when([], c.OpenBadRating(GIVEN))
    assert event == opened()
    assert (event.contact_by.due_on, event.rectify_by.due_on) == (date(2026, 3, 3), date(2026, 3, 23))


def test_without_a_contact_nobody_has_to_be_contacted():
    [event] = when([], c.OpenBadRating(NO_CONTACT))
    assert event.contact_by is None
    with pytest.raises(WrongState, match="no-contact-owed"):
        when([event], contact())


def test_hearing_of_it_again_changes_nothing():
    assert when([opened()], c.OpenBadRating(GIVEN)) == []
    assert when(WHOLE, c.OpenBadRating(GIVEN)) == []


@pytest.mark.parametrize("command", [contact(), report(), c.JudgeOutcome(True, T0), c.OrderErasure(c.PERSON, T0)])
def test_of_one_that_is_not_there_nothing_is_done(command):
    with pytest.raises(NotFound, match="unknown-bad-rating"):
        when([], command)


@pytest.mark.parametrize(
    ("before", "noted", "done"),
    [((), (True, 1), True), ((), (False, 1), False), ((), (False, 3), True), (((False, 2),), (False, 1), True)],
)
def test_the_office_has_contacted_the_person_or_tried_three_times(before, noted, done):
    history = [opened(), *(e.ContactNoted(*each, False, "li", T0) for each in before)]
    assert when(history, contact(*noted)) == [e.ContactNoted(*noted, done, "li", T0 + HOUR)]


@pytest.mark.parametrize("tries", [0, -1, 21])
def test_a_number_of_tries_that_cannot_be_is_refused(tries):
    with pytest.raises(Invalid, match="tries-out-of-range"):
        when([opened()], contact(tries=tries))


def test_nothing_is_reported_before_the_person_has_been_contacted():
    with pytest.raises(WrongState, match="contact-first"):
        when([opened()], report())
    assert when([opened(), CONTACTED], report()) == [REPORTED]
    assert when([opened(NO_CONTACT)], report()) == [REPORTED]
    erased = e.ContactErasureOrdered(c.PERSON, T0)
    assert when([opened(), erased], report()) == [REPORTED]


def test_a_report_will_be_public_and_so_names_nobody():
    with pytest.raises(Invalid, match="personal-data"):
        when([opened(NO_CONTACT)], report(text="已打 13812345678 说明"))
    with pytest.raises(Invalid, match="unknown-outcome"):
        when([opened(NO_CONTACT)], report(outcome="forgotten"))


def test_the_same_report_again_changes_nothing_and_another_has_to_wait():
    assert when([opened(NO_CONTACT), REPORTED], report(at=T0 + 9 * HOUR)) == []
    with pytest.raises(WrongState, match="bad-rating-reported"):
        when([opened(NO_CONTACT), REPORTED], report(text="另一种说法。"))


def test_a_second_person_confirms_and_everybody_reads_it():
    assert when(WHOLE[:3], c.ConfirmOutcome("a1", LEADER, T0 + 3 * HOUR)) == [ANSWERED]
    with pytest.raises(Forbidden, match="verified-by-the-same"):
        when(WHOLE[:3], c.ConfirmOutcome("a1", Verifier("li", None), T0 + 3 * HOUR))
    own = Verifier("wu", "family-planning-office", ("zhao",))
    with pytest.raises(Forbidden, match="verified-by-its-own-office"):
        when(WHOLE[:3], c.ConfirmOutcome("a1", own, T0 + 3 * HOUR))
    with pytest.raises(WrongState, match="bad-rating-open"):
        when(WHOLE[:2], c.ConfirmOutcome("a1", LEADER, T0))
    with pytest.raises(WrongState, match="bad-rating-answered"):
        when(WHOLE, c.ConfirmOutcome("a2", LEADER, T0 + 4 * HOUR))


def test_what_does_not_hold_goes_back_and_the_clock_runs_on_as_if_never_stopped():
    late = T0 + 30 * DAY
    [sent_back] = when([opened(NO_CONTACT), REPORTED], c.SendBack("窗口仍没有人", LEADER, late))
    assert sent_back.deadline == opened().rectify_by
    said = when([opened(NO_CONTACT), REPORTED, sent_back], c.PassDeadline(late, late))
    assert [type(event) for event in said] == [ClockWarned, ClockWarned, ClockMissed, *[ClockEscalated] * 3]


def test_the_person_may_say_that_it_is_put_right():
    judged = e.OutcomeJudged(True, T0 + 4 * HOUR)
    assert when(WHOLE, c.JudgeOutcome(True, T0 + 4 * HOUR)) == [judged]
    assert when([*WHOLE, judged], c.JudgeOutcome(True, T0 + 5 * HOUR)) == []
    with pytest.raises(WrongState, match="judged-already"):
        when([*WHOLE, judged], c.JudgeOutcome(False, T0 + 5 * HOUR))
    with pytest.raises(WrongState, match="bad-rating-open"):
        when([opened()], c.JudgeOutcome(True, T0))


def test_what_is_not_put_right_is_opened_once_more_and_not_twice():
    assert when(WHOLE, c.JudgeOutcome(False, T0 + 4 * HOUR)) == [JUDGED_BAD, REOPENED]
    again = [*WHOLE, JUDGED_BAD, REOPENED]
    assert when(again, c.JudgeOutcome(False, T0 + 5 * HOUR)) == []
    second = [*again, REPORTED, replace(ANSWERED, answer="a2")]
    assert when(second, c.JudgeOutcome(False, T0 + 6 * HOUR)) == [e.OutcomeJudged(False, T0 + 6 * HOUR)]


def test_words_and_contact_are_read_with_a_reason_and_erased_for_ever():
    read = c.ReadContact("回访", "li", T0)
    assert when([opened()], read) == [e.ContactRead("回访", "li", T0)]
    ordered = when([opened()], c.OrderErasure(c.PERSON, T0))
    assert ordered == [e.ContactErasureOrdered(c.PERSON, T0)]
    assert when([opened(), *ordered], c.OrderErasure("clock", T0)) == []
    with pytest.raises(WrongState, match="nothing-to-read"):
        when([opened(), *ordered], read)
    gone = when([opened(), *ordered], c.RecordErasure(T0))
    assert gone == [e.ContactErased(T0)]
    assert when([opened(), *ordered, *gone], c.RecordErasure(T0)) == []
    with pytest.raises(WrongState, match="nothing-to-read"):
        when([opened(replace(NO_CONTACT, locked=None, words=False))], read)


def test_what_is_heard_late_is_recorded_late_each_at_its_legal_moment_and_in_order():
    heard = T0 + 40 * DAY
    said = when([opened()], c.PassDeadline(heard, heard))
    assert [event.at for event in said] == sorted(event.at for event in said)
    missed = {event.deadline.limit: event for event in said if isinstance(event, ClockMissed)}
    assert {limit: event.at for limit, event in missed.items()} == {
        CONTACT: opened().contact_by.due_at,
        RECTIFICATION: opened().rectify_by.due_at,
    }
    assert [event.to for event in said if isinstance(event, ClockEscalated)] == [
        *("head_of_office", "leading_group", "district") * 2
    ]
    assert when([opened(), *said], c.PassDeadline(heard, heard)) == []


def test_a_late_act_does_not_hide_that_the_day_has_passed():
    said = when([opened()], contact(at=T0 + 3 * DAY))
    assert [type(event) for event in said] == [ClockWarned, ClockWarned, ClockMissed, ClockEscalated, e.ContactNoted]
    assert said[2].office == "family-planning-office"


def test_no_clock_speaks_of_what_is_done():
    assert when(WHOLE, c.PassDeadline(T0 + 90 * DAY, T0 + 90 * DAY)) == []


def test_a_newer_calendar_moves_what_runs_and_nothing_that_is_missed():
    calendar = Calendar([CalendarYear(2026, 9, False, "通知", "the notice", ())], [])
    newer = TimeLimits([LIMITS.limit(name, T0.date()) for name in (CONTACT, RECTIFICATION)], calendar)
    rules = replace(RULES, limits=newer)
    anew = when([opened()], c.RecomputeDeadline(T0 + HOUR), rules)
    assert [(type(event), event.deadline.limit) for event in anew] == [
        (ClockRecomputed, CONTACT),
        (ClockRecomputed, RECTIFICATION),
    ]
    assert when([opened(), *anew], c.RecomputeDeadline(T0 + 2 * HOUR), rules) == []
    missed = when([opened()], c.PassDeadline(T0 + 3 * DAY, T0 + 3 * DAY))
    later = when([opened(), *missed], c.RecomputeDeadline(T0 + 3 * DAY), rules)
    assert [event.deadline.limit for event in later] == [RECTIFICATION]
