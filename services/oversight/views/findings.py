"""Findings, open and closed."""

from __future__ import annotations

from typing import Any

from services.oversight.domain.finding import FindingClosed, FindingOpened
from shared.errors import NotFound
from shared.eventlog import Recorded, Transaction

TABLES = """
CREATE TABLE IF NOT EXISTS findings (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, origin TEXT NOT NULL, about TEXT NOT NULL, facts TEXT NOT NULL,
    basis TEXT NOT NULL, opened_at TEXT NOT NULL, closed_at TEXT, rectification TEXT
);
CREATE INDEX IF NOT EXISTS findings_opened ON findings (closed_at, opened_at, id)
"""
COLUMNS = ("id", "kind", "origin", "about", "facts", "basis", "opened_at", "closed_at", "rectification")
_SELECTED = ", ".join(COLUMNS)


def project(tx: Transaction, recorded: Recorded) -> None:
    match recorded.event:
        case FindingOpened(facts=facts, at=at):
            tx.execute(
                "INSERT INTO findings VALUES (?, ?, ?, ?, ?, ?, ?, NULL, NULL)",
                (recorded.id, facts.kind, facts.origin, facts.about, facts.text, facts.basis, at.isoformat()),
            )
        case FindingClosed(rectification=rectification, at=at):
            tx.execute(
                "UPDATE findings SET closed_at = ?, rectification = ? WHERE id = ?",
                (at.isoformat(), rectification, recorded.id),
            )


def one(tx: Transaction, id: str) -> dict[str, Any]:
    """Raises NotFound."""
    rows = tx.execute(f"SELECT {_SELECTED} FROM findings WHERE id = ?", (id,))  # noqa: S608 - our own names
    if not rows:
        raise NotFound("unknown-finding", "没有这个问题，请核对编号。", "There is no such finding; check its id.")
    return dict(zip(COLUMNS, rows[0], strict=True))


def page(tx: Transaction, *, still_open: bool, limit: int, offset: int) -> tuple[list[dict[str, Any]], int]:
    """The latest first, and how many there are."""
    where = f"FROM findings WHERE closed_at IS {'' if still_open else 'NOT '}NULL"
    rows = tx.execute(
        f"SELECT {_SELECTED} {where} ORDER BY opened_at DESC, id LIMIT ? OFFSET ?",
        (limit, offset),
    )
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows], tx.execute(f"SELECT count(*) {where}")[0][0]
