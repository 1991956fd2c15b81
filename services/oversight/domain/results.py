"""The results of a survey round (评议结果): made by this service alone, and out once, for everybody at the same moment.

What is out never changes. Ballots that come afterwards are published as rows of their own, and are in no total: from
one that grew, everybody could subtract who came late. Small groups are left out when a row is made: see
docs/decisions/0049-results-of-a-round.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import assert_never

from shared.errors import WrongState

FEWEST = 5
"""No group of fewer answers is shown, neither by itself nor by subtraction."""
EVERYWHERE = ""
"""The village of the row that takes all villages together."""

Counts = tuple[int, ...]
"""How many gave each answer: of a rating the levels from 1 to 5, of an awareness question no and yes."""
Cells = dict[str, dict[str, Counts]]
"""Village -> question -> counts."""


@dataclass(frozen=True)
class Figures:
    """As counted, or as shown: then what is withheld is not in it."""

    ratings: Cells = field(default_factory=dict)
    awareness: Cells = field(default_factory=dict)


# Commands


@dataclass(frozen=True)
class PublishResults:
    """``villages``: those that were asked, in their order; ``counted``: all that was answered there; ``answers`` and
    ``spoilt``: how many ballots each of them had; ``missing``: who has not said yet that there are no more.
    """

    villages: tuple[str, ...]
    counted: Figures
    answers: dict[str, int]
    spoilt: dict[str, int]
    missing: tuple[str, ...]
    at: datetime


@dataclass(frozen=True)
class PublishLateResults:
    """``handful``: how many rows of this village are out already, which these ballots are not in."""

    village: str
    handful: int
    counted: Figures
    answers: int
    spoilt: int
    at: datetime


Command = PublishResults | PublishLateResults

# Events


@dataclass(frozen=True)
class ResultsPublished:
    """``figures`` as they are shown; ``answers`` and ``spoilt`` of every village that was asked."""

    version: int
    figures: Figures
    answers: dict[str, int]
    spoilt: dict[str, int]
    missing: tuple[str, ...]
    at: datetime


@dataclass(frozen=True)
class LateResultsPublished:
    version: int
    village: str
    figures: Figures
    answers: int
    spoilt: int
    at: datetime


Event = ResultsPublished | LateResultsPublished

# State


@dataclass(frozen=True)
class Results:
    """``version``: 0 while nothing is out; ``handfuls``: village -> how many rows of it are out."""

    version: int = 0
    handfuls: dict[str, int] = field(default_factory=dict)


def decide(state: Results, command: Command) -> list[Event]:
    match command:
        case PublishResults(villages=villages, counted=counted):
            if state.version:
                return []
            figures = Figures(shown(villages, counted.ratings), shown(villages, counted.awareness))
            answers = {village: command.answers.get(village, 0) for village in villages}
            spoilt = {village: command.spoilt.get(village, 0) for village in villages}
            return [ResultsPublished(1, figures, answers, spoilt, command.missing, command.at)]
        case PublishLateResults(village=village, counted=counted):
            if not state.version:
                raise WrongState(
                    "results-not-out",
                    "这轮评议的结果还没有公布。",
                    "The results of this round are not out yet.",
                    state="waiting",
                )
            if state.handfuls.get(village, 0) != command.handful:
                return []
            figures = Figures(_large(counted.ratings), _large(counted.awareness))
            return [
                LateResultsPublished(state.version + 1, village, figures, command.answers, command.spoilt, command.at)
            ]
        case _:
            assert_never(command)


def evolve(state: Results, event: Event) -> Results:
    match event:
        case ResultsPublished():
            return Results(event.version, dict.fromkeys(event.answers, 1))
        case LateResultsPublished():
            handfuls = {**state.handfuls, event.village: state.handfuls.get(event.village, 0) + 1}
            return Results(event.version, handfuls)
        case _:
            assert_never(event)


def shown(villages: Sequence[str], counted: Cells) -> Cells:
    """What may be shown of each question: in the villages, and in all together.

    Whoever subtracts the villages that are shown from the total is left with those that are not, all in one: with five
    answers or more, or with none. Were it fewer, one more village is left out, the last of the list that is shown: of
    its place, never of its size, or from which it was one could tell how few the others are. Where there is only one
    that may be shown, it is, and the total is not.
    """
    found: Cells = {}
    for question in sorted({question for cells in counted.values() for question in cells}):
        counts = {village: counted.get(village, {}).get(question, ()) for village in villages}
        sizes = {village: sum(of) for village, of in counts.items()}
        out = [village for village in villages if sizes[village] >= FEWEST]
        rest = sum(sizes.values()) - sum(sizes[village] for village in out)
        if 0 < rest < FEWEST and len(out) > 1:
            rest += sizes[out.pop()]
        for village in out:
            found.setdefault(village, {})[question] = counts[village]
        if rest >= FEWEST or (out and rest == 0):
            together = tuple(map(sum, zip(*filter(None, counts.values()), strict=True)))
            found.setdefault(EVERYWHERE, {})[question] = together
    return found


def _large(counted: Cells) -> Cells:
    large = {
        village: {question: counts for question, counts in sorted(cells.items()) if sum(counts) >= FEWEST}
        for village, cells in counted.items()
    }
    return {village: cells for village, cells in large.items() if cells}
