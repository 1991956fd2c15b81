"""From one node's commit to another's: relay, a real broker, inbox. On both databases and both brokers."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from random import Random

import pytest

from pilot.broker import Broker
from shared.clock import ManualClock
from shared.eventlog import Database
from shared.ids import RandomIds
from shared.messaging.bus import KombuBus
from shared.messaging.catchup import CatchUp
from shared.messaging.inbox import Outcome
from shared.messaging.keys import Peer, Peers
from shared.messaging.relay import Relay
from tests.shared.messaging.conftest import Side, peer

BOUND = 40
"""Pages in a queue here; production has more, and the test would take longer."""


class Aside:
    """A bus whose queues have names of this test's own: RabbitMQ is shared with others."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._bus = KombuBus(url)
        self._suffix = RandomIds().new()

    def send(self, queue: str, body: bytes) -> None:
        self._bus.send(self.name(queue), body)

    def waiting(self, queue: str) -> int:
        return self._bus.waiting(self.name(queue))

    def name(self, queue: str) -> str:
        return f"{queue}.{self._suffix}"


class Feed:
    def __init__(self, teller: Side) -> None:
        self._teller = teller

    def fetch(self, peer: Peer, after: int) -> bytes:
        return self._teller.page(after, 100)

    def push(self, peer: Peer, body: bytes) -> int:
        raise NotImplementedError


class Ear(threading.Thread):
    """What a worker does with what it hears: apply it, and where a gap shows, ask the feed."""

    def __init__(self, bus: Aside, listener: Side, teller: Side) -> None:
        super().__init__()
        self.outcomes: list[Outcome] = []
        self.bus = bus
        self._listener = listener
        self._catchup = CatchUp(
            listener.application.database, listener.outbox, listener.inbox, Feed(teller), random=Random(1)
        )
        self._stopped = threading.Event()

    def run(self) -> None:
        bus = KombuBus(self.bus.url)
        bus.listen(self.bus.name("sunshine.listener"), self._heard, self._stopped)
        bus.close()

    def stop(self) -> None:
        self._stopped.set()
        self.join(30)
        assert not self.is_alive()

    def _heard(self, body: bytes) -> None:
        receipt = self._listener.inbox.receive(body)
        self.outcomes.append(receipt.outcome)
        if receipt.outcome is Outcome.GAP:
            self._catchup.pull(peer("/example", "http://teller"))


@pytest.fixture
def teller(other_database: Database, clock: ManualClock) -> Side:
    return Side("/example", other_database, clock, Peers({"/listener": peer("/listener", "http://listener")}))


@pytest.fixture
def ear(bus_url: str, teller: Side, listener: Side) -> Iterator[Ear]:
    started = Ear(Aside(bus_url), listener, teller)
    yield started
    started.stop()


def wait_until(holds: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "did not come about in time"
        time.sleep(0.02)


def relay_of(teller: Side, bus: Aside) -> Relay:
    return Relay(teller.application.database, teller.outbox, teller.peers, bus)


def totals(count: int) -> dict[str, int]:
    return {f"t{number}": 1 for number in range(count)}


def test_what_is_told_arrives_once_and_in_order(teller: Side, listener: Side, ear: Ear) -> None:
    ear.start()
    relay = relay_of(teller, ear.bus)
    for number in range(50):
        teller.count(f"t{number}")
        if number % 3 == 0:
            relay.step(teller.clock.now())
    while relay.step(teller.clock.now()):
        pass
    wait_until(lambda: listener.inbox.position("/example") == 50)
    assert listener.totals() == totals(50)
    assert listener.parked() == []
    assert Outcome.GAP not in ear.outcomes


def test_what_a_broker_lost_shows_at_the_next_head_and_comes_from_the_feed(
    broker: Broker, teller: Side, listener: Side
) -> None:
    bus = Aside(broker.url)
    relay = relay_of(teller, bus)
    for number in range(10):
        teller.count(f"t{number}")
        relay.step(teller.clock.now())
    broker.empty()
    ear = Ear(bus, listener, teller)
    ear.start()
    try:
        wait_until(lambda: ear.is_alive() and bus.waiting("sunshine.listener") == 0)
        teller.clock.advance(timedelta(seconds=2))
        relay.step(teller.clock.now())
        wait_until(lambda: listener.inbox.position("/example") == 10)
    finally:
        ear.stop()
    assert listener.totals() == totals(10)
    assert Outcome.GAP in ear.outcomes


def test_a_listener_that_is_away_does_not_fill_the_broker_and_catches_up_when_it_is_back(
    teller: Side, listener: Side, ear: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shared.messaging.relay.QUEUE_BOUND", BOUND)
    relay = relay_of(teller, ear.bus)
    for number in range(2 * BOUND):
        teller.count(f"t{number}")
        relay.step(teller.clock.now())
        teller.clock.advance(timedelta(seconds=2))
    wait_until(lambda: ear.bus.waiting("sunshine.listener") >= BOUND)
    # RabbitMQ counts a message a little after it took it, so the relay may look too early a few times. Unbound: 160.
    assert ear.bus.waiting("sunshine.listener") <= BOUND + 8
    ear.start()
    wait_until(lambda: ear.bus.waiting("sunshine.listener") == 0)
    teller.clock.advance(timedelta(seconds=2))
    relay.step(teller.clock.now())
    wait_until(lambda: listener.inbox.position("/example") == 2 * BOUND)
    assert listener.totals() == totals(2 * BOUND)
