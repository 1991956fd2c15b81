"""A deadline: computed once, stored in the event that starts the clock, never computed again in silence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from shared.clock import CHINA


def end_of(day: date) -> datetime:
    """24:00 China time of ``day``, in UTC."""
    return datetime.combine(day + timedelta(days=1), time(), CHINA).astimezone(UTC)


@dataclass(frozen=True)
class Pause:
    """Days that the law does not count (a public hearing), from ``first`` to ``last``, both included."""

    first: date
    last: date

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Deadline:
    """When somebody's time is up, and the versions of rule and calendar that say so. Days are days in China."""

    limit: str
    limit_version: int
    calendar_version: str
    starts_on: date
    due_on: date
    provisional: bool
    warn_fractions: tuple[float, ...] = (0.5, 0.9)
    extended_by: tuple[int, ...] = ()
    pauses: tuple[Pause, ...] = ()

    @property
    def due_at(self) -> datetime:
        """24:00 China time of ``due_on``, in UTC: from this moment on it is missed."""
        return end_of(self.due_on)

    @property
    def warn_at(self) -> tuple[datetime, ...]:
        """The moments to warn at, in UTC: fractions of the span from the end of the starting day to ``due_at``."""
        begins = end_of(self.starts_on)
        return tuple(begins + (self.due_at - begins) * fraction for fraction in self.warn_fractions)


@dataclass(frozen=True)
class DayExplained:
    """One day of a deadline: whether it counted, by which rule and by which calendar table, in words."""

    day: date
    counted: bool
    rule: str
    zh: str
    en: str
    calendar: str
