"""A response (一份评议答卷), anonymous: a stream of its own, so that hearing of it twice counts it once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Answers:
    """``scores``: question id -> 1 to 5; ``awareness``: question id -> whether the person knows."""

    round: str
    village: str
    audience: str
    scores: dict[str, int]
    awareness: dict[str, bool]
    answered_on: date


# Commands


@dataclass(frozen=True)
class CountResponse:
    answers: Answers
    at: datetime


# Events


@dataclass(frozen=True)
class ResponseCounted:
    answers: Answers
    at: datetime


# State: whether it has been counted


def decide(counted: bool, command: CountResponse) -> list[ResponseCounted]:
    return [] if counted else [ResponseCounted(command.answers, command.at)]


def evolve(counted: bool, event: ResponseCounted) -> bool:
    return True
