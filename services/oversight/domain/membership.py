"""A village's membership (村端接入): it is invited, joins with a key of its own, may be shut out. One stream a village.

An invitation is a one-time key pair. Its private half travels in the file that the district issues; whoever has it may
register one signing key for this village, once. So a stolen file is of use only before the village uses it, and then
the village itself is refused, which is recorded and shown to the district.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal, assert_never

from shared.errors import NotFound, Refusal, WrongState

Why = Literal["used", "expired", "replaced"]

# Commands


@dataclass(frozen=True)
class Invite:
    """``invitation``: the public half of its key. An earlier one that was not used is good for nothing any more."""

    invitation: str
    expires_at: datetime
    at: datetime


@dataclass(frozen=True)
class Join:
    """Signed with the invitation's key, which was checked: this key is to speak for the village."""

    invitation: str
    verify_key: str
    at: datetime


@dataclass(frozen=True)
class ShutOut:
    """Whatever speaks for the village now may not any more, and an open invitation is withdrawn."""

    reason: str
    at: datetime


Command = Invite | Join | ShutOut

# Events


@dataclass(frozen=True)
class VillageInvited:
    invitation: str
    expires_at: datetime
    at: datetime


@dataclass(frozen=True)
class VillageJoined:
    invitation: str
    verify_key: str
    at: datetime


@dataclass(frozen=True)
class JoinRefused:
    """Somebody who has the file came too late with it, with this key. Told once for each key."""

    invitation: str
    verify_key: str
    why: Why
    at: datetime


@dataclass(frozen=True)
class VillageShutOut:
    reason: str
    at: datetime


Event = VillageInvited | VillageJoined | JoinRefused | VillageShutOut

# State


@dataclass(frozen=True)
class Membership:
    """``open``: the invitation that may be used, until ``expires_at``. ``used``: by invitation, the key it registered.

    ``verify_key``: what speaks for the village now.
    """

    open: str = ""
    expires_at: datetime | None = None
    invited: frozenset[str] = frozenset()
    used: Mapping[str, str] = field(default_factory=dict)
    verify_key: str = ""
    refused: frozenset[tuple[str, str]] = frozenset()


def decide(public_text: Callable[[str], str], state: Membership, command: Command) -> list[Event]:
    """``public_text``: the text itself; raises Invalid where it names a person's number."""
    match command:
        case Invite():
            return [VillageInvited(command.invitation, command.expires_at, command.at)]
        case Join():
            why = why_not(state, command)
            if why is None:
                known = state.used.get(command.invitation) == command.verify_key
                return [] if known else [VillageJoined(command.invitation, command.verify_key, command.at)]
            if (command.invitation, command.verify_key) in state.refused:
                return []
            return [JoinRefused(command.invitation, command.verify_key, why, command.at)]
        case ShutOut():
            if not state.open and not state.verify_key:
                raise WrongState(
                    "not-a-member",
                    "这个村（居）没有接入，也没有未用的接入文件。",
                    "This village has not joined, and has no invitation that could be used.",
                    state="out",
                )
            return [VillageShutOut(public_text(command.reason), command.at)]
        case _:
            assert_never(command)


def why_not(state: Membership, command: Join) -> Why | None:
    """Why this invitation does not register this key. Raises NotFound for one that was never issued."""
    if command.invitation not in state.invited:
        raise NotFound(
            "unknown-invitation",
            "区里没有发过这份接入文件，请核对文件，或请区里重新签发。",
            "The district has not issued this file. Check the file, or ask the district for a new one.",
        )
    if (registered := state.used.get(command.invitation)) is not None:
        return None if command.verify_key == registered == state.verify_key else "used"
    if command.invitation != state.open:
        return "replaced"
    assert state.expires_at is not None
    return "expired" if command.at >= state.expires_at else None


def refusal(why: Why) -> Refusal:
    """What the person at the village is told."""
    match why:
        case "used":
            return WrongState(
                "invitation-used",
                "这份接入文件已经用过了。如果不是您用的，请立刻打电话告诉区里；区里会作废旧的，另发一份。",
                "This file has been used already. If it was not you, call the district at once: it shuts out whoever "
                "used it and issues another.",
                state="used",
            )
        case "expired":
            return WrongState(
                "invitation-expired",
                "这份接入文件已经过期，请区里重新签发。",
                "This file has expired. Ask the district for a new one.",
                state="expired",
            )
        case "replaced":
            return WrongState(
                "invitation-replaced",
                "这份接入文件已经作废，请用区里最近发的那一份。",
                "This file is no longer valid. Use the latest one that the district issued.",
                state="replaced",
            )
        case _:
            assert_never(why)


def evolve(state: Membership, event: Event) -> Membership:
    match event:
        case VillageInvited():
            invited = state.invited | {event.invitation}
            return replace(state, open=event.invitation, expires_at=event.expires_at, invited=invited)
        case VillageJoined():
            used = {**state.used, event.invitation: event.verify_key}
            return replace(state, open="", used=used, verify_key=event.verify_key)
        case JoinRefused():
            return replace(state, refused=state.refused | {(event.invitation, event.verify_key)})
        case VillageShutOut():
            return replace(state, open="", verify_key="")
        case _:
            assert_never(event)
