"""Catching up: asks every source for what is missing, and pushes to those who cannot ask.

Runs at the start, when a gap shows, and every few seconds in any case, so that the loss of a first or last message is
noticed too. A village behind a router has only an outgoing line: it pulls what it hears and pushes what it tells.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from random import Random
from typing import Protocol

from shared.eventlog.database import Database
from shared.messaging.inbox import Inbox, Outcome
from shared.messaging.keys import Peer
from shared.messaging.outbox import Outbox

EVERY = 5.0
"""Seconds between two rounds, with up to a fifth of jitter, so that hundreds of villages do not ask at once."""
EVERY_WITHOUT_BUS = 20.0
"""The same where no bus brings the news, and nothing but these rounds: a thousand such villages are to be borne."""
SLOWEST = 60.0
"""Seconds between two tries at a peer that does not answer."""


class PeerAwayError(RuntimeError):
    """A peer did not answer, or not with what was asked for. It is tried again later."""


class PeerBusyError(PeerAwayError):
    """A peer is taking the pages of others. It is there, so it is tried again at the next round."""


class Line(Protocol):
    """The way to a peer: HTTP in production, a simulated network in simulation."""

    def fetch(self, peer: Peer, after: int) -> bytes:
        """The peer's feed after a number, as a page. Raises PeerAwayError."""
        ...

    def push(self, peer: Peer, body: bytes) -> int:
        """Hand over a page; return the last number that the peer has applied. Raises PeerAwayError, PeerBusyError."""
        ...


@dataclass
class _Turn:
    due: float = 0.0
    spoken: float = 0.0
    failures: int = 0


class CatchUp:
    """The schedule and the two conversations. Different peers may be spoken with side by side, each by one thread.

    Their pages are fetched side by side and taken one after the other: at the writers' turn stands one of them at most,
    so that hundreds of villages that come back at once are no longer a queue for whoever files a petition.
    """

    def __init__(
        self, database: Database, outbox: Outbox, inbox: Inbox, line: Line, *, random: Random, every: float = EVERY
    ) -> None:
        self._database = database
        self._outbox = outbox
        self._inbox = inbox
        self._line = line
        self._random = random
        self._every = every
        self._turns: dict[str, _Turn] = {}
        self._sent: dict[str, int] = {}
        self._taking = threading.Lock()

    def due(self, peer: Peer, now: float) -> bool:
        """Whether it is time to speak with this peer; ``now`` in seconds of any steady clock."""
        return self._turns.setdefault(peer.source, _Turn()).due <= now

    def hurry(self, source: str) -> None:
        """A gap showed, so the source is alive: speak with it at once, or soon if it just failed to answer."""
        turn = self._turns.setdefault(source, _Turn())
        turn.due = min(turn.due, turn.spoken + EVERY) if turn.failures else 0.0

    def speak(self, peer: Peer, now: float, *, push: bool) -> None:
        """One conversation: fetch all that is new, and push all that the peer lacks. Raises PeerAwayError."""
        turn = self._turns.setdefault(peer.source, _Turn())
        turn.spoken, turn.due = now, now + self._every * self._random.uniform(0.8, 1.2)
        try:
            if peer.url:
                self.pull(peer)
                if push:
                    self.push(peer)
        except PeerBusyError:
            raise
        except PeerAwayError:
            turn.failures += 1
            turn.due = now + min(SLOWEST, EVERY * 2 ** min(turn.failures, 5)) * self._random.uniform(0.8, 1.2)
            raise
        turn.failures = 0

    def pull(self, peer: Peer) -> None:
        while True:
            position = self._inbox.position(peer.source)
            body = self._line.fetch(peer, position)
            with self._taking:
                receipt = self._inbox.receive(body, asked_after=position)
            if receipt.outcome is Outcome.REFUSED:
                raise PeerAwayError(f"{peer.source} answered with something else: {receipt.reason}")
            moved = receipt.sequence != position
            if receipt.outcome is Outcome.DIVERGED or not moved or receipt.sequence >= receipt.head:
                return

    def push(self, peer: Peer) -> None:
        with self._database.read() as tx:
            head = self._outbox.head(tx)
            announcement = self._outbox.page(tx, head)
        applied = self._line.push(peer, announcement.encode())
        self._note_sent(peer, applied)
        while applied < head:
            with self._database.read() as tx:
                page = self._outbox.page(tx, applied)
            reached = self._line.push(peer, page.encode())
            if reached <= applied:
                return
            applied = reached
            self._note_sent(peer, applied)

    def _note_sent(self, peer: Peer, applied: int) -> None:
        """What the peer has said that it has: from it is told how much waits here."""
        if self._sent.get(peer.source) == applied:
            return
        with self._database.write() as tx:
            tx.execute(
                "INSERT INTO relays VALUES (?, ?) ON CONFLICT (listener) DO UPDATE SET sent = excluded.sent",
                (peer.source, applied),
            )
        self._sent[peer.source] = applied
