"""What the clock does: what is scheduled is published, and what is owed and past its time is recorded as missed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from services.disclosure.composition import Service
from services.disclosure.domain.posting import MissPosting
from services.disclosure.domain.publishing import PublishPublication
from services.disclosure.policies.postings import posting_id
from services.disclosure.views import postings, publications
from shared import ticking
from shared.decider import Do
from shared.eventlog import Transaction

Fallen = tuple[datetime, Do]
"""The moment at which something falls, and what is then asked."""


def tick(service: Service) -> int:
    """Record what has fallen due, in its order, each at its legal moment; return the number of records."""
    now = service.now()
    return sum(ticking.tick(service.application, _next(source, now)) for source in (_posting, _scheduled))


def _next(source: Callable[[Transaction, datetime, int], Fallen | None], now: datetime) -> ticking.NextFallen:
    def next_fallen(tx: Transaction, skip: int = 0) -> Do | None:
        found = source(tx, now, skip)
        return found[1] if found and found[0] <= now else None

    return next_fallen


def _posting(tx: Transaction, now: datetime, skip: int) -> Fallen | None:
    due = postings.first_fallen(tx, now, skip)
    return (due.at, Do("posting", posting_id(due.publication, due.village), MissPosting(due.at))) if due else None


def _scheduled(tx: Transaction, now: datetime, skip: int) -> Fallen | None:
    """It is published when the clock comes by: from then on people can read it, and the boards' time runs."""
    found = publications.first_scheduled(tx, skip)
    return (found[0], Do("publication", found[1], PublishPublication("clock", now))) if found else None
