"""How a deadline was counted, for people to check against a wall calendar: day by day, with rule and calendar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

import structlog

from shared.timelimits import DayExplained, Deadline, TimeLimits

_WEEK = 7
_LONGEST = 60
"""Days of the longest time limits of the law."""
_log = structlog.get_logger()


def counted(limits: TimeLimits, deadline: Deadline) -> dict[str, Any]:
    """Rule, calendars and every day of a deadline, as plain values; ``nth`` numbers the days that were counted.

    ``named``: a nearer day than the rule's, which a person has named. No days where it was counted by a rule or
    calendar that another process has been started with and this one not yet.
    """
    try:
        limit = limits.version(deadline.limit, deadline.limit_version)
        calendar = limits.calendar.at(deadline.calendar_version)
    except LookupError as unknown:
        _log.warning("a deadline was counted by data files that this process has not read: restart it", of=str(unknown))
        return {"days": [], "calendars": []}
    days = _numbered(limits.explain(deadline))
    last = date.fromisoformat(next(day["day"] for day in reversed(days) if day["counted"]))
    kind, holiday = calendar.year(last.year).kind(last)
    years = range(deadline.starts_on.year, deadline.due_on.year + 1)
    return {
        **{name: getattr(limit, name) for name in ("zh", "en", "unit", "length", "basis", "legal_zh", "legal_en")},
        "extended_by": list(deadline.extended_by),
        "pauses": [{"first": pause.first.isoformat(), "last": pause.last.isoformat()} for pause in deadline.pauses],
        "named": len([day for day in days if day["counted"]]) < limit.length + sum(deadline.extended_by),
        "last_day": last.isoformat(),
        "last_day_is": kind,
        "last_day_for": {"zh": holiday.zh, "en": holiday.en} if holiday else None,
        "days": days,
        "calendars": [
            {name: getattr(calendar.year(year), name) for name in ("id", "source_zh", "source_en", "provisional")}
            for year in years
        ],
    }


def _numbered(explained: Sequence[DayExplained]) -> list[dict[str, Any]]:
    days, nth = [], 0
    for day in explained:
        nth += day.counted
        days.append({**asdict(day), "day": day.day.isoformat(), "nth": nth if day.counted else None})
    return days


def year_without_notice(limits: TimeLimits, today: date) -> int | None:
    """The year whose holiday notice the data files lack although the longest clock that starts today reaches it."""
    year = (today + timedelta(days=_LONGEST)).year
    return year if limits.calendar.year(year).provisional else None


Cell = tuple[date, dict[str, Any] | None] | None
"""A day of the month and what was told of it; None before the month's first day and after its last."""


@dataclass(frozen=True)
class Month:
    """A leaf of the wall calendar, in weeks from Monday to Sunday."""

    first: date
    weeks: tuple[tuple[Cell, ...], ...]
    days: tuple[dict[str, Any], ...]


def months(days: Sequence[dict[str, Any]]) -> list[Month]:
    """The days that `counted` tells, by the months in which they lie."""
    told = {date.fromisoformat(day["day"]): day for day in days}
    leaves = []
    for month in sorted({day.replace(day=1) for day in told}):
        following = (month + timedelta(days=31)).replace(day=1)
        whole = [month + timedelta(days=n) for n in range((following - month).days)]
        cells: list[Cell] = [None] * month.weekday() + [(day, told.get(day)) for day in whole]
        cells += [None] * (-len(cells) % _WEEK)
        weeks = (tuple(cells[at : at + _WEEK]) for at in range(0, len(cells), _WEEK))
        of_them = tuple(told[day] for day in whole if day in told)
        leaves.append(Month(month, tuple(week for week in weeks if any(cell and cell[1] for cell in week)), of_them))
    return leaves
