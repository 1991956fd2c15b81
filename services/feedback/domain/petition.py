"""A petition handed in at this village. All that is known of it here is a sealed box, which only oversight opens."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import assert_never

# Commands


@dataclass(frozen=True)
class FilePetition:
    """``sealed`` to oversight's public key before it comes here; ``on`` is the day in China."""

    sealed: str
    on: date
    at: datetime


@dataclass(frozen=True)
class ConfirmRegistration:
    registered_on: date
    at: datetime


Command = FilePetition | ConfirmRegistration

# Events


@dataclass(frozen=True)
class PetitionFiled:
    sealed: str
    received_on: date
    at: datetime


@dataclass(frozen=True)
class RegistrationConfirmed:
    """Oversight has it, and its clock runs."""

    registered_on: date
    at: datetime


Event = PetitionFiled | RegistrationConfirmed

# State


@dataclass(frozen=True)
class Petition:
    filed: bool = False
    registered: bool = False


def decide(state: Petition, command: Command) -> list[Event]:
    match command:
        case FilePetition():
            return [] if state.filed else [PetitionFiled(command.sealed, command.on, command.at)]
        case ConfirmRegistration():
            # One that this village does not know: its database was restored from an older copy.
            if not state.filed or state.registered:
                return []
            return [RegistrationConfirmed(command.registered_on, command.at)]
        case _:
            assert_never(command)


def evolve(state: Petition, event: Event) -> Petition:
    match event:
        case PetitionFiled():
            return replace(state, filed=True)
        case RegistrationConfirmed():
            return replace(state, registered=True)
        case _:
            assert_never(event)
