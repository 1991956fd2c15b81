"""What the running clocks have still to say, in the order in which it falls: the tick takes from the front."""

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
    due TEXT NOT NULL, id TEXT NOT NULL, petition TEXT NOT NULL, PRIMARY KEY (due, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS deadlines_petition ON deadlines (petition)
"""


@dataclass(frozen=True)
class Fallen:
    petition: str
    at: datetime


def project(tx: Transaction, recorded: Recorded) -> None:
    petition = recorded.id
    match recorded.event:
        case PetitionRegistered(deadline=deadline):
            _start(tx, petition, deadline)
        case PetitionAccepted(deadline=deadline):
            _stop(tx, petition)
            _start(tx, petition, deadline)
        case DeadlineWarned(limit=limit, share=share, at=at):
            _said(tx, at, f"{petition}/{limit}/{share}")
        case DeadlineMissed(deadline=deadline, at=at):
            _said(tx, at, f"{petition}/{deadline.limit}/{DUE}")
        case PetitionDeclined() | PetitionResolved():
            _stop(tx, petition)


def fallen(tx: Transaction, now: datetime, limit: int) -> list[Fallen]:
    """What has fallen and is not recorded yet, the earliest first."""
    rows = tx.execute(
        "SELECT petition, due FROM deadlines WHERE due <= ? ORDER BY due, id LIMIT ?", (_text(now), limit)
    )
    return [Fallen(petition, datetime.fromisoformat(due)) for petition, due in rows]


def _start(tx: Transaction, petition: str, deadline: Deadline) -> None:
    tx.executemany(
        "INSERT INTO deadlines VALUES (?, ?, ?)",
        [(_text(at), f"{petition}/{deadline.limit}/{share}", petition) for at, share in moments(deadline)],
    )


def _stop(tx: Transaction, petition: str) -> None:
    tx.execute("DELETE FROM deadlines WHERE petition = ?", (petition,))


def _said(tx: Transaction, at: datetime, id: str) -> None:
    tx.execute("DELETE FROM deadlines WHERE due = ? AND id = ?", (_text(at), id))


def _text(moment: datetime) -> str:
    """Always with microseconds, so that texts sort as moments do."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
