"""The worker process of a village: tells its messages, hears the township's, casts ballots, fetches results."""

from __future__ import annotations

from services.feedback.ballots.casting import cast
from services.feedback.composition import compose
from services.feedback.courier import Courier
from services.feedback.fetching import Fetching
from shared.messaging.worker import Worker, main
from shared.start import compose_or_exit


def _start() -> Worker:
    service = compose_or_exit("feedback", compose)
    node = service.node
    line = node.line()
    courier, fetching = Courier(service, line), Fetching(service, line)

    def tick() -> int:
        return courier.step() + fetching.step() + cast(service)

    return node.worker(tick=tick)


def _alive() -> bool:
    return compose_or_exit("feedback", compose).node.worker_alive()


if __name__ == "__main__":
    main(_start, _alive)
