"""The outbox: a node's numbered messages, written in the transaction of the events that cause them.

It is also the node's feed. An epoch tells its listeners which history the numbers belong to. The first is drawn when
the database is made; a node that was put back to an older state begins another, and its listeners take it up where
the two histories part.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import orjson

from shared.contracts import Message
from shared.eventlog.database import Row, Transaction
from shared.eventlog.log import ChainBrokenError, Tail, chained
from shared.eventlog.records import Recorded
from shared.messaging.keys import SigningKey
from shared.messaging.page import LIMIT, LIMIT_BYTES, Page, signed

TABLES = """
CREATE TABLE IF NOT EXISTS epochs (
    number INTEGER PRIMARY KEY, epoch TEXT NOT NULL, since INTEGER NOT NULL, begun_at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS outbox (sequence INTEGER PRIMARY KEY, line TEXT NOT NULL, hash TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS relays (listener TEXT PRIMARY KEY, sent INTEGER NOT NULL) WITHOUT ROWID
"""


@dataclass(frozen=True)
class Epoch:
    """``since``: the number of the last message that this history shares with the one before."""

    name: str
    since: int


def new_epoch(now: datetime, id: str) -> str:
    """The name of an epoch. Names sort by when they were drawn, so that a listener knows the newer of two."""
    return f"{now.astimezone(UTC):%Y%m%dT%H%M%S.%fZ}-{id}"


class Outbox:
    def __init__(self, source: str, key: SigningKey) -> None:
        self.source = source
        self._key = key

    def add(self, tx: Transaction, messages: Sequence[tuple[Message, Recorded]]) -> None:
        """Number and keep messages; each comes with the event that caused it."""
        self.add_after(tx, self._tail(tx), self.epoch(tx).name, messages)

    def add_after(self, tx: Transaction, tail: Tail, epoch: str, messages: Sequence[tuple[Message, Recorded]]) -> None:
        """`add` for whoever knows where the outbox ends. Moves ``tail`` on."""
        rows = []
        for message, cause in messages:
            tail.position += 1
            line = orjson.dumps(
                {
                    "specversion": "1.0",
                    "id": f"{epoch}-{tail.position}",
                    "source": self.source,
                    "type": message.type,
                    "subject": message.subject,
                    "time": cause.occurred_at.isoformat(),
                    "datacontenttype": "application/json",
                    "sequence": tail.position,
                    "epoch": epoch,
                    "correlationid": cause.metadata.correlation,
                    "causationid": f"{self.source}:{cause.position}",
                    **({"newertype": message.newer} if message.newer else {}),
                    "data": message.data,
                }
            ).decode()
            tail.hash = chained(tail.hash, line)
            rows.append((tail.position, line, tail.hash))
        tx.executemany("INSERT INTO outbox VALUES (?, ?, ?)", rows)

    def _tail(self, tx: Transaction) -> Tail:
        rows = tx.execute("SELECT sequence, hash FROM outbox ORDER BY sequence DESC LIMIT 1")
        return Tail(*rows[0]) if rows else Tail(0, "")

    def head(self, tx: Transaction) -> int:
        """The number of the last message; 0 before the first."""
        return self._tail(tx).position

    def epoch(self, tx: Transaction) -> Epoch:
        """The present one."""
        return Epoch(*tx.execute("SELECT epoch, since FROM epochs ORDER BY number DESC LIMIT 1")[0])

    def begin_epoch(self, tx: Transaction, epoch: str, since: int | None = None) -> None:
        """From here on another history: this node was put back to an older state, or set up anew.

        ``since``: the last message that everybody who heard the history before may keep; by default the last there is.
        Listeners hear again what comes after it.
        """
        since = self.head(tx) if since is None else since
        (last,) = tx.execute("SELECT coalesce(max(epoch), '') FROM epochs")[0]
        if epoch <= last:
            # The last one was drawn while the clock was ahead: a name that goes on from it sorts behind it too.
            epoch = f"{last}.{epoch}"
        tx.execute(
            "INSERT INTO epochs SELECT coalesce(max(number), 0) + 1, ?, ?, ? FROM epochs",
            (epoch, since, epoch.partition("-")[0]),
        )
        tx.execute("UPDATE relays SET sent = ? WHERE sent > ?", (since, since))

    def verify(self, tx: Transaction) -> int:
        """Recompute the chain; return the number of messages. Raises ChainBrokenError at the first that differs."""
        sequence, digest = 0, ""
        page = "SELECT sequence, line, hash FROM outbox WHERE sequence > ? ORDER BY sequence LIMIT ?"
        while rows := tx.execute(page, (sequence, LIMIT)):
            for number, line, kept in rows:
                sequence += 1
                digest = chained(digest, line)
                if (number, kept) != (sequence, digest):
                    raise ChainBrokenError(f"message {sequence} is not the one that was written")
        return sequence

    def page(self, tx: Transaction, after: int, limit: int = LIMIT) -> Page:
        """The messages after a number, signed. Beyond the head: an empty page at the head."""
        epoch, head = self.epoch(tx), self.head(tx)
        after = min(after, head)
        rows = tx.execute(
            "SELECT line, hash FROM outbox WHERE sequence > ? ORDER BY sequence LIMIT ?", (after, min(limit, LIMIT))
        )
        before = tx.execute("SELECT hash FROM outbox WHERE sequence = ?", (after,))
        prev = before[0][0] if before else ""
        rows = _bounded(rows)
        digest = rows[-1][1] if rows else prev
        lines = tuple(line for line, _ in rows)
        return signed(Page(self.source, epoch.name, epoch.since, after, prev, head, digest, lines), self._key)


def _bounded(rows: list[Row]) -> list[Row]:
    """As many rows as fit into a page's bytes, but always one."""
    size = 0
    for count, (line, _) in enumerate(rows):
        size += len(line.encode())
        if size > LIMIT_BYTES and count:
            return rows[:count]
    return rows
