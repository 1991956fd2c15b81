"""What of the catalogue is published, and what is missing: for each item, by its timing and its time limit.

No table of its own: fifteen small questions to `publications`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from services.disclosure.catalogue import Cadence, CatalogueItem
from services.disclosure.views import publications
from shared.clock import CHINA
from shared.eventlog import Transaction
from shared.timelimits import TimeLimits

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class ItemStatus:
    """``state``: published, missing (long-term), due or overdue (periodic), nothing_yet (ad hoc: that is no fault).

    ``period_ended_on`` and ``due_on``: of the latest period that is over, for a periodic item alone.
    """

    state: str
    last_publication: str | None
    last_published_on: date | None
    period_ended_on: date | None = None
    due_on: date | None = None
    overdue_days: int = 0
    """Calendar days since ``due_on``; 0 while in time."""


def status(tx: Transaction, item: CatalogueItem, limits: TimeLimits, today: date) -> ItemStatus:
    newest = publications.newest_of_item(tx, item.id)
    last, last_on = (newest.id, newest.published_on) if newest else (None, None)
    if item.cadence is None:
        lacking = "missing" if item.timing == "long_term" else "nothing_yet"
        return ItemStatus("published" if newest else lacking, last, last_on)
    ended_on = period_end_before(today, item.cadence)
    # The programme: posted within 10 working days of the quarter's end, so the clock starts with its last day.
    due_on = limits.deadline(item.time_limit, datetime.combine(ended_on, time(12), CHINA)).due_on
    if last_on and last_on > ended_on:
        return ItemStatus("published", last, last_on, ended_on, due_on)
    late = max(0, (today - due_on).days)
    return ItemStatus("overdue" if late else "due", last, last_on, ended_on, due_on, late)


def period_end_before(today: date, cadence: Cadence) -> date:
    """The last day of the latest quarter or month that was over before ``today``."""
    months = 3 if cadence == "quarterly" else 1
    first_month = (today.month - 1) // months * months + 1
    return date(today.year, first_month, 1) - ONE_DAY
