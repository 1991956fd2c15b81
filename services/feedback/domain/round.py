"""A survey round in this village: its questionnaire, which never changes once open, and when answers are taken."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import assert_never

from shared.errors import NotFound, WrongState


@dataclass(frozen=True)
class Question:
    """``id`` is stable, so that rounds can be compared."""

    id: str
    zh: str
    en: str


# Commands


@dataclass(frozen=True)
class OpenRound:
    """``questions`` are rated from 1 to 5, ``awareness`` answered yes or no. Both days, in China, are included."""

    title: str
    office: str
    audience: str
    questionnaire: str
    questionnaire_version: int
    questions: tuple[Question, ...]
    awareness: tuple[Question, ...]
    opens_on: date
    closes_on: date
    at: datetime


@dataclass(frozen=True)
class CloseRound:
    closed_on: date
    at: datetime


@dataclass(frozen=True)
class HandOutCodes:
    count: int
    at: datetime


Command = OpenRound | CloseRound | HandOutCodes

# Events


@dataclass(frozen=True)
class RoundOpened:
    title: str
    office: str
    audience: str
    questionnaire: str
    questionnaire_version: int
    questions: tuple[Question, ...]
    awareness: tuple[Question, ...]
    opens_on: date
    closes_on: date
    at: datetime


@dataclass(frozen=True)
class RoundClosed:
    closed_on: date
    at: datetime


@dataclass(frozen=True)
class CodesHandedOut:
    """How many, never which: whoever hands out far more codes than there are people shows in the log."""

    count: int
    at: datetime


Event = RoundOpened | RoundClosed | CodesHandedOut

# State


@dataclass(frozen=True)
class Round:
    """``opened`` None: this village has not been told of it."""

    opened: RoundOpened | None = None
    closed: bool = False

    def asked(self) -> RoundOpened:
        """What is asked. Raises NotFound (``unknown-round``)."""
        if self.opened is None:
            raise NotFound(
                "unknown-round",
                "本村没有这次评议，请核对编号。",
                "There is no such survey round in this village. Check its id.",
            )
        return self.opened

    def phase(self, on: date) -> str:
        """``upcoming``, ``open``, ``ended`` (its last day is past) or ``closed`` (the township has closed it)."""
        return phase(self.asked().opens_on, self.asked().closes_on, closed=self.closed, on=on)


def phase(opens_on: date, closes_on: date, *, closed: bool, on: date) -> str:
    """Where a round stands on a day in China: see `Round.phase`."""
    if closed:
        return "closed"
    return "upcoming" if on < opens_on else "open" if on <= closes_on else "ended"


def over(state: str) -> WrongState:
    return WrongState(
        "round-closed",
        "这次评议已经结束，不再收答卷。",
        "This survey round is over; no more answers are taken.",
        state=state,
    )


def decide(state: Round, command: Command) -> list[Event]:
    match command:
        case OpenRound():
            return [] if state.opened else [RoundOpened(**vars(command))]
        case CloseRound():
            return [] if state.closed or not state.opened else [RoundClosed(command.closed_on, command.at)]
        case HandOutCodes():
            state.asked()
            if state.closed:
                raise over("closed")
            return [CodesHandedOut(command.count, command.at)]
        case _:
            assert_never(command)


def evolve(state: Round, event: Event) -> Round:
    match event:
        case RoundOpened():
            return replace(state, opened=event)
        case RoundClosed():
            return replace(state, closed=True)
        case CodesHandedOut():
            return state
        case _:
            assert_never(event)
