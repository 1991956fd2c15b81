"""A posting: one publication on this village's board.

The electronic board shows a version as soon as it is notified; the clerk confirms with one tap that the paper board
shows it too, and that is what the posting receipt says.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import assert_never

from shared.errors import NotFound, WrongState


@dataclass(frozen=True)
class Notice:
    """One version of a publication, as this village is told of it. Days are days in China."""

    version: int
    item: str
    timing: str
    title: str
    body: str
    carriers: tuple[str, ...]
    published_on: date
    posting_due_on: date


# Commands


@dataclass(frozen=True)
class NotifyPublication:
    notice: Notice
    at: datetime


@dataclass(frozen=True)
class NotifyWithdrawal:
    reason: str
    withdrawn_on: date
    at: datetime


@dataclass(frozen=True)
class Post:
    """The paper board shows ``version``; None: whichever is the present one. ``on`` is the day, in China."""

    version: int | None
    on: date
    at: datetime


@dataclass(frozen=True)
class TakeDown:
    on: date
    at: datetime


Command = NotifyPublication | NotifyWithdrawal | Post | TakeDown

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
class PublicationPosted:
    version: int
    posted_on: date
    at: datetime


@dataclass(frozen=True)
class PublicationTakenDown:
    taken_down_on: date
    at: datetime


Event = PublicationNotified | WithdrawalNotified | PublicationPosted | PublicationTakenDown

# State


@dataclass(frozen=True)
class Posting:
    """``version`` 0: never notified; ``posted`` 0: nothing hangs on the paper board."""

    version: int = 0
    posted: int = 0
    withdrawn: bool = False

    @property
    def name(self) -> str:
        if self.withdrawn:
            return "to_take_down" if self.posted else "taken_down"
        return "posted" if self.posted == self.version else "to_post"


def decide(state: Posting, command: Command) -> list[Event]:
    match command:
        case NotifyPublication():
            # A repeat, or an older version that was late.
            late = command.notice.version <= state.version
            return [] if late else [PublicationNotified(command.notice, command.at)]
        case NotifyWithdrawal():
            if state.version == 0 or state.withdrawn:
                return []
            withdrawn: list[Event] = [WithdrawalNotified(command.reason, command.withdrawn_on, command.at)]
            # What never hung there need not be taken down by anybody.
            gone = [] if state.posted else [PublicationTakenDown(command.withdrawn_on, command.at)]
            return [*withdrawn, *gone]
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
    return [] if state.posted == state.version else [PublicationPosted(state.version, command.on, command.at)]


def _take_down(state: Posting, command: TakeDown) -> list[Event]:
    if not state.withdrawn:
        raise WrongState(
            "not-withdrawn",
            "这条内容没有撤回，请继续公开。",
            "This has not been withdrawn. Leave it on the board.",
            state=state.name,
        )
    return [PublicationTakenDown(command.on, command.at)] if state.posted else []


def evolve(state: Posting, event: Event) -> Posting:
    match event:
        case PublicationNotified():
            return replace(state, version=event.notice.version, withdrawn=False)
        case WithdrawalNotified():
            return replace(state, withdrawn=True)
        case PublicationPosted():
            return replace(state, posted=event.version)
        case PublicationTakenDown():
            return replace(state, posted=0)
        case _:
            assert_never(event)
