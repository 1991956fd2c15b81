"""What happens to a request. ``at`` is the moment it counts from by law; ``by`` an account.

What identifies or describes the applicant is here only as ciphertext under the request's own key.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from services.disclosure.domain.information_request.particulars import Particulars
from shared.timelimits import Deadline


@dataclass(frozen=True)
class RequestRegistered:
    """``correction``: until when a correction can be asked for."""

    particulars: Particulars
    deadline: Deadline
    correction: Deadline
    at: datetime


@dataclass(frozen=True)
class IdentityChecked:
    by: str
    at: datetime


@dataclass(frozen=True)
class RequestTaken:
    """``by`` owns it now: first asked, or the hand-over accepted."""

    by: str
    at: datetime


@dataclass(frozen=True)
class HandoverOffered:
    to: str
    by: str
    at: datetime


@dataclass(frozen=True)
class HandoverRefused:
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class CorrectionAsked:
    """The time to answer stops; ``deadline`` is the applicant's, to correct the request."""

    text: str
    deadline: Deadline
    by: str
    at: datetime


@dataclass(frozen=True)
class RequestCorrected:
    """``deadline``: the time to answer, begun anew on ``received_on``."""

    text: str
    received_on: date
    deadline: Deadline
    late_because: str | None
    by: str
    at: datetime


@dataclass(frozen=True)
class RequestGivenUp:
    """No correction came in time: it counts as given up by the applicant."""

    at: datetime


@dataclass(frozen=True)
class ConsultationStarted:
    """``deadline`` is that of those consulted; the time to answer stands still meanwhile."""

    whom: str
    text: str
    sent_on: date
    received_on: date
    deadline: Deadline
    by: str
    at: datetime


@dataclass(frozen=True)
class ConsultationEnded:
    """``text``, what was answered, is None where nothing was (``opinion`` none). ``deadline``: the time to answer, in
    which the days from the first after ``sent_on`` to ``answered_on`` are not counted; ``said``, how far it has got.
    """

    whom: str
    opinion: str
    text: str | None
    answered_on: date
    deadline: Deadline
    said: float
    by: str
    at: datetime


@dataclass(frozen=True)
class ExtensionRequested:
    days: int
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class ExtensionRefused:
    by: str
    at: datetime


@dataclass(frozen=True)
class DeadlineExtended:
    deadline: Deadline
    reason: str
    requested_by: str
    by: str
    at: datetime


@dataclass(frozen=True)
class AnswerDrafted:
    outcome: str
    text: str
    by: str
    at: datetime


@dataclass(frozen=True)
class AnswerReturned:
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class RequestAnswered:
    """Approved, and from now to be read by the applicant."""

    outcome: str
    text: str
    drafted_by: str
    approved_by: str
    at: datetime


@dataclass(frozen=True)
class AnswerDelivered:
    means: str
    delivered_on: date
    by: str
    at: datetime


@dataclass(frozen=True)
class AnswerMadePublic:
    """A publication has been drafted from it, for everybody to read once that is approved."""

    publication: str
    by: str
    at: datetime


@dataclass(frozen=True)
class ReviewOutcomeRecorded:
    """Of an administrative review (行政复议). ``outcome``: upheld, corrected, other, or pending since ``on``."""

    outcome: str
    on: date
    by: str
    at: datetime


@dataclass(frozen=True)
class LawsuitOutcomeRecorded:
    """Of an administrative lawsuit (行政诉讼), brought after a review or without one."""

    after_review: bool
    outcome: str
    on: date
    by: str
    at: datetime


@dataclass(frozen=True)
class RequestWithdrawn:
    at: datetime


@dataclass(frozen=True)
class DeadlineWarned:
    """``at`` is the legal moment: that share of the span had passed."""

    deadline: Deadline
    share: float
    at: datetime


@dataclass(frozen=True)
class DeadlineMissed:
    """``at`` is the legal moment; ``office`` let it pass."""

    deadline: Deadline
    office: str
    at: datetime


@dataclass(frozen=True)
class DeadlineRecomputed:
    """Counted anew by the calendar now out; ``was_due_on`` is what had been said before. ``correction``: the same for
    the time in which a correction can be asked for, while that runs.
    """

    deadline: Deadline
    was_due_on: date
    correction: Deadline | None
    at: datetime


@dataclass(frozen=True)
class ErasureOrdered:
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class IdentityRead:
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class IdentityErased:
    at: datetime


Event = (
    RequestRegistered
    | IdentityChecked
    | RequestTaken
    | HandoverOffered
    | HandoverRefused
    | CorrectionAsked
    | RequestCorrected
    | RequestGivenUp
    | ConsultationStarted
    | ConsultationEnded
    | ExtensionRequested
    | ExtensionRefused
    | DeadlineExtended
    | AnswerDrafted
    | AnswerReturned
    | RequestAnswered
    | AnswerDelivered
    | AnswerMadePublic
    | ReviewOutcomeRecorded
    | LawsuitOutcomeRecorded
    | RequestWithdrawn
    | DeadlineWarned
    | DeadlineMissed
    | DeadlineRecomputed
    | ErasureOrdered
    | IdentityRead
    | IdentityErased
)
