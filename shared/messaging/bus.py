"""The bus: kombu, and the only module that knows it. Fast, and trusted with nothing.

Every listener has one durable queue, addressed by its name through the default exchange: there is no binding table to
lose, and nobody uses ``fanout``. Listeners take without acknowledgement, because correctness never rests on the bus.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from threading import Event
from typing import Any

from kombu.connection import Connection
from kombu.entity import Queue
from kombu.exceptions import OperationalError
from kombu.messaging import Consumer, Producer

from shared.messaging.page import MIME

_OPTIONS = {
    # Without these a half-open connection hangs for minutes.
    "socket_timeout": 5,
    "socket_connect_timeout": 2,
    "socket_keepalive": True,
    "health_check_interval": 5,
}


class BusDownError(RuntimeError):
    """The broker does not answer. Messages wait in the outbox and go out when it is back."""


class KombuBus:
    """One connection, for one thread. Connects when first used and again after BusDownError."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: Connection | None = None
        self._producer: Producer | None = None
        self._declared: set[str] = set()

    def send(self, queue: str, body: bytes) -> None:
        """Put a page into a listener's queue. Raises BusDownError."""
        self._guard(lambda: self._publish(queue, body))

    def waiting(self, queue: str) -> int:
        """How many pages wait in a queue. Raises BusDownError."""
        return int(self._guard(lambda: self._declare(queue)))

    def listen(self, queue: str, handle: Callable[[bytes], None], stop: Event) -> None:
        """Hand every page that arrives to ``handle`` until ``stop`` is set. Raises BusDownError."""

        def take(message: Any) -> None:
            body = message.body
            handle(body.encode() if isinstance(body, str) else bytes(body))

        def drain() -> None:
            channel = self._connected().default_channel
            with Consumer(channel, [Queue(queue, durable=True)], no_ack=True, on_message=take):
                while not stop.is_set():
                    try:
                        self._connected().drain_events(timeout=0.5)
                    except socket.timeout:  # noqa: UP041 - what kombu raises when nothing came
                        continue

        self._guard(drain)

    def close(self) -> None:
        connection, self._connection, self._producer = self._connection, None, None
        self._declared.clear()
        if connection is not None:
            connection.release()

    def _connected(self) -> Connection:
        if self._connection is None:
            connection = Connection(self._url, transport_options=_OPTIONS, connect_timeout=2)
            connection.ensure_connection(max_retries=1, interval_start=0, timeout=2)
            self._connection = connection
            self._producer = Producer(connection.default_channel)
        return self._connection

    def _declare(self, queue: str) -> int:
        declared = Queue(queue, durable=True, channel=self._connected().default_channel).queue_declare()
        return int(declared.message_count)

    def _publish(self, queue: str, body: bytes) -> None:
        self._connected()
        if queue not in self._declared:
            self._declare(queue)
            self._declared.add(queue)
        assert self._producer is not None
        self._producer.publish(
            body, exchange="", routing_key=queue, content_type=MIME, content_encoding="utf-8", delivery_mode=2
        )

    def _guard(self, action: Callable[[], Any]) -> Any:
        connection = Connection(self._url) if self._connection is None else self._connection
        expected = (*connection.connection_errors, *connection.channel_errors, OperationalError, OSError)
        try:
            return action()
        except expected as error:
            self._drop()
            raise BusDownError(f"{type(error).__name__}: {error}") from error

    def _drop(self) -> None:
        try:
            self.close()
        except (OSError, RuntimeError):
            self._connection = None
