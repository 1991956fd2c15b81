"""Keys that a village seals petitions to (密封钥匙): each serves for one petition, and is erased with it.

One stream a village. Only public halves stand here; the private ones are in the key database.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import assert_never

# Commands


@dataclass(frozen=True)
class OfferSealKeys:
    """``epoch``: the village's own, for which they are meant. ``instead``: those offered before no longer serve.

    ``after``: how many offers to the village were known when it was found short, so that two who see it offer once.
    """

    offer: str
    epoch: str
    keys: tuple[str, ...]
    instead: bool
    after: int
    at: datetime


@dataclass(frozen=True)
class HearErasedPetition:
    """A petition is told that was erased before: here or there a history was put back, or is told again."""

    petition: str
    seal_key: str | None
    received_on: date
    at: datetime


Command = OfferSealKeys | HearErasedPetition

# Events


@dataclass(frozen=True)
class SealKeysOffered:
    offer: str
    epoch: str
    keys: tuple[str, ...]
    instead: bool
    at: datetime


@dataclass(frozen=True)
class ErasedPetitionHeard:
    """Its text is gone for ever, so nothing is registered, and nothing waits for anybody."""

    petition: str
    seal_key: str | None
    received_on: date
    at: datetime


Event = SealKeysOffered | ErasedPetitionHeard

# State


@dataclass(frozen=True)
class SealKeys:
    offers: int = 0
    erased: frozenset[str] = frozenset()


def decide(state: SealKeys, command: Command) -> list[Event]:
    match command:
        case OfferSealKeys():
            if command.after != state.offers:
                return []
            return [SealKeysOffered(command.offer, command.epoch, command.keys, command.instead, command.at)]
        case HearErasedPetition():
            if command.petition in state.erased:
                return []
            return [ErasedPetitionHeard(command.petition, command.seal_key, command.received_on, command.at)]
        case _:
            assert_never(command)


def evolve(state: SealKeys, event: Event) -> SealKeys:
    match event:
        case SealKeysOffered():
            return replace(state, offers=state.offers + 1)
        case ErasedPetitionHeard():
            return replace(state, erased=state.erased | {event.petition})
        case _:
            assert_never(event)
