"""A finding (督察问题): something wrong, to be put right by a day, verified by somebody else, and made public.

The day is a promise of the programme, a row of data/time_limits.toml (``rectification``). What a report of the office
stops, a refusal sets running again from where it stood: a report that does not hold gains no time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import assert_never

from services.oversight.domain.dismissal import DismissFinding, FindingDismissed
from services.oversight.domain.verifier import Verifier
from shared.errors import Invalid, NotFound, WrongState
from shared.timelimits import Deadline, TimeLimits
from shared.timelimits.days import china_day
from shared.timelimits.moments import DUE, moments, said_by

KINDS = ("dissatisfaction", "broken_promise", "unlawful_fee", "ignored_request", "overdue")
_OVERDUE = ("missed_deadline", "overdue_posting", "overdue_disclosure", "overdue_request")
ORIGINS = (*_OVERDUE, "bad_rating", "inspection", "petition_proved")
RECTIFICATION = "rectification"
"""The time limit of putting a finding right."""


@dataclass(frozen=True)
class Facts:
    """``about`` is an office's or a village's id; ``text`` is Chinese and public: no petitioner, no petition in it.

    ``evidence`` is the id of what it came from, for whoever may see that.
    """

    kind: str
    origin: str
    about: str
    text: str
    basis: str
    evidence: str


# Commands


@dataclass(frozen=True)
class OpenFinding:
    facts: Facts
    at: datetime


@dataclass(frozen=True)
class SetRectificationDate:
    """A nearer day than the rule's; or, where no day is set yet, any up to the rule's, None for the rule's own."""

    due_on: date | None
    by: str
    at: datetime


@dataclass(frozen=True)
class ExtendRectification:
    """``by`` approves; ``days`` more in the rule's unit, counted by the rule from the clock's start."""

    days: int
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class ReportRectification:
    """``rectification``, in Chinese, will be public."""

    rectification: str
    by: str
    at: datetime


@dataclass(frozen=True)
class VerifyRectification:
    """It holds, and ``by`` has read what will be public."""

    by: Verifier
    at: datetime


@dataclass(frozen=True)
class RefuseRectification:
    """It does not hold: back to the office, for this reason."""

    reason: str
    by: Verifier
    at: datetime


@dataclass(frozen=True)
class ReopenFinding:
    """What was said in public turns out false; ``reason`` will be public too."""

    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class RecomputeDeadline:
    """A year's calendar has come out, by which a provisional day is counted anew."""

    at: datetime


@dataclass(frozen=True)
class PassDeadline:
    """The tick of the clock: a warning or the day itself fell at ``fell_at``."""

    fell_at: datetime
    at: datetime


DateCommand = SetRectificationDate | ExtendRectification | RecomputeDeadline | PassDeadline
Judged = VerifyRectification | RefuseRectification | ReopenFinding | DismissFinding
Command = OpenFinding | ReportRectification | Judged | DateCommand

# Events


@dataclass(frozen=True)
class FindingOpened:
    """``deadline`` None: opened before findings had a day."""

    facts: Facts
    at: datetime
    deadline: Deadline | None = None


@dataclass(frozen=True)
class RectificationDateSet:
    deadline: Deadline
    by: str
    at: datetime


@dataclass(frozen=True)
class RectificationExtended:
    """``by`` approved it."""

    deadline: Deadline
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class RectificationRecomputed:
    """Counted anew by the calendar now out; ``was_due_on`` is what had been said before."""

    deadline: Deadline
    was_due_on: date
    at: datetime


@dataclass(frozen=True)
class RectificationWarned:
    """``at`` is the legal moment: that share of the span had passed."""

    deadline: Deadline
    share: float
    at: datetime


@dataclass(frozen=True)
class RectificationOverdue:
    """``at`` is the legal moment, 24:00 of the due day, however late it is recorded."""

    facts: Facts
    deadline: Deadline
    at: datetime


