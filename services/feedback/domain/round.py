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


@dataclass(frozen=True)
class Survey:
    """``questions`` are rated from 1 to 5, ``awareness`` answered yes or no, ``texts`` in a few words.

    Both days, in China, are included.
    """

    title: str
    office: str
    audience: str
    questionnaire: str
    questionnaire_version: int
    questions: tuple[Question, ...]
    awareness: tuple[Question, ...]
    opens_on: date
    closes_on: date
    texts: tuple[Question, ...] = ()


# Commands


@dataclass(frozen=True)
class OpenRound:
    survey: Survey
    at: datetime


@dataclass(frozen=True)
class CloseRound:
    closed_on: date
    at: datetime


@dataclass(frozen=True)
class RemindRound:
    """The township reminds this village: few have answered so far."""

    reminded_on: date
    at: datetime


@dataclass(frozen=True)
class HandOutCodes:
    count: int
    at: datetime


@dataclass(frozen=True)
class VoidCodes:
    """``count``: how many that nobody had used are worth nothing from now on."""

    count: int
    at: datetime


Command = OpenRound | CloseRound | RemindRound | HandOutCodes | VoidCodes

# Events


@dataclass(frozen=True)
class RoundOpened:
    survey: Survey
    at: datetime


@dataclass(frozen=True)
class RoundClosed:
    closed_on: date
    at: datetime


@dataclass(frozen=True)
class RoundReminded:
    reminded_on: date
    at: datetime


@dataclass(frozen=True)
class CodesHandedOut:
    """How many, never which: whoever hands out far more codes than there are people shows in the log."""

    count: int
    at: datetime


@dataclass(frozen=True)
class CodesVoided:
    """How many, never which."""

    count: int
    at: datetime


Event = RoundOpened | RoundClosed | RoundReminded | CodesHandedOut | CodesVoided

# State


@dataclass(frozen=True)
class Round:
    """``survey`` None: this village has not been told of it."""

    survey: Survey | None = None
    closed: bool = False
    reminded_on: date | None = None

    def asked(self) -> Survey:
        """What is asked. Raises NotFound (``unknown-round``)."""
        if self.survey is None:
            raise unknown()
        return self.survey

    def phase(self, on: date) -> str:
        """``upcoming``, ``open``, ``ended`` (its last day is past) or ``closed`` (the township has closed it)."""
        return phase(self.asked().opens_on, self.asked().closes_on, closed=self.closed, on=on)


def phase(opens_on: date, closes_on: date, *, closed: bool, on: date) -> str:
    """Where a round stands on a day in China: see `Round.phase`."""
    if closed:
        return "closed"
    return "upcoming" if on < opens_on else "open" if on <= closes_on else "ended"


def unknown() -> NotFound:
    return NotFound(
        "unknown-round",
        "本村没有这次评议，请核对编号。",
        "There is no such survey round in this village. Check its id.",
    )


def admit(phase: str, *, on_paper: bool = False) -> None:
    """Raise WrongState unless answers are taken in this phase; paper may be entered after the last day."""
    if phase == "upcoming":
        raise WrongState(
            "round-not-open",
            "这次评议还没有开始，请到开始那天再来。",
            "This survey round has not begun. Come back on its first day.",
            state=phase,
        )
    if phase == "closed" or (phase == "ended" and not on_paper):
        raise _over(phase)


def _over(phase: str) -> WrongState:
    return WrongState(
        "round-closed",
        "这次评议已经结束，不再收答卷。",
        "This survey round is over; no more answers are taken.",
        state=phase,
    )


def decide(state: Round, command: Command) -> list[Event]:
    match command:
        case OpenRound():
            return [] if state.survey else [RoundOpened(command.survey, command.at)]
        case CloseRound():
            return [] if state.closed or not state.survey else [RoundClosed(command.closed_on, command.at)]
        case RemindRound():
            known = not state.survey or state.closed or state.reminded_on == command.reminded_on
            return [] if known else [RoundReminded(command.reminded_on, command.at)]
        case HandOutCodes():
            state.asked()
            if state.closed:
                raise _over("closed")
            return [CodesHandedOut(command.count, command.at)]
        case VoidCodes():
            state.asked()
            return [CodesVoided(command.count, command.at)]
        case _:
            assert_never(command)


def evolve(state: Round, event: Event) -> Round:
    match event:
        case RoundOpened():
            return replace(state, survey=event.survey)
        case RoundClosed():
            return replace(state, closed=True)
        case RoundReminded():
            return replace(state, reminded_on=event.reminded_on)
        case CodesHandedOut() | CodesVoided():
            return state
        case _:
            assert_never(event)
