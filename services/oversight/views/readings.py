"""Who read whose name and words, when, and why: for those who see to it that nobody looks without a reason."""

from __future__ import annotations

from typing import Any

from services.oversight.domain.bad_rating.events import ContactRead
from services.oversight.domain.petition.events import IdentityRead
from services.oversight.views.petitions import Scope
from shared.eventlog import Recorded, Transaction

TABLES = """
CREATE TABLE IF NOT EXISTS readings (
    number INTEGER PRIMARY KEY, petition TEXT, bad_rating TEXT, read_by TEXT NOT NULL, read_at TEXT NOT NULL,
    why TEXT NOT NULL
)
"""
COLUMNS = ("number", "petition", "bad_rating", "read_by", "read_at", "why")


def project(tx: Transaction, recorded: Recorded) -> None:
    match recorded.event:
        case IdentityRead() as read:
            _add(tx, recorded, read, petition=recorded.id)
        case ContactRead() as read:
            _add(tx, recorded, read, bad_rating=recorded.id)


def _add(
    tx: Transaction,
    recorded: Recorded,
    read: IdentityRead | ContactRead,
    *,
    petition: str | None = None,
    bad_rating: str | None = None,
) -> None:
    row = (recorded.position, petition, bad_rating, read.by, read.at.isoformat(), read.reason)
    tx.execute("INSERT INTO readings VALUES (?, ?, ?, ?, ?, ?)", row)


def latest(
    tx: Transaction, petitions: Scope, bad_ratings: Scope, *, before: int | None, limit: int
) -> list[dict[str, Any]]:
    """The latest first, those before a number; none of what the asker may not know of."""
    rows = tx.execute(
        f"SELECT {', '.join(COLUMNS)} FROM readings WHERE number < ? AND ("  # noqa: S608 - our own names
        f"EXISTS (SELECT 1 FROM petitions WHERE petitions.id = readings.petition AND {petitions.sql}) OR "
        f"EXISTS (SELECT 1 FROM bad_ratings WHERE bad_ratings.id = readings.bad_rating AND {bad_ratings.sql}))"
        " ORDER BY number DESC LIMIT ?",
        (before or 1 << 62, *petitions.parameters, *bad_ratings.parameters, limit),
    )
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows]
