"""Who read a petitioner's name and words, when, and why: for those who see to it that nobody looks without a reason."""

from __future__ import annotations

from typing import Any

from services.oversight.domain.petition.events import IdentityRead
from services.oversight.views.petitions import Scope
from shared.eventlog import Recorded, Transaction

TABLES = """
CREATE TABLE IF NOT EXISTS readings (
    number INTEGER PRIMARY KEY, petition TEXT NOT NULL, read_by TEXT NOT NULL, read_at TEXT NOT NULL, why TEXT NOT NULL
)
"""
COLUMNS = ("number", "petition", "read_by", "read_at", "why")


def project(tx: Transaction, recorded: Recorded) -> None:
    match recorded.event:
        case IdentityRead() as read:
            row = (recorded.position, recorded.id, read.by, read.at.isoformat(), read.reason)
            tx.execute("INSERT INTO readings VALUES (?, ?, ?, ?, ?)", row)


def latest(tx: Transaction, scope: Scope, *, before: int | None, limit: int) -> list[dict[str, Any]]:
    """The latest first, those before a number; none of a petition that the asker may not know of."""
    rows = tx.execute(
        f"SELECT {', '.join(COLUMNS)} FROM readings JOIN petitions ON petitions.id = readings.petition"  # noqa: S608
        f" WHERE number < ? AND {scope.sql} ORDER BY number DESC LIMIT ?",
        (before or 1 << 62, *scope.parameters, limit),
    )
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows]
