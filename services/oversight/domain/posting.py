"""A posting (张榜): what one village's board owes of one publication, as disclosure and the village tell it.

Two services tell it, so a receipt may be heard before the publication that it is for. Each is kept as it is told;
whether it was in time is judged where it is counted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import assert_never

# Commands


@dataclass(frozen=True)
class ExpectPosting:
    """``due_on``: the last day for the board to post this version, in China."""

    publication: str
    village: str
    version: int
    title: str
    due_on: date
    at: datetime


@dataclass(frozen=True)
class RecordPosting:
    publication: str
    village: str
    version: int
    posted_on: date
    at: datetime


@dataclass(frozen=True)
class ReleasePosting:
    """The publication is withdrawn: what was not due before that day is owed no more."""

    publication: str
    village: str
    withdrawn_on: date
    at: datetime


Command = ExpectPosting | RecordPosting | ReleasePosting

# Events


@dataclass(frozen=True)
class PostingExpected:
    publication: str
    village: str
    version: int
    title: str
    due_on: date
    at: datetime


@dataclass(frozen=True)
class PostingMade:
    publication: str
    village: str
    version: int
    posted_on: date
    at: datetime


@dataclass(frozen=True)
class PostingReleased:
    publication: str
    village: str
    withdrawn_on: date
    at: datetime


Event = PostingExpected | PostingMade | PostingReleased

# State


@dataclass(frozen=True)
class Posting:
    """The versions that were told of so far."""

    expected: frozenset[int] = frozenset()
    made: frozenset[int] = frozenset()
    released: bool = False


def decide(state: Posting, command: Command) -> list[Event]:
    match command:
        case ExpectPosting():
            expected = PostingExpected(
                command.publication, command.village, command.version, command.title, command.due_on, command.at
            )
            return [] if command.version in state.expected else [expected]
        case RecordPosting():
            made = PostingMade(command.publication, command.village, command.version, command.posted_on, command.at)
            return [] if command.version in state.made else [made]
        case ReleasePosting():
            released = PostingReleased(command.publication, command.village, command.withdrawn_on, command.at)
            return [] if state.released else [released]
        case _:
            assert_never(command)


def evolve(state: Posting, event: Event) -> Posting:
    match event:
        case PostingExpected():
            return replace(state, expected=state.expected | {event.version})
        case PostingMade():
            return replace(state, made=state.made | {event.version})
        case PostingReleased():
            return replace(state, released=True)
        case _:
            assert_never(event)
