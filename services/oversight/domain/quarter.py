"""A quarter (季度) of the calendar year: the period for which offices and villages are evaluated."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from shared.errors import Invalid

_NAME = re.compile(r"(20\d\d)Q([1-4])", re.ASCII)


@dataclass(frozen=True, order=True)
class Quarter:
    """``number`` from 1 to 4. Written 2026Q1, so that texts sort as quarters do."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year}Q{self.number}"

    @property
    def first(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last(self) -> date:
        return self.next.first - timedelta(days=1)

    @property
    def next(self) -> Quarter:
        return Quarter(self.year + 1, 1) if self.number == 4 else Quarter(self.year, self.number + 1)

    @property
    def of_the_year(self) -> list[str]:
        """The quarters of this year up to this one."""
        return [str(Quarter(self.year, number)) for number in range(1, self.number + 1)]


def quarter_of(day: date) -> Quarter:
    """The quarter in which a day in China lies."""
    return Quarter(day.year, (day.month + 2) // 3)


def quarter_named(name: str) -> Quarter:
    """Raises Invalid (``unknown-quarter``) for what is no quarter."""
    found = _NAME.fullmatch(name)
    if found is None:
        raise Invalid("unknown-quarter", "季度的写法是 2026Q1。", "A quarter is written 2026Q1.")
    return Quarter(int(found[1]), int(found[2]))
