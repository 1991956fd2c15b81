"""One petition's clocks and history, read from its events."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from services.oversight.counting import counted
from services.oversight.domain.petition import events as e
from services.oversight.domain.petition.clock import PETITIONERS
from shared.errors import NotFound
from shared.eventlog import Recorded
from shared.privacy.subject_keys import SubjectKeys
from shared.timelimits import Deadline, TimeLimits

OWN_BUSINESS = {
    *("handover-offered", "handover-refused", "handler-recused", "extension-requested", "extension-refused"),
    *("deadline-escalated", "rating-upheld", "identity-read", "attachment-added"),
}
"""What is between the offices, and not told to the petitioner."""


@dataclass(frozen=True)
class Clock:
    """A clock of one petition: what it is bound to, and how far it got.

    ``id`` is the petition's with the number of the clock, from 1 in the order in which they started: the same time
    limit can run twice in one petition.
    """

    id: str
    deadline: Deadline
    warned: float | None = None
    missed_at: datetime | None = None
    escalated_to: str | None = None
    stopped: bool = False

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
        }


def clocks(history: Iterable[Recorded]) -> list[Clock]:
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
                found[-1] = replace(found[-1], deadline=event.deadline)
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


def explained(limits: TimeLimits, clock: Clock) -> dict[str, Any]:
    """The clock with every day of it: counted or not, and why."""
    return {**clock.as_dict(), **counted(limits, clock.deadline)}


def clock_of(history: Iterable[Recorded], number: str) -> Clock:
    """Raises NotFound where this petition has no such clock."""
    for clock in clocks(history):
        if clock.id.rpartition(".")[2] == number:
            return clock
    raise NotFound("unknown-deadline", "此事项没有这个期限。", "This petition has no such clock.")


def opinions(keys: SubjectKeys, id: str, history: Iterable[Recorded]) -> list[dict[str, Any]]:
    """Every opinion given on it, opened; none once the text is erased."""
    found = []
    for recorded in history:
        event = recorded.event
        told: dict[str, Any] = {"outcome": None, "founded": None}
        match event:
            case e.PetitionResolved() | e.OpinionIssued():
                told |= {"stage": "handling", "founded": event.founded}
            case e.ReviewDecided():
                told |= {"stage": "review", "outcome": event.outcome}
            case e.ReReviewDecided():
                told |= {"stage": "re_review", "outcome": event.outcome}
            case _:
                continue
        opened = keys.decrypt(id, event.opinion)
        if opened:
            found.append({**told, "text": opened["opinion"], "at": event.at.isoformat()})
    return found


def supplements(keys: SubjectKeys, id: str, history: Iterable[Recorded]) -> list[dict[str, Any]]:
    """What was asked of the petitioner, and what the petitioner added, in its order."""
    found = []
    for recorded in history:
        match event := recorded.event:
            case e.SupplementAsked():
                by, opened = "office", keys.decrypt(id, event.question)
            case e.SupplementGiven():
                by, opened = "petitioner", keys.decrypt(id, event.text)
            case e.ReviewRequested() | e.ReReviewRequested():
                by, opened = "petitioner", keys.decrypt(id, event.grounds)
            case _:
                continue
        if opened:
            found.append({"by": by, "text": next(iter(opened.values())), "at": event.at.isoformat()})
    return found


TOLD_WHY = ("petition-transferred", "transfer-objected", "deadline-extended", "petition-declined")
"""Of these the petitioner is told the reason."""


def happenings(history: Iterable[Recorded]) -> list[dict[str, Any]]:
    """What happened, when by law, when recorded, and by whom; nothing of any text."""
    return [
        {
            "what": recorded.name,
            "at": recorded.occurred_at.isoformat(),
            "recorded_at": recorded.recorded_at.isoformat(),
            # Whoever's command brought it to light, the clock said it.
            "by": "clock" if recorded.name in _BY_CLOCK else recorded.metadata.actor,
            "why": _why(recorded),
        }
        for recorded in history
    ]


_BY_CLOCK = ("deadline-warned", "deadline-missed", "deadline-escalated", "deadline-recomputed")


def _why(recorded: Recorded) -> str | None:
    """The reason that somebody gave for it, which is screened and holds no personal data."""
    match recorded.event:
        case e.PetitionDeclined() | e.PetitionClosed() | e.IdentityRead():
            return None  # a code, or nobody's business here
        case event:
            return getattr(event, "reason", None)


def told_to_the_petitioner(history: Iterable[Recorded]) -> list[dict[str, Any]]:
    """The same without people's names, and without what is an office's own business."""
    return [
        {"what": one["what"], "at": one["at"], "why": one["why"] if one["what"] in TOLD_WHY else None}
        for one in happenings(history)
        if one["what"] not in OWN_BUSINESS
    ]
