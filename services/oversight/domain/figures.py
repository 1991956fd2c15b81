"""What is counted for the statistics, and the figures of a period as they are shown: small counts withheld.

No count stands in two measures, nor is one the sum of others: else what is withheld here could be worked out there.
So findings from missed deadlines are counted as missed deadlines alone; how many clocks of a kind were kept is not
counted beside the decisions that stop them, which say themselves whether they were in time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

QUARTERS = ("Q1", "Q2", "Q3", "Q4")


@dataclass(frozen=True)
class Measure:
    """Something that is counted, and by what. ``yearly``: what is only told of a year, for a quarter has too few.

    ``money``: each one counted has an amount, and their sum is told as well.
    """

    id: str
    by: tuple[str, ...] = ()
    yearly: tuple[str, ...] = ()
    money: bool = False

    def tables(self, *, of_year: bool) -> tuple[str, ...]:
        return (*self.by, *self.yearly) if of_year else self.by


MEASURES = (
    Measure("registered", ("channel", "kind", "office"), ("village",)),
    Measure("accepted", ("in_time",)),
    Measure("declined", ("reason", "in_time")),
    Measure("transferred", ("whither", "in_time")),
    Measure("handed_over"),
    Measure("answered", ("in_time",)),
    Measure("opinions", ("founded", "in_time")),
    Measure("withdrawn"),
    Measure("merged"),
    Measure("linked"),
    Measure("deadlines_missed", ("limit",)),
    Measure("deadlines_escalated", ("level",)),
    Measure("extended"),
    Measure("reviews_requested"),
    Measure("reviews_decided", ("review", "in_time")),
    Measure("re_reviews_requested"),
    Measure("hearings"),
    Measure("re_reviews_decided", ("review", "in_time")),
    Measure("outcomes_rated", ("score",)),
    Measure("rewards_decided", money=True),
    Measure("rewards_paid", money=True),
    Measure("findings_opened", ("finding", "origin")),
    Measure("findings_rectified", ("finding",)),
    Measure("inspections", ("inspection",)),
)


@dataclass(frozen=True)
class Figure:
    """One measure of one period. None is withheld. ``tables``: what it is counted by -> value -> count."""

    measure: str
    total: int | None
    amount_fen: int | None
    tables: dict[str, dict[str, int | None]]

    def counts(self) -> Iterator[int | None]:
        yield self.total
        for table in self.tables.values():
            yield from table.values()


def periods_of(year: int) -> tuple[str, ...]:
    """The periods of a year in the order in which they are released: 2026Q1 to 2026Q4, then 2026."""
    return (*(f"{year}{quarter}" for quarter in QUARTERS), str(year))
