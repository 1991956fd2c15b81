"""A supervisor (行风监督员): a lay person appointed for a term to inspect. A public function, held under an account."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import assert_never

from shared.errors import Invalid, NotFound
from shared.timelimits.days import china_day

ORIGINS = ("resident", "notable")
"""From residents of child-bearing age, or from well-known local people. Of either no more is recorded."""


@dataclass(frozen=True)
class Term:
    """From the first day to the last, both included."""

    first: date
    last: date

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last


# Commands


@dataclass(frozen=True)
class AppointSupervisor:
    """Again after an earlier term: a reappointment."""

    origin: str
    term: Term
    by: str
    at: datetime


@dataclass(frozen=True)
class EndAppointment:
    """Before its time, from today on. ``reason`` is public."""

    reason: str
    by: str
    at: datetime


Command = AppointSupervisor | EndAppointment

# Events


@dataclass(frozen=True)
class SupervisorAppointed:
    origin: str
    term: Term
    by: str
    at: datetime


@dataclass(frozen=True)
class AppointmentEnded:
    """``ended_on`` is the first day on which the supervisor is no longer in office."""

    ended_on: date
    reason: str
    by: str
    at: datetime


Event = SupervisorAppointed | AppointmentEnded

# State


@dataclass(frozen=True)
class Supervisor:
    term: Term | None = None
    """The latest; it has ended where ``ended_on`` is set, or its last day is over."""
    ended_on: date | None = None

    def free_from(self) -> date:
        """The first day on which a new term can begin."""
        if self.term is None:
            return date.min
        return self.ended_on or date.fromordinal(self.term.last.toordinal() + 1)


def decide(public_text: Callable[[str], str], state: Supervisor, command: Command) -> list[Event]:
    """``public_text`` raises Invalid for a text with personal data in it."""
    today = china_day(command.at)
    match command:
        case AppointSupervisor(term=term):
            if term == state.term and state.ended_on is None:
                return []
            if term.last < term.first or term.last < today:
                raise Invalid(
                    "term-over",
                    "任期的最后一天不能早于第一天，也不能早于今天。",
                    "The term's last day lies before its first day or before today; choose a later one.",
                )
            if term.first < state.free_from():
                raise Invalid(
                    "terms-overlap",
                    "上一任期还没有结束，新任期请从它之后开始。",
                    "The present term is not over yet; let the new one begin after it.",
                    free_from=state.free_from().isoformat(),
                )
            return [SupervisorAppointed(command.origin, term, command.by, command.at)]
        case EndAppointment():
            if state.term is None:
                raise NotFound(
                    "unknown-supervisor",
                    "没有这位监督员，请从名单中选择。",
                    "There is no such supervisor; choose from the list.",
                )
            if state.ended_on is not None or state.term.last < today:
                return []
            return [AppointmentEnded(today, public_text(command.reason), command.by, command.at)]
        case _:
            assert_never(command)


def evolve(state: Supervisor, event: Event) -> Supervisor:
    match event:
        case SupervisorAppointed():
            return Supervisor(event.term)
        case AppointmentEnded():
            return replace(state, ended_on=event.ended_on)
        case _:
            assert_never(event)
