"""What of the catalogue is published, and what is missing. No table of its own: two small questions an item."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from services.disclosure.domain.catalogue import CatalogueItem
from services.disclosure.views import obligations, publications
from shared.eventlog import Transaction


@dataclass(frozen=True)
class ItemStatus:
    """``state``: published, missing (long-term), due or overdue, nothing_yet (ad hoc or periodic: that is no fault).

    ``obligation``, ``due_on`` and ``period_ended_on``: of what is due and not done, the oldest first.
    """

    state: str
    last_publication: str | None
    last_published_on: date | None
    obligation: str | None = None
    period_ended_on: date | None = None
    due_on: date | None = None
    overdue_days: int = 0
    """Calendar days since ``due_on``; 0 while in time."""


def status(tx: Transaction, item: CatalogueItem, now: datetime, today: date) -> ItemStatus:
    newest = publications.newest_of_item(tx, item.id)
    last, last_on = (newest.id, newest.published_on) if newest else (None, None)
    owed = obligations.open_of_item(tx, item.id, now, today)
    if owed is None or (owed.state == "due" and item.timing == "long_term" and not newest):
        lacking = "missing" if item.timing == "long_term" else "nothing_yet"
        return ItemStatus("published" if newest else lacking, last, last_on)
    ended_on = owed.owed.period.last if owed.owed.period else None
    return ItemStatus(owed.state, last, last_on, owed.id, ended_on, owed.due_on, owed.late_days)
