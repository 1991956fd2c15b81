"""The bus: kombu, and the only module that knows it. Fast, and trusted with nothing. Redis or RabbitMQ, by URL.

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

_ANSWER_WITHIN = 5
"""Seconds after which a broker that is connected but does not answer counts as away."""
_HEARTBEAT = 5
"""Seconds between signs of life on an AMQP connection; twice as long without one ends it."""


class BusDownError(RuntimeError):
    """The broker does not answer, or takes nothing. Messages wait in the outbox and go out when it is back."""


class KombuBus:
    """One connection, for one thread. Connects when first used and again after BusDownError."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: Connection | None = None
        self._channel: Any = None
        self._producer: Producer | None = None
        self._declared: set[str] = set()
        self._full = False

    def send(self, queue: str, body: bytes) -> None:
        """Put a page into a listener's queue. Raises BusDownError."""
        self._guard(lambda: self._publish(queue, body))

    def waiting(self, queue: str) -> int:
        """How many pages wait in a queue. Raises BusDownError."""
        return int(self._guard(lambda: self._declare(queue)))

    def listen(self, queue: str, handle: Callable[[bytes], None], stop: Event) -> None:
        """Hand every page that arrives to ``handle`` until ``stop`` is set. Raises BusDownError.

        What ``handle`` raises passes through: an error of the listener's database is none of the bus.
        """
        arrived: list[bytes] = []

        def take(message: Any) -> None:
            body = message.body
            arrived.append(body.encode() if isinstance(body, str) else bytes(body))

        def consume() -> Consumer:
            self._connected()
            consumer = Consumer(self._channel, [Queue(queue, durable=True)], no_ack=True, on_message=take)
            consumer.consume()
            return consumer

        consumer = self._guard(consume)
        while not stop.is_set():
            self._guard(self._drain)
            for body in arrived:
                handle(body)
            arrived.clear()
        self._guard(consumer.cancel)

    def close(self) -> None:
        connection = self._forget()
        if connection is not None:
            connection.release()

    def _connected(self) -> Connection:
        if self._connection is None:
            connection = Connection(
                self._url, transport_options=self._options(), connect_timeout=2, heartbeat=_HEARTBEAT
            )
            connection.ensure_connection(max_retries=1, interval_start=0, timeout=2)
            self._connection = connection
            # Not the default channel: asking for that connects again, for ever, behind our back.
            self._channel = connection.channel()
            self._producer = Producer(self._channel)
        return self._connection

    def _options(self) -> dict[str, Any]:
        """Without these a connection to a broker that has vanished hangs for minutes, or for ever."""
        if self._url.startswith("redis"):
            return {
                "socket_timeout": _ANSWER_WITHIN,
                "socket_connect_timeout": 2,
                "socket_keepalive": True,
                "health_check_interval": _ANSWER_WITHIN,
            }
        return {
            "read_timeout": _ANSWER_WITHIN,
            "write_timeout": _ANSWER_WITHIN,
            "on_blocked": lambda reason: self._set_full(True),
            "on_unblocked": lambda: self._set_full(False),
        }

    def _set_full(self, full: bool) -> None:
        self._full = full

    def _declare(self, queue: str) -> int:
        self._connected()
        self._refuse_full()
        declared = Queue(queue, durable=True, channel=self._channel).queue_declare()
        return int(declared.message_count)

    def _publish(self, queue: str, body: bytes) -> None:
        self._connected()
        self._refuse_full()
        if queue not in self._declared:
            self._declare(queue)
            self._declared.add(queue)
        assert self._producer is not None
        self._producer.publish(
            body, exchange="", routing_key=queue, content_type=MIME, content_encoding="utf-8", delivery_mode=2
        )

    def _refuse_full(self) -> None:
        """RabbitMQ out of memory or disk reads no more of this connection: whoever asked it would wait in vain."""
        if self._full:
            self._drain(0)
        if self._full:
            raise BusDownError("the broker is short of memory or disk and takes nothing")

    def _drain(self, seconds: float = 0.5) -> None:
        connection = self._connected()
        connection.heartbeat_check()
        try:
            connection.drain_events(timeout=seconds)
        except socket.timeout:  # noqa: UP041 - what kombu raises when nothing came
            return

    def _guard(self, action: Callable[[], Any]) -> Any:
        connection = Connection(self._url) if self._connection is None else self._connection
        expected = (*connection.connection_errors, *connection.channel_errors, OperationalError, OSError)
        try:
            return action()
        except expected as error:
            self._drop()
            raise BusDownError(f"{type(error).__name__}: {error}") from error

    def _drop(self) -> None:
        """Let go of a connection that failed, without a word to a broker that may not answer."""
        connection = self._forget()
        if connection is not None:
            connection.collect()

    def _forget(self) -> Connection | None:
        connection, self._connection, self._channel, self._producer = self._connection, None, None, None
        self._declared.clear()
        self._full = False
        return connection
