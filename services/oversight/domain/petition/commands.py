"""What can be asked of a petition. ``at`` is when it is asked, ``by`` the account that asks.

A text field is ciphertext under the petition's own key, unless its docstring calls it public.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from services.oversight.domain.petition.particulars import Particulars


@dataclass(frozen=True)
class RegisterPetition:
    particulars: Particulars
    at: datetime


@dataclass(frozen=True)
class AcceptPetition:
    by: str
    at: datetime


@dataclass(frozen=True)
class DeclinePetition:
    """``where_to_go`` is public: read by the petitioner, and it stays for ever."""

    reason: str
    where_to_go: str
    by: str
    at: datetime


@dataclass(frozen=True)
class TransferPetition:
    """``to`` is an office's id when ``inside``, else the public name of another body; ``reason`` is public."""

    to: str
    inside: bool
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class ObjectToTransfer:
    """It comes back to who transferred it. ``reason`` is public."""

    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class TakeOver:
    by: str
    at: datetime


@dataclass(frozen=True)
class LinkPetition:
    """The same petitioner raises the same matter again while ``to`` runs."""

    to: str
    by: str
    at: datetime


@dataclass(frozen=True)
class MergePetition:
    """Another petitioner raises the same matter: handled together with ``into``."""

    into: str
    by: str
    at: datetime


@dataclass(frozen=True)
class AssignPetition:
    """A hand-over is offered; to oneself it is taken at once."""

    handler: str
    handler_office: str | None
    by: str
    at: datetime


@dataclass(frozen=True)
class AcceptHandover:
    by: str
    at: datetime


@dataclass(frozen=True)
class RefuseHandover:
    """``reason`` is read by staff: no personal data in it."""

    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class RecuseHandler:
    """``handler`` keeps away from it from now on. ``reason`` is read by staff: no personal data in it."""

    handler: str
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class StartInvestigation:
    by: str
    at: datetime


@dataclass(frozen=True)
class AskSupplement:
    question: str
    by: str
    at: datetime


@dataclass(frozen=True)
class GiveSupplement:
    """The petitioner adds something."""

    text: str
    at: datetime


@dataclass(frozen=True)
class AddAttachment:
    """``size`` in bytes; ``by`` an account or ``petitioner``."""

    attachment: str
    media_type: str
    size: int
    by: str
    at: datetime


@dataclass(frozen=True)
class RequestExtension:
    """``days`` in the time limit's unit; ``reason`` is public: the petitioner is told."""

    days: int
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class DecideExtension:
    """By the time limit's approver, who is not who asked."""

    granted: bool
    by: str
    at: datetime


@dataclass(frozen=True)
class ResolvePetition:
    """``founded``: whether the petition was right; then ``finding_kind`` may say what was wrong."""

    opinion: str
    founded: bool
    by: str
    at: datetime
    finding_kind: str | None = None


@dataclass(frozen=True)
class DeliverOpinion:
    """``delivered_on`` is the day the petitioner had it in hand; ``by`` an account or ``petitioner``."""

    means: str
    delivered_on: date
    by: str
    at: datetime


@dataclass(frozen=True)
class RequestReview:
    """A review of the opinion, or a re-review of the review's: whichever is next."""

    grounds: str
    at: datetime


@dataclass(frozen=True)
class DecideReview:
    opinion: str
    outcome: str
    by: str
    at: datetime


@dataclass(frozen=True)
class HoldHearing:
    """A public hearing in a re-review, on the days from ``first`` to ``last``."""

    first: date
    last: date
    by: str
    at: datetime


@dataclass(frozen=True)
class WithdrawPetition:
    """By the petitioner."""

    at: datetime


@dataclass(frozen=True)
class RateOutcome:
    """By the petitioner; ``score`` from 1 (very dissatisfied) to 5 (very satisfied)."""

    score: int
    at: datetime


@dataclass(frozen=True)
class UpholdRating:
    by: str
    at: datetime


@dataclass(frozen=True)
class DecideReward:
    """``amount_fen`` in fen, hundredths of a yuan."""

    amount_fen: int
    by: str
    at: datetime


@dataclass(frozen=True)
class PayReward:
    """Against the receipt code, to whoever shows it."""

    by: str
    at: datetime


@dataclass(frozen=True)
class OrderErasure:
    """``reason`` is read by staff: no personal data in it. ``by`` an account or ``petitioner``."""

    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class RecordErasure:
    """The petition's key has been erased; nothing can read its text any more."""

    at: datetime


@dataclass(frozen=True)
class ReadIdentity:
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class PassDeadline:
    """The tick of the clock: what a clock had to say fell at ``fell_at``."""

    fell_at: datetime
    at: datetime


@dataclass(frozen=True)
class RecomputeDeadline:
    """The holiday notice has come out for a year that a running clock was counted by provisionally."""

    at: datetime


Command = (
    RegisterPetition
    | AcceptPetition
    | DeclinePetition
    | TransferPetition
    | ObjectToTransfer
    | TakeOver
    | LinkPetition
    | MergePetition
    | AssignPetition
    | AcceptHandover
    | RefuseHandover
    | RecuseHandler
    | StartInvestigation
    | AskSupplement
    | GiveSupplement
    | AddAttachment
    | RequestExtension
    | DecideExtension
    | ResolvePetition
    | DeliverOpinion
    | RequestReview
    | DecideReview
    | HoldHearing
    | WithdrawPetition
    | RateOutcome
    | UpholdRating
    | DecideReward
    | PayReward
    | OrderErasure
    | RecordErasure
    | ReadIdentity
    | PassDeadline
    | RecomputeDeadline
)
