"""The simulated network: the bus and the lines between nodes, which lose, repeat, delay and reorder.

Only transport is simulated: what travels are the real pages, and what answers is what production answers with.
"""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from typing import TYPE_CHECKING

from shared.messaging.bus import BusDownError
from shared.messaging.catchup import PeerAwayError
from shared.messaging.inbox import Outcome
from shared.messaging.keys import Peer, queue_name

if TYPE_CHECKING:
    from tests.simulation.district import District
    from tests.simulation.node import Node


class Network:
    """``cut``: nodes that nobody reaches and that reach nobody. ``bus_up``: whether the broker runs."""

    def __init__(self, district: District) -> None:
        self._district = district
        self._chance = district.random("network")
        self.bus_up = True
        self.cut: set[str] = set()
        self.queues: dict[str, list[bytes]] = defaultdict(list)
        self._travelling: dict[str, int] = defaultdict(int)
        self._broker_life = 0
        self._nodes: dict[str, Node] = {}

    def join(self, node: Node) -> None:
        self._nodes[node.source] = node

    def node(self, source: str) -> Node:
        return self._nodes[source]

    def connected(self, node: Node) -> bool:
        return self.bus_up and self._district.guards.bus and node.source not in self.cut

    def flush(self) -> None:
        """The broker loses all that it held, and what was on the way to it."""
        self._broker_life += 1
        self.queues.clear()
        self._travelling.clear()

    def put(self, queue: str, body: bytes) -> None:
        """A page on its way through the broker, with whatever befalls it."""
        faults = self._district.faults
        if faults.happens("loss", self._chance):
            return
        copies = 2 if faults.happens("repeat", self._chance) else 1
        for _ in range(copies):
            late = faults.happens("delay", self._chance)
            delay = self._chance.expovariate(1 / 7200) if late else self._chance.uniform(0.01, 0.2)
            self._travelling[queue] += 1
            self._district.after(delay, partial(self._arrive, queue, body, self._broker_life))

    def waiting(self, queue: str) -> int:
        return len(self.queues[queue]) + self._travelling[queue]

    def _arrive(self, queue: str, body: bytes, life: int) -> None:
        if life != self._broker_life:
            return
        self._travelling[queue] -= 1
        self.queues[queue].append(body)
        self.deliver(queue)

    def deliver(self, queue: str) -> None:
        """The listener takes what waits for it, if it is there. What it has taken is gone, whatever becomes of it."""
        node = self._nodes[_source(queue)]
        while self.queues[queue] and node.up and self.connected(node):
            node.hear(self.queues[queue].pop(0))


class BusEnd:
    """A node's connection to the bus: a `SendingBus`."""

    def __init__(self, network: Network, node: Node, district: District) -> None:
        self._network = network
        self._node = node
        self._district = district

    def send(self, queue: str, body: bytes) -> None:
        self._check()
        if self._district.guards.heads or b"\n" in body:
            self._network.put(queue, body)

    def waiting(self, queue: str) -> int:
        self._check()
        return self._network.waiting(queue)

    def _check(self) -> None:
        if not self._network.connected(self._node):
            raise BusDownError("the simulated broker is away")


class LineEnd:
    """A node's line to its peers: a `Line`. Requests and answers may be lost, the latter after they took effect."""

    def __init__(self, network: Network, node: Node, district: District) -> None:
        self._network = network
        self._node = node
        self._district = district
        self._chance = district.random(f"line {node.source}")

    def fetch(self, peer: Peer, after: int) -> bytes:
        server = self._reach(peer)
        body = server.enter(lambda: server.feed(after))
        self._answer(peer)
        return body

    def push(self, peer: Peer, body: bytes) -> int:
        server = self._reach(peer)
        receipt = server.enter(lambda: server.inbox.receive(body, pushed=True))
        self._answer(peer)
        if receipt.outcome is Outcome.REFUSED:
            raise PeerAwayError(f"{peer.source} refused the page: {receipt.reason}")
        return receipt.sequence

    def _reach(self, peer: Peer) -> Node:
        server = self._network.node(peer.source)
        cut = self._network.cut
        if not server.up or server.source in cut or self._node.source in cut:
            raise PeerAwayError(f"{peer.source} does not answer")
        if self._district.faults.happens("line", self._chance):
            raise PeerAwayError(f"the request to {peer.source} was lost")
        return server

    def _answer(self, peer: Peer) -> None:
        if self._district.faults.happens("line", self._chance):
            raise PeerAwayError(f"the answer of {peer.source} was lost")


def _source(queue: str) -> str:
    return queue.removeprefix("sunshine").replace(".", "/")


assert _source(queue_name("/feedback/village-01")) == "/feedback/village-01"
