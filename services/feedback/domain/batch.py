"""A handful of ballots (一批选票), taken out of the village's box at random and on its way to oversight."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

# Commands


@dataclass(frozen=True)
class CastBallots:
    """``ballots``: sealed, in no order; ``last``: the round is closed, and these were all that lay in the box.

    ``at``: the beginning of the day in China.
    """

    round: str
    ballots: tuple[str, ...]
    last: bool
    at: datetime


Command = CastBallots

# Events


@dataclass(frozen=True)
class BallotsCast:
    round: str
    ballots: tuple[str, ...]
    last: bool
    at: datetime


Event = BallotsCast

# State: whether it has been cast


def decide(cast: bool, command: Command) -> list[Event]:
    return [] if cast else [BallotsCast(command.round, command.ballots, command.last, command.at)]


def evolve(cast: bool, event: Event) -> bool:
    return True
