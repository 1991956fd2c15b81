"""What each running clock of a service has to say next, in the order in which it falls: the tick takes from the front.

The table and its queries, for the view of a service that knows its clocks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from shared.eventlog import Transaction
from shared.timelimits import Calendar

TABLES = """
CREATE TABLE IF NOT EXISTS clocks (
    due TEXT NOT NULL, aggregate TEXT NOT NULL, id TEXT NOT NULL, said REAL NOT NULL, calendar TEXT,
    PRIMARY KEY (due, aggregate, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS clocks_id ON clocks (id);
CREATE INDEX IF NOT EXISTS clocks_calendar ON clocks (calendar, aggregate, id) WHERE calendar IS NOT NULL
"""
# calendar: what a clock was counted by that a newer calendar may still move, see `first_outdated`.


@dataclass(frozen=True)
class Moment:
    """When a clock has something to say. ``aggregate``: whose clock it is, by the name of the aggregate."""

    aggregate: str
    id: str
    at: datetime


def wait(tx: Transaction, next: Moment, said: float, calendar: str | None) -> None:
    """The one clock that runs for an aggregate says something next; ``said`` is how far it has got."""
    stop(tx, next.id)
    row = (_text(next.at), next.aggregate, next.id, said, calendar)
    tx.execute("INSERT INTO clocks VALUES (?, ?, ?, ?, ?)", row)


def stop(tx: Transaction, id: str) -> None:
    tx.execute("DELETE FROM clocks WHERE id = ?", (id,))


def said(tx: Transaction, id: str) -> float:
    """How far a clock that waits has got."""
    found: float = tx.execute("SELECT said FROM clocks WHERE id = ?", (id,))[0][0]
    return found


def first_fallen(tx: Transaction, now: datetime, skip: int = 0) -> Moment | None:
    """What fell first and is not recorded yet, after passing over so many."""
    rows = tx.execute(
        "SELECT aggregate, id, due FROM clocks WHERE due <= ? ORDER BY due, aggregate, id LIMIT 1 OFFSET ?",
        (_text(now), skip),
    )
    return Moment(rows[0][0], rows[0][1], datetime.fromisoformat(rows[0][2])) if rows else None


def first_outdated(tx: Transaction, calendar: Calendar, skip: int = 0) -> tuple[str, str] | None:
    """Aggregate and id of the first clock that was counted by an older calendar than this, after passing over so many.

    The calendars in use are few, however many clocks run: one look each, and one more where one is outdated.
    """
    outdated, seen = [], ""
    while rows := tx.execute("SELECT calendar FROM clocks WHERE calendar > ? ORDER BY calendar LIMIT 1", (seen,)):
        seen = rows[0][0]
        if calendar.is_newer_than(seen):
            outdated.append(seen)
    if not outdated:
        return None
    marks = ", ".join("?" * len(outdated))
    rows = tx.execute(
        f"SELECT aggregate, id FROM clocks WHERE calendar IN ({marks})"  # noqa: S608 - only marks
        " ORDER BY calendar, aggregate, id LIMIT 1 OFFSET ?",
        (*outdated, skip),
    )
    return (rows[0][0], rows[0][1]) if rows else None


def _text(moment: datetime) -> str:
    """Always with microseconds, so that texts sort as moments do."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