@dataclass(frozen=True)
class RectificationReported:
    rectification: str
    by: str
    at: datetime


@dataclass(frozen=True)
class RectificationRefused:
    """``deadline`` runs on as if never stopped; ``said`` is the greatest share of it that had been said."""

    deadline: Deadline | None
    said: float
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class FindingClosed:
    """Verified by ``by``. ``round`` 2: after it was reopened once, and ``reopened_because`` says why."""

    facts: Facts
    rectification: str
    by: str
    at: datetime
    round: int = 1
    reopened_because: str | None = None


@dataclass(frozen=True)
class FindingReopened:
    facts: Facts
    reason: str
    deadline: Deadline
    by: str
    at: datetime


Dated = RectificationDateSet | RectificationExtended | RectificationRecomputed
ClockEvent = Dated | RectificationWarned | RectificationOverdue
Ended = FindingClosed | FindingDismissed
Event = FindingOpened | RectificationReported | RectificationRefused | Ended | FindingReopened | ClockEvent

# State


@dataclass(frozen=True)
class Finding:
    """``said`` is the greatest share of the clock's span that has been warned of or missed."""

    facts: Facts | None = None
    status: str = "unknown"
    deadline: Deadline | None = None
    said: float = 0.0
    rectification: str = ""
    reported_by: str = ""
    round: int = 1
    reopened_because: str | None = None


@dataclass(frozen=True)
class Rules:
    """What the decisions need beside the state. ``public_text`` raises Invalid for a text with personal data in it."""

    limits: TimeLimits
    public_text: Callable[[str], str]


def decide(rules: Rules, state: Finding, command: Command) -> list[Event]:
    if isinstance(command, OpenFinding):
        if state.facts:
            return []
        facts = replace(command.facts, text=rules.public_text(command.facts.text))
        return [FindingOpened(facts, command.at, rules.limits.deadline(RECTIFICATION, command.at))]
    if state.facts is None:
        raise NotFound("unknown-finding", "没有这个问题，请核对编号。", "There is no such finding; check its id.")
    match command:
        case SetRectificationDate():
            return _set_date(rules, state, command)
        case ExtendRectification():
            return _extend(rules, state, command)
        case ReportRectification(rectification=told, by=by):
            if state.status == "reported" and (told, by) == (state.rectification, state.reported_by):
                return []
            _must_be(state, "open")
            return [*_fallen(state, command.at), RectificationReported(rules.public_text(told), by, command.at)]
        case VerifyRectification(by=verifier, at=at):
            _verifies(state, verifier)
            done = (state.rectification, verifier.name, at, state.round, state.reopened_because)
            return [FindingClosed(state.facts, *done)]
        case RefuseRectification(reason=reason, by=verifier, at=at):
            _verifies(state, verifier)
            return [RectificationRefused(state.deadline, state.said, rules.public_text(reason), verifier.name, at)]
        case ReopenFinding(reason=reason, by=by, at=at):
            _must_be(state, "closed")
            deadline = rules.limits.deadline(RECTIFICATION, at)
            return [FindingReopened(state.facts, rules.public_text(reason), deadline, by, at)]
        case DismissFinding(reason=reason, at=at):
            gone = FindingDismissed(state.facts.about, rules.public_text(reason), at)
            return [] if state.status == "dismissed" else [gone]
        case RecomputeDeadline(at=at):
            return _recompute(rules, state, at)
        case PassDeadline():
            return _fallen(state, command.fell_at)
        case _:
            assert_never(command)


