"""A rated visit to the service window (文明窗口). All that is known of it here is a sealed box for oversight.

State Council's good-bad rating system (政务服务好差评, 2019): five levels, of which the two lowest are followed up.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

# Commands


@dataclass(frozen=True)
class RateVisit:
    """``sealed`` to oversight's public key before it comes here; ``on`` is the day in China, ``at`` its beginning."""

    sealed: str
    on: date
    at: datetime


Command = RateVisit

# Events


@dataclass(frozen=True)
class VisitRated:
    sealed: str
    rated_on: date
    at: datetime


Event = VisitRated

# State: whether it has been rated


def decide(rated: bool, command: Command) -> list[Event]:
    return [] if rated else [VisitRated(command.sealed, command.on, command.at)]


def evolve(rated: bool, event: Event) -> bool:
    return True
