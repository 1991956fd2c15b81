"""What became of a bad rating (差评办理结果), in the township's words for everybody. Nothing tells whose it was."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

# Commands


@dataclass(frozen=True)
class TellAnswer:
    """``text``: what was put right, or why nothing had to be, in Chinese. ``answered_on``: the day, in China."""

    office: str
    text: str
    answered_on: date
    at: datetime


Command = TellAnswer

# Events


@dataclass(frozen=True)
class BadRatingAnswered:
    office: str
    text: str
    answered_on: date
    at: datetime


Event = BadRatingAnswered

# State: whether it has been told


def decide(told: bool, command: Command) -> list[Event]:
    return [] if told else [BadRatingAnswered(command.office, command.text, command.answered_on, command.at)]


def evolve(told: bool, event: Event) -> bool:
    return True
