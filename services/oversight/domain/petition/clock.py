"""The clocks of a petition: which facts move them, and what they have to say, in its order.

One clock runs at a time. `STARTS`, `STOPS` and `SUSPENDS` are what the code does; the rows of data/time_limits.toml
say the same, and the service refuses to start where they differ. No other event moves a clock.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from services.oversight.domain.petition import events as e
from shared.errors import WrongState
from shared.timelimits import Deadline, TimeLimits
from shared.timelimits.moments import DUE, moments

if TYPE_CHECKING:
    from services.oversight.domain.petition.state import Petition

STARTS = {
    "enquiry": ("registered", "transfer_received"),
    "acceptance": ("registered", "transfer_received"),
    "transfer_objection": ("transfer_received",),
    "resolution": ("accepted",),
    "promise_60": ("accepted",),
    "review_request": ("opinion_delivered",),
    "review": ("review_requested",),
    "re_review_request": ("review_opinion_delivered",),
    "re_review": ("re_review_requested",),
}
STOPS = {
    "enquiry": ("answered", "declined", "transferred", "linked", "withdrawn"),
    "acceptance": ("accepted", "declined", "transferred", "linked", "withdrawn"),
    "transfer_objection": ("transfer_objected", "taken_over", "withdrawn"),
    "resolution": ("opinion_issued", "withdrawn"),
    "promise_60": ("opinion_issued", "withdrawn"),
    "review_request": ("review_requested", "withdrawn"),
    "review": ("review_decided", "withdrawn"),
    "re_review_request": ("re_review_requested", "withdrawn"),
    "re_review": ("re_review_decided", "withdrawn"),
}
SUSPENDS = {"re_review": ("hearing",)}
PETITIONERS = frozenset({"review_request", "re_review_request"})
"""Clocks of the petitioner: nobody is late when one has run out; the petition is final then."""

ESCALATIONS = {"head_of_office": 2.0, "leading_group": 3.0, "district": 4.0}
"""Whom a missed clock is brought before, one level at a time, after the handler; beside warnings and `DUE`."""
_LEVELS = {share: level for level, share in ESCALATIONS.items()}


@dataclass(frozen=True)
class Running:
    """A clock that runs. ``said`` is the greatest share that it has been warned of, missed or escalated at;
    ``escalate_at``, once it is missed, when it goes up a level each.
    """

    deadline: Deadline
    said: float = 0.0
    escalate_at: tuple[datetime, ...] = ()

    @property
    def next_moment(self) -> datetime | None:
        """When the tick has to come by next; None when all is said."""
        first = DUE if self.deadline.limit in PETITIONERS else 0.0
        return next((at for at, share in self.moments() if self.said < share and share >= first), None)

    def moments(self) -> list[tuple[datetime, float]]:
        """When it has something to say, and at which share of its span, in their order."""
        return [*moments(self.deadline), *zip(self.escalate_at, ESCALATIONS.values(), strict=False)]

    @staticmethod
    def counted_anew(deadline: Deadline, at: datetime) -> Running:
        """With another due day: what it had to say before ``at`` is not said again; that it is missed always is."""
        return Running(
            deadline, max((share for moment, share in moments(deadline) if moment <= at and share < DUE), default=0.0)
        )


def fallen(limits: TimeLimits, state: Petition, until: datetime) -> list[e.Event]:
    """What the running clock had to say by then and has not said: neither a late tick nor a late act hides it."""
    clock = state.clock
    if clock is None:
        return []
    if clock.said < DUE:
        clock = replace(clock, escalate_at=limits.escalations(clock.deadline))
    passed = [(moment, share) for moment, share in clock.moments() if clock.said < share and moment <= until]
    if clock.deadline.limit in PETITIONERS:
        return [e.PetitionClosed(f"{clock.deadline.limit}_passed", at) for at, share in passed if share == DUE]
    return [_said(state, clock, share, moment) for moment, share in passed]


def recomputed(limits: TimeLimits, state: Petition, at: datetime) -> list[e.Event]:
    """The running clock by the newest calendar, where it was counted by an older one: the notice of a provisional year
    is out, or one has been changed (as in 2019 and 2020). Never one that is recorded as missed.
    """
    clock = state.clock
    if clock is None or clock.said >= DUE or not limits.calendar.is_newer_than(clock.deadline.calendar_version):
        return []
    return [e.DeadlineRecomputed(limits.recomputed(clock.deadline), clock.deadline.due_on, at)]


def running_unmissed(state: Petition) -> Deadline:
    """The clock that may still be extended or paused. Raises WrongState."""
    if state.clock is None or state.clock.said >= DUE:
        raise WrongState(
            "no-clock-to-move",
            "现在没有可以延长的期限；已经超期的不能再延长。",
            "No clock runs that could be extended; one that is missed cannot be.",
            state=state.status,
        )
    return state.clock.deadline


def _said(state: Petition, clock: Running, share: float, moment: datetime) -> e.Event:
    deadline, office = clock.deadline, state.responsible
    if share < DUE:
        return e.DeadlineWarned(deadline, share, moment)
    if share == DUE:
        return e.DeadlineMissed(deadline, state.kind, office, moment, clock.escalate_at)
    return e.DeadlineEscalated(deadline, _LEVELS[share], office, clock.escalate_at, moment)
