"""The worker process: tells the others, hears them, and lets the legal clocks warn and fall."""

from __future__ import annotations

from functools import partial

from services.oversight.casework.clock import tick
from services.oversight.composition import Service, compose
from shared.messaging.worker import Worker, main
from shared.start import compose_or_exit


def _service() -> Service:
    return compose_or_exit("oversight", compose)


def _start() -> Worker:
    service = _service()
    return service.node.worker(tick=partial(tick, service))


def _alive() -> bool:
    return _service().node.worker_alive()


if __name__ == "__main__":
    main(_start, _alive)
