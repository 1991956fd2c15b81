"""A small load: a few keep-alive connections, each sending one request after the other.

Plain sockets, so that the client takes as little as possible of the two cores it shares with the server.
"""

from __future__ import annotations

import selectors
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

MakeBody = Callable[[], bytes]


@dataclass(frozen=True)
class Rate:
    per_second: float
    answered: int
    p99_ms: float


class Connection:
    """One keep-alive HTTP/1.1 connection."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._host = f"{parts.hostname}:{parts.port}"
        self._path = parts.path
        self._socket = socket.create_connection((parts.hostname or "", parts.port or 80), 10)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def post(self, body: bytes) -> tuple[int, bytes]:
        """The status and body of the answer to one JSON document."""
        self._socket.sendall(
            f"POST {self._path} HTTP/1.1\r\nHost: {self._host}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\n\r\n".encode()
            + body
        )
        return self._answer()

    def get(self, path: str) -> tuple[int, bytes]:
        self._socket.sendall(f"GET {path} HTTP/1.1\r\nHost: {self._host}\r\n\r\n".encode())
        return self._answer()

    def _answer(self) -> tuple[int, bytes]:
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._more()
        head, _, content = received.partition(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        while len(content) < length:
            content += self._more()
        return int(head.split(b" ", 2)[1]), content

    def _more(self) -> bytes:
        chunk = self._socket.recv(65536)
        if not chunk:
            raise ConnectionError("the server closed the connection")
        return chunk


def rate(url: str, make_body: MakeBody, *, connections: int, seconds: float) -> Rate:
    """Post for some seconds over some connections. Raises AssertionError if anything but success is answered."""
    times: list[float] = []
    failures: list[BaseException] = []
    end = time.perf_counter() + seconds

    def run() -> None:
        try:
            connection = Connection(url)
            while time.perf_counter() < end:
                body = make_body()
                asked = time.perf_counter()
                status, content = connection.post(body)
                times.append(time.perf_counter() - asked)
                assert status in {200, 201, 202}, f"{url} answered {status}: {content[:300]!r}"
        except BaseException as error:
            failures.append(error)
            raise

    started = time.perf_counter()
    threads = [threading.Thread(target=run) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise AssertionError(f"the load failed: {failures[0]}")
    elapsed = time.perf_counter() - started
    return Rate(len(times) / elapsed, len(times), percentile(times, 0.99) * 1000)


def reading_rate(url: str, *, connections: int, seconds: float) -> float:
    """Answers a second to the same GET over keep-alive connections, by one thread that does as little as it can.

    Raises AssertionError for anything but 200, and where an answer has another size than the first.
    """
    size = len(Connection(url).get(urlsplit(url).path)[1])
    ready = selectors.DefaultSelector()
    for _ in range(connections):
        _Reader(url, size, ready)
    answered, started = 0, time.perf_counter()
    while time.perf_counter() < started + seconds:
        answered += sum(key.data.more() for key, _ in ready.select(5))
    elapsed = time.perf_counter() - started
    for key in list(ready.get_map().values()):
        key.data.close()
    return answered / elapsed


class _Reader:
    """One connection with one question under way; opened again when the server has had enough of it."""

    def __init__(self, url: str, size: int, ready: selectors.BaseSelector) -> None:
        parts = urlsplit(url)
        self._where = (parts.hostname or "", parts.port or 80)
        self._asking = f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\n\r\n".encode()
        self._size, self._ready = size, ready
        self._open()

    def _open(self) -> None:
        self._socket = socket.create_connection(self._where, 10)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._ready.register(self._socket, selectors.EVENT_READ, self)
        self._left, self._last = 0, False
        self._socket.sendall(self._asking)

    def more(self) -> bool:
        """Take what has come. Whether that was the end of an answer: then the next is asked for."""
        chunk = self._socket.recv(262_144)
        assert chunk, "half an answer"
        if not self._left:
            assert chunk.startswith(b"HTTP/1.1 200"), chunk[:200]
            head = chunk.index(b"\r\n\r\n") + 4
            self._left, self._last = self._size + head, b"Connection: close" in chunk[:head]
        self._left -= len(chunk)
        assert self._left >= 0, "an answer of another size"
        if self._left:
            return False
        if self._last:
            self.close()
            self._open()
        else:
            self._socket.sendall(self._asking)
        return True

    def close(self) -> None:
        self._ready.unregister(self._socket)
        self._socket.close()


def percentile(values: list[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]
