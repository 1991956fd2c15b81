"""An obligation: one item of the catalogue, for one period or because of one fact, to be made public by one day.

It is set ahead, from catalogue and calendar. What is published in time meets it; what is not done by its day is missed,
which oversight turns into a finding. Its id is ``<item>.<key>``: births.2026-q3, fees.founding, fees.law-2026-09-01.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import assert_never

from shared.errors import Forbidden, NotFound, WrongState
from shared.timelimits import Deadline, TimeLimits
from shared.timelimits.days import china_day


class Kind(StrEnum):
    """Why something is due: a period is over, the office begins to publish, a fact was formed, a law has changed."""

    PERIOD = "period"
    FOUNDING = "founding"
    FACT = "fact"
    LAW = "law"


@dataclass(frozen=True)
class Period:
    """Both days belong to it."""

    first: date
    last: date


@dataclass(frozen=True)
class Owed:
    """What is due: ``title`` names it in Chinese for everybody, ``about`` says of which fact or law, if of any.

    ``owner``: the office that owes it. ``catalogue_version``: of the catalogue that asks for it.
    """

    item: str
    kind: Kind
    title: str
    about: str
    period: Period | None
    carriers: tuple[str, ...]
    owner: str
    catalogue_version: int


# Commands


@dataclass(frozen=True)
class SetObligation:
    """Set it, or bring it up to what catalogue and calendar say today."""

    owed: Owed
    due: Deadline
    at: datetime


@dataclass(frozen=True)
class TakeObligation:
    """A draft is begun for it."""

    publication: str
    at: datetime


@dataclass(frozen=True)
class MeetObligation:
    """A publication for it is out. ``on``: the day in China."""

    publication: str
    on: date
    at: datetime


@dataclass(frozen=True)
class ConfirmObligation:
    """A reviewer has looked: what is published already says what it has to."""

    reason: str
    confirmed_by: str
    at: datetime


@dataclass(frozen=True)
class ReopenObligation:
    """The publication that met it, or was being drafted for it, is withdrawn."""

    publication: str
    at: datetime


@dataclass(frozen=True)
class PassDeadline:
    """``at`` is the legal moment, however late the clock comes by."""

    at: datetime


@dataclass(frozen=True)
class LiftObligation:
    """The catalogue does not ask for it any more, and it was not due yet."""

    because: str
    at: datetime


Command = (
    SetObligation
    | TakeObligation
    | MeetObligation
    | ConfirmObligation
    | ReopenObligation
    | PassDeadline
    | LiftObligation
)

# Events


@dataclass(frozen=True)
class ObligationSet:
    owed: Owed
    due: Deadline
    at: datetime


@dataclass(frozen=True)
class ObligationReplanned:
    """Catalogue or calendar have changed while it was open."""

    owed: Owed
    due: Deadline
    at: datetime


@dataclass(frozen=True)
class ObligationTaken:
    publication: str
    at: datetime


@dataclass(frozen=True)
class ObligationMet:
    publication: str
    on: date
    late_days: int
    at: datetime


@dataclass(frozen=True)
class ObligationConfirmed:
    on: date
    late_days: int
    reason: str
    confirmed_by: str
    at: datetime


@dataclass(frozen=True)
class ObligationReopened:
    """``due``: a new deadline where it had been met; the old one where it was only taken."""

    publication: str
    due: Deadline
    at: datetime


@dataclass(frozen=True)
class ObligationMissed:
    """Not met by its day. What is published later meets it all the same, and is shown as late."""

    owed: Owed
    due: Deadline
    at: datetime


@dataclass(frozen=True)
class ObligationLifted:
    because: str
    at: datetime


Event = (
    ObligationSet
    | ObligationReplanned
    | ObligationTaken
    | ObligationMet
    | ObligationConfirmed
    | ObligationReopened
    | ObligationMissed
    | ObligationLifted
)

# State


@dataclass(frozen=True)
class Obligation:
    """``open``: neither met nor lifted. ``taken_by``: the publication that is, or is to be, its answer."""

    owed: Owed
    due: Deadline
    open: bool = True
    missed: bool = False
    taken_by: str | None = None


# Decide


def decide(limits: TimeLimits, state: Obligation | None, command: Command) -> list[Event]:
    if isinstance(command, SetObligation):
        return _set(state, command)
    if state is None:
        # What is published, withdrawn or lifted without having been owed changes nothing.
        if isinstance(command, MeetObligation | ReopenObligation | LiftObligation):
            return []
        raise NotFound(
            "unknown-obligation", "没有这项公开任务，请核对编号。", "There is no such obligation. Check its id."
        )
    match command:
        case TakeObligation():
            return _take(state, command)
        case MeetObligation():
            if not state.open:
                return []
            late_days = max(0, (command.on - state.due.due_on).days)
            met = ObligationMet(command.publication, command.on, late_days, command.at)
            return [*_fallen(state, command.at), met]
        case ConfirmObligation():
            return _confirm(state, command)
        case ReopenObligation():
            return _reopen(limits, state, command)
        case PassDeadline():
            return _fallen(state, command.at)
        case LiftObligation():
            due_already = state.missed or state.due.due_at <= command.at
            return [] if due_already or not state.open else [ObligationLifted(command.because, command.at)]
        case _:
            assert_never(command)


def _set(state: Obligation | None, do: SetObligation) -> list[Event]:
    if state is None:
        return [ObligationSet(do.owed, do.due, do.at)]
    same = (state.owed, state.due) == (do.owed, do.due)
    if same or not state.open or state.missed:
        return []
    return [ObligationReplanned(do.owed, do.due, do.at)]


def _take(state: Obligation, do: TakeObligation) -> list[Event]:
    if state.taken_by == do.publication:
        return []
    if state.taken_by is not None or not state.open:
        raise WrongState(
            "period-taken",
            f"“{state.owed.title}”已经有一份公开或草稿，请打开那一份改写或更正，不要另起一份。",
            f"There is a publication or draft for “{state.owed.title}” already. Rewrite or correct that one.",
            state="taken",
            publication=state.taken_by or "",
        )
    if state.owed.period and china_day(do.at) <= state.owed.period.last:
        raise WrongState(
            "period-not-over",
            f"“{state.owed.title}”要到{state.owed.period.last:%Y-%m-%d}才结束，请在结束后再起草。",
            f"The period of “{state.owed.title}” ends on {state.owed.period.last:%Y-%m-%d}. Draft it after that day.",
            state="planned",
            ends_on=state.owed.period.last.isoformat(),
        )
    return [ObligationTaken(do.publication, do.at)]


def _confirm(state: Obligation, do: ConfirmObligation) -> list[Event]:
    if state.owed.kind is Kind.PERIOD:
        raise Forbidden(
            "period-needs-figures",
            "一期的数字要公开出来，不能以“无需更改”代替。",
            "A period's figures have to be published. Nothing published before can stand for them.",
        )
    if not state.open:
        return []
    on = china_day(do.at)
    late_days = max(0, (on - state.due.due_on).days)
    return [*_fallen(state, do.at), ObligationConfirmed(on, late_days, do.reason, do.confirmed_by, do.at)]


def _reopen(limits: TimeLimits, state: Obligation, do: ReopenObligation) -> list[Event]:
    if state.taken_by != do.publication:
        return []
    # The public had it and has it no more: the law's twenty working days run from that change.
    due = state.due if state.open else limits.deadline("disclosure", do.at)
    return [ObligationReopened(do.publication, due, do.at)]


def _fallen(state: Obligation, until: datetime) -> list[Event]:
    """Its miss, if it is past its day and not recorded yet: neither a late tick nor a late answer hides it."""
    if not state.open or state.missed or state.due.due_at > until:
        return []
    return [ObligationMissed(state.owed, state.due, state.due.due_at)]


# Evolve


def evolve(state: Obligation | None, event: Event) -> Obligation | None:
    if isinstance(event, ObligationSet):
        return Obligation(event.owed, event.due)
    if state is None:
        return None
    match event:
        case ObligationReplanned():
            return replace(state, owed=event.owed, due=event.due)
        case ObligationTaken():
            return replace(state, taken_by=event.publication)
        case ObligationMet():
            return replace(state, open=False, taken_by=event.publication)
        case ObligationConfirmed() | ObligationLifted():
            return replace(state, open=False)
        case ObligationReopened():
            missed = state.missed and state.open
            return replace(state, open=True, missed=missed, taken_by=None, due=event.due)
        case ObligationMissed():
            return replace(state, missed=True)
        case _:
            assert_never(event)
