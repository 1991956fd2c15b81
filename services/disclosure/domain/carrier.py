"""A carrier (公开载体): one board, column, window or site on which the township or a village makes things public.

The founding ones are registered by the clock: the township's own four, and the board of every village that has joined.
More are registered, moved and retired by people. An address in words may be empty: it has not been noted yet.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import assert_never

from services.disclosure.domain.posting import TOWNSHIP
from services.disclosure.domain.text import TOWNSHIP_BOARD, VILLAGE_BOARD, Screen, admit_reason
from shared.errors import Invalid, NotFound, WrongState

KINDS = (TOWNSHIP_BOARD, VILLAGE_BOARD, "publicity_column", "service_window", "web")
FOUNDING = (TOWNSHIP_BOARD, "publicity_column", "service_window", "web")
"""Of the township."""

# Commands


@dataclass(frozen=True)
class RegisterCarrier:
    """``place``: `TOWNSHIP` or a village's id; ``where``: where it hangs, in words; ``since``: a day in China."""

    kind: str
    place: str
    where: str
    since: date
    by: str
    at: datetime


@dataclass(frozen=True)
class MoveCarrier:
    where: str
    moved_on: date
    by: str
    at: datetime


@dataclass(frozen=True)
class RetireCarrier:
    """``reason`` is public."""

    reason: str
    retired_on: date
    by: str
    at: datetime


Command = RegisterCarrier | MoveCarrier | RetireCarrier

# Events


@dataclass(frozen=True)
class CarrierRegistered:
    kind: str
    place: str
    where: str
    since: date
    by: str
    at: datetime


@dataclass(frozen=True)
class CarrierMoved:
    where: str
    moved_on: date
    by: str
    at: datetime


@dataclass(frozen=True)
class CarrierRetired:
    reason: str
    retired_on: date
    by: str
    at: datetime


Event = CarrierRegistered | CarrierMoved | CarrierRetired

# State


@dataclass(frozen=True)
class Carrier:
    kind: str
    place: str
    where: str
    since: date
    retired: bool = False


def founding_id(place: str, kind: str) -> str:
    """The id under which the clock registers a founding one: there is one of each."""
    return f"{place}.{kind}"


def decide(screen: Screen, state: Carrier | None, command: Command) -> list[Event]:
    """``screen`` as in `text`: where it hangs, and why it was retired, is public for ever."""
    if isinstance(command, RegisterCarrier):
        return [] if state else _register(screen, command)
    if state is None:
        raise NotFound("unknown-carrier", "没有这个公开载体，请核对编号。", "There is no such carrier. Check its id.")
    match command:
        case MoveCarrier():
            return _move(screen, state, command)
        case RetireCarrier():
            if state.retired:
                return []
            _not_before(state, command.retired_on)
            admit_reason(screen, command.reason)
            return [CarrierRetired(**vars(command))]
        case _:
            assert_never(command)


def _register(screen: Screen, command: RegisterCarrier) -> list[Event]:
    elsewhere = VILLAGE_BOARD if command.place == TOWNSHIP else TOWNSHIP_BOARD
    if command.kind not in KINDS or command.kind == elsewhere:
        raise Invalid(
            "carrier-kind",
            "镇里没有村公开栏，村里没有镇公开栏，请另选种类。",
            "The township has no village board, and a village no township board. Choose another kind.",
        )
    admit_reason(screen, command.where)
    return [CarrierRegistered(**vars(command))]


def _move(screen: Screen, state: Carrier, command: MoveCarrier) -> list[Event]:
    if state.retired:
        raise WrongState("carrier-retired", "这个公开载体已经停用。", "This carrier has been retired.", state="retired")
    if command.where == state.where:
        return []
    _not_before(state, command.moved_on)
    admit_reason(screen, command.where)
    return [CarrierMoved(**vars(command))]


def _not_before(state: Carrier, day: date) -> None:
    if day < state.since:
        raise Invalid(
            "before-it-was-there",
            f"日期不能早于启用的 {state.since}。",
            f"The day cannot lie before {state.since}, since when it has been there.",
        )


# Evolve


def evolve(state: Carrier | None, event: Event) -> Carrier:
    if isinstance(event, CarrierRegistered):
        return Carrier(event.kind, event.place, event.where, event.since)
    if state is None:
        return _NOTHING
    match event:
        case CarrierMoved():
            return replace(state, where=event.where)
        case CarrierRetired():
            return replace(state, retired=True)
        case _:
            assert_never(event)


_NOTHING = Carrier("", "", "", date.min, retired=True)
"""What a stream that does not begin with a registration would be: there is none, and evolve never raises."""
