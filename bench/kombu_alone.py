"""Bare kombu on a broker: what one queue carries when a message is a message and nothing is kept of it."""

from __future__ import annotations

import time

from kombu.connection import Connection
from kombu.entity import Queue
from kombu.messaging import Consumer, Producer

BODY = b"x" * 500


def rate(url: str, count: int, *, acknowledged: bool) -> float:
    """Messages a second taken from one queue that holds them all, each handed to a callback."""
    queue = Queue("bench.bare", durable=True)
    with Connection(url) as connection:
        channel = connection.default_channel
        queue(channel).declare()
        producer = Producer(channel)
        for _ in range(count):
            producer.publish(BODY, routing_key="bench.bare", content_type="application/octet-stream")
        taken = 0

        def take(message: object) -> None:
            nonlocal taken
            taken += 1
            if acknowledged:
                message.ack()  # type: ignore[attr-defined]

        started = time.perf_counter()
        with Consumer(channel, [queue], no_ack=not acknowledged, on_message=take):
            while taken < count:
                connection.drain_events(timeout=5)
        return count / (time.perf_counter() - started)
