"""What can be asked of a request. ``at`` is when it is asked, ``by`` the account that asks.

A text field is ciphertext under the request's own key, unless its docstring calls it public.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from services.disclosure.domain.information_request.particulars import Particulars


@dataclass(frozen=True)
class RegisterRequest:
    particulars: Particulars
    at: datetime


@dataclass(frozen=True)
class CheckIdentity:
    """An identity document has been shown; nothing of it is kept."""

    by: str
    at: datetime


@dataclass(frozen=True)
class TakeRequest:
    """Nobody owns it yet, or it is being handed over to ``by``."""

    by: str
    at: datetime


@dataclass(frozen=True)
class OfferHandover:
    to: str
    by: str
    at: datetime


@dataclass(frozen=True)
class RefuseHandover:
    """``reason`` is read by staff: no personal data in it."""

    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class AskCorrection:
    """``text``: what is unclear, and what is to be added."""

    text: str
    by: str
    at: datetime


@dataclass(frozen=True)
class CorrectRequest:
    """``received_on`` is the day of receipt of the corrected request. ``by`` an account or ``applicant``.

    ``late_because``, public: the good reason for which one is taken that came too late; staff alone give it.
    """

    text: str
    received_on: date
    late_because: str | None
    by: str
    at: datetime


@dataclass(frozen=True)
class Consult:
    """``whom`` is one of particulars.CONSULTED; ``text`` says who it is, and what was asked. ``sent_on`` is the day on
    which the letter went out, ``received_on`` that on which it was received.
    """

    whom: str
    text: str
    sent_on: date
    received_on: date
    by: str
    at: datetime


@dataclass(frozen=True)
class EndConsultation:
    """``opinion``: agrees or objects; ``text`` is what was answered."""

    opinion: str
    text: str
    answered_on: date
    by: str
    at: datetime


@dataclass(frozen=True)
class RequestExtension:
    """``days`` in the time limit's unit; ``reason`` is public: the applicant is told."""

    days: int
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class DecideExtension:
    granted: bool
    by: str
    at: datetime


@dataclass(frozen=True)
class DraftAnswer:
    """``outcome`` is one of outcomes.ANSWERS; ``text`` what the applicant will read."""

    outcome: str
    text: str
    by: str
    at: datetime


@dataclass(frozen=True)
class ReturnAnswer:
    """``reason`` is read by staff: no personal data in it."""

    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class ApproveAnswer:
    """``draft``: the number of the draft that was read; None where the asker does not say."""

    draft: int | None
    by: str
    at: datetime


@dataclass(frozen=True)
class RecordDelivery:
    means: str
    delivered_on: date
    by: str
    at: datetime


@dataclass(frozen=True)
class NotePublication:
    """A publication has been drafted from the answer, in a text for everybody."""

    publication: str
    by: str
    at: datetime


@dataclass(frozen=True)
class RecordCase:
    """``case`` is one of outcomes.CASES, ``outcome`` of CASE_OUTCOMES; ``on`` the day of the decision, or, of one that
    is pending, the day on which it was lodged.
    """

    case: str
    outcome: str
    on: date
    by: str
    at: datetime


@dataclass(frozen=True)
class WithdrawRequest:
    """By the applicant."""

    at: datetime


@dataclass(frozen=True)
class OrderErasure:
    """``reason`` is read by staff: no personal data in it. ``by`` an account or ``applicant``."""

    reason: str
    by: str
    at: datetime


@dataclass(frozen=True)
class RecordErasure:
    """The request's key has been erased; nothing can read its text any more."""

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
    """A newer calendar has come out for a year that a running clock was counted by."""

    at: datetime


Command = (
    RegisterRequest
    | CheckIdentity
    | TakeRequest
    | OfferHandover
    | RefuseHandover
    | AskCorrection
    | CorrectRequest
    | Consult
    | EndConsultation
    | RequestExtension
    | DecideExtension
    | DraftAnswer
    | ReturnAnswer
    | ApproveAnswer
    | RecordDelivery
    | NotePublication
    | RecordCase
    | WithdrawRequest
    | OrderErasure
    | RecordErasure
    | ReadIdentity
    | PassDeadline
    | RecomputeDeadline
)
