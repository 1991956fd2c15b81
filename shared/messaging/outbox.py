"""The outbox: a node's numbered messages, written in the transaction of the events that cause them.

It is also the node's feed. An epoch, drawn when the database is made, tells a listener that a source whose numbers
went back is not the one it knew.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from shared.contracts import Message
from shared.eventlog.database import Row, Transaction
from shared.eventlog.log import chained, take_positions
from shared.eventlog.records import Recorded
from shared.messaging.keys import SigningKey
from shared.messaging.page import LIMIT, LIMIT_BYTES, Page, signed

TABLES = """
CREATE TABLE IF NOT EXISTS outbox (sequence INTEGER PRIMARY KEY, line TEXT NOT NULL, hash TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS relays (listener TEXT PRIMARY KEY, sent INTEGER NOT NULL) WITHOUT ROWID
"""


class Outbox:
    def __init__(self, source: str, key: SigningKey) -> None:
        self.source = source
        self._key = key

    def add(self, tx: Transaction, messages: Sequence[tuple[Message, Recorded]]) -> None:
        """Number and keep messages; each comes with the event that caused it."""
        sequence, digest = take_positions(tx, "outbox", len(messages))
        epoch = self.epoch(tx)
        for message, cause in messages:
            sequence += 1
            line = json.dumps(
                {
                    "specversion": "1.0",
                    "id": f"{epoch}-{sequence}",
                    "source": self.source,
                    "type": message.type,
                    "subject": message.subject,
                    "time": cause.occurred_at.isoformat(),
                    "datacontenttype": "application/json",
                    "sequence": sequence,
                    "epoch": epoch,
                    "correlationid": cause.metadata.correlation,
                    "causationid": f"{self.source}:{cause.position}",
                    "data": message.data,
                },
                ensure_ascii=False,
                separators=(",", ":"),
            )
            digest = chained(digest, line)
            tx.execute("INSERT INTO outbox VALUES (?, ?, ?)", (sequence, line, digest))
        tx.execute("UPDATE heads SET hash = ? WHERE name = 'outbox'", (digest,))

    def head(self, tx: Transaction) -> int:
        """The number of the last message; 0 before the first."""
        position: int = tx.execute("SELECT position FROM heads WHERE name = 'outbox'")[0][0]
        return position

    def epoch(self, tx: Transaction) -> str:
        epoch: str = tx.execute("SELECT epoch FROM heads WHERE name = 'outbox'")[0][0]
        return epoch

    def page(self, tx: Transaction, after: int, limit: int = LIMIT) -> Page:
        """The messages after a number, signed. Beyond the head: an empty page at the head."""
        ((head, epoch),) = tx.execute("SELECT position, epoch FROM heads WHERE name = 'outbox'")
        after = min(after, head)
        rows = tx.execute(
            "SELECT line, hash FROM outbox WHERE sequence > ? ORDER BY sequence LIMIT ?", (after, min(limit, LIMIT))
        )
        before = tx.execute("SELECT hash FROM outbox WHERE sequence = ?", (after,))
        prev = before[0][0] if before else ""
        rows = _bounded(rows)
        digest = rows[-1][1] if rows else prev
        page = Page(self.source, epoch, after, prev, head, digest, tuple(line for line, _ in rows))
        return signed(page, self._key)


def _bounded(rows: list[Row]) -> list[Row]:
    """As many rows as fit into a page's bytes, but always one."""
    size = 0
    for count, (line, _) in enumerate(rows):
        size += len(line.encode())
        if size > LIMIT_BYTES and count:
            return rows[:count]
    return rows
