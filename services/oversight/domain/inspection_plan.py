"""A year's plan of inspections (年度监督计划): the open ones that are announced, and the draw of the undercover ones.

How the draw works, and whom it stops from what: ``draw.py``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, assert_never

from services.oversight.domain.draw import SECRET_BYTES, Inputs, Task, commitment_to, draw, weeks_of
from shared.errors import Forbidden, Invalid, NotFound, WrongState
from shared.timelimits.days import china_day

CONTRIBUTION = re.compile(r"[0-9A-Za-z]{16,64}")
_HASH = re.compile(r"[0-9a-f]{64}")

# Commands


@dataclass(frozen=True)
class AnnounceInspection:
    """An open inspection (明察): everybody knows of it from now on."""

    place: str
    day: date
    supervisors: tuple[str, ...]
    by: str
    at: datetime


@dataclass(frozen=True)
class WithdrawAnnouncement:
    """``reason`` is public."""

    number: int
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class CommitDraw:
    """``commitment`` is the SHA-256 of a secret of 32 bytes; ``sealed`` the secret under a key of its own."""

    commitment: str
    sealed: str
    inputs: Inputs
    by: str
    at: datetime


@dataclass(frozen=True)
class ContributeToDraw:
    """16 to 64 letters and digits, public at once: thrown with dice, or out of a lottery, in front of witnesses."""

    contribution: str
    by: str
    at: datetime


@dataclass(frozen=True)
class RevealDraw:
    """``secret`` in hex."""

    secret: str
    by: str
    at: datetime


@dataclass(frozen=True)
class DeclareDrawLost:
    """The secret cannot be read any more: the year's draw may be made anew, and all know that it was. Public."""

    reason: str
    by: str
    at: datetime


Command = AnnounceInspection | WithdrawAnnouncement | CommitDraw | ContributeToDraw | RevealDraw | DeclareDrawLost

# Events


@dataclass(frozen=True)
class InspectionAnnounced:
    number: int
    place: str
    day: date
    supervisors: tuple[str, ...]
    by: str
    at: datetime


@dataclass(frozen=True)
class AnnouncementWithdrawn:
    number: int
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class DrawCommitted:
    """``attempt`` counts the year's draws from 1: above it stands how each one before was lost."""

    attempt: int
    commitment: str
    sealed: str
    inputs: Inputs
    by: str
    at: datetime


@dataclass(frozen=True)
class DrawContributed:
    attempt: int
    contribution: str
    contributed_on: date
    by: str
    at: datetime


@dataclass(frozen=True)
class DrawRevealed:
    attempt: int
    secret: str
    by: str
    at: datetime


@dataclass(frozen=True)
class DrawLost:
    attempt: int
    reason: str
    by: str
    at: datetime


Event = InspectionAnnounced | AnnouncementWithdrawn | DrawCommitted | DrawContributed | DrawRevealed | DrawLost

# State


@dataclass(frozen=True)
class Announced:
    place: str
    day: date
    supervisors: tuple[str, ...]
    withdrawn: bool = False


@dataclass(frozen=True)
class Draw:
    attempt: int
    commitment: str
    sealed: str
    inputs: Inputs
    committed_by: str
    contribution: str | None = None
    contributed_on: date | None = None
    revealed: str | None = None
    lost: bool = False

    def tasks(self, secret: bytes) -> list[Task]:
        """Empty as long as the district has not contributed. Only for whom the tasks concern."""
        if self.contribution is None or self.contributed_on is None:
            return []
        return draw(secret, self.contribution, self.inputs, self.contributed_on)


@dataclass(frozen=True)
class YearPlan:
    announced: tuple[Announced, ...] = ()
    draws: tuple[Draw, ...] = ()

    @property
    def latest(self) -> Draw | None:
        return self.draws[-1] if self.draws else None


def decide(public_text: Callable[[str], str], state: YearPlan, command: Command) -> list[Event]:
    """``public_text`` raises Invalid for a text with personal data in it."""
    match command:
        case AnnounceInspection():
            return _announce(state, command)
        case WithdrawAnnouncement(number=number):
            if not 0 < number <= len(state.announced):
                raise NotFound(
                    "unknown-announcement",
                    "没有这次明察的预告，请核对编号。",
                    "No such inspection is announced; check its number.",
                )
            if state.announced[number - 1].withdrawn:
                return []
            return [AnnouncementWithdrawn(number, public_text(command.reason), command.by, command.at)]
        case CommitDraw():
            return _commit(state, command)
        case ContributeToDraw():
            return _contribute(_running(state), command)
        case RevealDraw():
            return _reveal(_running(state), command)
        case DeclareDrawLost():
            found = state.latest
            if found is not None and found.lost:
                return []
            running = _running(state)
            if running.revealed is not None:
                raise WrongState(
                    "draw-revealed", "抽签已经公开。", "The draw is revealed and cannot be lost.", state="revealed"
                )
            return [DrawLost(running.attempt, public_text(command.reason), command.by, command.at)]
        case _:
            assert_never(command)


