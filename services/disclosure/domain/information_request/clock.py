"""The clocks of a request: which facts move them, and what they have to say, in its order.

One clock runs at a time: the office's to answer, the applicant's to correct the request, or that of whoever is
consulted. `STARTS`, `STOPS` and `SUSPENDS` are what the code does; the rows of data/time_limits.toml say the same, and
the service refuses to start where they differ. No other event moves a clock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from services.disclosure.domain.information_request import events as e
from shared.errors import WrongState
from shared.timelimits import Deadline, TimeLimits
from shared.timelimits.moments import DUE, moments

if TYPE_CHECKING:
    from services.disclosure.domain.information_request.state import Request

ANSWER = "information_answer"
CORRECTION = "information_correction"
"""The days in which a correction can be asked for, counted beside the time to answer: it is missed by nobody."""
SUPPLEMENT = "information_supplement"
OPINION = {"third_party": "third_party_opinion", "other_body": "body_opinion"}

STARTS = {
    CORRECTION: ("request_received",),
    SUPPLEMENT: ("correction_asked",),
    ANSWER: ("request_received", "request_corrected"),
    "third_party_opinion": ("third_party_consulted",),
    "body_opinion": ("body_consulted",),
}
STOPS = {
    CORRECTION: ("correction_asked", "answered", "withdrawn"),
    SUPPLEMENT: ("request_corrected", "withdrawn"),
    ANSWER: ("answered", "correction_asked", "withdrawn"),
    "third_party_opinion": ("opinion_received", "withdrawn"),
    "body_opinion": ("opinion_received", "withdrawn"),
}
SUSPENDS = {ANSWER: ("consultation",)}
CLOCK = "clock"
"""Who acts where a time has run out, as ``by`` says it."""


@dataclass(frozen=True)
class Running:
    """A clock that runs. ``said`` is the greatest share that it has been warned of or missed at."""

    deadline: Deadline
    said: float = 0.0

    @property
    def next_moment(self) -> datetime | None:
        """When the tick has to come by next; None when all is said. Only the office is warned."""
        first = 0.0 if self.deadline.limit == ANSWER else DUE
        return next((at for at, share in moments(self.deadline) if self.said < share and share >= first), None)

    @staticmethod
    def counted_anew(deadline: Deadline, at: datetime) -> Running:
        """With another due day: what it had to say before ``at`` is not said again; that it is missed always is."""
        return Running(
            deadline, max((share for moment, share in moments(deadline) if moment <= at and share < DUE), default=0.0)
        )


def fallen(limits: TimeLimits, state: Request, until: datetime) -> list[e.Event]:
    """What the running clock had to say by then and has not said: neither a late tick nor a late act hides it."""
    clock = state.clock
    if clock is None:
        return []
    passed = [(at, share) for at, share in moments(clock.deadline) if clock.said < share and at <= until]
    if clock.deadline.limit == ANSWER:
        return [
            e.DeadlineWarned(clock.deadline, share, at)
            if share < DUE
            else e.DeadlineMissed(clock.deadline, state.office, at)
            for at, share in passed
        ]
    if not passed or passed[-1][1] < DUE:
        return []
    return [_ran_out(limits, state, clock.deadline)]


def _ran_out(limits: TimeLimits, state: Request, deadline: Deadline) -> e.Event:
    """Art. 30: not corrected in time, it counts as given up. Art. 32: who is consulted and does not answer in time
    leaves it to the office; Art. 34: another body that does not is taken to agree. Then the time to answer runs on.
    """
    if deadline.limit == SUPPLEMENT:
        return e.RequestGivenUp(deadline.due_at)
    return consultation_ended(limits, state, Ended("none", None, deadline.due_on, CLOCK, deadline.due_at))


@dataclass(frozen=True)
class Ended:
    """How a consultation has ended; ``answered_on`` the last of its days."""

    opinion: str
    text: str | None
    answered_on: date
    by: str
    at: datetime


def consultation_ended(limits: TimeLimits, state: Request, ended: Ended) -> e.ConsultationEnded:
    """Art. 33: the time that consulting took is not counted. It begins on the day after the letter went out, for the
    day on which a time begins is not counted (Civil Code Art. 201), and lasts to the day of the answer.
    """
    asked, suspended = state.consultation, state.suspended
    assert asked is not None
    assert suspended is not None
    clock, first = suspended, asked.sent_on + timedelta(days=1)
    if suspended.said < DUE and first <= ended.answered_on:
        clock = Running.counted_anew(limits.paused(suspended.deadline, first, ended.answered_on), ended.at)
    heard = (asked.whom, ended.opinion, ended.text, ended.answered_on)
    return e.ConsultationEnded(*heard, clock.deadline, clock.said, ended.by, ended.at)


def recomputed(limits: TimeLimits, state: Request, at: datetime) -> list[e.Event]:
    """The running clock by the newest calendar, where it was counted by an older one; never one recorded as missed."""
    clock = state.clock
    if clock is None or clock.said >= DUE or not limits.calendar.is_newer_than(clock.deadline.calendar_version):
        return []
    window = state.correction
    correction = limits.recomputed(window) if window else None
    return [e.DeadlineRecomputed(limits.recomputed(clock.deadline), clock.deadline.due_on, correction, at)]


def running_unmissed(state: Request) -> Deadline:
    """The time to answer, where it may still be extended. Raises WrongState."""
    clock = state.clock
    if clock is None or clock.deadline.limit != ANSWER or clock.said >= DUE:
        raise WrongState(
            "no-clock-to-move",
            "现在没有可以延长的答复期限；已经超期的不能再延长。",
            "The time to answer does not run now, or is missed already: it cannot be extended.",
            state=state.status,
        )
    return clock.deadline
