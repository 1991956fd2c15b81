from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import reduce

import pytest

from services.oversight.domain import finding as f
from services.oversight.domain.dismissal import DismissFinding, FindingDismissed
from shared.errors import Forbidden, Invalid, NotFound, WrongState
from shared.timelimits.loading import load_time_limits
from shared.timelimits.moments import next_moment, said_by
from tests.services.oversight.examples import DATA

T0 = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
DAY = timedelta(days=1)
LIMITS = load_time_limits(DATA)
RULES = f.Rules(LIMITS, lambda text: text)
FACTS = f.Facts("overdue", "missed_deadline", "petition-office", "到期未办完。", "条例", "p1/acceptance")
CLOCK = LIMITS.deadline("rectification", T0)
HALF, NINE_TENTHS = CLOCK.warn_at
ZHAO = f.Verifier("zhao", "township-government", ("zhao",))
DING = f.Verifier("ding", None, ("zhao",))

OPENED = f.FindingOpened(FACTS, T0, CLOCK)
REPORTED = f.RectificationReported("已办结", "chen", T0 + DAY)
REFUSED = f.RectificationRefused(CLOCK, 0.0, "没有办完", "zhao", T0 + 2 * DAY)
WARNED = f.RectificationWarned(CLOCK, 0.5, HALF)
WARNED_AGAIN = f.RectificationWarned(CLOCK, 0.9, NINE_TENTHS)
OVERDUE = f.RectificationOverdue(FACTS, CLOCK, CLOCK.due_at)
CLOSED = f.FindingClosed(FACTS, "已办结", "zhao", T0 + 2 * DAY)
REOPENED = f.FindingReopened(FACTS, "并未发放", LIMITS.deadline("rectification", T0 + 9 * DAY), "ding", T0 + 9 * DAY)

SET = f.SetRectificationDate(date(2026, 3, 10), "zhao", T0 + DAY)
EXTEND = f.ExtendRectification(10, "等待拨款", "zhao", T0 + DAY)
REPORT = f.ReportRectification("已办结", "chen", T0 + DAY)
VERIFY = f.VerifyRectification(ZHAO, T0 + 2 * DAY)
REFUSE = f.RefuseRectification("没有办完", ZHAO, T0 + 2 * DAY)
REOPEN = f.ReopenFinding("并未发放", "ding", T0 + 9 * DAY)
PASS = f.PassDeadline(HALF, HALF)


def given(*events):
    return reduce(f.evolve, events, f.Finding())


def decide(state, command, rules=RULES):
    return f.decide(rules, state, command)


def names(events):
    return [type(event).__name__ for event in events]


