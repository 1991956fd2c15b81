"""The results of a survey round (评议结果) as oversight published them: this village's own, and all together."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import assert_never


@dataclass(frozen=True)
class Change:
    """Of one question against the last round. ``share`` with its 95 % interval ``low`` and ``high``; the mean alike.

    None where nothing can be said.
    """

    mean: float | None
    mean_low: float | None
    mean_high: float | None
    share: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class QuestionResult:
    """``kind`` rating: ``counts`` of the levels 1 to 5, ``share`` of the satisfied; awareness: of no and yes.

    Where it is withheld, or nobody answered, all from ``count`` on is None. ``version`` 2 and more came late.
    """

    version: int
    kind: str
    question: str
    count: int | None
    counts: tuple[int, ...] | None
    mean: float | None
    share: float | None
    low: float | None
    high: float | None
    change: Change | None


@dataclass(frozen=True)
class RateChange:
    rate: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class AwarenessRate:
    """``verdict`` against the target: reached, not_reached, or unknown, where it cannot be said yet."""

    version: int
    people: int | None
    rate: float | None
    low: float | None
    high: float | None
    verdict: str
    change: RateChange | None


@dataclass(frozen=True)
class Turnout:
    """``answers`` that were counted; ``spoilt`` ballots, which could not be opened."""

    version: int
    published_on: date
    answers: int
    spoilt: int


@dataclass(frozen=True)
class Figures:
    """Of this village, or of all together."""

    turnout: tuple[Turnout, ...]
    rows: tuple[QuestionResult, ...]
    awareness: tuple[AwarenessRate, ...]


@dataclass(frozen=True)
class Compared:
    """The round that changes are against; ``same_villages``: whether all together were the same then."""

    title: str
    published_on: date
    same_villages: bool


@dataclass(frozen=True)
class Published:
    """``complete``: all ballots of this village had come. ``target`` of the awareness rate, None where none is told."""

    version: int
    published_on: date
    complete: bool
    target: float | None
    here: Figures
    together: Figures
    compared_with: Compared | None


# Commands


@dataclass(frozen=True)
class AnnounceResults:
    version: int
    published_on: date
    at: datetime


@dataclass(frozen=True)
class ReceiveResults:
    published: Published
    at: datetime


Command = AnnounceResults | ReceiveResults

# Events


@dataclass(frozen=True)
class ResultsAnnounced:
    """They are out; what they say has to be fetched. ``version``: from 1, one more where ballots came late."""

    version: int
    published_on: date
    at: datetime


@dataclass(frozen=True)
class ResultsReceived:
    published: Published
    at: datetime


Event = ResultsAnnounced | ResultsReceived

# State


@dataclass(frozen=True)
class Results:
    """The newest version that was told of, and the newest that is here; 0: none."""

    announced: int = 0
    received: int = 0


def decide(state: Results, command: Command) -> list[Event]:
    match command:
        case AnnounceResults():
            if command.version <= state.announced:
                return []
            return [ResultsAnnounced(command.version, command.published_on, command.at)]
        case ReceiveResults():
            if command.published.version <= state.received:
                return []
            return [ResultsReceived(command.published, command.at)]
        case _:
            assert_never(command)


def evolve(state: Results, event: Event) -> Results:
    match event:
        case ResultsAnnounced():
            return replace(state, announced=event.version)
        case ResultsReceived():
            return replace(state, received=event.published.version)
        case _:
            assert_never(event)
