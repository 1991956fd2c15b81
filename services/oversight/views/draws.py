"""The draws of undercover inspections by year: what is committed, contributed, revealed or lost. Not the tasks."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from services.oversight.domain.inspection_plan import DrawCommitted, DrawContributed, DrawLost, DrawRevealed
from shared.eventlog import Recorded, Transaction

TABLES = """
CREATE TABLE IF NOT EXISTS draws (
    year INTEGER NOT NULL, attempt INTEGER NOT NULL, commitment TEXT NOT NULL, inputs TEXT NOT NULL,
    committed_at TEXT NOT NULL, contribution TEXT, contributed_on TEXT, secret TEXT, revealed_at TEXT,
    lost TEXT, lost_at TEXT, PRIMARY KEY (year, attempt)
)
"""
COLUMNS = (
    *("year", "attempt", "commitment", "inputs", "committed_at", "contribution", "contributed_on"),
    *("secret", "revealed_at", "lost", "lost_at"),
)


def project(tx: Transaction, recorded: Recorded) -> None:
    match event := recorded.event:
        case DrawCommitted():
            inputs = json.dumps(asdict(event.inputs), ensure_ascii=False)
            tx.execute(
                "INSERT INTO draws (year, attempt, commitment, inputs, committed_at) VALUES (?, ?, ?, ?, ?)",
                (int(recorded.id), event.attempt, event.commitment, inputs, event.at.isoformat()),
            )
        case DrawContributed(contribution=contribution, contributed_on=day):
            _set(tx, recorded, event.attempt, "contribution = ?, contributed_on = ?", contribution, day.isoformat())
        case DrawRevealed(secret=secret):
            _set(tx, recorded, event.attempt, "secret = ?, revealed_at = ?", secret, event.at.isoformat())
        case DrawLost(reason=reason):
            _set(tx, recorded, event.attempt, "lost = ?, lost_at = ?", reason, event.at.isoformat())


def of_year(tx: Transaction, year: int) -> list[dict[str, Any]]:
    """Every attempt of the year, the first one first."""
    rows = tx.execute(f"SELECT {', '.join(COLUMNS)} FROM draws WHERE year = ? ORDER BY attempt", (year,))  # noqa: S608
    found = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
    return [{**row, "inputs": json.loads(row["inputs"])} for row in found]


def to_reveal(tx: Transaction, before: int) -> list[int]:
    """The years before one whose draw is neither revealed nor lost."""
    rows = tx.execute(
        "SELECT year FROM draws WHERE year < ? AND contribution IS NOT NULL AND secret IS NULL AND lost IS NULL"
        " ORDER BY year",
        (before,),
    )
    return [row[0] for row in rows]


def _set(tx: Transaction, recorded: Recorded, attempt: int, change: str, *values: str) -> None:
    tx.execute(
        f"UPDATE draws SET {change} WHERE year = ? AND attempt = ?",  # noqa: S608 - the three changes above
        (*values, int(recorded.id), attempt),
    )