STATES = {
    "nothing": given(),
    "undated": given(replace(OPENED, deadline=None)),
    "open": given(OPENED),
    "overdue": given(OPENED, WARNED, WARNED_AGAIN, OVERDUE),
    "reported": given(OPENED, REPORTED),
    "closed": given(OPENED, REPORTED, CLOSED),
    "reopened": given(OPENED, REPORTED, CLOSED, REOPENED),
    "dismissed": given(OPENED, FindingDismissed(FACTS.about, "回执迟到，没有逾期。", T0)),
}
DISMISS = DismissFinding("回执迟到，没有逾期。", T0 + 3 * DAY)
AFTER = CLOCK.due_at + DAY
COMMANDS = [
    f.OpenFinding(FACTS, T0),
    SET,
    EXTEND,
    REPORT,
    VERIFY,
    REFUSE,
    REOPEN,
    PASS,
    f.RecomputeDeadline(T0),
    DISMISS,
]
LATE = [f.OpenFinding(FACTS, T0), *(replace(command, at=AFTER) for command in (SET, EXTEND, REPORT, VERIFY, REFUSE))]
LATE += [replace(REOPEN, at=AFTER), f.PassDeadline(AFTER, AFTER), f.RecomputeDeadline(AFTER), DISMISS]
UNKNOWN = ["FindingOpened", *["unknown-finding"] * 9]
# open, set the day, extend, report, verify, refuse, reopen, the clock, a new calendar, dismiss
TABLE = {
    "nothing": UNKNOWN,
    "undated": [
        *("", "RectificationDateSet", "rectification-not-running", "RectificationReported"),
        *("rectification-not-reported", "rectification-not-reported", "finding-open", "", "", "FindingDismissed"),
    ],
    "open": [
        *("", "RectificationDateSet", "RectificationExtended", "RectificationReported"),
        *(
            "rectification-not-reported",
            "rectification-not-reported",
            "finding-open",
            "RectificationWarned",
            "",
            "FindingDismissed",
        ),
    ],
    "overdue": [
        *("", "rectification-date", "rectification-not-running", "RectificationReported"),
        *("rectification-not-reported", "rectification-not-reported", "finding-open", "", "", "FindingDismissed"),
    ],
    "reported": [
        *("", "finding-reported", "finding-reported", "", "FindingClosed", "RectificationRefused"),
        *("finding-reported", "", "", "FindingDismissed"),
    ],
    "closed": [
        *("", "finding-closed", "finding-closed", "finding-closed", "finding-closed", "finding-closed"),
        *("FindingReopened", "", "", "FindingDismissed"),
    ],
    "reopened": [
        *("", "RectificationDateSet", "RectificationExtended", "RectificationReported"),
        *("rectification-not-reported", "rectification-not-reported", "finding-open", "", "", "FindingDismissed"),
    ],
    "dismissed": [
        *("", "finding-dismissed", "finding-dismissed", "finding-dismissed"),
        *("finding-dismissed", "finding-dismissed", "finding-dismissed", "", "", ""),
    ],
}


@pytest.mark.parametrize("name", TABLE)
def test_every_pair_of_a_state_and_a_command_is_allowed_or_refused_as_the_table_says(name):
    found = []
    for command in LATE if name == "overdue" else COMMANDS:
        try:
            found.append(",".join(names(decide(STATES[name], command))))
        except (NotFound, WrongState, Invalid) as refusal:
            found.append(refusal.code)
    assert found == TABLE[name]


def test_a_finding_opens_with_the_day_of_the_rule():
    assert decide(given(), f.OpenFinding(FACTS, T0)) == [OPENED]
    assert CLOCK.due_on == date(2026, 3, 23), "15 working days"


def test_a_nearer_day_may_be_set_and_stays_when_a_calendar_comes_out():
    [event] = decide(given(OPENED), SET)
    assert (event.deadline.due_on, event.deadline.provisional, event.by) == (date(2026, 3, 10), False, "zhao")
    assert decide(given(OPENED, event), SET) == []


@pytest.mark.parametrize("day", [date(2026, 3, 3), date(2026, 3, 24)])
def test_the_day_is_neither_past_nor_later_than_the_rules(day):
    with pytest.raises(Invalid, match="rectification-date") as refused:
        decide(given(OPENED), replace(SET, due_on=day))
    assert refused.value.details["latest"] == "2026-03-23"


def test_a_finding_from_before_there_were_days_gets_the_rules_day():
    [event] = decide(STATES["undated"], replace(SET, due_on=None))
    assert event.deadline == LIMITS.deadline("rectification", SET.at)


def test_more_time_is_approved_once_and_only_before_the_day():
    [event] = decide(given(OPENED), EXTEND)
    assert (event.deadline.due_on, event.reason, event.by) == (date(2026, 4, 7), "等待拨款", "zhao")
    with pytest.raises(WrongState, match="already-extended"):
        decide(given(OPENED, event), EXTEND)
    with pytest.raises(Invalid, match="extension-too-long"):
        decide(given(OPENED), replace(EXTEND, days=16))


def test_a_late_act_records_first_what_had_fallen():
    events = decide(given(OPENED), replace(REPORT, at=AFTER))
    assert names(events) == [*["RectificationWarned"] * 2, "RectificationOverdue", "RectificationReported"]
    assert events[:3] == [WARNED, WARNED_AGAIN, OVERDUE]


