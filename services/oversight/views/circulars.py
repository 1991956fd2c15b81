"""Circulars, for everybody."""

from __future__ import annotations

from typing import Any

from services.oversight.domain.circular import CircularIssued
from shared.eventlog import Recorded, Transaction

TABLES = """
CREATE TABLE IF NOT EXISTS circulars (
    position INTEGER PRIMARY KEY, id TEXT NOT NULL, number TEXT NOT NULL, title TEXT NOT NULL, body TEXT NOT NULL,
    about TEXT NOT NULL, finding TEXT NOT NULL, finding_kind TEXT NOT NULL, issued_on TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS circulars_finding ON circulars (finding, position)
"""
COLUMNS = ("id", "number", "title", "body", "about", "finding", "finding_kind", "issued_on")


def project(tx: Transaction, recorded: Recorded) -> None:
    match recorded.event:
        case CircularIssued(content=said) as event:
            tx.execute(
                "INSERT INTO circulars VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *(recorded.position, event.circular, event.number, said.title, said.body, said.about),
                    *(said.finding, said.finding_kind, event.issued_on.isoformat()),
                ),
            )


def about_finding(tx: Transaction, finding: str) -> list[dict[str, Any]]:
    """The circulars of one finding, the first first: one each time it was closed."""
    rows = tx.execute("SELECT id, number, issued_on FROM circulars WHERE finding = ? ORDER BY position", (finding,))
    return [dict(zip(("id", "number", "issued_on"), row, strict=True)) for row in rows]


def page(tx: Transaction, *, limit: int, offset: int) -> tuple[list[dict[str, Any]], int]:
    """The latest first, and how many there are."""
    rows = tx.execute(
        f"SELECT {', '.join(COLUMNS)} FROM circulars ORDER BY position DESC LIMIT ? OFFSET ?",  # noqa: S608
        (limit, offset),
    )
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows], tx.execute("SELECT count(*) FROM circulars")[0][0]
