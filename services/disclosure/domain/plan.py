"""What is going to be due: from the catalogue and the calendar, ahead. Pure.

A period's figures are due a number of working days after its last day; a text that is always to be there, a number of
working days after the office begins (Open Government Information Regulations 2019, Art. 26, and the programme itself).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from services.disclosure.domain.catalogue import Cadence, Catalogue, CatalogueItem, LawChanged
from services.disclosure.domain.obligation import Kind, Owed, Period, SetObligation
from shared.timelimits import TimeLimits
from shared.timelimits.days import noon, zh_day

_MONTHS: dict[Cadence, int] = {"monthly": 1, "quarterly": 3, "yearly": 12}


def planned(
    catalogue: Catalogue, limits: TimeLimits, founded_on: date, until: date, at: datetime
) -> Iterator[tuple[str, SetObligation]]:
    """Id and command of all that the catalogue makes due for periods that end by ``until``.

    ``founded_on``: the day on which the office began; the period before it counts if its figures were not due yet.
    """
    for item in catalogue.items.values():
        if item.timing == "long_term":
            owed = _owed(catalogue.version, item, Kind.FOUNDING, item.zh)
            yield f"{item.id}.founding", SetObligation(owed, limits.deadline(item.time_limit, noon(founded_on)), at)
        elif item.cadence:
            for period in _periods(item.cadence, founded_on, until):
                due = limits.deadline(item.time_limit, noon(period.last))
                if due.due_on >= founded_on:
                    title = f"{item.zh}（{zh_period(item.cadence, period)}）"
                    owed = _owed(catalogue.version, item, Kind.PERIOD, title, period=period)
                    yield f"{item.id}.{period_key(item.cadence, period)}", SetObligation(owed, due, at)


def of_fact(
    catalogue: Catalogue, item: CatalogueItem, limits: TimeLimits, *, about: str, on: date, at: datetime
) -> SetObligation:
    """A fact was formed on that day: it is due within the item's time limit (Art. 26)."""
    owed = _owed(catalogue.version, item, Kind.FACT, f"{item.zh}（{zh_day(on)}）", about=about)
    return SetObligation(owed, limits.deadline(item.time_limit, noon(on)), at)


def of_law(event: LawChanged, limits: TimeLimits) -> Iterator[tuple[str, SetObligation]]:
    """What stands published is reviewed within the item's time limit of the change."""
    for item in event.items:
        title = f"{item.zh}（{zh_day(event.changed_on)}起有变动）"
        owed = _owed(event.catalogue_version, item, Kind.LAW, title, about=event.law)
        due = limits.deadline(item.time_limit, noon(event.changed_on))
        yield f"{item.id}.law-{event.changed_on}", SetObligation(owed, due, event.at)


def period_key(cadence: Cadence, period: Period) -> str:
    """2026-q3, 2026-09 or 2026: what the figures of a period are called in addresses."""
    if cadence == "quarterly":
        return f"{period.first.year}-q{(period.first.month + 2) // 3}"
    return f"{period.first.year}" if cadence == "yearly" else f"{period.first:%Y-%m}"


def zh_period(cadence: Cadence, period: Period) -> str:
    year = f"{period.first.year}年"
    if cadence == "quarterly":
        return f"{year}第{'一二三四'[period.first.month // 3]}季度"
    return year if cadence == "yearly" else f"{year}{period.first.month}月"


def _owed(
    version: int, item: CatalogueItem, kind: Kind, title: str, *, about: str = "", period: Period | None = None
) -> Owed:
    return Owed(item.id, kind, title, about, period, item.carriers, item.owner, version)


def _periods(cadence: Cadence, founded_on: date, until: date) -> Iterator[Period]:
    """From the one before ``founded_on`` on."""
    months = _MONTHS[cadence]
    first = _first_of(founded_on, months)
    first = _first_of(first - timedelta(days=1), months)
    while (following := _first_of(first + timedelta(days=31 * months), months)) <= until + timedelta(days=1):
        yield Period(first, following - timedelta(days=1))
        first = following


def _first_of(day: date, months: int) -> date:
    return date(day.year, (day.month - 1) // months * months + 1, 1)
