"""The relay: sends each new message of the outbox to the queue of everyone who listens, and heads when it is quiet.

It remembers how far it has sent to whom, but nothing hangs on that: what is lost on the way is found by the gap or by
the next head, and fetched from the feed.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Protocol

from shared.eventlog.database import Database, Transaction
from shared.messaging.keys import Peer, Peers
from shared.messaging.outbox import Outbox

HEADS_EVERY = timedelta(seconds=2)
HEAD_COSTS = timedelta(milliseconds=10)
"""To a thousand listeners a head goes every ten seconds: every two, it would be all that the relay finds time for."""
NOTED_EVERY = timedelta(seconds=1)
QUEUE_BOUND = 500
"""Pages that may wait in one listener's queue. Who is further behind is left to the feed, so the bus cannot fill up."""
LOOK_AFTER = 200
"""Messages sent to a listener before its queue is looked at again: many senders together stay near the bound."""
_PAGE = 200


class SendingBus(Protocol):
    def send(self, queue: str, body: bytes) -> None: ...

    def waiting(self, queue: str) -> int: ...


class Relay:
    def __init__(self, database: Database, outbox: Outbox, peers: Peers, bus: SendingBus) -> None:
        self._database = database
        self._outbox = outbox
        self._peers = [peer for peer in peers if peer.on_bus]
        self._bus = bus
        self._sent: dict[str, int] = {}
        self._noted: dict[str, int] = {}
        self._noted_at: datetime | None = None
        self._heads_at: datetime | None = None
        self._heads_every = max(HEADS_EVERY, HEAD_COSTS * len(self._peers))
        self._full: set[str] = set()
        self._unseen = {peer.source: LOOK_AFTER for peer in self._peers}
        """How many messages each listener was sent since its queue was last looked at."""

    def step(self, now: datetime) -> bool:
        """Send what is new; say whether there was something. Raises BusDownError, and goes on where it was."""
        heads_due = self._heads_at is None or now - self._heads_at >= self._heads_every or now < self._heads_at
        with self._database.read() as tx:
            head = self._outbox.head(tx)
            self._remembered(tx, head)
            behind = [peer for peer in self._peers if self._sent[peer.source] < head and peer.source not in self._full]
            pages = self._pages(tx, {self._sent[peer.source] for peer in behind})
            announcement = self._outbox.page(tx, head).encode() if heads_due else b""
        try:
            for peer in behind:
                last, body = pages[self._sent[peer.source]]
                if self._unseen[peer.source] >= LOOK_AFTER and not self._has_room(peer):
                    continue
                self._bus.send(peer.queue, body)
                self._unseen[peer.source] += last - self._sent[peer.source]
                self._sent[peer.source] = last
            if heads_due:
                self._announce(announcement, head)
                self._heads_at = now
        finally:
            self._note(now)
        return bool(behind)

    def _pages(self, tx: Transaction, positions: set[int]) -> dict[int, tuple[int, bytes]]:
        made = {after: self._outbox.page(tx, after, _PAGE) for after in positions}
        return {after: (page.last, page.encode()) for after, page in made.items()}

    def _announce(self, announcement: bytes, head: int) -> None:
        for peer in self._peers:
            if not self._has_room(peer):
                continue
            if peer.source in self._full:
                self._full.remove(peer.source)
                self._sent[peer.source] = head
            self._bus.send(peer.queue, announcement)

    def _has_room(self, peer: Peer) -> bool:
        if self._bus.waiting(peer.queue) >= QUEUE_BOUND:
            self._full.add(peer.source)
            return False
        self._unseen[peer.source] = 0
        return True

    def _remembered(self, tx: Transaction, head: int) -> None:
        if not self._sent:
            self._noted = dict(tx.execute("SELECT listener, sent FROM relays"))
            self._sent = {peer.source: self._noted.get(peer.source, 0) for peer in self._peers}
        # Where this node was put back to an older state while the relay ran, it has sent what is no more.
        self._sent = {listener: min(sent, head) for listener, sent in self._sent.items()}

    def _note(self, now: datetime) -> None:
        if self._sent == self._noted or (self._noted_at and timedelta() <= now - self._noted_at < NOTED_EVERY):
            return
        with self._database.write() as tx:
            tx.executemany(
                "INSERT INTO relays VALUES (?, ?) ON CONFLICT (listener) DO UPDATE SET sent = excluded.sent",
                list(self._sent.items()),
            )
        self._noted, self._noted_at = dict(self._sent), now
