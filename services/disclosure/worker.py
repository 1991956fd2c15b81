"""The worker process: tells the others, hears them, and notices when a posting receipt is overdue."""

from __future__ import annotations

from functools import partial

from services.disclosure.composition import Service, compose
from services.disclosure.desk.clock import tick
from shared.messaging.worker import Worker, main
from shared.start import compose_or_exit


def _service() -> Service:
    return compose_or_exit("disclosure", compose)


def _start() -> Worker:
    service = _service()
    return service.node.worker(tick=partial(tick, service))


def _alive() -> bool:
    return _service().node.worker_alive()


if __name__ == "__main__":
    main(_start, _alive)
