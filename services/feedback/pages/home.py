"""The village site at a glance: what a villager may want to do here, before the board itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.feedback.composition import Service
from services.feedback.views import rating_answers, reading, results, rounds
from services.feedback.views.reading import Listed, Wanted
from shared.district import Hotline
from shared.eventlog import Transaction

PROMISES, NUMBERS = "service-promises", "hotlines"
"""Items of the catalogue that everybody is led to from the first page."""


@dataclass(frozen=True)
class Glance:
    """``running``: open surveys, each with ``days_left``, 0 on the last day. ``latest``: the last results, if any.

    ``promises`` and ``numbers``: what is on the board of these items. Addresses that nobody knows are None.
    """

    running: Sequence[dict[str, Any]]
    latest: results.RoundResults | None
    answered: int
    promises: Listed | None
    numbers: Listed | None
    hotlines: Sequence[Hotline]
    follow_url: str | None
    requests_url: str | None


def at_a_glance(service: Service, tx: Transaction) -> Glance:
    today = service.today()
    running = [
        {**each, "days_left": (date.fromisoformat(each["closes_on"]) - today).days}
        for each in rounds.not_closed(tx, today)
        if each["state"] == "open"
    ]
    latest, _ = results.newest(tx, 1, 1)
    _, answered = rating_answers.newest(tx, 1, 1)
    promises, numbers = (_newest(tx, item) for item in (PROMISES, NUMBERS))
    return Glance(
        running=running,
        latest=latest[0] if latest else None,
        answered=answered,
        promises=promises,
        numbers=numbers,
        hotlines=service.district.hotlines,
        follow_url=service.follow_url,
        requests_url=service.requests_url,
    )


def _newest(tx: Transaction, item: str) -> Listed | None:
    found, _ = reading.browse(tx, Wanted(item), 1, 1)
    return found[0] if found else None
