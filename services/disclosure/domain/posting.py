"""A posting: what one board owes for one publication, and what it has posted. A village's, or the township's own.

A board owes a receipt for each version that it is told of. Showing a later version shows nothing older, so it settles
what is owed for the earlier ones too; but a new version never moves the clock of an earlier one.

That it was posted stops the clock; the signed receipts beside it prove what was shown where. Their days are the word of
the board that signs: the log keeps when they were heard as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import assert_never

from shared.errors import NotFound
from shared.timelimits import Deadline

TOWNSHIP = "township"
"""The place of the township's own board, beside the ids of the villages."""

# Commands


@dataclass(frozen=True)
class NotifyBoard:
    publication: str
    village: str
    version: int
    title: str
    due: Deadline
    at: datetime


@dataclass(frozen=True)
class RecordPosting:
    """``at`` is when the board gave the receipt."""

    version: int
    posted_on: date
    at: datetime


@dataclass(frozen=True)
class RecordReceipt:
    """A receipt whose signature holds, and by which ``key``. ``at`` is when it was given, ``heard_at`` when it came."""

    version: int
    medium: str
    given_on: date
    digest: str
    photograph: str
    signature: str
    key: str
    at: datetime
    heard_at: datetime


@dataclass(frozen=True)
class MissPosting:
    """``at`` is the legal moment at which the receipt was due, however late the clock comes by."""

    at: datetime


@dataclass(frozen=True)
class ReleaseBoard:
    """The publication is withdrawn: nothing is owed any more."""

    at: datetime


@dataclass(frozen=True)
class RecordTakenDown:
    taken_down_on: date
    at: datetime


Command = NotifyBoard | RecordPosting | RecordReceipt | MissPosting | ReleaseBoard | RecordTakenDown


# Events


@dataclass(frozen=True)
class BoardNotified:
    publication: str
    village: str
    version: int
    title: str
    due: Deadline
    at: datetime


@dataclass(frozen=True)
class PublicationPosted:
    publication: str
    village: str
    version: int
    posted_on: date
    at: datetime


@dataclass(frozen=True)
class ReceiptRecorded:
    """``medium``: electronic, paper, or removed. ``key`` is the public key by which ``signature`` held when it came."""

    publication: str
    village: str
    version: int
    medium: str
    given_on: date
    digest: str
    photograph: str
    signature: str
    key: str
    at: datetime


@dataclass(frozen=True)
class PostingMissed:
    """No receipt in time. A receipt that comes later is recorded too, and shown as late."""

    publication: str
    village: str
    version: int
    title: str
    due: Deadline
    at: datetime


@dataclass(frozen=True)
class MissDisproved:
    """There was a receipt in time, which only came late: by its own word it was posted by the due day.

    ``at`` is when that was heard.
    """

    publication: str
    village: str
    version: int
    due: Deadline
    posted_on: date
    at: datetime


@dataclass(frozen=True)
class BoardReleased:
    publication: str
    village: str
    at: datetime


@dataclass(frozen=True)
class PublicationTakenDown:
    publication: str
    village: str
    taken_down_on: date
    at: datetime


Event = (
    BoardNotified
    | PublicationPosted
    | ReceiptRecorded
    | PostingMissed
    | MissDisproved
    | BoardReleased
    | PublicationTakenDown
)


# State


@dataclass(frozen=True)
class Owed:
    title: str
    due: Deadline


@dataclass(frozen=True)
class Posting:
    """By version: what the board was told of, what it still owes (missed or not), what it has missed and posted.

    ``receipts``: of which version there is a signed one of which medium.
    """

    publication: str = ""
    village: str = ""
    told: Mapping[int, Owed] = field(default_factory=dict)
    open: frozenset[int] = frozenset()
    missed: frozenset[int] = frozenset()
    posted: frozenset[int] = frozenset()
    receipts: frozenset[tuple[int, str]] = frozenset()
    disproved: frozenset[int] = frozenset()
    taken_down: bool = False


# Decide


def decide(state: Posting, command: Command) -> list[Event]:
    if isinstance(command, NotifyBoard):
        return [] if command.version in state.told else [BoardNotified(**vars(command))]
    if not state.told:
        if isinstance(command, ReleaseBoard):
            return []  # not every publication is for the township's own board
        raise NotFound(
            "not-addressed",
            "这项公开没有发给这个公开栏。",
            "This publication was not meant for this board.",
        )
    match command:
        case RecordPosting():
            return _post(state, command)
        case RecordReceipt():
            return _receive(state, command)
        case MissPosting():
            return _fallen(state, command.at)
        case ReleaseBoard():
            if not state.open:
                return []
            return [*_fallen(state, command.at), BoardReleased(state.publication, state.village, command.at)]
        case RecordTakenDown():
            if state.taken_down:
                return []
            return [PublicationTakenDown(state.publication, state.village, command.taken_down_on, command.at)]
        case _:
            assert_never(command)


def _post(state: Posting, command: RecordPosting) -> list[Event]:
    _must_know(state, command.version)
    if command.version in state.posted:
        return []
    posted = PublicationPosted(state.publication, state.village, command.version, command.posted_on, command.at)
    return [*_fallen(state, command.at), posted]


def _receive(state: Posting, command: RecordReceipt) -> list[Event]:
    _must_know(state, command.version)
    if (command.version, command.medium) in state.receipts:
        return []
    said = {name: value for name, value in vars(command).items() if name != "heard_at"}
    received = ReceiptRecorded(state.publication, state.village, **said)
    if command.medium != "paper":
        return [received]
    disproved = [
        MissDisproved(state.publication, state.village, version, owed.due, command.given_on, command.heard_at)
        for version, owed in sorted(state.told.items())
        if version in state.missed - state.disproved
        and version <= command.version
        and owed.due.starts_on <= command.given_on <= owed.due.due_on
    ]
    return [received, *disproved]


def _must_know(state: Posting, version: int) -> None:
    if version not in state.told:
        raise NotFound(
            "unknown-version",
            f"没有发给这个公开栏的第 {version} 版。",
            f"Version {version} was not meant for this board.",
            version=version,
        )


def _fallen(state: Posting, until: datetime) -> list[Event]:
    """What has been missed by then and not recorded yet: neither a late tick nor a late receipt hides it."""
    return [
        PostingMissed(state.publication, state.village, version, owed.title, owed.due, owed.due.due_at)
        for version, owed in sorted(state.told.items())
        if version in state.open - state.missed and owed.due.due_at <= until
    ]


# Evolve


def evolve(state: Posting, event: Event) -> Posting:
    match event:
        case BoardNotified():
            told = {**state.told, event.version: Owed(event.title, event.due)}
            return replace(
                state,
                publication=event.publication,
                village=event.village,
                told=told,
                open=state.open | {event.version},
            )
        case PublicationPosted():
            settled = frozenset(version for version in state.open if version <= event.version)
            return replace(state, open=state.open - settled, posted=state.posted | {event.version})
        case ReceiptRecorded():
            return replace(state, receipts=state.receipts | {(event.version, event.medium)})
        case PostingMissed():
            return replace(state, missed=state.missed | {event.version})
        case MissDisproved():
            return replace(state, disproved=state.disproved | {event.version})
        case BoardReleased():
            return replace(state, open=frozenset())
        case PublicationTakenDown():
            return replace(state, taken_down=True)
        case _:
            assert_never(event)
