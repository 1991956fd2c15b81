"""What oversight does when it hears of something, from others or from itself: one file a topic."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from services.oversight.policies import findings, inspections, petitions, postings, surveys, visits
from services.oversight.policies.petitions import Unsealed
from services.oversight.policies.surveys import OpenBallot
from services.oversight.policies.visits import OpenVisit
from services.oversight.policies.words import Words
from shared.contracts import Heard
from shared.decider import Do

__all__ = ["Openers", "Words", "react", "react_to_own"]


@dataclass(frozen=True)
class Openers:
    """What opens the sealed boxes that come from villages."""

    petition: Unsealed
    ballot: OpenBallot
    visit: OpenVisit


def react(words: Words, openers: Openers, heard: Heard) -> Iterable[Do]:
    """A message of another service -> commands. Raises Forbidden if a village speaks for another one."""
    yield from petitions.react(openers.petition, heard)
    yield from surveys.react(openers.ballot, heard)
    yield from visits.react(words, openers.visit, heard)
    yield from findings.react(words, heard)
    yield from postings.react(heard)


def react_to_own(words: Words, id: str, event: Any) -> Iterable[Do]:
    """An event of this service -> commands for its other aggregates."""
    yield from findings.react_to_own(words, id, event)
    yield from inspections.react_to_own(words, id, event)
    yield from visits.react_to_own(words, id, event)
