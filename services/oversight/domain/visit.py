"""A rated visit to the service window (一次窗口服务评价): a stream of its own, so it counts once.

Nothing here is finer than a day, and no word that anybody wrote is in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from shared.timelimits.days import noon


@dataclass(frozen=True)
class Visit:
    """``village``: at whose endpoint it was rated; ``level`` 1 to 5, 5 very satisfied; ``reasons``: ids, in order."""

    office: str
    village: str
    level: int
    reasons: tuple[str, ...]
    rated_on: date


# Commands


@dataclass(frozen=True)
class CountVisit:
    visit: Visit


# Events


@dataclass(frozen=True)
class VisitCounted:
    visit: Visit
    at: datetime


# State: whether it has been counted


def decide(counted: bool, command: CountVisit) -> list[VisitCounted]:
    return [] if counted else [VisitCounted(command.visit, noon(command.visit.rated_on))]


def evolve(counted: bool, event: VisitCounted) -> bool:
    return True
