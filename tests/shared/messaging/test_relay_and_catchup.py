from __future__ import annotations

from datetime import timedelta
from random import Random

import pytest

from shared.messaging.bus import BusDownError
from shared.messaging.catchup import CatchUp, PeerAwayError, PeerBusyError
from shared.messaging.keys import Peer
from shared.messaging.relay import QUEUE_BOUND, Relay
from tests.shared.messaging.conftest import Side, peer


class FakeBus:
    def __init__(self) -> None:
        self.queues: dict[str, list[bytes]] = {}
        self.down = False

    def send(self, queue: str, body: bytes) -> None:
        if self.down:
            raise BusDownError("away")
        self.queues.setdefault(queue, []).append(body)

    def waiting(self, queue: str) -> int:
        if self.down:
            raise BusDownError("away")
        return len(self.queues.get(queue, []))


class FakeLine:
    """The network between two nodes: each peer is reached directly, or not at all."""

    def __init__(self, other: Side) -> None:
        self.other = other
        self.away = False
        self.fetched = 0

    def fetch(self, peer: Peer, after: int) -> bytes:
        if self.away:
            raise PeerAwayError("away")
        self.fetched += 1
        return self.other.page(after, 2)

    def push(self, peer: Peer, body: bytes) -> int:
        if self.away:
            raise PeerAwayError("away")
        return self.other.inbox.receive(body).sequence


def relay_of(teller: Side, bus: FakeBus) -> Relay:
    return Relay(teller.application.database, teller.outbox, teller.peers, bus)


def deliver(bus: FakeBus, listener: Side) -> None:
    for body in bus.queues.pop("sunshine.listener", []):
        listener.inbox.receive(body)


def test_new_messages_go_to_the_queue_of_each_listener(teller: Side, listener: Side) -> None:
    bus = FakeBus()
    relay = relay_of(teller, bus)
    teller.count()
    assert relay.step(teller.clock.now())
    deliver(bus, listener)
    assert listener.totals() == {"a": 1}
    assert not relay.step(teller.clock.now())


def test_what_was_told_while_the_bus_was_down_goes_out_when_it_is_back(teller: Side, listener: Side) -> None:
    bus = FakeBus()
    relay = relay_of(teller, bus)
    bus.down = True
    teller.count()
    with pytest.raises(BusDownError):
        relay.step(teller.clock.now())
    bus.down = False
    relay.step(teller.clock.now())
    deliver(bus, listener)
    assert listener.totals() == {"a": 1}


def test_a_head_is_sent_every_two_seconds_also_when_idle(teller: Side) -> None:
    bus = FakeBus()
    relay = relay_of(teller, bus)
    for _ in range(5):
        relay.step(teller.clock.now())
        teller.clock.advance(timedelta(seconds=1))
    assert len(bus.queues["sunshine.listener"]) == 3


def test_a_listener_that_is_away_does_not_fill_the_bus(teller: Side) -> None:
    bus = FakeBus()
    relay = relay_of(teller, bus)
    for _ in range(QUEUE_BOUND + 50):
        teller.count("many", 0)
        relay.step(teller.clock.now())
        teller.clock.advance(timedelta(seconds=2))
    assert len(bus.queues["sunshine.listener"]) == QUEUE_BOUND


def test_a_restarted_relay_goes_on_where_it_was(teller: Side) -> None:
    bus = FakeBus()
    relay = relay_of(teller, bus)
    teller.count()
    relay.step(teller.clock.now())
    teller.clock.advance(timedelta(seconds=1))
    relay.step(teller.clock.now())
    bus.queues.clear()
    relay_of(teller, bus).step(teller.clock.now())
    assert b'"count": 1' not in b"".join(bus.queues["sunshine.listener"])


def test_catching_up_fetches_page_after_page(teller: Side, listener: Side) -> None:
    for _ in range(5):
        teller.count()
    line = FakeLine(teller)
    catchup = CatchUp(listener.application.database, listener.outbox, listener.inbox, line, random=Random(1))
    catchup.speak(peer("/example", "http://teller"), 0.0, push=False)
    assert listener.totals() == {"a": 5}
    assert line.fetched == 3


def test_a_village_behind_a_router_pushes_what_the_other_lacks(teller: Side, listener: Side) -> None:
    for _ in range(5):
        teller.count()
    catchup = CatchUp(teller.application.database, teller.outbox, teller.inbox, FakeLine(listener), random=Random(1))
    catchup.push(peer("/listener", "http://listener"))
    catchup.push(peer("/listener", "http://listener"))
    assert listener.totals() == {"a": 5}


def test_a_peer_that_does_not_answer_is_asked_less_and_less_often(listener: Side, teller: Side) -> None:
    line = FakeLine(teller)
    line.away = True
    catchup = CatchUp(listener.application.database, listener.outbox, listener.inbox, line, random=Random(1))
    other = peer("/example", "http://teller")
    now, waits = 0.0, []
    for _ in range(6):
        with pytest.raises(PeerAwayError):
            catchup.speak(other, now, push=False)
        asked = now
        while not catchup.due(other, now):
            now += 0.5
        waits.append(now - asked)
    assert waits[0] < waits[2] < waits[4] <= 73
    line.away = False
    catchup.speak(other, now, push=False)
    assert catchup.due(other, now + 6.5)


def test_a_peer_that_is_busy_with_others_is_asked_again_at_the_next_round(listener: Side, teller: Side) -> None:
    class Busy(FakeLine):
        def fetch(self, peer: Peer, after: int) -> bytes:
            raise PeerBusyError("busy")

    line = Busy(teller)
    catchup = CatchUp(listener.application.database, listener.outbox, listener.inbox, line, random=Random(1))
    other = peer("/example", "http://teller")
    for now in (0.0, 10.0, 20.0, 30.0):
        assert catchup.due(other, now)
        with pytest.raises(PeerBusyError):
            catchup.speak(other, now, push=False)


def test_a_peer_that_was_away_for_long_and_shows_a_gap_is_asked_soon(listener: Side, teller: Side) -> None:
    line = FakeLine(teller)
    line.away = True
    catchup = CatchUp(listener.application.database, listener.outbox, listener.inbox, line, random=Random(1))
    other = peer("/example", "http://teller")
    for now in (0.0, 100.0, 200.0, 300.0):
        with pytest.raises(PeerAwayError):
            catchup.speak(other, now, push=False)
    assert not catchup.due(other, 306.0)
    catchup.hurry("/example")
    assert not catchup.due(other, 304.0)
    assert catchup.due(other, 306.0)


def test_a_gap_makes_it_hurry(listener: Side, teller: Side) -> None:
    catchup = CatchUp(
        listener.application.database, listener.outbox, listener.inbox, FakeLine(teller), random=Random(1)
    )
    other = peer("/example", "http://teller")
    catchup.speak(other, 100.0, push=False)
    assert not catchup.due(other, 101.0)
    catchup.hurry("/example")
    assert catchup.due(other, 101.0)