def test_what_is_reported_in_time_is_not_overdue_while_it_waits():
    assert decide(given(OPENED, REPORTED), f.PassDeadline(AFTER, AFTER)) == []


def test_a_report_that_does_not_hold_gains_no_time():
    state = given(OPENED, WARNED, REPORTED)
    [refused] = decide(state, replace(REFUSE, at=AFTER))
    assert (refused.deadline, refused.said) == (CLOCK, 0.5)
    assert decide(given(OPENED, WARNED, REPORTED, refused), f.PassDeadline(AFTER, AFTER)) == [WARNED_AGAIN, OVERDUE]


def test_what_was_reported_is_verified_by_another():
    assert decide(given(OPENED, REPORTED), VERIFY) == [CLOSED]
    for command in (VERIFY, REFUSE):
        with pytest.raises(Forbidden, match="verified-by-the-same"):
            decide(given(OPENED, replace(REPORTED, by="zhao")), command)


def test_nobody_of_the_office_itself_verifies_while_there_is_somebody_else():
    state = given(OPENED, REPORTED)
    colleague = f.Verifier("sun", FACTS.about, ("zhao",))
    with pytest.raises(Forbidden, match="verified-by-its-own-office"):
        decide(state, f.VerifyRectification(colleague, CLOSED.at))
    [event] = decide(state, f.VerifyRectification(replace(colleague, others=()), CLOSED.at))
    assert event.by == "sun"
    alone = given(OPENED, replace(REPORTED, by="zhao"))
    assert names(decide(alone, f.VerifyRectification(colleague, CLOSED.at))) == ["FindingClosed"]


def test_a_finding_closed_again_says_why_it_was_reopened():
    state = given(OPENED, REPORTED, CLOSED, REOPENED, replace(REPORTED, rectification="已发放"))
    [event] = decide(state, f.VerifyRectification(DING, T0 + 12 * DAY))
    assert (event.round, event.reopened_because, event.rectification) == (2, "并未发放", "已发放")


def test_a_finding_closed_by_the_old_event_is_closed():
    state = given(f.FindingOpened(FACTS, T0), f.FindingClosed(FACTS, "已办结", "zhao", T0))
    assert (state.status, state.round) == ("closed", 1)


@pytest.mark.parametrize(
    ("state", "command"),
    [
        ("nothing", f.OpenFinding(FACTS, T0)),
        *(("open", EXTEND), ("open", REPORT), ("reported", REFUSE), ("closed", REOPEN)),
    ],
)
def test_no_text_with_personal_data_gets_into_an_event(state, command):
    def refuse(text):
        raise Invalid("personal-data", "有电话", "A telephone number")

    with pytest.raises(Invalid, match="personal-data"):
        decide(STATES[state], command, replace(RULES, public_text=refuse))


def test_a_provisional_day_is_counted_anew_when_its_calendar_comes_out_but_not_one_that_a_person_named():
    guess = replace(CLOCK, due_on=date(2026, 3, 20), provisional=True)
    [event] = decide(given(replace(OPENED, deadline=guess)), f.RecomputeDeadline(T0 + DAY))
    assert event == f.RectificationRecomputed(CLOCK, guess.due_on, T0 + DAY)
    assert decide(given(OPENED), f.RecomputeDeadline(T0 + DAY)) == []
    [named] = decide(given(replace(OPENED, deadline=guess)), SET)
    assert decide(given(OPENED, named), f.RecomputeDeadline(T0 + 2 * DAY)) == []
    assert decide(given(replace(OPENED, deadline=guess), REPORTED), f.RecomputeDeadline(T0 + DAY)) == []


def test_nothing_is_warned_of_that_was_past_when_the_day_was_set():
    [event] = decide(given(OPENED), replace(EXTEND, at=NINE_TENTHS))[2:]
    state = given(OPENED, WARNED, WARNED_AGAIN, event)
    assert state.said == said_by(event.deadline, NINE_TENTHS) == 0.5
    assert next_moment(event.deadline, state.said) == event.deadline.warn_at[1]
