"""A posting: one publication on this village's board.

The electronic board shows a version as soon as it is notified, and says so; the clerk confirms that the paper board
shows it too, with a photograph where there is one. Both are receipts, and what is taken down is told the same way.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import assert_never

from shared.errors import NotFound, WrongState


@dataclass(frozen=True)
class Figure:
    """A number of it with its name and unit. ``value`` None: withheld, because it is too small to be shown."""

    id: str
    zh: str
    en: str
    unit: str
    value: int | None


@dataclass(frozen=True)
class Notice:
    """One version of a publication, as this village is told of it. Days are days in China.

    ``obligation``: what it answers, as item.period; ``digest``: SHA-256 of what was said. Empty from an older township.
    """

    version: int
    item: str
    timing: str
    title: str
    body: str
    carriers: tuple[str, ...]
    published_on: date
    posting_due_on: date
    number: str = ""
    obligation: str = ""
    reason: str = ""
    digest: str = ""
    figures: tuple[Figure, ...] = ()


# Commands


@dataclass(frozen=True)
class NotifyPublication:
    """``at`` is when it was published; ``heard_on``, a day in China, and ``heard_at`` are when this village hears."""

    notice: Notice
    heard_on: date
    heard_at: datetime
    at: datetime


@dataclass(frozen=True)
class NotifyWithdrawal:
    reason: str
    withdrawn_on: date
    at: datetime


@dataclass(frozen=True)
class Post:
    """The paper board shows ``version``; None: whichever is the present one. ``on`` is the day, in China.

    ``photograph``: the SHA-256 of one; empty where none was taken.
    """

    version: int | None
    on: date
    at: datetime
    photograph: str = ""


@dataclass(frozen=True)
class TakeDown:
    on: date
    at: datetime
    photograph: str = ""


@dataclass(frozen=True)
class CloseVersion:
    """The township lets nobody read a version any more. ``on``: the day there, in China."""

    version: int
    reason: str
    on: date
    at: datetime


Command = NotifyPublication | NotifyWithdrawal | CloseVersion | Post | TakeDown

# Events


@dataclass(frozen=True)
class PublicationNotified:
    notice: Notice
    at: datetime


@dataclass(frozen=True)
class WithdrawalNotified:
    reason: str
    withdrawn_on: date
    at: datetime


@dataclass(frozen=True)
class PublicationShown:
    """The electronic board shows it from now on."""

    version: int
    digest: str
    shown_on: date
    at: datetime


@dataclass(frozen=True)
class PublicationPosted:
    """``digest`` is that of the version which hangs there."""

    version: int
    posted_on: date
    at: datetime
    digest: str = ""
    photograph: str = ""


@dataclass(frozen=True)
class PublicationTakenDown:
    """``version`` and ``digest``: the last one that it was told of; ``version`` 0 where this was not noted yet."""

    taken_down_on: date
    at: datetime
    version: int = 0
    digest: str = ""
    photograph: str = ""


@dataclass(frozen=True)
class VersionClosed:
    """Neither its text nor its photograph is shown here any more."""

    version: int
    reason: str
    closed_on: date
    at: datetime


Event = (
    PublicationNotified
    | PublicationShown
    | WithdrawalNotified
    | VersionClosed
    | PublicationPosted
    | PublicationTakenDown
)

# State


@dataclass(frozen=True)
class Posting:
    """``version`` 0: never notified; ``posted`` 0: nothing hangs on the paper board."""

    version: int = 0
    digest: str = ""
    posted: int = 0
    withdrawn: bool = False
    closed: frozenset[int] = frozenset()

    @property
    def name(self) -> str:
        if self.withdrawn:
            return "to_take_down" if self.posted else "taken_down"
        return "posted" if self.posted == self.version else "to_post"


def decide(state: Posting, command: Command) -> list[Event]:
    match command:
        case NotifyPublication():
            told = command.notice
            if told.version <= state.version:  # a repeat, or an older version that was late
                return []
            shown = PublicationShown(told.version, told.digest, command.heard_on, command.heard_at)
            return [PublicationNotified(told, command.at), shown]
        case NotifyWithdrawal():
            if state.version == 0 or state.withdrawn:
                return []
            withdrawn: list[Event] = [WithdrawalNotified(command.reason, command.withdrawn_on, command.at)]
            # What never hung there need not be taken down by anybody.
            gone = PublicationTakenDown(command.withdrawn_on, command.at, state.version, state.digest)
            return withdrawn if state.posted else [*withdrawn, gone]
        case CloseVersion():
            if command.version > state.version or command.version in state.closed:
                return []
            return [VersionClosed(command.version, command.reason, command.on, command.at)]
        case Post():
            return _post(_known(state), command)
        case TakeDown():
            return _take_down(_known(state), command)
        case _:
            assert_never(command)


def _known(state: Posting) -> Posting:
    if state.version == 0:
        raise NotFound(
            "unknown-publication",
            "本村公开栏没有这条内容，请核对编号。",
            "This village's board has no such publication. Check its id.",
        )
    return state


def _post(state: Posting, command: Post) -> list[Event]:
    if state.withdrawn:
        raise WrongState(
            "publication-withdrawn",
            "这条内容已撤下，不要再张贴。",
            "This has been withdrawn. Do not post it.",
            state=state.name,
        )
    if command.version is not None and command.version != state.version:
        raise WrongState(
            "newer-version",
            f"镇里发的是第 {state.version} 版，请打开这一版，张贴后再确认。",
            f"The version to post is {state.version}. Open that one, post it, then confirm.",
            state=state.name,
            version=state.version,
        )
    if state.posted == state.version:
        return []
    return [PublicationPosted(state.version, command.on, command.at, state.digest, command.photograph)]


def _take_down(state: Posting, command: TakeDown) -> list[Event]:
    if not state.withdrawn:
        raise WrongState(
            "not-withdrawn",
            "这条内容没有撤回，请继续公开。",
            "This has not been withdrawn. Leave it on the board.",
            state=state.name,
        )
    if not state.posted:
        return []
    return [PublicationTakenDown(command.on, command.at, state.version, state.digest, command.photograph)]


def evolve(state: Posting, event: Event) -> Posting:
    match event:
        case PublicationNotified():
            return replace(state, version=event.notice.version, digest=event.notice.digest, withdrawn=False)
        case PublicationShown():
            return state
        case WithdrawalNotified():
            return replace(state, withdrawn=True)
        case VersionClosed():
            return replace(state, closed=state.closed | {event.version})
        case PublicationPosted():
            return replace(state, posted=event.version)
        case PublicationTakenDown():
            return replace(state, posted=0)
        case _:
            assert_never(event)
