"""The results of a round are told of in a message and fetched from oversight's public API, each village its own.

Nothing is remembered of what was asked: what was told of and is not here is asked for, at once and then ever more
rarely, until it is. Read is what everybody may read there.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import structlog
from marshmallow import ValidationError

from services.feedback.composition import Service
from services.feedback.domain.results import (
    AwarenessRate,
    Change,
    Compared,
    Figures,
    Published,
    QuestionResult,
    RateChange,
    ReceiveResults,
    Turnout,
)
from services.feedback.schemas.results import Told
from services.feedback.views import results
from shared.messaging.catchup import PeerAwayError
from shared.messaging.keys import Peer

SOONEST, LATEST = 2.0, 300.0
"""Seconds until it is asked again where it did not come: at first, and in the end."""
AT_ONCE = 10
"""Rounds among which it goes round."""
OVERSIGHT, TOGETHER = "/oversight", ""
_TOLD = Told()
_log = structlog.get_logger("fetching")


class Line(Protocol):
    def results(self, peer: Peer, round: str, village: str) -> Any: ...


@dataclass
class Fetching:
    """``step`` is called about every second, by one thread; ``steady`` is any steady clock, in seconds."""

    service: Service
    line: Line
    steady: Callable[[], float] = time.monotonic
    _asked: tuple[str, ...] = ()
    _failures: int = 0
    _due: float = 0.0

    def step(self) -> int:
        """Ask for one that was told of, if it is time; return how many came. One that fails does not hold up others."""
        peer, now = self.service.node.peers.get(OVERSIGHT), self.steady()
        with self.service.application.database.read() as tx:
            awaited = tuple(results.awaited(tx, AT_ONCE))
        if peer is None or not peer.url or not awaited or (awaited == self._asked and now < self._due):
            return 0
        if awaited != self._asked:
            self._asked, self._failures = awaited, 0
        came = self._fetch(peer, awaited[self._failures % len(awaited)])
        if not came:
            self._failures += 1
            self._due = now + min(SOONEST * 2 ** min(self._failures, 10), LATEST)
        return came

    def _fetch(self, peer: Peer, asked: str) -> int:
        village = self.service.village.id
        try:
            published = received(_TOLD.load(self.line.results(peer, asked, village)), village)
        except (PeerAwayError, ValidationError) as error:
            _log.info("results wait", reason=str(error))
            return 0
        command = ReceiveResults(published, self.service.now())
        return len(self.service.application.handle("results", asked, command, actor=OVERSIGHT))


def received(told: Mapping[str, Any], village: str) -> Published:
    """What was told of this village and of all together, as it is kept."""
    compared = told["compared_with"]
    return Published(
        version=told["version"],
        published_on=told["published_on"],
        complete=village not in told["missing"],
        target=told["target"],
        here=_figures(told, village),
        together=_figures(told, TOGETHER),
        compared_with=Compared(**compared) if compared else None,
    )


def _figures(told: Mapping[str, Any], place: str) -> Figures:
    def of_place(part: str) -> Iterable[dict[str, Any]]:
        of_it = (row for row in told[part] if row["village"] == place)
        return ({name: value for name, value in row.items() if name != "village"} for row in of_it)

    def changed(row: dict[str, Any], kind: type[Change] | type[RateChange]) -> dict[str, Any]:
        return {**row, "change": kind(**row["change"]) if row["change"] else None}

    rows = ({**row, "counts": None if row["counts"] is None else tuple(row["counts"])} for row in of_place("rows"))
    return Figures(
        turnout=tuple(Turnout(**row) for row in of_place("turnout")),
        rows=tuple(QuestionResult(**changed(row, Change)) for row in rows),
        awareness=tuple(AwarenessRate(**changed(row, RateChange)) for row in of_place("awareness")),
    )
