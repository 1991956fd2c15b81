"""The two clocks of a bad rating (差评): the person is contacted, and what was wrong is put right.

State Council's good-bad rating system (政务服务好差评, 国办发〔2019〕51号). Both start on the day of the rating,
however late it is heard. As a petition's clocks do, they warn, are missed, go up a level at a time and are counted
anew by a newer calendar; `STARTS` and `STOPS` are what the code does, and the rows of data/time_limits.toml say the
same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from services.oversight.domain.petition.clock import ESCALATIONS, Running
from shared.timelimits import Deadline, TimeLimits
from shared.timelimits.moments import DUE

CONTACT = "bad_rating_contact"
RECTIFICATION = "bad_rating_rectification"
STARTS = {CONTACT: ("bad_rating_given",), RECTIFICATION: ("bad_rating_given", "not_put_right")}
STOPS = {CONTACT: ("contacted", "erasure_ordered"), RECTIFICATION: ("rectified",)}
_LEVELS = {share: level for level, share in ESCALATIONS.items()}


@dataclass(frozen=True)
class ClockWarned:
    """``at`` is the legal moment: that share of the span had passed."""

    deadline: Deadline
    share: float
    at: datetime


@dataclass(frozen=True)
class ClockMissed:
    """``at`` is the legal moment, 24:00 of the due day, however late it is recorded."""

    deadline: Deadline
    office: str
    at: datetime
    escalate_at: tuple[datetime, ...]


@dataclass(frozen=True)
class ClockEscalated:
    """``to``: head_of_office, leading_group or district."""

    deadline: Deadline
    to: str
    office: str
    escalate_at: tuple[datetime, ...]
    at: datetime


@dataclass(frozen=True)
class ClockRecomputed:
    """Counted anew by the calendar now out; ``was_due_on`` is what had been said before."""

    deadline: Deadline
    was_due_on: date
    at: datetime


Said = ClockWarned | ClockMissed | ClockEscalated
ClockEvent = Said | ClockRecomputed


def fallen(limits: TimeLimits, clocks: Iterable[Running], office: str, until: datetime) -> list[Said]:
    """What the running clocks had to say by then and have not said, in the order in which it fell."""
    found: list[Said] = []
    for clock in clocks:
        known = clock if clock.said >= DUE else replace(clock, escalate_at=limits.escalations(clock.deadline))
        found += [
            _said(known, share, office, moment)
            for moment, share in known.moments()
            if known.said < share and moment <= until
        ]
    return sorted(found, key=lambda event: (event.at, event.deadline.limit))


def _said(clock: Running, share: float, office: str, moment: datetime) -> Said:
    if share < DUE:
        return ClockWarned(clock.deadline, share, moment)
    if share == DUE:
        return ClockMissed(clock.deadline, office, moment, clock.escalate_at)
    return ClockEscalated(clock.deadline, _LEVELS[share], office, clock.escalate_at, moment)


def recomputed(limits: TimeLimits, clocks: Iterable[Running], at: datetime) -> list[ClockRecomputed]:
    """Those counted by an older calendar, by the newest one. Never one that is recorded as missed."""
    return [
        ClockRecomputed(limits.recomputed(clock.deadline), clock.deadline.due_on, at)
        for clock in clocks
        if clock.said < DUE and limits.calendar.is_newer_than(clock.deadline.calendar_version)
    ]


def after(clock: Running | None, event: ClockEvent) -> Running:
    """The clock once this has been said of it."""
    match event:
        case ClockWarned():
            return Running(event.deadline, event.share)
        case ClockMissed():
            return Running(event.deadline, DUE, event.escalate_at)
        case ClockEscalated():
            return Running(event.deadline, ESCALATIONS[event.to], event.escalate_at)
        case ClockRecomputed():
            return Running(event.deadline, clock.said if clock else 0.0)
