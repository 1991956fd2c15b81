"""A box that came as a petition and that nobody can open, or with no petition in it (打不开的信).

Whoever likes can send a village's endpoint a box of anything: it is sealed on the sender's own device, and the village
cannot look into it. So it is noted and counted, and no person has to deal with it. The box is kept, for it may be the
key that is missing here: then it is opened when the key is back.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

# Commands


@dataclass(frozen=True)
class HearSpoiltPetition:
    """``seal_key``: the one-time key that the box names, if any."""

    village: str
    sealed: str
    seal_key: str | None
    received_on: date
    at: datetime


Command = HearSpoiltPetition

# Events


@dataclass(frozen=True)
class SpoiltPetitionHeard:
    village: str
    sealed: str
    seal_key: str | None
    received_on: date
    at: datetime


Event = SpoiltPetitionHeard

# State: whether it has been heard


def decide(heard: bool, command: Command) -> list[Event]:
    if heard:
        return []
    return [
        SpoiltPetitionHeard(command.village, command.sealed, command.seal_key, command.received_on, command.at),
    ]


def evolve(heard: bool, event: Event) -> bool:
    return True
