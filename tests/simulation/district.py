"""A whole district in one process: its nodes, its time, and what happens next."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random

from shared.messaging.keys import queue_name
from tests.simulation.faults import DAY, HOUR, Faults, Restoration
from tests.simulation.network import Network
from tests.simulation.node import Guards, Node, Pace
from tests.simulation.provisioning import folder, ground

FIRST_DAYS = datetime(2026, 1, 5, tzinfo=UTC)
"""The earliest day on which a history begins; the latest is 150 days on, so that all stays within known calendars."""


class District:
    """``time`` is virtual seconds since the beginning; ``history`` what happened, for people to read."""

    def __init__(self, seed: int, villages: int, faults: Faults, pace: Pace, guards: Guards) -> None:
        self.seed = seed
        self.faults = faults
        self.pace = pace
        self.guards = guards
        self.time = 0.0
        self.history: list[tuple[float, str, str]] = []
        self.broken: list[str] = []
        self.restorations: list[Restoration] = []
        self.begins = FIRST_DAYS + timedelta(days=self.random("begin").randrange(150))
        self.folder = folder() / f"seed-{seed}"
        self.folder.mkdir(exist_ok=True)
        for file in self.folder.glob("*-keys.db*"):
            file.unlink()
        self._due: list[tuple[float, int, Callable[[], object]]] = []
        self._count = 0
        self.network = Network(self)
        data, places = ground(villages)
        self.nodes = [Node(self, place, data) for place in places]
        self.disclosure, self.oversight, *self.villages = self.nodes
        for node in self.nodes:
            self.network.join(node)
            node.start()
        for node in self.nodes:
            self._rounds(node)

    def random(self, name: str) -> Random:
        """A stream of chance of its own for everything, so that one more draw here changes nothing there."""
        return Random(f"{self.seed}/{name}")

    def template(self, kind: str) -> bytes | None:
        return None

    def now(self) -> datetime:
        return self.begins + timedelta(seconds=self.time)

    def after(self, seconds: float, do: Callable[[], object]) -> None:
        self._count += 1
        heapq.heappush(self._due, (self.time + seconds, self._count, do))

    def tell(self, who: str, what: str) -> None:
        self.history.append((self.time, who, what))

    def run_until(self, end: float) -> None:
        while self._due and self._due[0][0] <= end:
            self.time, _, do = heapq.heappop(self._due)
            do()
        self.time = end

    def forget_plans(self) -> None:
        """Nothing that was going to happen happens any more."""
        self._due.clear()

    def bus_returns(self) -> None:
        self.network.bus_up = True
        self.tell("bus", "up")
        for node in self.nodes:
            self.network.deliver(queue_name(node.source))

    def reconnect(self, node: Node) -> None:
        self.network.cut.discard(node.source)
        self.tell(node.name, "connected again")
        self.network.deliver(queue_name(node.source))
        node.round()

    def _rounds(self, node: Node) -> None:
        chance = self.random(f"rounds {node.name}")
        every = (self.pace.village if node.village else self.pace.hub) * HOUR

        def round() -> None:
            node.round()
            self.after(every * chance.uniform(0.6, 1.4), round)

        def tick() -> None:
            node.tick()
            self.after(self.pace.tick * HOUR * chance.uniform(0.2, 1.8), tick)

        self.after(every * chance.random(), round)
        if node.kind != "feedback":
            self.after(DAY * chance.random() / 4, tick)
