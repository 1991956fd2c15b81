"""What happens to a petition. ``at`` is the moment it counts from by law; ``by`` an account.

What identifies or describes the petitioner is here only as ciphertext under the petition's own key.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from services.oversight.domain.petition.particulars import Particulars
from shared.timelimits import Deadline


@dataclass(frozen=True)
class PetitionRegistered:
    particulars: Particulars
    deadline: Deadline
    at: datetime


@dataclass(frozen=True)
class PetitionAccepted:
    deadline: Deadline
    by: str
    at: datetime


@dataclass(frozen=True)
class PetitionDeclined:
    reason: str
    where_to_go: str
    by: str
    at: datetime


@dataclass(frozen=True)
class PetitionTransferred:
    """``deadline`` for the office inside to object; None where another body received it."""

    to: str
    inside: bool
    reason: str
    deadline: Deadline | None
    by: str
    at: datetime


@dataclass(frozen=True)
class TransferObjected:
    """``deadline`` is the clock that the transfer had stopped: it runs on, and has ``said`` what it had said."""

    reason: str
    deadline: Deadline
    said: float
    escalate_at: tuple[datetime, ...]
    by: str
    at: datetime


@dataclass(frozen=True)
class PetitionTakenOver:
    """``deadline`` counts from the day on which ``office`` received the transfer."""

    office: str
    deadline: Deadline
    by: str
    at: datetime


@dataclass(frozen=True)
class PetitionLinked:
    to: str
    by: str
    at: datetime


@dataclass(frozen=True)
class PetitionMerged:
    into: str
    by: str
    at: datetime


@dataclass(frozen=True)
class HandoverOffered:
    to: str
    to_office: str | None
    by: str
    at: datetime


@dataclass(frozen=True)
class HandoverRefused:
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class PetitionAssigned:
    """The hand-over has been accepted: ``handler`` owns it now."""

    handler: str
    handler_office: str | None
    by: str
    at: datetime


@dataclass(frozen=True)
class HandlerRecused:
    """``office``, one level up, owns it now (``None``: whoever owned it still does)."""

    handler: str
    reason: str
    office: str | None
    by: str
    at: datetime


@dataclass(frozen=True)
class InvestigationStarted:
    by: str
    at: datetime


@dataclass(frozen=True)
class SupplementAsked:
    question: str
    by: str
    at: datetime


@dataclass(frozen=True)
class SupplementGiven:
    text: str
    at: datetime


@dataclass(frozen=True)
class AttachmentAdded:
    attachment: str
    media_type: str
    size: int
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
class PetitionResolved:
    """An enquiry has been answered, which ends it. (In the oldest logs: any petition.)"""

    opinion: str
    founded: bool
    by: str
    at: datetime


@dataclass(frozen=True)
class OpinionIssued:
    opinion: str
    founded: bool
    by: str
    at: datetime


@dataclass(frozen=True)
class ProvedTrue:
    """What was said of ``about`` is true. ``finding_kind`` is what was wrong."""

    kind: str
    about: str
    finding_kind: str
    at: datetime


@dataclass(frozen=True)
class OpinionDelivered:
    """``stage`` is whose opinion: handling, review or re_review. ``deadline``: till when to ask for the next."""

    stage: str
    means: str
    delivered_on: date
    deadline: Deadline | None
    by: str
    at: datetime


@dataclass(frozen=True)
class ReviewRequested:
    """``office`` has to decide it."""

    grounds: str
    office: str
    deadline: Deadline
    at: datetime


@dataclass(frozen=True)
class ReviewDecided:
    opinion: str
    outcome: str
    by: str
    at: datetime


@dataclass(frozen=True)
class ReReviewRequested:
    grounds: str
    office: str
    deadline: Deadline
    at: datetime


@dataclass(frozen=True)
class HearingHeld:
    """The days from ``first`` to ``last`` are not counted in ``deadline``."""

    first: date
    last: date
    deadline: Deadline
    by: str
    at: datetime


@dataclass(frozen=True)
class ReReviewDecided:
    opinion: str
    outcome: str
    by: str
    at: datetime


@dataclass(frozen=True)
class PetitionClosed:
    reason: str
    at: datetime


@dataclass(frozen=True)
class PetitionWithdrawn:
    at: datetime


@dataclass(frozen=True)
class DeadlineWarned:
    """``at`` is the legal moment: that share of the span had passed."""

    deadline: Deadline
    share: float
    at: datetime


@dataclass(frozen=True)
class DeadlineMissed:
    """``at`` is the legal moment; ``about`` the office that let it pass (in version 1: that the petition is about)."""

    deadline: Deadline
    kind: str
    about: str
    at: datetime
    escalate_at: tuple[datetime, ...]


@dataclass(frozen=True)
class DeadlineEscalated:
    """Missed and still running: ``to`` is told, one level at a time, at ``escalate_at``."""

    deadline: Deadline
    to: str
    about: str
    escalate_at: tuple[datetime, ...]
    at: datetime


@dataclass(frozen=True)
class DeadlineRecomputed:
    """Counted anew by the calendar now out; ``was_due_on`` is what had been said before."""

    deadline: Deadline
    was_due_on: date
    at: datetime


@dataclass(frozen=True)
class OutcomeRated:
    score: int
    at: datetime


@dataclass(frozen=True)
class RatingUpheld:
    """The petitioner is right to be dissatisfied with ``about``."""

    about: str
    score: int
    by: str
    at: datetime


@dataclass(frozen=True)
class RewardDecided:
    amount_fen: int
    by: str
    at: datetime


@dataclass(frozen=True)
class RewardPaid:
    amount_fen: int
    by: str
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
    PetitionRegistered
    | PetitionAccepted
    | PetitionDeclined
    | PetitionTransferred
    | TransferObjected
    | PetitionTakenOver
    | PetitionLinked
    | PetitionMerged
    | HandoverOffered
    | HandoverRefused
    | PetitionAssigned
    | HandlerRecused
    | InvestigationStarted
    | SupplementAsked
    | SupplementGiven
    | AttachmentAdded
    | ExtensionRequested
    | ExtensionRefused
    | DeadlineExtended
    | PetitionResolved
    | OpinionIssued
    | ProvedTrue
    | OpinionDelivered
    | ReviewRequested
    | ReviewDecided
    | ReReviewRequested
    | HearingHeld
    | ReReviewDecided
    | PetitionClosed
    | PetitionWithdrawn
    | DeadlineWarned
    | DeadlineMissed
    | DeadlineEscalated
    | DeadlineRecomputed
    | OutcomeRated
    | RatingUpheld
    | RewardDecided
    | RewardPaid
    | ErasureOrdered
    | IdentityRead
    | IdentityErased
)
