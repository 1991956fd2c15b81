"""The service window (文明窗口) of one office, as far as the village keeps it: which slips were handed out there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import assert_never

# Commands


@dataclass(frozen=True)
class HandOutSlips:
    """``until``: the last day, in China, on which a visit can be rated with them."""

    count: int
    until: date
    at: datetime


@dataclass(frozen=True)
class VoidSlips:
    count: int
    at: datetime


Command = HandOutSlips | VoidSlips

# Events


@dataclass(frozen=True)
class SlipsHandedOut:
    """How many, and never which: the codes are secrets, and no events."""

    count: int
    until: date
    at: datetime


@dataclass(frozen=True)
class SlipsVoided:
    """How many, never which."""

    count: int
    at: datetime


Event = SlipsHandedOut | SlipsVoided

# State: nothing hangs on it


def decide(state: None, command: Command) -> list[Event]:
    match command:
        case HandOutSlips():
            return [SlipsHandedOut(command.count, command.until, command.at)]
        case VoidSlips():
            return [SlipsVoided(command.count, command.at)]
        case _:
            assert_never(command)


def evolve(state: None, event: Event) -> None:
    return None
