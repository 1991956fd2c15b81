"""What each running clock has to say next, in the order in which it falls: the tick takes from the front."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from services.oversight.domain import finding
from services.oversight.domain.moments import next_moment, said_by
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
    due TEXT NOT NULL, aggregate TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (due, aggregate, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS deadlines_id ON deadlines (id)
"""


@dataclass(frozen=True)
class Fallen:
    """``aggregate``: whose clock it is, a petition's or a finding's."""

    aggregate: str
    id: str
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
        case finding.FindingOpened(deadline=clock) | finding.FindingReopened(deadline=clock):
            _rectify(tx, recorded.id, clock, said=0.0)
        case finding.RectificationDateSet(deadline=clock, at=at) | finding.RectificationExtended(deadline=clock, at=at):
            _rectify(tx, recorded.id, clock, said=said_by(clock, at))
        case finding.RectificationWarned(deadline=clock, share=said):
            _rectify(tx, recorded.id, clock, said=said)
        case finding.RectificationRefused(deadline=clock, said=said):
            _rectify(tx, recorded.id, clock, said=said)
        case finding.RectificationOverdue() | finding.RectificationReported() | finding.FindingClosed():
            _stop(tx, recorded.id)


def first_fallen(tx: Transaction, now: datetime, skip: int = 0) -> Fallen | None:
    """What fell first and is not recorded yet, after passing over so many."""
    rows = tx.execute(
        "SELECT aggregate, id, due FROM deadlines WHERE due <= ? ORDER BY due, aggregate, id LIMIT 1 OFFSET ?",
        (_text(now), skip),
    )
    return Fallen(rows[0][0], rows[0][1], datetime.fromisoformat(rows[0][2])) if rows else None


def _wait_for_next(tx: Transaction, petition: str, deadline: Deadline, *, said: float) -> None:
    due = next(at for at, share in moments(deadline) if said < share <= DUE)
    tx.execute("INSERT INTO deadlines VALUES (?, 'petition', ?)", (_text(due), petition))


def _rectify(tx: Transaction, id: str, clock: Deadline | None, *, said: float) -> None:
    _stop(tx, id)
    if clock and (due := next_moment(clock, said)):
        tx.execute("INSERT INTO deadlines VALUES (?, 'finding', ?)", (_text(due), id))


def _stop(tx: Transaction, id: str) -> None:
    tx.execute("DELETE FROM deadlines WHERE id = ?", (id,))


def _text(moment: datetime) -> str:
    """Always with microseconds, so that texts sort as moments do."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
