"""What the clock does: founding carriers are registered, what is scheduled is published, what is late is recorded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

import structlog

from services.disclosure.composition import Service
from services.disclosure.desk.carriers import next_founding
from services.disclosure.desk.obligations import plan, recompute
from services.disclosure.domain.information_request import commands as requested
from services.disclosure.domain.obligation import PassDeadline
from services.disclosure.domain.posting import MissPosting
from services.disclosure.domain.publication_commands import PublishPublication
from services.disclosure.policies.postings import posting_id
from services.disclosure.views import catalogue, postings, publications, requests
from services.disclosure.views.clocks import OBLIGATION
from shared import due, ticking
from shared.decider import Do
from shared.eventlog import Transaction
from shared.privacy.subject_keys import KeysUnusable

_ERASED_AT_ONCE = 100
_log = structlog.get_logger()

Fallen = tuple[datetime, Do]
"""The moment at which something falls, and what is then asked."""


def tick(service: Service) -> int:
    """Plan what is to come, move what a new calendar moves, then record what has fallen due, each at its legal moment.

    Return the number of records.
    """
    now = service.now()
    done = _plan(service)

    def next_outdated(tx: Transaction, skip: int = 0) -> Do | None:
        outdated = due.first_outdated(tx, service.limits.calendar, skip)
        if outdated is None:
            return None
        aggregate, name = outdated
        if aggregate == OBLIGATION:
            return recompute(service, tx, name)
        return Do(aggregate, name, requested.RecomputeDeadline(now))

    # Before anything falls: what a new calendar moves falls by that one.
    done += ticking.tick(service.application, next_outdated)
    if done:
        return done
    done = ticking.tick(service.application, partial(next_founding, service))
    sources = (_clock, _posting, _scheduled)
    done += sum(ticking.tick(service.application, _next(source, now)) for source in sources)
    return done + erase_keys(service)


def erase_keys(service: Service) -> int:
    """Destroy the keys of requests that may go, then record it. What a crash leaves, the next tick finishes."""
    with service.application.database.read() as tx:
        pending = requests.keys_to_erase(tx, _ERASED_AT_ONCE)
    for done, request in enumerate(pending):
        try:
            service.keys.erase(request)
        except KeysUnusable as busy:
            _log.warning("a key cannot be erased yet, will try again", reason=str(busy))
            return done
        service.application.handle("request", request, requested.RecordErasure(service.now()), actor="clock")
    return len(pending)


def _plan(service: Service) -> int:
    """Once for each state of catalogue and day: it costs two queries, and the tick comes every second."""
    with service.application.database.read() as tx:
        state = (catalogue.present(tx), service.today())
    if service.planned.get("state") == state:
        return 0
    changed = plan(service)
    if not changed:
        service.planned["state"] = state
    return changed


def _next(source: Callable[[Transaction, datetime, int], Fallen | None], now: datetime) -> ticking.NextFallen:
    def next_fallen(tx: Transaction, skip: int = 0) -> Do | None:
        found = source(tx, now, skip)
        return found[1] if found and found[0] <= now else None

    return next_fallen


def _clock(tx: Transaction, now: datetime, skip: int) -> Fallen | None:
    fallen = due.first_fallen(tx, now, skip)
    if fallen is None:
        return None
    passes = PassDeadline(fallen.at) if fallen.aggregate == OBLIGATION else requested.PassDeadline(fallen.at, now)
    return fallen.at, Do(fallen.aggregate, fallen.id, passes)


def _posting(tx: Transaction, now: datetime, skip: int) -> Fallen | None:
    owed = postings.first_fallen(tx, now, skip)
    return (owed.at, Do("posting", posting_id(owed.publication, owed.village), MissPosting(owed.at))) if owed else None


def _scheduled(tx: Transaction, now: datetime, skip: int) -> Fallen | None:
    """It is published when the clock comes by: from then on people can read it, and the boards' time runs."""
    found = publications.first_scheduled(tx, skip)
    return (found[0], Do("publication", found[1], PublishPublication("clock", now))) if found else None
