"""Oversight offers keys (密封钥匙): a petition handed in here is sealed to one of them, and no other petition is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

# Commands


@dataclass(frozen=True)
class TakeSealKeys:
    """``epoch``: this village's own, for which they are meant. ``instead``: those taken before no longer serve."""

    epoch: str
    keys: tuple[str, ...]
    instead: bool
    at: datetime


Command = TakeSealKeys

# Events


@dataclass(frozen=True)
class SealKeysTaken:
    epoch: str
    keys: tuple[str, ...]
    instead: bool
    at: datetime


Event = SealKeysTaken

# State: whether the offer has been taken


def decide(taken: bool, command: Command) -> list[Event]:
    return [] if taken else [SealKeysTaken(command.epoch, command.keys, command.instead, command.at)]


def evolve(taken: bool, event: Event) -> bool:
    return True
