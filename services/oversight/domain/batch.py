"""A handful of ballots (一批选票) from a village's box, opened and counted: a stream of its own, so it counts once.

Nothing here tells one ballot's place from another's: they are put in the order of what they say.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Answered:
    """One ballot. ``scores``: question id -> 1 to 5; ``awareness``: question id -> whether the person knows."""

    scores: dict[str, int]
    awareness: dict[str, bool]
    texts: dict[str, str]


# Commands


@dataclass(frozen=True)
class CountBallots:
    """``spoilt``: how many could not be opened or said nothing that was asked; ``texts_withheld``: how many texts named
    a person; ``last``: the village's box is empty, and the round is closed.
    """

    round: str
    village: str
    answers: tuple[Answered, ...]
    spoilt: int
    texts_withheld: int
    last: bool
    at: datetime


# Events


@dataclass(frozen=True)
class BallotsCounted:
    round: str
    village: str
    answers: tuple[Answered, ...]
    spoilt: int
    texts_withheld: int
    last: bool
    at: datetime


# State: whether it has been counted


def decide(counted: bool, command: CountBallots) -> list[BallotsCounted]:
    if counted:
        return []
    answers = tuple(sorted(command.answers, key=_what_it_says))
    return [
        BallotsCounted(
            command.round,
            command.village,
            answers,
            command.spoilt,
            command.texts_withheld,
            command.last,
            command.at,
        )
    ]


def _what_it_says(answered: Answered) -> str:
    return repr([sorted(part.items()) for part in (answered.scores, answered.awareness, answered.texts)])


def evolve(counted: bool, event: BallotsCounted) -> bool:
    return True
