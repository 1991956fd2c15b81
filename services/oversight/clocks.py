"""The clocks of one petition, finding or bad rating, from its events: what each is bound to, and what moved it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from services.oversight.counting import counted
from services.oversight.domain import finding as f
from services.oversight.domain.bad_rating import clocks as c
from services.oversight.domain.bad_rating import events as b
from services.oversight.domain.petition import events as e
from services.oversight.domain.petition.clock import PETITIONERS
from shared.errors import NotFound
from shared.eventlog import Recorded
from shared.timelimits import Deadline, TimeLimits


@dataclass(frozen=True)
class Clock:
    """``id`` is that of what it belongs to, with the number of the clock, from 1 in the order in which they started:
    the same time limit can run twice in one petition. ``changes``: what has moved its day, and from which.
    """

    id: str
    deadline: Deadline
    warned: float | None = None
    missed_at: datetime | None = None
    escalated_to: str | None = None
    stopped: bool = False
    changes: tuple[dict[str, str], ...] = ()

    def moved(self, by: Recorded) -> Clock:
        change = {
            "what": by.name,
            "at": by.occurred_at.isoformat(),
            "was_due_on": self.deadline.due_on.isoformat(),
            "due_on": by.event.deadline.due_on.isoformat(),
        }
        return replace(self, deadline=by.event.deadline, changes=(*self.changes, change))

    def as_dict(self) -> dict[str, Any]:
        due = self.deadline
        state = "missed" if self.missed_at else "stopped" if self.stopped else "running"
        names = ("limit", "limit_version", "calendar_version", "provisional")
        return {
            "id": self.id,
            **{name: getattr(due, name) for name in names},
            "starts_on": due.starts_on.isoformat(),
            "due_on": due.due_on.isoformat(),
            "due_at": due.due_at.isoformat(),
            "state": state,
            "stopped": self.stopped,
            "warned": self.warned,
            "missed_at": self.missed_at.isoformat() if self.missed_at else None,
            "escalated_to": self.escalated_to,
            "petitioners": due.limit in PETITIONERS,
            "extended_by": list(due.extended_by),
            "changes": list(self.changes),
        }


def of_petition(history: Iterable[Recorded]) -> list[Clock]:
    """The clocks in the order in which they started; each ends when the next begins, or with the petition."""
    found: list[Clock] = []

    def stop() -> None:
        if found:
            found[-1] = replace(found[-1], stopped=True)

    for recorded in history:
        match event := recorded.event:
            case e.DeadlineWarned():
                found[-1] = replace(found[-1], warned=event.share)
            case e.DeadlineMissed():
                found[-1] = replace(found[-1], missed_at=event.at)
            case e.DeadlineEscalated():
                found[-1] = replace(found[-1], escalated_to=event.to)
            case e.DeadlineExtended() | e.HearingHeld() | e.DeadlineRecomputed():
                found[-1] = found[-1].moved(recorded)
            case e.TransferObjected():
                stop()
                nth = max(at for at, clock in enumerate(found) if clock.deadline == event.deadline)
                found.append(replace(found.pop(nth), stopped=False))
            case (
                e.PetitionRegistered(deadline=deadline)
                | e.PetitionAccepted(deadline=deadline)
                | e.PetitionTransferred(deadline=deadline)
                | e.PetitionTakenOver(deadline=deadline)
                | e.OpinionDelivered(deadline=deadline)
                | e.ReviewRequested(deadline=deadline)
                | e.ReReviewRequested(deadline=deadline)
            ):
                stop()
                if deadline:
                    found.append(Clock(f"{recorded.id}.{len(found) + 1}", deadline))
            case (
                e.PetitionDeclined()
                | e.PetitionLinked()
                | e.PetitionResolved()
                | e.OpinionIssued()
                | e.ReviewDecided()
                | e.ReReviewDecided()
                | e.PetitionClosed()
                | e.PetitionWithdrawn()
            ):
                stop()
    return found


def of_finding(history: Iterable[Recorded]) -> list[Clock]:
    """The clock of each time that it was opened. One opened before findings had a day has none till one is set."""
    found: list[Clock] = []
    for recorded in history:
        match event := recorded.event:
            case f.FindingOpened(deadline=deadline) | f.FindingReopened(deadline=deadline) if deadline:
                found.append(Clock(f"{recorded.id}.{len(found) + 1}", deadline))
            case f.RectificationDateSet() if not found:
                found.append(Clock(f"{recorded.id}.1", event.deadline))
            case f.RectificationDateSet() | f.RectificationExtended() | f.RectificationRecomputed():
                found[-1] = found[-1].moved(recorded)
            case f.RectificationWarned():
                found[-1] = replace(found[-1], warned=event.share)
            case f.RectificationOverdue():
                found[-1] = replace(found[-1], missed_at=event.at)
            case f.RectificationReported() | f.RectificationRefused() if found:
                found[-1] = replace(found[-1], stopped=isinstance(event, f.RectificationReported))
    return found


def of_bad_rating(history: Iterable[Recorded]) -> list[Clock]:
    """The clock of contacting, where a contact was left, then that of putting right, and another once reopened."""
    found: list[Clock] = []

    def start(recorded: Recorded, deadline: Deadline | None) -> None:
        if deadline:
            found.append(Clock(f"{recorded.id}.{len(found) + 1}", deadline))

    def change(limit: str, **changed: Any) -> None:
        for at in reversed(range(len(found))):
            if found[at].deadline.limit == limit:
                found[at] = replace(found[at], **changed)
                return

    for recorded in history:
        match event := recorded.event:
            case b.BadRatingOpened():
                start(recorded, event.contact_by)
                start(recorded, event.rectify_by)
            case b.BadRatingReopened():
                start(recorded, event.deadline)
            case b.ContactNoted(done=True) | b.ContactErasureOrdered():
                change(c.CONTACT, stopped=True)
            case b.OutcomeReported() | b.ReportSentBack():
                change(c.RECTIFICATION, stopped=isinstance(event, b.OutcomeReported))
            case c.ClockWarned(deadline=deadline, share=share):
                change(deadline.limit, warned=share)
            case c.ClockMissed(deadline=deadline, at=at):
                change(deadline.limit, missed_at=at)
            case c.ClockEscalated(deadline=deadline, to=level):
                change(deadline.limit, escalated_to=level)
            case c.ClockRecomputed(deadline=deadline):
                nth = max(at for at, clock in enumerate(found) if clock.deadline.limit == deadline.limit)
                found[nth] = found[nth].moved(recorded)
    return found


def explained(limits: TimeLimits, clock: Clock) -> dict[str, Any]:
    """The clock with every day of it: counted or not, and why."""
    return {**clock.as_dict(), **counted(limits, clock.deadline)}


def numbered(clocks: Iterable[Clock], number: str) -> Clock:
    """Raises NotFound where there is no such clock."""
    for clock in clocks:
        if clock.id.rpartition(".")[2] == number:
            return clock
    raise NotFound("unknown-deadline", "没有这个期限。", "There is no such deadline.")
