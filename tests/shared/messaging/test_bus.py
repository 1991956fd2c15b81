"""The bus against real brokers: what holds, holds on Redis and on RabbitMQ."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest

from pilot.broker import Broker
from shared.ids import RandomIds
from shared.messaging.bus import BusDownError, KombuBus


@pytest.fixture
def queue() -> str:
    """A name of its own for each test: some share a broker."""
    return f"sunshine.{RandomIds().new()}"


class Listener:
    """A thread that listens until it is stopped, and keeps what it heard and what ended it."""

    def __init__(self, url: str, queue: str) -> None:
        self.heard: list[bytes] = []
        self.error: Exception | None = None
        self._url = url
        self._queue = queue
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def __enter__(self) -> Listener:
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(timeout=30)
        assert not self._thread.is_alive(), "the listener hangs"

    def ended(self, seconds: float) -> Exception | None:
        self._thread.join(timeout=seconds)
        return self.error

    def _run(self) -> None:
        bus = KombuBus(self._url)
        try:
            bus.listen(self._queue, self.heard.append, self._stop)
        except Exception as error:
            self.error = error
        bus.close()


def wait_until(holds: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "did not come about in time"
        time.sleep(0.05)


def heard(bus: KombuBus, queue: str, count: int) -> list[bytes]:
    pages: list[bytes] = []
    stop = threading.Event()

    def take(body: bytes) -> None:
        pages.append(body)
        if len(pages) >= count:
            stop.set()

    bus.listen(queue, take, stop)
    return pages


def test_pages_arrive_in_order_and_as_they_were(bus_url: str, queue: str) -> None:
    bus = KombuBus(bus_url)
    sent = [f"阳光 {number}\nline".encode() for number in range(20)]
    for body in sent:
        bus.send(queue, body)
    wait_until(lambda: bus.waiting(queue) == 20)
    assert heard(KombuBus(bus_url), queue, 20) == sent
    assert bus.waiting(queue) == 0


def test_each_listener_has_a_queue_of_its_own(bus_url: str, queue: str) -> None:
    bus = KombuBus(bus_url)
    bus.send(queue, b"for x")
    bus.send(f"{queue}.y", b"for y")
    assert heard(KombuBus(bus_url), f"{queue}.y", 1) == [b"for y"]
    wait_until(lambda: bus.waiting(queue) == 1)


def test_an_error_of_the_listener_is_not_taken_for_one_of_the_bus(bus_url: str, queue: str) -> None:
    KombuBus(bus_url).send(queue, b"page")

    def handle(body: bytes) -> None:
        raise OSError("the listener's disk is full")

    with pytest.raises(OSError, match="disk is full"):
        KombuBus(bus_url).listen(queue, handle, threading.Event())


def test_a_listener_that_is_slow_leaves_its_pages_waiting_where_they_can_be_counted(bus_url: str, queue: str) -> None:
    """Only so can the relay notice that somebody is behind, and leave him to the feed."""
    bus = KombuBus(bus_url)
    page = b"x" * 100_000
    slow = threading.Event()
    listener = KombuBus(bus_url)
    stop = threading.Event()

    def handle(body: bytes) -> None:
        slow.wait(30)

    thread = threading.Thread(target=listener.listen, args=(queue, handle, stop))
    thread.start()
    try:
        for _ in range(400):
            bus.send(queue, page)
        wait_until(lambda: bus.waiting(queue) > 100)
    finally:
        stop.set()
        slow.set()
        thread.join(30)


def test_a_bus_that_is_away_says_so_and_is_used_again_when_it_is_back(broker: Broker, queue: str) -> None:
    bus = KombuBus(broker.url)
    bus.send(queue, b"before")
    with Listener(broker.url, queue) as listener:
        wait_until(lambda: listener.heard == [b"before"])
        broker.kill()
        assert isinstance(listener.ended(10), BusDownError)
    with pytest.raises(BusDownError):
        bus.waiting(queue)
    with pytest.raises(BusDownError):
        bus.send(queue, b"lost")
    broker.lose()
    broker.start()
    with Listener(broker.url, queue) as again:
        bus.send(queue, b"after")
        wait_until(lambda: again.heard == [b"after"])


def test_a_bus_that_was_emptied_under_its_listeners_goes_on(broker: Broker, queue: str) -> None:
    bus = KombuBus(broker.url)
    bus.send(queue, b"before")
    wait_until(lambda: bus.waiting(queue) == 1)
    broker.empty()
    assert bus.waiting(queue) == 0
    bus.send(queue, b"after")
    assert heard(KombuBus(broker.url), queue, 1) == [b"after"]


def test_a_listener_whose_queue_vanished_hears_again_at_the_latest_when_it_comes_back(
    broker: Broker, queue: str
) -> None:
    bus = KombuBus(broker.url)
    with Listener(broker.url, queue) as listener:
        bus.send(queue, b"before")
        wait_until(lambda: listener.heard == [b"before"])
        broker.empty()
        bus.waiting(queue)
        bus.send(queue, b"after")
        wait_until(lambda: listener.heard == [b"before", b"after"] or isinstance(listener.ended(0), BusDownError))


def test_a_bus_that_is_full_says_so_and_is_used_again_when_there_is_room(broker: Broker, queue: str) -> None:
    bus = KombuBus(broker.url)

    def takes(body: bytes) -> bool:
        try:
            bus.send(queue, body)
        except BusDownError:
            return False
        return True

    assert takes(b"before")
    broker.fill()
    try:
        wait_until(lambda: not takes(b"x" * 10_000))
        assert not takes(b"more")
    finally:
        broker.relieve()
    wait_until(lambda: takes(b"after"))
    with Listener(broker.url, queue) as listener:
        wait_until(lambda: b"after" in listener.heard)


def ask_until_it_is_given_up(bus: KombuBus, queue: str) -> None:
    """Several times: the kernel freezes a busy process a moment after it was told to."""
    end = time.monotonic() + 10
    while time.monotonic() < end:
        bus.waiting(queue)


def test_a_bus_that_hangs_is_given_up_within_seconds(broker: Broker, queue: str) -> None:
    bus = KombuBus(broker.url)
    bus.send(queue, b"before")
    broker.freeze()
    try:
        began = time.monotonic()
        with pytest.raises(BusDownError):
            ask_until_it_is_given_up(bus, queue)
        assert time.monotonic() - began < 10
    finally:
        broker.thaw()
    wait_until(lambda: bus.waiting(queue) >= 0)
