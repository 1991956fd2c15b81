"""The register of a year's circulars (通报): numbered without a gap, one each time a finding is closed.

A register that went back to a backup may give a number again that others know. So what a circular is called among
programs tells its finding and round besides: they keep both, and each bears the number that was printed on it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from shared.timelimits.days import china_day


@dataclass(frozen=True)
class Content:
    """What everybody reads, in Chinese; ``about`` is the id of an office or a village."""

    finding: str
    finding_kind: str
    about: str
    title: str
    body: str


# Commands


@dataclass(frozen=True)
class IssueCircular:
    """``round`` 1 for the first time the finding is closed, 2 after it was reopened once."""

    content: Content
    at: datetime
    round: int = 1


# Events


@dataclass(frozen=True)
class CircularIssued:
    circular: str
    number: str
    content: Content
    issued_on: date
    at: datetime
    round: int = 1


# State


@dataclass(frozen=True)
class Register:
    """``issued``: each finding and round that has its circular."""

    issued: frozenset[tuple[str, int]] = frozenset()


def decide(state: Register, command: IssueCircular) -> list[CircularIssued]:
    finding = command.content.finding
    if (finding, command.round) in state.issued:
        return []
    day, nth = china_day(command.at), len(state.issued) + 1
    circular, number = f"{day.year}-{nth}-{finding[:8]}-{command.round}", f"阳光通报〔{day.year}〕{nth}号"
    return [CircularIssued(circular, number, command.content, day, command.at, command.round)]


def evolve(state: Register, event: CircularIssued) -> Register:
    return Register(state.issued | {(event.content.finding, event.round)})