def _announce(state: YearPlan, command: AnnounceInspection) -> list[Event]:
    if command.day < china_day(command.at):
        raise Invalid("day-is-past", "日期已过，请选今天或以后。", "The day is past; choose today or a later one.")
    if not command.supervisors:
        raise Invalid("no-supervisor", "请至少选一位监督员。", "Choose at least one supervisor.")
    for known in state.announced:
        if (known.place, known.day, known.withdrawn) == (command.place, command.day, False):
            if set(known.supervisors) == set(command.supervisors):
                return []
            raise WrongState(
                "announced-already",
                "当天对这里的明察已有预告；要换人，请先撤回再预告。",
                "An inspection of this place on this day is announced; withdraw it first, then announce it anew.",
                state="announced",
            )
    number = len(state.announced) + 1
    return [InspectionAnnounced(number, command.place, command.day, command.supervisors, command.by, command.at)]


def _commit(state: YearPlan, command: CommitDraw) -> list[Event]:
    found, inputs = state.latest, command.inputs
    if found is not None and not found.lost:
        if found.commitment == command.commitment:
            return []
        raise WrongState(
            "draw-committed",
            "今年已经抽签，不能重抽。",
            "The year's draw is committed; it cannot be made again.",
            state="revealed" if found.revealed else "committed",
        )
    if not _HASH.fullmatch(command.commitment) or not inputs.places or inputs.per_place < 1:
        raise Invalid("draw-malformed", "抽签的承诺或输入不完整。", "The commitment or its inputs are not whole.")
    if not inputs.supervisors:
        raise Invalid(
            "no-supervisor", "没有在任的监督员，请先聘任。", "No supervisor is in office; appoint somebody first."
        )
    if not weeks_of(inputs.year, china_day(command.at)):
        raise _no_week_left()
    attempt = len(state.draws) + 1
    return [DrawCommitted(attempt, command.commitment, command.sealed, inputs, command.by, command.at)]


def _contribute(running: Draw, command: ContributeToDraw) -> list[Event]:
    if command.by == running.committed_by:
        raise Forbidden(
            "own-draw",
            "抽签承诺人不能自己提供补充数，请由区里提供。",
            "Whoever committed the draw may not contribute to it; the district does.",
        )
    if running.contribution is not None:
        if running.contribution == command.contribution:
            return []
        raise WrongState(
            "draw-contributed",
            "补充数已经公布，不能更改。",
            "The contribution is public and cannot be changed.",
            state="contributed",
        )
    if not CONTRIBUTION.fullmatch(command.contribution):
        raise Invalid(
            "contribution-malformed",
            "补充数应为 16 到 64 个数字或英文字母，例如当众掷骰 20 次的点数。",
            "Give 16 to 64 letters or digits, for example what 20 throws of a die show.",
        )
    today = china_day(command.at)
    if not weeks_of(running.inputs.year, today):
        raise _no_week_left()
    return [DrawContributed(running.attempt, command.contribution, today, command.by, command.at)]


def _reveal(running: Draw, command: RevealDraw) -> list[Event]:
    if running.revealed is not None:
        return []
    if running.contribution is None or china_day(command.at).year <= running.inputs.year:
        raise WrongState(
            "draw-not-over",
            "抽签在当年结束后才能公开。",
            "A draw is revealed when its year is over.",
            state="committed" if running.contribution is None else "contributed",
        )
    if not _is_secret_of(running.commitment, command.secret):
        raise Invalid(
            "draw-mismatch",
            "这个密数与当初的承诺不符，不能公开。",
            "This secret does not agree with the commitment; it is not revealed.",
        )
    return [DrawRevealed(running.attempt, command.secret, command.by, command.at)]


def _is_secret_of(commitment: str, secret: str) -> bool:
    try:
        raw = bytes.fromhex(secret)
    except ValueError:
        return False
    return len(raw) == SECRET_BYTES and commitment_to(raw) == commitment


def _running(state: YearPlan) -> Draw:
    if state.latest is None or state.latest.lost:
        raise WrongState(
            "no-draw",
            "这一年还没有抽签承诺，请先由领导小组承诺。",
            "No draw of that year is committed; the leading group commits one first.",
            state="lost" if state.latest else "none",
        )
    return state.latest


def _no_week_left() -> Invalid:
    return Invalid("no-week-left", "这一年已没有完整的一周可抽。", "No whole week of that year is left to be drawn.")


def evolve(state: YearPlan, event: Event) -> YearPlan:
    match event:
        case InspectionAnnounced():
            return replace(state, announced=(*state.announced, Announced(event.place, event.day, event.supervisors)))
        case AnnouncementWithdrawn(number=number):
            known = state.announced
            withdrawn = replace(known[number - 1], withdrawn=True)
            return replace(state, announced=(*known[: number - 1], withdrawn, *known[number:]))
        case DrawCommitted():
            committed = Draw(event.attempt, event.commitment, event.sealed, event.inputs, event.by)
            return replace(state, draws=(*state.draws, committed))
        case DrawContributed():
            return _of_latest(state, contribution=event.contribution, contributed_on=event.contributed_on)
        case DrawRevealed():
            return _of_latest(state, revealed=event.secret)
        case DrawLost():
            return _of_latest(state, lost=True)
        case _:
            assert_never(event)


def _of_latest(state: YearPlan, **changed: Any) -> YearPlan:
    return replace(state, draws=(*state.draws[:-1], replace(state.draws[-1], **changed)))
