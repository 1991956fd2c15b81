"""What came with a bad rating, and the events of its follow-up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.oversight.domain.bad_rating.clocks import ClockEvent
from services.oversight.domain.visit import Visit
from shared.timelimits import Deadline


@dataclass(frozen=True)
class Given:
    """What came with the rating. ``locked`` is ciphertext under the follow-up's own key: words and contact, if any.

    ``words_withheld``: they named somebody's number and were dropped. ``named``: accounts of staff whom they call by
    name, who keep away from it.
    """

    visit: Visit
    locked: str | None
    contact: bool
    words: bool
    words_withheld: bool
    named: tuple[str, ...]
    receipt_hash: str


@dataclass(frozen=True)
class BadRatingOpened:
    """``at`` lies on the day of the rating: nothing finer is known. ``contact_by`` None: no contact was left."""

    given: Given
    contact_by: Deadline | None
    rectify_by: Deadline
    at: datetime


@dataclass(frozen=True)
class ContactNoted:
    """``done``: reached, or tried often enough; the clock of contacting has stopped."""

    reached: bool
    tries: int
    done: bool
    by: str
    at: datetime


@dataclass(frozen=True)
class OutcomeReported:
    outcome: str
    text: str
    by: str
    at: datetime


@dataclass(frozen=True)
class ReportSentBack:
    """``deadline`` runs on as if never stopped; ``said`` is the greatest share of it that had been said."""

    deadline: Deadline
    said: float
    escalate_at: tuple[datetime, ...]
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class BadRatingAnswered:
    """Confirmed by ``by``; everybody reads ``text``. ``outcome`` put_right: the rating was right."""

    answer: str
    office: str
    village: str
    outcome: str
    text: str
    by: str
    at: datetime


@dataclass(frozen=True)
class OutcomeJudged:
    put_right: bool
    at: datetime


@dataclass(frozen=True)
class BadRatingReopened:
    """The person says that it is not put right: the office has its days once more."""

    deadline: Deadline
    at: datetime


@dataclass(frozen=True)
class ContactRead:
    """Who read words and contact, and why."""

    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class ContactErasureOrdered:
    by: str
    at: datetime


@dataclass(frozen=True)
class ContactErased:
    """The key is gone: nobody reads words or contact any more."""

    at: datetime


_Steps = BadRatingOpened | ContactNoted | OutcomeReported | ReportSentBack | BadRatingAnswered
_Afterwards = OutcomeJudged | BadRatingReopened | ContactRead | ContactErasureOrdered | ContactErased
Event = _Steps | _Afterwards | ClockEvent
