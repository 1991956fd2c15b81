"""The signed receipts of the boards: what each has shown of what, by whose signature, and when that was heard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.disclosure.domain.posting import ReceiptRecorded
from services.disclosure.domain.publication import VersionClosed
from shared.eventlog import Recorded, Transaction
from shared.eventlog.database import Row
from shared.receipts import receipt_text

TABLES = """
CREATE TABLE IF NOT EXISTS receipts (
    publication TEXT NOT NULL, village TEXT NOT NULL, version INTEGER NOT NULL, medium TEXT NOT NULL,
    given_on TEXT NOT NULL, digest TEXT NOT NULL, photograph TEXT NOT NULL, signature TEXT NOT NULL, key TEXT NOT NULL,
    heard_at TEXT NOT NULL, PRIMARY KEY (publication, village, version, medium)
);
CREATE INDEX IF NOT EXISTS receipts_photographs ON receipts (village, photograph);
CREATE TABLE IF NOT EXISTS closed_photographs (photograph TEXT PRIMARY KEY) WITHOUT ROWID
"""
_COLUMNS = "publication, village, version, medium, given_on, digest, photograph, signature, key, heard_at"


@dataclass(frozen=True)
class Receipt:
    """``given_on`` is the village's word; ``heard_at``, ISO text, is when this service heard of it."""

    publication: str
    village: str
    version: int
    medium: str
    given_on: date
    digest: str
    photograph: str
    signature: str
    key: str
    heard_at: str

    @property
    def text(self) -> str:
        """What was signed."""
        return receipt_text(vars(self))


def project(tx: Transaction, recorded: Recorded) -> None:
    match recorded.event:
        case ReceiptRecorded() as event:
            tx.execute(
                f"INSERT INTO receipts ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
                (
                    *(event.publication, event.village, event.version, event.medium, event.given_on.isoformat()),
                    *(event.digest, event.photograph, event.signature, event.key, recorded.recorded_at.isoformat()),
                ),
            )
            if event.photograph and _version_closed(tx, event.publication, event.version):
                tx.execute("INSERT INTO closed_photographs VALUES (?) ON CONFLICT DO NOTHING", (event.photograph,))
        case VersionClosed() as event:
            tx.execute(
                "INSERT INTO closed_photographs SELECT DISTINCT photograph FROM receipts"
                " WHERE publication = ? AND version = ? AND photograph <> '' ON CONFLICT DO NOTHING",
                (recorded.id, event.version),
            )


def _version_closed(tx: Transaction, publication: str, version: int) -> bool:
    closed = "SELECT 1 FROM versions WHERE publication = ? AND version = ? AND closed_on <> ''"
    return bool(tx.execute(closed, (publication, version)))


def of_publication(
    tx: Transaction, publication: str, *, village: str | None = None, limit: int = 100, offset: int = 0
) -> tuple[list[Receipt], int]:
    """By board and version, and how many there are."""
    where, given = "publication = ?", [publication]
    if village:
        where, given = f"{where} AND village = ?", [*given, village]
    ((total,),) = tx.execute(f"SELECT count(*) FROM receipts WHERE {where}", given)  # noqa: S608
    rows = tx.execute(
        f"SELECT {_COLUMNS} FROM receipts WHERE {where}"  # noqa: S608
        " ORDER BY village, version, medium LIMIT ? OFFSET ?",
        [*given, limit, offset],
    )
    return [_receipt(row) for row in rows], int(total)


def photographed(tx: Transaction, publication: str, villages: Sequence[str]) -> dict[tuple[str, int], str]:
    """The photograph of the paper board, by village and version: there, or on its way."""
    marks = ", ".join("?" * len(villages))
    rows = tx.execute(
        "SELECT village, version, photograph FROM receipts WHERE publication = ? AND medium = 'paper'"  # noqa: S608
        f" AND photograph <> '' AND village IN ({marks})"
        " AND photograph NOT IN (SELECT photograph FROM closed_photographs)",
        (publication, *villages),
    )
    return {(village, version): photograph for village, version, photograph in rows}


def is_closed(tx: Transaction, photograph: str) -> bool:
    """Whether it shows the paper of a version that nobody may read any more."""
    return bool(tx.execute("SELECT 1 FROM closed_photographs WHERE photograph = ?", (photograph,)))


def names(tx: Transaction, photograph: str, village: str) -> bool:
    """Whether a receipt of this village names this photograph."""
    return bool(
        tx.execute("SELECT 1 FROM receipts WHERE photograph = ? AND village = ? LIMIT 1", (photograph, village))
    )


def lacking(tx: Transaction, village: str, limit: int = 20) -> list[str]:
    """Photographs that a village's receipts name and that are not here."""
    rows = tx.execute(
        "SELECT DISTINCT photograph FROM receipts WHERE village = ? AND photograph <> '' AND NOT EXISTS"
        " (SELECT 1 FROM photograph_parts WHERE photograph_parts.photograph = receipts.photograph AND number = 0)"
        " AND photograph NOT IN (SELECT photograph FROM closed_photographs) ORDER BY photograph LIMIT ?",
        (village, limit),
    )
    return [row[0] for row in rows]


def _receipt(row: Row) -> Receipt:
    named: dict[str, Any] = dict(zip(_COLUMNS.split(", "), row, strict=True))
    return Receipt(**{**named, "given_on": date.fromisoformat(named["given_on"])})
