"""Supervisors and their terms: who is in office on a day."""

from __future__ import annotations

from datetime import date
from typing import Any

from services.oversight.domain.supervisor import AppointmentEnded, SupervisorAppointed
from shared.eventlog import Recorded, Transaction

TABLES = """
CREATE TABLE IF NOT EXISTS terms (
    position INTEGER PRIMARY KEY, name TEXT NOT NULL, origin TEXT NOT NULL, first_day TEXT NOT NULL,
    last_day TEXT NOT NULL, ended_on TEXT, reason TEXT
);
CREATE INDEX IF NOT EXISTS terms_name ON terms (name, position);
CREATE INDEX IF NOT EXISTS terms_last_day ON terms (last_day)
"""
COLUMNS = ("name", "origin", "first_day", "last_day", "ended_on", "reason")


def project(tx: Transaction, recorded: Recorded) -> None:
    match recorded.event:
        case SupervisorAppointed(origin=origin, term=term):
            tx.execute(
                "INSERT INTO terms VALUES (?, ?, ?, ?, ?, NULL, NULL)",
                (recorded.position, recorded.id, origin, term.first.isoformat(), term.last.isoformat()),
            )
        case AppointmentEnded(ended_on=day, reason=reason):
            tx.execute(
                "UPDATE terms SET ended_on = ?, reason = ?"
                " WHERE position = (SELECT max(position) FROM terms WHERE name = ?)",
                (day.isoformat(), reason, recorded.id),
            )


def in_office(tx: Transaction, first: date, last: date | None = None) -> list[str]:
    """The names of those in office on a day, or on any day from the first to the last."""
    end = (last or first).isoformat()
    rows = tx.execute(
        "SELECT DISTINCT name FROM terms WHERE last_day >= ? AND first_day <= ?"
        " AND (ended_on IS NULL OR (ended_on > ? AND ended_on > first_day)) ORDER BY name",
        (first.isoformat(), end, first.isoformat()),
    )
    return [row[0] for row in rows]


def latest(tx: Transaction, name: str) -> dict[str, Any]:
    """The latest term of a supervisor who has had one."""
    rows = tx.execute(
        f"SELECT {', '.join(COLUMNS)} FROM terms WHERE name = ? ORDER BY position DESC LIMIT 1",  # noqa: S608
        (name,),
    )
    return dict(zip(COLUMNS, rows[0], strict=True))


def page(tx: Transaction, *, limit: int, offset: int) -> tuple[list[dict[str, Any]], int]:
    """The latest appointments first, and how many there are."""
    rows = tx.execute(
        f"SELECT {', '.join(COLUMNS)} FROM terms ORDER BY position DESC LIMIT ? OFFSET ?",  # noqa: S608
        (limit, offset),
    )
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows], tx.execute("SELECT count(*) FROM terms")[0][0]
