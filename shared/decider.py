"""The shape of every aggregate: commands come in, events come out, state is a fold of the events.

Standard library only: domain code and policies build on it. ``shared.application`` runs it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, Generic, TypeVar

State = TypeVar("State")
Command = TypeVar("Command")
Event = TypeVar("Event")


@dataclass(frozen=True)
class Decider(Generic[State, Command, Event]):
    """``decide`` holds the rules and may refuse; ``evolve`` holds none and cannot fail. Both are pure."""

    initial: State
    decide: Callable[[State, Command], Sequence[Event]]
    evolve: Callable[[State, Event], State]

    def fold(self, events: Iterable[Event], state: State | None = None) -> State:
        return reduce(self.evolve, events, self.initial if state is None else state)


@dataclass(frozen=True)
class Aggregate:
    """A decider under the name that its streams begin with: ``petition`` owns ``petition-<id>``."""

    name: str
    decider: Decider[Any, Any, Any]

    def stream(self, id: str) -> str:
        return f"{self.name}-{id}"


@dataclass(frozen=True)
class Do:
    """What a policy wants done: a command for one aggregate. A repeat of the same is harmless."""

    aggregate: str
    id: str
    command: object
