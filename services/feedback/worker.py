"""The worker process of a village: tells its messages and hears the township's. Nothing falls due here."""

from __future__ import annotations

from services.feedback.composition import compose
from shared.messaging.worker import Worker, main
from shared.start import compose_or_exit


def _start() -> Worker:
    return compose_or_exit("feedback", compose).node.worker()


def _alive() -> bool:
    return compose_or_exit("feedback", compose).node.worker_alive()


if __name__ == "__main__":
    main(_start, _alive)
