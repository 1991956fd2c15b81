"""One petition's clocks and history, read from its events."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from services.oversight.counting import counted
from services.oversight.domain.petition import (
    DeadlineMissed,
    DeadlineWarned,
    PetitionAccepted,
    PetitionDeclined,
    PetitionRegistered,
    PetitionResolved,
)
from shared.errors import NotFound
from shared.eventlog import Recorded
from shared.timelimits import Deadline, TimeLimits

TOLD_TO_THE_PETITIONER = {
    *("petition-registered", "petition-accepted", "petition-declined", "petition-assigned", "petition-resolved"),
    *("deadline-warned", "deadline-missed"),
}


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
        }


def clocks(history: Iterable[Recorded]) -> list[Clock]:
    """The clocks in the order in which they started; each ends when the next begins, or with the petition."""
    found: list[Clock] = []
    for recorded in history:
        match event := recorded.event:
            case PetitionRegistered():
                found.append(Clock(f"{recorded.id}.1", event.deadline))
            case PetitionAccepted():
                found[-1] = replace(found[-1], stopped=True)
                found.append(Clock(f"{recorded.id}.{len(found) + 1}", event.deadline))
            case PetitionDeclined() | PetitionResolved():
                found[-1] = replace(found[-1], stopped=True)
            case DeadlineWarned():
                found[-1] = replace(found[-1], warned=event.share)
            case DeadlineMissed():
                found[-1] = replace(found[-1], missed_at=event.at)
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


def happenings(history: Iterable[Recorded]) -> list[dict[str, Any]]:
    """What happened, when by law, when recorded, and by whom; nothing of any text."""
    return [
        {
            "what": recorded.name,
            "at": recorded.occurred_at.isoformat(),
            "recorded_at": recorded.recorded_at.isoformat(),
            # Whoever's command brought it to light, the clock said it.
            "by": "clock" if recorded.name.startswith("deadline-") else recorded.metadata.actor,
        }
        for recorded in history
    ]


def told_to_the_petitioner(history: Iterable[Recorded]) -> list[dict[str, Any]]:
    """The same without people's names, and without what is an office's own business."""
    return [
        {"what": one["what"], "at": one["at"]} for one in happenings(history) if one["what"] in TOLD_TO_THE_PETITIONER
    ]
