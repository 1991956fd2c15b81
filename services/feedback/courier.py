"""The photographs of the paper board go to the township, which cannot fetch them everywhere: it is asked what it lacks.

Nothing is remembered of what was sent. The township is asked when one was taken, at the start, and now and then, and
gets what its heard receipts name and it has not got; so whichever of the two was put back to an older state, it is made
up for.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import structlog

from services.feedback.composition import Service
from shared import photographs
from shared.messaging.catchup import PeerAwayError
from shared.messaging.keys import Peer
from shared.photographs import Photograph

SOONEST, LATEST, AWAY = 2.0, 3600.0, 60.0
"""Seconds until it is asked again: at first, in the end, and at most where it did not answer."""
_log = structlog.get_logger("courier")


class Line(Protocol):
    def lacking(self, peer: Peer) -> list[str]: ...

    def send_photograph(self, peer: Peer, photograph: str, content: bytes) -> None: ...


@dataclass
class Courier:
    """``step`` is called about every second, by one thread; ``steady`` is any steady clock, in seconds.

    The township lacks a photograph only once it has heard of the receipt, so it is asked several times, ever more
    rarely.
    """

    service: Service
    line: Line
    steady: Callable[[], float] = time.monotonic
    _due: float = 0.0
    _pause: float = SOONEST
    _known: int = -1

    def step(self) -> int:
        """Ask the township, if it is time, and send what it lacks; return how many were sent."""
        peer, now, kept = self.service.node.peers.get("/disclosure"), self.steady(), self._kept()
        if peer is None or not peer.url:
            return 0
        if kept != self._known:
            self._known, self._pause, self._due = kept, SOONEST, now
        if now < self._due:
            return 0
        sent = 0
        try:
            for photograph in filter(None, map(self._stored, self.line.lacking(peer))):
                self.line.send_photograph(peer, photograph.id, photograph.content)
                sent += 1
            self._pause = SOONEST if sent else min(2 * self._pause, LATEST)
        except PeerAwayError as error:
            _log.info("photographs wait", reason=str(error))
            self._pause = min(2 * self._pause, AWAY)
        self._due = now + self._pause
        return sent

    def _kept(self) -> int:
        with self.service.application.database.read() as tx:
            return int(tx.execute("SELECT count(*) FROM photograph_parts WHERE number = 0")[0][0])

    def _stored(self, id: str) -> Photograph | None:
        with self.service.application.database.read() as tx:
            return photographs.stored(tx, id)
