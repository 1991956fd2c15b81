"""Statistics: figures as they may be shown, and their release."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from services.oversight.composition import Service
from services.oversight.domain.figures import MEASURES, Figure, Measure, periods_of
from services.oversight.domain.finding import KINDS as FINDINGS
from services.oversight.domain.finding import ORIGINS
from services.oversight.domain.petition import particulars as words
from services.oversight.domain.quarter import quarter_named, quarter_of
from services.oversight.domain.release import Content, CorrectRelease, PublishRelease, last_day, year_of
from services.oversight.views import releases, statistics
from services.oversight.views.statistics import BY_CLOCK, IN_TIME, LATE, Raw
from shared.errors import NotFound, WrongState
from shared.eventlog import Transaction
from shared.privacy.suppression import Part, is_crowd, shows_total, suppress
from shared.timelimits.days import china_day
from shared.web.roles import Account

Order = Mapping[str, Sequence[str]]
"""Table -> its values in the order in which they are shown."""


def order_of(service: Service) -> Order:
    district = service.district
    return {
        "channel": words.CHANNELS,
        "kind": words.KINDS,
        "office": [office.id for office in district.offices],
        "village": [*(village.id for village in district.villages), ""],
        "in_time": (IN_TIME, LATE),
        "reason": words.DECLINE_REASONS,
        "whither": ("inside", "outside"),
        "founded": ("founded", "unfounded"),
        "limit": (
            *("acceptance", "resolution", "promise_60", "enquiry", "review", "re_review", "transfer_objection"),
            *("bad_rating_contact", "bad_rating_rectification"),
        ),
        "level": ("head_of_office", "leading_group", "district"),
        "review": words.REVIEW_OUTCOMES,
        "score": ("5", "4", "3", "2", "1"),
        "finding": FINDINGS,
        "origin": [origin for origin in ORIGINS if origin != BY_CLOCK],
        "inspection": ("open", "undercover"),
    }


def figures_of(
    order: Order, quarters: Sequence[Mapping[str, Raw]], earlier: Sequence[Sequence[Figure]], *, of_year: bool
) -> tuple[Figure, ...]:
    """What may be shown of a quarter, or of a year.

    ``quarters``: the raw counts of the year's quarters, up to this one or all of them; ``earlier``: what was shown of
    those before this one, or of all.
    """
    return tuple(_figure(order, measure, quarters, earlier, of_year=of_year) for measure in MEASURES)


def _figure(
    order: Order,
    measure: Measure,
    quarters: Sequence[Mapping[str, Raw]],
    earlier: Sequence[Sequence[Figure]],
    *,
    of_year: bool,
) -> Figure:
    raw = [quarter.get(measure.id, Raw()) for quarter in quarters]
    out = [next(figure for figure in shown if figure.measure == measure.id) for shown in earlier]
    held_back = [one.total for one, figure in zip(raw, out, strict=False) if figure.total is None]
    counted = raw if of_year else raw[-1:]
    total = sum(one.total for one in counted)
    may_show = is_crowd(held_back) if of_year else shows_total(total, held_back)

    def table(name: str) -> dict[str, int | None]:
        values = _values(order[name], [one.tables.get(name, {}) for one in raw])
        columns = [{value: one.tables.get(name, {}).get(value, 0) for value in values} for one in counted]
        if not may_show:
            return dict.fromkeys(values)
        if not of_year:
            return suppress(columns[0])
        parts = [
            Part(column, None if figure.total is None else figure.tables.get(name) or dict.fromkeys(values))
            for column, figure in zip(columns, out, strict=True)
        ]
        return suppress({value: sum(column[value] for column in columns) for value in values}, parts)

    return Figure(
        measure.id,
        total if may_show else None,
        sum(one.amount_fen for one in counted) if may_show and measure.money else None,
        {name: table(name) for name in measure.tables(of_year=of_year)},
    )


def _values(known: Sequence[str], columns: Sequence[Mapping[str, int]]) -> list[str]:
    """The values in their order; what is no longer on the map, or not yet in the words, comes last."""
    return [*known, *sorted({value for column in columns for value in column} - {*known})]


def due(service: Service, tx: Transaction) -> str | None:
    """The period to be released next, if it is over: they come in their order, from the first in which there was
    anything to count. None: nothing is due.
    """
    first = statistics.first_quarter(tx)
    if first is None:
        return None
    today = china_day(service.clock.now())
    for year in range(year_of(first), today.year + 1):
        known, _ = releases.of_year(tx, year)
        for period in periods_of(year):
            if period not in known:
                return period if last_day(period) < today else None
    return None


def draft(service: Service, tx: Transaction, period: str) -> tuple[tuple[Figure, ...], int]:
    """The figures of a period as they would be released now, and how many editions of its year they rest on.

    Raises Invalid for what is no period, NotFound for a year before anything was counted, WrongState out of order.
    """
    year = year_of(period)
    counted_from = statistics.first_quarter(tx)
    if counted_from is None or year < year_of(counted_from):
        raise NotFound(
            "nothing-counted", "这一年还没有统计，请核对。", "Nothing was counted in this year yet; check the period."
        )
    first, seen = releases.of_year(tx, year)
    periods = periods_of(year)
    quarters = periods[: periods.index(period) + 1] if period in periods[:4] else periods[:4]
    raw = [statistics.of_quarter(tx, quarter) for quarter in quarters]
    before = quarters[:-1] if period in periods[:4] else quarters
    missing = next((quarter for quarter in before if quarter not in first), None)
    if missing:
        raise WrongState(
            "release-out-of-order",
            f"各期按顺序发布，先发布 {missing}。",
            f"Periods are released in their order: {missing} comes first.",
            state="waiting",
        )
    figures = figures_of(order_of(service), raw, [first[quarter] for quarter in before], of_year=period == str(year))
    if period in first:
        figures = tuple(_no_more_than(figure, first[period]) for figure in figures)
    return figures, seen


def _no_more_than(figure: Figure, before: Sequence[Figure]) -> Figure:
    """A correction shows nothing that the first edition withheld."""
    was = next((one for one in before if one.measure == figure.measure), None)
    if was is None or was.total is None:
        return Figure(figure.measure, None, None, {name: dict.fromkeys(table) for name, table in figure.tables.items()})
    tables = {
        name: {
            value: count if was.tables.get(name, {}).get(value) is not None else None for value, count in table.items()
        }
        for name, table in figure.tables.items()
    }
    return Figure(figure.measure, figure.total, figure.amount_fen, tables)


def running(service: Service) -> dict[str, int | None]:
    """The totals alone of the quarter that runs, for the district; None where it is withheld.

    Not for the leading group: who sees every petition but the reports about the own office would subtract. Not broken
    down: from one day to the next everybody could see which of the parts grew by one. Withheld as the quarter's release
    will withhold it, for both will be compared.
    """
    quarter = quarter_named(current_quarter(service))
    with service.application.database.read() as tx:
        raw = [statistics.of_quarter(tx, one) for one in quarter.of_the_year]
    shown = {}
    for measure in MEASURES:
        held_back: list[int] = []
        *before, now = (one.get(measure.id, Raw()).total for one in raw)
        for total in before:
            if not shows_total(total, held_back):
                held_back.append(total)
        shown[measure.id] = now if shows_total(now, held_back) else None
    return shown


def current_quarter(service: Service) -> str:
    return str(quarter_of(china_day(service.clock.now())))


def publish(service: Service, account: Account, period: str, advice: str) -> dict[str, Any]:
    """Release a period; what is out then never changes."""
    with service.application.database.read() as tx:
        figures, seen = draft(service, tx, period)
    command = PublishRelease(Content(period, figures, advice), seen, account.name, service.clock.now())
    return _released(service, account, period, command)


def correct(service: Service, account: Account, period: str, advice: str, reason: str) -> dict[str, Any]:
    """Release another edition of a period, beside those that are out."""
    with service.application.database.read() as tx:
        figures, seen = draft(service, tx, period)
    command = CorrectRelease(Content(period, figures, advice), reason, seen, account.name, service.clock.now())
    return _released(service, account, period, command)


def _released(
    service: Service, account: Account, period: str, command: PublishRelease | CorrectRelease
) -> dict[str, Any]:
    service.application.handle("release", str(year_of(period)), command, actor=account.name)
    with service.application.database.read() as tx:
        return releases.one(tx, period)
