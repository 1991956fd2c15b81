"""Which days are working days: year tables from the State Council's yearly holiday notices.

A weekend is not worked unless the notice makes it a working day (调休上班); a holiday is not worked. A year without
a table is counted by weekends and fixed statutory holidays, provisionally.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Literal

ONE_DAY = timedelta(days=1)
NO_TABLE = 0
"""The version of a year that has no table."""

DayKind = Literal["working", "make-up", "weekend", "holiday"]


@dataclass(frozen=True)
class Holiday:
    """One holiday of one year with the weekend days worked for it; ``first`` and ``last`` are days off."""

    zh: str
    en: str
    first: date
    last: date
    make_up: tuple[date, ...] = ()

    def days(self) -> Iterable[date]:
        return (self.first + ONE_DAY * n for n in range((self.last - self.first).days + 1))


@dataclass(frozen=True)
class FixedHoliday:
    """A statutory holiday known for every year; ``days`` are (month, day) pairs."""

    zh: str
    en: str
    days: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class CalendarYear:
    """The holidays of one year as one version of the table says them, with the notice it comes from."""

    year: int
    version: int
    provisional: bool
    source_zh: str
    source_en: str
    holidays: tuple[Holiday, ...]

    @property
    def id(self) -> str:
        """``2026-1``: the year and the version of its table."""
        return f"{self.year}-{self.version}"

    @cached_property
    def _off(self) -> dict[date, Holiday]:
        return {day: holiday for holiday in self.holidays for day in holiday.days()}

    @cached_property
    def _make_up(self) -> dict[date, Holiday]:
        return {day: holiday for holiday in self.holidays for day in holiday.make_up}

    @cached_property
    def working_ordinals(self) -> tuple[int, ...]:
        """The working days of the year as proleptic ordinals, ascending: what makes counting fast."""
        start, end = date(self.year, 1, 1).toordinal(), date(self.year, 12, 31).toordinal()
        return tuple(n for n in range(start, end + 1) if self._is_working(date.fromordinal(n)))

    def kind(self, day: date) -> tuple[DayKind, Holiday | None]:
        """What ``day`` is, and the holiday that makes it so, if one does."""
        if day in self._off:
            return "holiday", self._off[day]
        if day in self._make_up:
            return "make-up", self._make_up[day]
        return ("weekend" if day.weekday() >= 5 else "working"), None

    def _is_working(self, day: date) -> bool:
        return self.kind(day)[0] in ("working", "make-up")


class Calendar:
    """All year tables. The highest version of a year is in force; older ones stay to explain older deadlines."""

    def __init__(self, years: Iterable[CalendarYear], fixed: Sequence[FixedHoliday]) -> None:
        self._tables = {(table.year, table.version): table for table in years}
        self._fixed = tuple(fixed)
        self._in_force: dict[int, CalendarYear] = {}
        for (year, _), table in sorted(self._tables.items()):
            self._in_force[year] = table

    def year(self, year: int) -> CalendarYear:
        """The table in force for a year; one without a notice is made up of weekends and fixed holidays."""
        table = self._in_force.get(year)
        if table is None:  # two threads may both build it: the same value, so no harm
            table = self._in_force[year] = self._without_notice(year)
        return table

    def at(self, versions: str) -> Calendar:
        """The calendar as ``versions`` (``2026-1+2027-1``) names it; LookupError if one is not to be had."""
        tables = []
        for name in versions.split("+"):
            year, _, version = name.partition("-")
            key = (int(year), int(version))
            if key[1] == NO_TABLE:
                tables.append(self._without_notice(key[0]))
            elif key in self._tables:
                tables.append(self._tables[key])
            else:
                raise LookupError(f"there is no calendar {name}; the data files hold {self._known()}")
        return Calendar(tables, self._fixed)

    def versions(self, first: date, last: date) -> str:
        """The ids of the tables that cover ``first`` to ``last``, joined by ``+``."""
        return "+".join(self.year(year).id for year in range(first.year, last.year + 1))

    def is_newer_than(self, versions: str) -> bool:
        """Whether a year that ``versions`` names has a newer table here: what was counted by it is to be counted anew.

        False where the newer one is in ``versions``, for then it is this calendar that is behind.
        """
        named = (name.partition("-") for name in versions.split("+"))
        ahead = [self.year(int(year)).version - int(version) for year, _, version in named]
        return min(ahead) >= 0 < max(ahead)

    def is_provisional(self, first: date, last: date) -> bool:
        """Whether a day from ``first`` to ``last`` lies in a year whose notice is not out."""
        return any(self.year(year).provisional for year in range(first.year, last.year + 1))

    def is_working_day(self, day: date) -> bool:
        ordinals = self.year(day.year).working_ordinals
        at = bisect_left(ordinals, day.toordinal())
        return at < len(ordinals) and ordinals[at] == day.toordinal()

    def working_day_after(self, day: date, count: int) -> date:
        """The ``count``-th working day after ``day`` (``day`` itself is not counted); ``count`` is 1 or more."""
        year = day.year
        ordinals = self.year(year).working_ordinals
        at = bisect_right(ordinals, day.toordinal()) + count - 1
        while at >= len(ordinals):
            at -= len(ordinals)
            year += 1
            ordinals = self.year(year).working_ordinals
        return date.fromordinal(ordinals[at])

    def working_day_from(self, day: date) -> date:
        """``day`` itself where it is a working day, else the next one."""
        return self.working_day_after(day - ONE_DAY, 1)

    def _without_notice(self, year: int) -> CalendarYear:
        holidays = [
            Holiday(fixed.zh, fixed.en, date(year, month, day), date(year, month, day))
            for fixed in self._fixed
            for month, day in fixed.days
        ]
        return CalendarYear(
            year=year,
            version=NO_TABLE,
            provisional=True,
            source_zh=f"{year}年放假安排通知尚未收录，暂按周末和固定法定节假日推算",
            source_en=f"the notice for {year} is not in the data files: weekends and fixed statutory holidays only",
            holidays=tuple(holidays),
        )

    def _known(self) -> str:
        return ", ".join(table.id for _, table in sorted(self._tables.items()))
