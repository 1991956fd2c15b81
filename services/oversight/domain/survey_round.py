"""A survey round (一轮民主评议): one questionnaire, put to one audience in some villages for some days."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
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


@dataclass(frozen=True)
class RemindVillages:
    """Few have answered there. Each village is reminded once a day at most."""

    villages: tuple[str, ...]
    by: str
    at: datetime


Command = OpenRound | CloseRound | RemindVillages

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


@dataclass(frozen=True)
class VillagesReminded:
    villages: tuple[str, ...]
    reminded_on: date
    by: str
    at: datetime


Event = RoundOpened | RoundClosed | VillagesReminded

# State


@dataclass(frozen=True)
class SurveyRound:
    """``reminded``: village -> the last day on which it was."""

    plan: Plan | None = None
    closed: bool = False
    reminded: dict[str, date] = field(default_factory=dict)


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
            plan = _known(state)
            if state.closed:
                return []
            return [RoundClosed(plan.villages, china_day(command.at), command.by, command.at)]
        case RemindVillages():
            return _remind(_known(state), state, command)
        case _:
            assert_never(command)


def _known(state: SurveyRound) -> Plan:
    if state.plan is None:
        raise NotFound("unknown-round", "没有这轮评议，请核对编号。", "There is no such round; check its id.")
    return state.plan


def _remind(plan: Plan, state: SurveyRound, command: RemindVillages) -> list[Event]:
    today = china_day(command.at)
    if state.closed or not plan.opens_on <= today <= plan.closes_on:
        raise WrongState(
            "round-not-running",
            "现在不是这轮评议的答卷时间，不用提醒。",
            "Nobody can answer this round today, so there is nothing to remind of.",
            state="closed" if state.closed else "not_running",
        )
    strangers = [village for village in command.villages if village not in plan.villages]
    if strangers:
        raise Invalid(
            "village-not-asked",
            f"这轮评议没有问：{'、'.join(strangers)}。请只选参加的村（居）。",
            f"This round does not ask {', '.join(strangers)}; choose among those that it asks.",
            villages=strangers,
        )
    due = tuple(village for village in dict.fromkeys(command.villages) if state.reminded.get(village) != today)
    return [VillagesReminded(due, today, command.by, command.at)] if due else []


def evolve(state: SurveyRound, event: Event) -> SurveyRound:
    match event:
        case RoundOpened():
            return SurveyRound(event.plan)
        case RoundClosed():
            return replace(state, closed=True)
        case VillagesReminded():
            return replace(state, reminded={**state.reminded, **dict.fromkeys(event.villages, event.reminded_on)})
        case _:
            assert_never(event)
