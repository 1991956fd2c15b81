"""Findings: what waits to be put right or verified, what is past its day first; and what is closed."""

from __future__ import annotations

from typing import Any

from services.oversight.domain.dismissal import FindingDismissed
from services.oversight.domain.finding import (
    FindingClosed,
    FindingOpened,
    FindingReopened,
    RectificationDateSet,
    RectificationExtended,
    RectificationOverdue,
    RectificationRecomputed,
    RectificationRefused,
    RectificationReported,
    RectificationWarned,
)
from services.oversight.views.petitions import EVERYTHING, Scope
from shared.errors import NotFound
from shared.eventlog import Recorded, Transaction
from shared.timelimits.moments import said_by

# due_on: '' where no day is set, which comes first. said: how much of the clock has been warned of; 1 is past the day.
TABLES = """
CREATE TABLE IF NOT EXISTS findings (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, origin TEXT NOT NULL, about TEXT NOT NULL, facts TEXT NOT NULL,
    basis TEXT NOT NULL, evidence TEXT NOT NULL, opened_at TEXT NOT NULL, state TEXT NOT NULL, due_on TEXT NOT NULL,
    said REAL NOT NULL, extended INTEGER NOT NULL, round INTEGER NOT NULL, closed_at TEXT, rectification TEXT
);
CREATE INDEX IF NOT EXISTS findings_due ON findings (due_on, id) WHERE closed_at IS NULL;
CREATE INDEX IF NOT EXISTS findings_reported ON findings (due_on, id, about) WHERE state = 'reported';
CREATE INDEX IF NOT EXISTS findings_overdue ON findings (about) WHERE state = 'open' AND said >= 1;
CREATE INDEX IF NOT EXISTS findings_closed ON findings (closed_at, id) WHERE closed_at IS NOT NULL;
CREATE INDEX IF NOT EXISTS findings_due_of ON findings (about, due_on, id) WHERE closed_at IS NULL;
CREATE INDEX IF NOT EXISTS findings_closed_of ON findings (about, closed_at, id) WHERE closed_at IS NOT NULL
"""
COLUMNS = (
    *("id", "kind", "origin", "about", "facts", "basis", "evidence", "opened_at", "state", "due_on", "said"),
    *("extended", "round", "closed_at", "rectification"),
)
STATES = ("open", "reported", "closed")
"""What lists are asked for; ``open`` is all that is not closed."""
_SELECTED = ", ".join(COLUMNS)
_LISTED = {
    "open": ("closed_at IS NULL", "due_on, id"),
    "reported": ("state = 'reported'", "due_on, id"),
    "closed": ("closed_at IS NOT NULL", "closed_at DESC, id"),
}


def project(tx: Transaction, recorded: Recorded) -> None:
    finding = recorded.id
    match recorded.event:
        case FindingOpened(facts=facts, deadline=deadline, at=at):
            due_on = deadline.due_on.isoformat() if deadline else ""
            tx.execute(
                "INSERT INTO findings VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'open', ?, 0, 0, 1, NULL, NULL)",
                (
                    *(finding, facts.kind, facts.origin, facts.about, facts.text, facts.basis, facts.evidence),
                    *(at.isoformat(), due_on),
                ),
            )
        case RectificationRecomputed(deadline=deadline):
            _set(tx, finding, due_on=deadline.due_on.isoformat())
        case RectificationDateSet(deadline=deadline, at=at):
            _set(tx, finding, due_on=deadline.due_on.isoformat(), said=said_by(deadline, at))
        case RectificationExtended(deadline=deadline, at=at):
            _set(tx, finding, due_on=deadline.due_on.isoformat(), said=said_by(deadline, at), extended=1)
        case RectificationWarned(share=share):
            _set(tx, finding, said=share)
        case RectificationOverdue():
            _set(tx, finding, said=1.0)
        case RectificationReported(rectification=rectification):
            _set(tx, finding, state="reported", rectification=rectification)
        case RectificationRefused():
            _set(tx, finding, state="open", rectification=None)
        case FindingClosed(rectification=rectification, at=at):
            _set(tx, finding, state="closed", rectification=rectification, closed_at=at.isoformat())
        case FindingDismissed(at=at):
            _set(tx, finding, state="dismissed", rectification=None, closed_at=at.isoformat())
        case FindingReopened(deadline=deadline):
            due_on = deadline.due_on.isoformat()
            _set(tx, finding, state="open", due_on=due_on, said=0.0, extended=0, closed_at=None, rectification=None)
            tx.execute("UPDATE findings SET round = round + 1 WHERE id = ?", (finding,))


def one(tx: Transaction, id: str, seen: Scope = EVERYTHING) -> dict[str, Any]:
    """Raises NotFound, also for one that this person may not see."""
    rows = tx.execute(
        f"SELECT {_SELECTED} FROM findings WHERE id = ? AND ({seen.sql})",  # noqa: S608 - our own names
        (id, *seen.parameters),
    )
    if not rows:
        raise NotFound("unknown-finding", "没有这个问题，请核对编号。", "There is no such finding; check its id.")
    return _shown(rows[0])


def page(
    tx: Transaction, seen: Scope = EVERYTHING, *, state: str, limit: int, offset: int
) -> tuple[list[dict[str, Any]], int]:
    """One of ``STATES``: what falls due or is past its day first, or what was closed last; and how many there are."""
    condition, order = _LISTED[state]
    where = f"FROM findings WHERE {condition} AND ({seen.sql})"
    rows = tx.execute(
        f"SELECT {_SELECTED} {where} ORDER BY {order} LIMIT ? OFFSET ?",
        (*seen.parameters, limit, offset),
    )
    return [_shown(row) for row in rows], tx.execute(f"SELECT count(*) {where}", seen.parameters)[0][0]


def counts(tx: Transaction) -> dict[str, int]:
    """How many are not closed, and of these past their day or waiting to be verified; and how many are closed."""
    where = {
        "open": "closed_at IS NULL",
        "overdue": "state = 'open' AND said >= 1",
        "reported": "state = 'reported'",
        "closed": "closed_at IS NOT NULL",
    }
    return {
        name: tx.execute(f"SELECT count(*) FROM findings WHERE {condition}")[0][0]  # noqa: S608
        for name, condition in where.items()
    }


def _shown(row: tuple[Any, ...]) -> dict[str, Any]:
    found = dict(zip(COLUMNS, row, strict=True))
    overdue = found["state"] == "open" and found["said"] >= 1
    return {**found, "due_on": found["due_on"] or None, "extended": bool(found["extended"]), "overdue": overdue}


def _set(tx: Transaction, id: str, **values: object) -> None:
    columns = ", ".join(f"{name} = ?" for name in values)
    tx.execute(f"UPDATE findings SET {columns} WHERE id = ?", (*values.values(), id))  # noqa: S608
