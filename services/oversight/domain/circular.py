"""The register of a year's circulars (通报): numbered without a gap, one for each closed finding."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from services.oversight.domain.days import china_day


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
    content: Content
    at: datetime


# Events


@dataclass(frozen=True)
class CircularIssued:
    circular: str
    number: str
    content: Content
    issued_on: date
    at: datetime


# State


@dataclass(frozen=True)
class Register:
    findings: frozenset[str] = frozenset()


def decide(state: Register, command: IssueCircular) -> list[CircularIssued]:
    if command.content.finding in state.findings:
        return []
    day, nth = china_day(command.at), len(state.findings) + 1
    number = f"阳光通报〔{day.year}〕{nth}号"
    return [CircularIssued(f"{day.year}-{nth}", number, command.content, day, command.at)]


def evolve(state: Register, event: CircularIssued) -> Register:
    return Register(state.findings | {event.content.finding})
