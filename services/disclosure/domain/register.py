"""The register of one year: each publication gets the next number once, at its first approval, and keeps it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class GiveNumber:
    publication: str
    year: int
    at: datetime


@dataclass(frozen=True)
class NumberGiven:
    publication: str
    year: int
    number: int
    at: datetime


@dataclass(frozen=True)
class Register:
    """The numbers given so far, by publication."""

    numbers: Mapping[str, int] = field(default_factory=dict)


def decide(state: Register, command: GiveNumber) -> list[NumberGiven]:
    if command.publication in state.numbers:
        return []
    return [NumberGiven(command.publication, command.year, len(state.numbers) + 1, command.at)]


def evolve(state: Register, event: NumberGiven) -> Register:
    return Register({**state.numbers, event.publication: event.number})
