"""Whoever was away for long comes back without filling anybody's memory or bus, and without holding up the others."""

from __future__ import annotations

import threading
import tracemalloc
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from shared.clock import ManualClock
from shared.contracts import Message
from shared.eventlog import Metadata, Recorded, open_database
from shared.messaging.catchup import CatchUp
from shared.messaging.inbox import SLICE, Inbox, Receipt
from shared.messaging.keys import Peer, Peers
from shared.messaging.relay import QUEUE_BOUND, Relay
from tests.shared.messaging.conftest import Side, peer
from tests.shared.messaging.test_http import client_of
from tests.shared.messaging.test_relay_and_catchup import FakeBus, FakeLine
from tests.shared.tally import COUNTED

MEGABYTES = 1 << 20


class WholePages(FakeLine):
    def fetch(self, peer: Peer, after: int) -> bytes:
        return self.other.page(after)


def tell(teller: Side, count: int) -> None:
    """What a village has to tell that was away: every hundredth message has an effect at the listener."""
    began, metadata = teller.clock.now(), Metadata("li", "0" * 20)
    kinds = (COUNTED, *("cn.sunshine.example.unheard-of.v1",) * 99)
    told = [
        (
            Message(kinds[number % 100], "a", {"tally": f"t{number}", "by": 1, "told": "x" * 300}),
            Recorded(number, "", 1, "", None, began, began, metadata),
        )
        for number in range(count)
    ]
    with teller.application.database.write() as tx:
        teller.outbox.add(tx, told)


@pytest.mark.long
def test_a_hundred_thousand_messages_are_fetched_in_bounded_memory(teller: Side, local: Side) -> None:
    tell(teller, 100_000)
    catchup = CatchUp(local.application.database, local.outbox, local.inbox, WholePages(teller), random=Random(1))
    assert peak(lambda: catchup.pull(peer("/example", "http://teller"))) < 8 * MEGABYTES
    assert local.inbox.position("/example") == 100_000
    assert len(local.totals()) == 1000


def test_pushing_takes_bounded_memory_too(teller: Side, local: Side) -> None:
    tell(teller, 20_000)
    catchup = CatchUp(teller.application.database, teller.outbox, teller.inbox, WholePages(local), random=Random(1))
    assert peak(lambda: catchup.push(peer("/listener", "http://listener"))) < 8 * MEGABYTES
    assert local.inbox.position("/example") == 20_000


def test_a_long_backlog_does_not_fill_the_bus(teller: Side) -> None:
    tell(teller, 20_000)
    bus = FakeBus()
    relay = Relay(teller.application.database, teller.outbox, teller.peers, bus)
    bus.queues["sunshine.listener"] = [b""] * (QUEUE_BOUND - 3)
    while relay.step(teller.clock.now()):
        teller.clock.advance(timedelta(milliseconds=10))
    assert len(bus.queues["sunshine.listener"]) == QUEUE_BOUND


def test_a_long_page_lets_others_write_in_between(teller: Side, local: Side) -> None:
    tell(teller, 1000)
    taking = threading.Thread(target=local.inbox.receive, args=(teller.page(0),))
    applied_while_waiting = []
    taking.start()
    while taking.is_alive():
        before = local.inbox.position("/example")
        with local.application.database.write() as tx:
            ((after,),) = tx.execute("SELECT coalesce(max(sequence), 0) FROM inbox")
        applied_while_waiting.append(after - before)
    taking.join()
    assert local.inbox.position("/example") == 1000
    assert max(applied_while_waiting) <= 2 * SLICE


class BusyInbox(Inbox):
    """Takes its time over a page."""

    def __init__(self, side: Side) -> None:
        super().__init__(side.application.database, side.peers, side.application.apply_messages, side.clock)
        self.begun, self.go_on = threading.Event(), threading.Event()

    def receive(self, body: bytes, *, asked_after: int | None = None, pushed: bool = False) -> Receipt:
        if len(body) > 10_000 and not self.begun.is_set():
            self.begun.set()
            self.go_on.wait(20)
        return super().receive(body, asked_after=asked_after, pushed=pushed)


def test_of_long_pages_one_is_taken_at_a_time_and_news_at_any_time(teller: Side, local: Side) -> None:
    tell(teller, 1000)
    inbox = local.inbox = BusyInbox(local)
    client, page, head = client_of(local, local.peers), teller.page(0), teller.page(1000)
    first = threading.Thread(target=lambda: client.application.test_client().post("/inbox", data=page))
    first.start()
    assert inbox.begun.wait(20)
    refused = client.post("/inbox", data=page)
    assert (refused.status_code, refused.get_json()["code"]) == (429, "busy-taking")
    assert client.post("/inbox", data=head).get_json()["applied"] == 0
    inbox.go_on.set()
    first.join()
    assert client.post("/inbox", data=page).get_json()["applied"] == 1000


def peak(work: Callable[[], None]) -> int:
    """Bytes of Python objects at most at once."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.fixture
def local(tmp_path: Path, clock: ManualClock) -> Side:
    """The listener on SQLite: what is bounded here does not depend on the database."""
    database = open_database(f"sqlite:///{tmp_path / 'listener.db'}")
    return Side("/listener", database, clock, Peers({"/example": peer("/example", "http://teller")}))