def evolve(state: Finding, event: Event) -> Finding:
    match event:
        case FindingOpened():
            return Finding(event.facts, "open", event.deadline)
        case RectificationRecomputed():
            return replace(state, deadline=event.deadline)
        case RectificationDateSet() | RectificationExtended():
            return replace(state, deadline=event.deadline, said=said_by(event.deadline, event.at))
        case RectificationWarned():
            return replace(state, said=event.share)
        case RectificationOverdue():
            return replace(state, said=DUE)
        case RectificationReported():
            return replace(state, status="reported", rectification=event.rectification, reported_by=event.by)
        case RectificationRefused():
            return replace(state, status="open", rectification="", reported_by="")
        case FindingClosed():
            return replace(state, status="closed", deadline=None)
        case FindingDismissed():
            return replace(state, status="dismissed", deadline=None)
        case FindingReopened(facts=facts, deadline=deadline, reason=reason):
            return Finding(facts, "open", deadline, round=state.round + 1, reopened_because=reason)
        case _:
            assert_never(event)


def _set_date(rules: Rules, state: Finding, command: SetRectificationDate) -> list[Event]:
    _must_be(state, "open")
    known = state.deadline or rules.limits.deadline(RECTIFICATION, command.at)
    wanted = command.due_on or known.due_on
    if wanted == known.due_on and state.deadline:
        return []
    if not china_day(command.at) < wanted <= known.due_on:
        latest = known.due_on.isoformat()
        raise Invalid(
            "rectification-date",
            f"整改期限应在明天至{latest}之间；要推迟，请办理延期。",
            f"The day lies between tomorrow and {latest}; for a later one, extend it.",
            latest=latest,
        )
    # A day that a person has named does not move when a year's calendar comes out.
    named = known if wanted == known.due_on else replace(known, due_on=wanted, provisional=False)
    return [*_fallen(state, command.at), RectificationDateSet(named, command.by, command.at)]


def _extend(rules: Rules, state: Finding, command: ExtendRectification) -> list[Event]:
    _must_be(state, "open")
    if state.deadline is None or state.deadline.due_at <= command.at:
        zh, en = "整改期限尚未确定或者已过，不能延期。", "No day is set, or it has passed: there is nothing to extend."
        raise WrongState("rectification-not-running", zh, en, state="overdue" if state.deadline else "undated")
    longer, reason = rules.limits.extended(state.deadline, command.days), rules.public_text(command.reason)
    return [*_fallen(state, command.at), RectificationExtended(longer, reason, command.by, command.at)]


def _recompute(rules: Rules, state: Finding, at: datetime) -> list[Event]:
    """Never one whose day has passed, nor a day that a person has named."""
    known = state.deadline
    if known is None or not known.provisional or state.said >= DUE or state.status != "open":
        return []
    anew = rules.limits.recomputed(known)
    return [] if anew == known else [RectificationRecomputed(anew, known.due_on, at)]


def _verifies(state: Finding, by: Verifier) -> None:
    """Whether the rectification waits for somebody to verify it, and this person may."""
    if state.status == "open":
        raise WrongState(
            "rectification-not-reported",
            "责任单位还没有报告整改情况，请等报告后核实。",
            "The office has not reported how it was put right; verify it after that.",
            state=state.status,
        )
    _must_be(state, "reported")
    by.check(about=state.facts.about if state.facts else "", reported_by=state.reported_by)


def _fallen(state: Finding, until: datetime) -> list[Event]:
    """What the running clock had to say by then and has not said: neither a late tick nor a late act hides it."""
    clock, facts = state.deadline, state.facts
    if clock is None or facts is None or state.status != "open":
        return []
    return [
        RectificationOverdue(facts, clock, moment) if share == DUE else RectificationWarned(clock, share, moment)
        for moment, share in moments(clock)
        if state.said < share and moment <= until
    ]


_STATES = {
    "open": ("正在整改", "being put right"),
    "reported": ("整改已报告，等待核实", "reported as put right and waits to be verified"),
    "closed": ("已经销号通报", "closed already"),
    "dismissed": ("查明不成立", "dismissed: it was none"),
}


def _must_be(state: Finding, wanted: str) -> None:
    if state.status != wanted:
        zh, en = _STATES[state.status]
        zh, en = f"这个问题{zh}，现在不能这样办理。", f"This finding is {en}; that cannot be done now."
        raise WrongState(f"finding-{state.status}", zh, en, state=state.status)
