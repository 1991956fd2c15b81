"""The worker process of a village: tells its messages, hears the township's, sends its photographs."""

from __future__ import annotations

from services.feedback.composition import compose
from services.feedback.courier import Courier
from shared.messaging.line import HttpLine
from shared.messaging.worker import Worker, main
from shared.start import compose_or_exit


def _start() -> Worker:
    service = compose_or_exit("feedback", compose)
    node = service.node
    line = HttpLine(node.config.source, node.secrets.signing_key, node.config.clock)
    return node.worker(tick=Courier(service, line).step)


def _alive() -> bool:
    return compose_or_exit("feedback", compose).node.worker_alive()


if __name__ == "__main__":
    main(_start, _alive)
