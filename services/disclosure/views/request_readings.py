"""Who read an applicant's name and words, when, and why: for those who see to it that nobody looks without a reason."""

from __future__ import annotations

from typing import Any

from services.disclosure.domain.information_request.events import IdentityRead
from shared.eventlog import Recorded, Transaction

TABLES = """
CREATE TABLE IF NOT EXISTS request_readings (
    number INTEGER PRIMARY KEY, request TEXT NOT NULL, read_by TEXT NOT NULL, read_at TEXT NOT NULL, why TEXT NOT NULL
)
"""
COLUMNS = ("number", "request", "read_by", "read_at", "why")


def project(tx: Transaction, recorded: Recorded) -> None:
    match recorded.event:
        case IdentityRead() as read:
            row = (recorded.position, recorded.id, read.by, read.at.isoformat(), read.reason)
            tx.execute("INSERT INTO request_readings VALUES (?, ?, ?, ?, ?)", row)


def latest(tx: Transaction, *, before: int | None, limit: int) -> list[dict[str, Any]]:
    """The latest first, those before a number."""
    rows = tx.execute(
        f"SELECT {', '.join(COLUMNS)} FROM request_readings"  # noqa: S608 - our own names
        " WHERE number < ? ORDER BY number DESC LIMIT ?",
        (before or 1 << 62, limit),
    )
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows]
