"""What can be done about a bad rating: by the office, by the person who gave it, and by the clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.oversight.domain.bad_rating.events import Given
from services.oversight.domain.verifier import Verifier

OUTCOMES = ("put_right", "nothing_to_do")
PERSON = "person"
"""Who acts with a receipt code, as ``by`` says it."""


@dataclass(frozen=True)
class OpenBadRating:
    given: Given


@dataclass(frozen=True)
class NoteContact:
    """``tries``: how often it was tried this time, the successful one included."""

    reached: bool
    tries: int
    by: str
    at: datetime


@dataclass(frozen=True)
class ReportOutcome:
    """One of OUTCOMES. ``text``, in Chinese, will be public: what was put right, or why nothing had to be."""

    outcome: str
    text: str
    by: str
    at: datetime


@dataclass(frozen=True)
class ConfirmOutcome:
    """``answer`` is a random id, by which everybody knows the answer and nobody the rating."""

    answer: str
    by: Verifier
    at: datetime


@dataclass(frozen=True)
class SendBack:
    reason: str
    by: Verifier
    at: datetime


@dataclass(frozen=True)
class JudgeOutcome:
    """The person says whether it has been put right."""

    put_right: bool
    at: datetime


@dataclass(frozen=True)
class ReadContact:
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class OrderErasure:
    """Of words and contact. ``by``: PERSON, or ``clock`` when they have been kept long enough."""

    by: str
    at: datetime


@dataclass(frozen=True)
class RecordErasure:
    at: datetime


@dataclass(frozen=True)
class PassDeadline:
    """The tick: one of the clocks has something to say, which fell at ``fell_at``."""

    fell_at: datetime
    at: datetime


@dataclass(frozen=True)
class RecomputeDeadline:
    at: datetime


ByOffice = NoteContact | ReportOutcome | ConfirmOutcome | SendBack | ReadContact
ByPerson = JudgeOutcome | OrderErasure
ByClock = PassDeadline | RecomputeDeadline | RecordErasure
Command = OpenBadRating | ByOffice | ByPerson | ByClock
