"""A village that joined from far away, as oversight, which lets it in, has told: whose signature counts as its word.

One stream a village; the state is its public key, empty where it has none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

# Commands


@dataclass(frozen=True)
class AdmitMember:
    verify_key: str
    at: datetime


@dataclass(frozen=True)
class ShutOutMember:
    at: datetime


Command = AdmitMember | ShutOutMember

# Events


@dataclass(frozen=True)
class MemberAdmitted:
    verify_key: str
    at: datetime


@dataclass(frozen=True)
class MemberShutOut:
    at: datetime


Event = MemberAdmitted | MemberShutOut


def decide(state: str, command: Command) -> list[Event]:
    match command:
        case AdmitMember():
            return [] if state == command.verify_key else [MemberAdmitted(command.verify_key, command.at)]
        case ShutOutMember():
            return [MemberShutOut(command.at)] if state else []
        case _:
            assert_never(command)


def evolve(state: str, event: Event) -> str:
    match event:
        case MemberAdmitted():
            return event.verify_key
        case MemberShutOut():
            return ""
        case _:
            assert_never(event)
