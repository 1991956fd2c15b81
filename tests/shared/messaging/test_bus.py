"""The bus against a real Redis."""

from __future__ import annotations

import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pilot.redis_server import RedisBinary, answers, resolve
from shared.messaging.bus import BusDownError, KombuBus


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Redis:
    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        binary = resolve(environ={})
        assert isinstance(binary, RedisBinary)
        self._command = binary.command(self.port, folder)
        self.start()

    def start(self) -> None:
        self._process = subprocess.Popen(self._command, stdout=subprocess.DEVNULL)
        for _ in range(500):
            if answers(self.url):
                return
            time.sleep(0.02)
        raise RuntimeError("Redis did not start")

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Redis]:
    server = Redis(tmp_path)
    yield server
    server.kill()


def heard(bus: KombuBus, queue: str, count: int) -> list[bytes]:
    pages: list[bytes] = []
    stop = threading.Event()

    def take(body: bytes) -> None:
        pages.append(body)
        if len(pages) >= count:
            stop.set()

    bus.listen(queue, take, stop)
    return pages


def test_pages_arrive_in_order_and_as_they_were(redis: Redis) -> None:
    bus = KombuBus(redis.url)
    sent = [f"阳光 {number}\nline".encode() for number in range(20)]
    for body in sent:
        bus.send("sunshine.x", body)
    assert bus.waiting("sunshine.x") == 20
    assert heard(KombuBus(redis.url), "sunshine.x", 20) == sent
    assert bus.waiting("sunshine.x") == 0


def test_each_listener_has_a_queue_of_its_own(redis: Redis) -> None:
    bus = KombuBus(redis.url)
    bus.send("sunshine.x", b"for x")
    bus.send("sunshine.y", b"for y")
    assert heard(KombuBus(redis.url), "sunshine.y", 1) == [b"for y"]
    assert bus.waiting("sunshine.x") == 1


def test_a_bus_that_is_away_says_so_and_is_used_again_when_it_is_back(redis: Redis) -> None:
    bus = KombuBus(redis.url)
    bus.send("sunshine.x", b"before")
    redis.kill()
    with pytest.raises(BusDownError):
        bus.send("sunshine.x", b"lost")
    with pytest.raises(BusDownError):
        bus.waiting("sunshine.x")
    redis.start()
    bus.send("sunshine.x", b"after")
    assert bus.waiting("sunshine.x") >= 1


def test_a_listener_notices_that_the_bus_went_away(redis: Redis) -> None:
    bus = KombuBus(redis.url)
    threading.Timer(0.5, redis.kill).start()
    with pytest.raises(BusDownError):
        bus.listen("sunshine.x", lambda body: None, threading.Event())
