"""Messages that could not be applied: kept with their error until a person has them tried again or discards them.

Nothing goes away in silence: what is discarded leaves a row saying what it was, why, by whom and when. The message
itself stays in the feed of its source.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import structlog

from shared.clock import Clock
from shared.errors import NotFound, WrongState
from shared.eventlog import Database, Transaction, UnknownEventError
from shared.eventlog.database import Row
from shared.messaging.page import message_in

TABLES = """
CREATE TABLE IF NOT EXISTS parked (
    source TEXT NOT NULL, sequence INTEGER NOT NULL, type TEXT NOT NULL, line TEXT NOT NULL, error TEXT NOT NULL,
    parked_at TEXT NOT NULL, PRIMARY KEY (source, sequence)
);
CREATE TABLE IF NOT EXISTS discarded (
    source TEXT NOT NULL, sequence INTEGER NOT NULL, type TEXT NOT NULL, error TEXT NOT NULL, reason TEXT NOT NULL,
    discarded_by TEXT NOT NULL, discarded_at TEXT NOT NULL, PRIMARY KEY (source, sequence, discarded_at)
)
"""
_LISTED = ("source", "sequence", "type", "error", "parked_at", "line")
_OVERTAKEN = "its source was restored from a backup and told something else under this number"

Apply = Callable[[Transaction, Sequence[Mapping[str, Any]]], None]
"""Applies consecutive parsed messages within a transaction; raises what keeps one of them from being applied."""
Rows = tuple[list[dict[str, Any]], int]

_log = structlog.get_logger("parked")


class NotParked(NotFound):
    """There is no such parked message: it never was one, or somebody dealt with it."""

    def __init__(self) -> None:
        super().__init__(
            "not-parked",
            "没有这条搁置的消息，可能已经处理过了，请重新查看列表。",
            "There is no such parked message. Somebody may have dealt with it already: look at the list again.",
        )


class StillFails(WrongState):
    """It was tried again, changed nothing, and stays parked with its new error."""

    def __init__(self, error: str) -> None:
        super().__init__(
            "still-fails",
            f"重试没有成功，没有改动任何内容，消息仍然搁置。原因：{error}",
            f"It failed again and changed nothing; the message stays parked. The error: {error}",
            state="parked",
            error=error,
        )


def park(tx: Transaction, source: str, sequence: int, line: str, error: Exception, *, at: str) -> None:
    """Keep a message that could not be applied, in the transaction that passes over it."""
    _move_to_discarded(tx, source, sequence, reason=_OVERTAKEN, by="inbox", at=at)
    tx.execute(
        "INSERT INTO parked VALUES (?, ?, ?, ?, ?, ?)", (source, sequence, _type_of(line), line, _described(error), at)
    )


class Parked:
    """The parked messages of one node. ``apply`` is what the inbox applies messages with."""

    def __init__(self, database: Database, apply: Apply, clock: Clock) -> None:
        self._database = database
        self._apply = apply
        self._clock = clock

    def page(self, *, limit: int, offset: int) -> Rows:
        """Parked messages by source and number, each with the beginning of what it says, and how many in all."""
        columns = "source, sequence, type, error, parked_at, substr(line, 1, 2000)"
        items, total = self._rows("parked", columns, "source, sequence", limit, offset)
        return [dict(zip(_LISTED, row, strict=True)) for row in items], total

    def discarded(self, *, limit: int, offset: int) -> Rows:
        """What was discarded, the latest first, and how many in all."""
        columns = "source, sequence, type, error, reason, discarded_by, discarded_at"
        items, total = self._rows("discarded", columns, "discarded_at DESC, source, sequence DESC", limit, offset)
        return [dict(zip(columns.split(", "), row, strict=True)) for row in items], total

    def one(self, source: str, sequence: int) -> dict[str, Any]:
        """A parked message with its content, as JSON where it is JSON. Raises NotParked."""
        with self._database.read() as tx:
            rows = tx.execute(
                "SELECT source, sequence, type, error, parked_at, line FROM parked WHERE source = ? AND sequence = ?",
                (source, sequence),
            )
        if not rows:
            raise NotParked
        try:
            message = json.loads(rows[0][5])
        except (ValueError, RecursionError):
            message = rows[0][5]
        return {**dict(zip(_LISTED, rows[0], strict=True)), "message": message}

    def retry(self, source: str, sequence: int, *, by: str) -> None:
        """Apply the message now, and take it off the list in the same transaction.

        Raises NotParked, and StillFails where it fails again. What is the node's own trouble (the database, a log
        newer than the software) is raised as it is.
        """
        try:
            with self._database.write() as tx:
                rows = tx.execute(
                    "DELETE FROM parked WHERE source = ? AND sequence = ? RETURNING line", (source, sequence)
                )
                if not rows:
                    raise NotParked
                self._apply(tx, [message_in(source, rows[0][0])])
        except (UnknownEventError, NotParked):
            raise
        except self._database.errors:
            raise
        except Exception as error:
            said = _described(error)
            with self._database.write() as tx:
                tx.execute("UPDATE parked SET error = ? WHERE source = ? AND sequence = ?", (said, source, sequence))
            _log.warning("parked message failed again", peer=source, sequence=sequence, by=by)
            raise StillFails(said) from error
        _log.info("parked message applied", peer=source, sequence=sequence, by=by)

    def discard(self, source: str, sequence: int, *, reason: str, by: str) -> None:
        """Give the message up; who, when and why is kept. Raises NotParked."""
        with self._database.write() as tx:
            now = self._clock.now().isoformat()
            if not _move_to_discarded(tx, source, sequence, reason=reason, by=by, at=now):
                raise NotParked
        _log.warning("parked message discarded", peer=source, sequence=sequence, by=by)

    def _rows(self, table: str, columns: str, order: str, limit: int, offset: int) -> tuple[list[Row], int]:
        with self._database.read() as tx:
            rows = tx.execute(
                f"SELECT {columns} FROM {table} ORDER BY {order} LIMIT ? OFFSET ?",  # noqa: S608 - our own words
                (limit, offset),
            )
            total = tx.execute(f"SELECT count(*) FROM {table}")[0][0]  # noqa: S608
        return rows, total


def _move_to_discarded(tx: Transaction, source: str, sequence: int, *, reason: str, by: str, at: str) -> bool:
    rows = tx.execute("DELETE FROM parked WHERE source = ? AND sequence = ? RETURNING type, error", (source, sequence))
    tx.executemany(
        "INSERT INTO discarded VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(source, sequence, *row, reason, by, at) for row in rows],
    )
    return bool(rows)


def _type_of(line: str) -> str:
    try:
        return str(json.loads(line)["type"]).replace("\0", "")
    except (ValueError, TypeError, KeyError, RecursionError):
        return "none"


def _described(error: Exception) -> str:
    """The error's kind and text. Messages hold no personal data, so neither does this. PostgreSQL keeps no NUL."""
    return f"{type(error).__name__}: {error}"[:500].replace("\0", "")
