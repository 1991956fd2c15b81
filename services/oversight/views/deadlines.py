"""What each running clock has to say next, in the order in which it falls: the tick takes from the front."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from services.oversight.domain.petition import (
    DUE,
    DeadlineMissed,
    DeadlineWarned,
    PetitionAccepted,
    PetitionDeclined,
    PetitionRegistered,
    PetitionResolved,
    moments,
)
from shared.eventlog import Recorded, Transaction
from shared.timelimits import Deadline

TABLES = """
CREATE TABLE IF NOT EXISTS deadlines (
    due TEXT NOT NULL, petition TEXT NOT NULL, PRIMARY KEY (due, petition)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS deadlines_petition ON deadlines (petition)
"""


@dataclass(frozen=True)
class Fallen:
    petition: str
    at: datetime


def project(tx: Transaction, recorded: Recorded) -> None:
    match recorded.event:
        case PetitionRegistered(deadline=deadline):
            _wait_for_next(tx, recorded.id, deadline, said=0.0)
        case PetitionAccepted(deadline=deadline):
            _stop(tx, recorded.id)
            _wait_for_next(tx, recorded.id, deadline, said=0.0)
        case DeadlineWarned(deadline=deadline, share=share):
            _stop(tx, recorded.id)
            _wait_for_next(tx, recorded.id, deadline, said=share)
        case DeadlineMissed() | PetitionDeclined() | PetitionResolved():
            _stop(tx, recorded.id)


def first_fallen(tx: Transaction, now: datetime, skip: int = 0) -> Fallen | None:
    """What fell first and is not recorded yet, after passing over so many."""
    rows = tx.execute(
        "SELECT petition, due FROM deadlines WHERE due <= ? ORDER BY due, petition LIMIT 1 OFFSET ?", (_text(now), skip)
    )
    return Fallen(rows[0][0], datetime.fromisoformat(rows[0][1])) if rows else None


def _wait_for_next(tx: Transaction, petition: str, deadline: Deadline, *, said: float) -> None:
    due = next(at for at, share in moments(deadline) if said < share <= DUE)
    tx.execute("INSERT INTO deadlines VALUES (?, ?)", (_text(due), petition))


def _stop(tx: Transaction, petition: str) -> None:
    tx.execute("DELETE FROM deadlines WHERE petition = ?", (petition,))


def _text(moment: datetime) -> str:
    """Always with microseconds, so that texts sort as moments do."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
