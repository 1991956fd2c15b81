"""A finding (督察问题): something wrong that has to be put right and made public."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from shared.errors import NotFound, WrongState

KINDS = ("dissatisfaction", "broken_promise", "unlawful_fee", "ignored_request", "overdue")
ORIGINS = ("missed_deadline", "overdue_posting")


@dataclass(frozen=True)
class Facts:
    """``about`` is an office's or a village's id; ``text`` is Chinese and public: no petitioner, no petition in it.

    ``evidence`` is the id of what it came from, for whoever may see that.
    """

    kind: str
    origin: str
    about: str
    text: str
    basis: str
    evidence: str


# Commands


@dataclass(frozen=True)
class OpenFinding:
    facts: Facts
    at: datetime


@dataclass(frozen=True)
class CloseFinding:
    """``rectification`` says in public how it was put right."""

    rectification: str
    by: str
    at: datetime


Command = OpenFinding | CloseFinding

# Events


@dataclass(frozen=True)
class FindingOpened:
    facts: Facts
    at: datetime


@dataclass(frozen=True)
class FindingClosed:
    facts: Facts
    rectification: str
    by: str
    at: datetime


Event = FindingOpened | FindingClosed

# State


@dataclass(frozen=True)
class Finding:
    facts: Facts | None = None
    closed: bool = False


def decide(public_text: Callable[[str], str], state: Finding, command: Command) -> list[Event]:
    """``public_text`` raises Invalid for a text with personal data in it."""
    match command:
        case OpenFinding():
            return [] if state.facts else [FindingOpened(command.facts, command.at)]
        case CloseFinding():
            if state.facts is None:
                raise NotFound(
                    "unknown-finding", "没有这个问题，请核对编号。", "There is no such finding; check its id."
                )
            if state.closed:
                raise WrongState(
                    "finding-closed", "这个问题已经销号通报。", "This finding is closed already.", state="closed"
                )
            return [FindingClosed(state.facts, public_text(command.rectification), command.by, command.at)]
        case _:
            assert_never(command)


def evolve(state: Finding, event: Event) -> Finding:
    match event:
        case FindingOpened():
            return Finding(event.facts)
        case FindingClosed():
            return replace(state, closed=True)
        case _:
            assert_never(event)
