"""Petitions as the desk lists them, by what falls due next. No text, no name: only what their handling needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from services.oversight.domain.days import china_day
from services.oversight.domain.petition import (
    DUE,
    PRIVATE_MATTER,
    DeadlineMissed,
    DeadlineWarned,
    IdentityErased,
    PetitionAccepted,
    PetitionAssigned,
    PetitionDeclined,
    PetitionRegistered,
    PetitionResolved,
)
from shared.errors import NotFound
from shared.eventlog import Recorded, Transaction
from shared.timelimits import Deadline

TABLES = """
CREATE TABLE IF NOT EXISTS petitions (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, channel TEXT NOT NULL, village TEXT, about TEXT NOT NULL,
    office TEXT NOT NULL, handler TEXT, handler_office TEXT, status TEXT NOT NULL, received_on TEXT NOT NULL,
    registered_on TEXT NOT NULL, "limit" TEXT, due_on TEXT, due_at TEXT, said REAL NOT NULL, reason TEXT,
    where_to_go TEXT, founded INTEGER, ended_at TEXT
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS petitions_due ON petitions (due_on, id) WHERE due_on IS NOT NULL;
CREATE INDEX IF NOT EXISTS petitions_ended ON petitions (ended_at, id) WHERE ended_at IS NOT NULL;
CREATE TABLE IF NOT EXISTS receipts (receipt_hash TEXT PRIMARY KEY, petition TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS keys_to_erase (petition TEXT PRIMARY KEY) WITHOUT ROWID
"""
COLUMNS = (
    *("id", "kind", "channel", "village", "about", "office", "handler", "handler_office", "status", "received_on"),
    *("registered_on", "limit", "due_on", "due_at", "said", "reason", "where_to_go", "founded", "ended_at"),
)
_SELECTED = ", ".join(f'"{name}"' for name in COLUMNS)


@dataclass(frozen=True)
class Scope:
    """Which petitions somebody may see: a condition and its parameters."""

    sql: str
    parameters: tuple[object, ...] = ()


EVERYTHING = Scope("1 = 1")


def project(tx: Transaction, recorded: Recorded) -> None:
    petition = recorded.id
    match event := recorded.event:
        case PetitionRegistered(particulars=known):
            tx.execute(
                f"INSERT INTO petitions VALUES ({','.join('?' * len(COLUMNS))})",  # noqa: S608 - our own names
                (
                    *(petition, known.kind, known.channel, known.village, known.about, known.office, None, None),
                    *("registered", known.received_on.isoformat(), china_day(event.at).isoformat()),
                    *(*_clock(event.deadline), 0.0, None, None, None, None),
                ),
            )
            tx.execute("INSERT INTO receipts VALUES (?, ?)", (known.receipt_hash, petition))
        case PetitionAccepted():
            _set(
                tx,
                petition,
                status="accepted",
                said=0.0,
                **dict(zip(COLUMNS[11:14], _clock(event.deadline), strict=True)),
            )
        case PetitionAssigned():
            _set(tx, petition, handler=event.handler, handler_office=event.handler_office)
        case PetitionDeclined():
            _end(tx, recorded, status="declined", reason=event.reason, where_to_go=event.where_to_go)
            if event.reason == PRIVATE_MATTER:
                tx.execute("INSERT INTO keys_to_erase VALUES (?)", (petition,))
        case PetitionResolved():
            _end(tx, recorded, status="resolved", founded=int(event.founded))
        case DeadlineWarned():
            _set(tx, petition, said=event.share)
        case DeadlineMissed():
            _set(tx, petition, said=DUE)
        case IdentityErased():
            tx.execute("DELETE FROM keys_to_erase WHERE petition = ?", (petition,))


def _clock(deadline: Deadline) -> tuple[str, str, str]:
    return deadline.limit, deadline.due_on.isoformat(), deadline.due_at.isoformat()


def _end(tx: Transaction, recorded: Recorded, **columns: object) -> None:
    ended_at = recorded.occurred_at.isoformat()
    _set(tx, recorded.id, **columns, limit=None, due_on=None, due_at=None, ended_at=ended_at)


def _set(tx: Transaction, id: str, **columns: object) -> None:
    names = ", ".join(f'"{name}" = ?' for name in columns)
    tx.execute(f"UPDATE petitions SET {names} WHERE id = ?", (*columns.values(), id))  # noqa: S608 - our own names


def one(tx: Transaction, id: str, scope: Scope) -> dict[str, Any]:
    """Raises NotFound alike for what is not there and for what this person may not know to be there."""
    sql = f"SELECT {_SELECTED} FROM petitions WHERE id = ? AND {scope.sql}"  # noqa: S608 - our own names
    rows = tx.execute(sql, (id, *scope.parameters))
    if not rows:
        raise NotFound("unknown-petition", "没有这件信访事项，请核对编号。", "There is no such petition; check its id.")
    return _row(rows[0])


def page(
    tx: Transaction, scope: Scope, *, still_open: bool, limit: int, offset: int
) -> tuple[list[dict[str, Any]], int]:
    """Open ones by what falls due next, ended ones by the latest; and how many there are in all."""
    having = "due_on IS NOT NULL" if still_open else "ended_at IS NOT NULL"
    order = "due_on, id" if still_open else "ended_at DESC, id"
    where = f"FROM petitions WHERE {having} AND {scope.sql}"
    rows = tx.execute(
        f"SELECT {_SELECTED} {where} ORDER BY {order} LIMIT ? OFFSET ?",
        (*scope.parameters, limit, offset),
    )
    total = tx.execute(f"SELECT count(*) {where}", scope.parameters)[0][0]
    return [_row(row) for row in rows], total


def by_receipt(tx: Transaction, receipt_hash: str) -> str | None:
    rows = tx.execute("SELECT petition FROM receipts WHERE receipt_hash = ?", (receipt_hash,))
    return rows[0][0] if rows else None


def keys_to_erase(tx: Transaction, limit: int) -> list[str]:
    """Petitions whose key has to go and has not been recorded as gone."""
    return [row[0] for row in tx.execute("SELECT petition FROM keys_to_erase ORDER BY petition LIMIT ?", (limit,))]


def clocks(tx: Transaction) -> dict[str, int]:
    """How many clocks run unwarned, have been warned of, and have been missed and run on."""
    rows = tx.execute("SELECT said, count(*) FROM petitions WHERE due_on IS NOT NULL GROUP BY said")
    return {
        "running": sum(count for said, count in rows if said == 0),
        "warned": sum(count for said, count in rows if 0 < said < DUE),
        "missed": sum(count for said, count in rows if said == DUE),
    }


def _row(row: Sequence[Any]) -> dict[str, Any]:
    named = dict(zip(COLUMNS, row, strict=True))
    founded = None if named["founded"] is None else bool(named["founded"])
    return {**named, "founded": founded, "missed": named["due_on"] is not None and named["said"] == DUE}
