"""The append-only event log: positions gapless and in the order of commits, streams versioned, records chained.

An event is never changed or deleted; the hash chain shows it if somebody tries.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import orjson

from shared.eventlog.codec import Codec
from shared.eventlog.database import Row, Transaction
from shared.eventlog.records import Metadata, Recorded

TABLES = """
CREATE TABLE IF NOT EXISTS events (
    position INTEGER PRIMARY KEY, stream TEXT NOT NULL, version INTEGER NOT NULL, name TEXT NOT NULL,
    schema_version INTEGER NOT NULL, data TEXT NOT NULL, metadata TEXT NOT NULL,
    occurred_at TEXT NOT NULL, recorded_at TEXT NOT NULL, hash TEXT NOT NULL,
    UNIQUE (stream, version)
);
CREATE TABLE IF NOT EXISTS idempotency_keys (
    key TEXT PRIMARY KEY, position INTEGER NOT NULL, count INTEGER NOT NULL
) WITHOUT ROWID
"""
_COLUMNS = "position, stream, version, name, schema_version, data, metadata, occurred_at, recorded_at, hash"


class ConflictError(RuntimeError):
    """Somebody else appended to the stream first; load it again and decide again."""


class ChainBrokenError(RuntimeError):
    """A stored record is not the one that was written."""


@dataclass
class Tail:
    """Number and hash of the last record of a sequence. True for as long as its reader has the writers' turn."""

    position: int
    hash: str


def chained(previous: str, content: str) -> str:
    return hashlib.sha256(f"{previous}\n{content}".encode()).hexdigest()


class EventLog:
    def __init__(self, codec: Codec) -> None:
        self.codec = codec

    def append(
        self,
        tx: Transaction,
        tail: Tail,
        stream: str,
        version: int,
        events: Sequence[object],
        *,
        now: datetime,
        metadata: Metadata,
    ) -> list[Recorded]:
        """Write events to the end of a stream, and return them as recorded. Moves ``tail`` on.

        ``version`` is that of the stream's last event (0: it does not exist yet), as this transaction has read it or
        checked it with `expect`.
        """
        recorded, rows = [], []
        digest = tail.hash
        described = orjson.dumps([metadata.actor, metadata.correlation, metadata.causation]).decode()
        written_at = now.isoformat()
        for offset, event in enumerate(events, start=1):
            name, schema_version, data = self.codec.dump(event)
            occurred_at: datetime = getattr(event, "at", now).astimezone(UTC)
            row = (
                tail.position + offset,
                stream,
                version + offset,
                name,
                schema_version,
                data,
                described,
                occurred_at.isoformat(),
                written_at,
            )
            digest = chained(digest, "\x1f".join(map(str, row)))
            rows.append((*row, digest))
            recorded.append(Recorded(row[0], stream, row[2], name, event, occurred_at, now, metadata))
        tx.executemany(f"INSERT INTO events ({_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?)", rows)  # noqa: S608
        tail.position, tail.hash = tail.position + len(rows), digest
        return recorded

    def tail(self, tx: Transaction) -> Tail:
        """Where the log ends; read it within the write transaction that appends."""
        rows = tx.execute("SELECT position, hash FROM events ORDER BY position DESC LIMIT 1")
        return Tail(*rows[0]) if rows else Tail(0, "")

    def expect(self, tx: Transaction, stream: str, version: int) -> None:
        """Raise ConflictError unless the stream stands at ``version`` (0: it does not exist yet)."""
        ((standing,),) = tx.execute("SELECT coalesce(max(version), 0) FROM events WHERE stream = ?", (stream,))
        if standing != version:
            raise ConflictError(f"{stream} is at version {standing}, not {version}")

    def stream(self, tx: Transaction, stream: str, *, after: int = 0) -> list[Recorded]:
        """The events of one stream after a version, oldest first."""
        rows = tx.execute(
            f"SELECT {_COLUMNS} FROM events WHERE stream = ? AND version > ? ORDER BY version",  # noqa: S608
            (stream, after),
        )
        return [self._record(row) for row in rows]

    def first(self, tx: Transaction, stream: str) -> Recorded:
        """The event that began a stream which exists."""
        (row,) = tx.execute(f"SELECT {_COLUMNS} FROM events WHERE stream = ? AND version = 1", (stream,))  # noqa: S608
        return self._record(row)

    def after(self, tx: Transaction, position: int, limit: int) -> list[Recorded]:
        """Up to ``limit`` events after a position, in the order of the log."""
        return [self._record(row) for row in self._rows(tx, position, limit)]

    def refuse_unknown(self, tx: Transaction) -> None:
        """Raise UnknownEventError if there is any event in the log that this software does not know."""
        for name, version in tx.execute("SELECT DISTINCT name, schema_version FROM events"):
            self.codec.known(name, version)

    def verify(self, tx: Transaction) -> int:
        """Recompute the whole chain; return the number of events. Raises ChainBrokenError at the first that differs."""
        position, digest = 0, ""
        while rows := self._rows(tx, position, 1000):
            for row in rows:
                position += 1
                digest = chained(digest, "\x1f".join(map(str, row[:-1])))
                if row[0] != position or row[-1] != digest:
                    raise ChainBrokenError(f"event {position} is not the one that was written")
        return position

    def _rows(self, tx: Transaction, position: int, limit: int) -> list[Row]:
        return tx.execute(
            f"SELECT {_COLUMNS} FROM events WHERE position > ? ORDER BY position LIMIT ?",  # noqa: S608
            (position, limit),
        )

    def _record(self, row: Row) -> Recorded:
        position, stream, version, name, schema_version, data, metadata, occurred_at, recorded_at, _ = row
        return Recorded(
            position,
            stream,
            version,
            name,
            self.codec.load(name, schema_version, data),
            datetime.fromisoformat(occurred_at),
            datetime.fromisoformat(recorded_at),
            Metadata(*orjson.loads(metadata)),
        )


def keyed(tx: Transaction, key: str) -> tuple[int, int] | None:
    """Position and number of the events that were once appended under an idempotency key, if any were."""
    rows = tx.execute("SELECT position, count FROM idempotency_keys WHERE key = ?", (key,))
    return (rows[0][0], rows[0][1]) if rows else None


def remember_key(tx: Transaction, key: str, recorded: Iterable[Recorded]) -> None:
    positions = [record.position for record in recorded]
    tx.execute("INSERT INTO idempotency_keys VALUES (?, ?, ?)", (key, positions[0], len(positions)))
