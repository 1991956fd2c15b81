"""A survey round (一轮民主评议): one questionnaire, put to one audience in some villages for some days."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import assert_never

from shared.errors import Invalid, NotFound, WrongState
from shared.timelimits.days import china_day


@dataclass(frozen=True)
class Question:
    id: str
    zh: str
    en: str


@dataclass(frozen=True)
class Plan:
    """All that a village needs in order to ask; the questions travel along and never change.

    ``questions`` are rated from 1 to 5, ``awareness`` answered yes or no, ``texts`` in a few words.
    """

    title: str
    office: str
    audience: str
    questionnaire: str
    questionnaire_version: int
    questions: tuple[Question, ...]
    awareness: tuple[Question, ...]
    villages: tuple[str, ...]
    opens_on: date
    closes_on: date
    texts: tuple[Question, ...] = ()


# Commands


@dataclass(frozen=True)
class OpenRound:
    plan: Plan
    by: str
    at: datetime


@dataclass(frozen=True)
class CloseRound:
    by: str
    at: datetime


Command = OpenRound | CloseRound

# Events


@dataclass(frozen=True)
class RoundOpened:
    plan: Plan
    by: str
    at: datetime


@dataclass(frozen=True)
class RoundClosed:
    villages: tuple[str, ...]
    closed_on: date
    by: str
    at: datetime


Event = RoundOpened | RoundClosed

# State


@dataclass(frozen=True)
class SurveyRound:
    plan: Plan | None = None
    closed: bool = False


def decide(state: SurveyRound, command: Command) -> list[Event]:
    match command:
        case OpenRound():
            if state.plan is not None:
                raise WrongState("round-known", "这轮评议已经开始。", "This round is open already.", state="open")
            if not china_day(command.at) <= command.plan.closes_on >= command.plan.opens_on:
                raise Invalid(
                    "round-ends-too-early",
                    "截止日不能早于开始日，也不能早于今天。",
                    "The last day lies before the first day or before today; choose a later one.",
                )
            return [RoundOpened(command.plan, command.by, command.at)]
        case CloseRound():
            if state.plan is None:
                raise NotFound("unknown-round", "没有这轮评议，请核对编号。", "There is no such round; check its id.")
            if state.closed:
                return []
            return [RoundClosed(state.plan.villages, china_day(command.at), command.by, command.at)]
        case _:
            assert_never(command)


def evolve(state: SurveyRound, event: Event) -> SurveyRound:
    match event:
        case RoundOpened():
            return SurveyRound(event.plan)
        case RoundClosed():
            return replace(state, closed=True)
        case _:
            assert_never(event)
