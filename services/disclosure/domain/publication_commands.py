"""What may be asked of a publication. What comes of it stands in `publishing`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from services.disclosure.domain.text import ScreeningHit, Text


@dataclass(frozen=True)
class DraftPublication:
    """``timing`` is the item's; ``aspect`` None: about the item as a whole."""

    item: str
    timing: str
    aspect: str | None
    text: Text
    drafted_by: str
    at: datetime
    obligation: str | None = None
    beside: tuple[ScreeningHit, ...] = ()
    """Warnings of its figures by comparison with others, which have to be looked at like those of its text."""


@dataclass(frozen=True)
class RewriteDraft:
    text: Text
    rewritten_by: str
    at: datetime
    beside: tuple[ScreeningHit, ...] = ()


@dataclass(frozen=True)
class SubmitForApproval:
    """``reason``: why what screening warns of may stand."""

    reason: str | None
    submitted_by: str
    at: datetime


@dataclass(frozen=True)
class ApprovePublication:
    """``revision``: the one that was read; None where the asker does not say."""

    revision: int | None
    approved_by: str
    at: datetime


@dataclass(frozen=True)
class TakeNumber:
    """The register has given it a number. One that has a number keeps it."""

    number: str
    at: datetime


@dataclass(frozen=True)
class SchedulePublication:
    """Let the clock publish it. Asked again, the moment is another."""

    publish_at: datetime
    scheduled_by: str
    at: datetime


@dataclass(frozen=True)
class ReturnDraft:
    reason: str
    returned_by: str
    at: datetime


@dataclass(frozen=True)
class DiscardDraft:
    """A draft was begun by mistake, or a correction is not needed after all."""

    reason: str
    discarded_by: str
    at: datetime


@dataclass(frozen=True)
class PublishPublication:
    published_by: str
    at: datetime


@dataclass(frozen=True)
class CorrectPublication:
    text: Text
    reason: str
    drafted_by: str
    at: datetime
    obligation: str | None = None
    beside: tuple[ScreeningHit, ...] = ()


@dataclass(frozen=True)
class WithdrawPublication:
    reason: str
    withdrawn_by: str
    withdrawn_on: date
    at: datetime


@dataclass(frozen=True)
class CloseVersion:
    """Let nobody read a version any more: there is something in it that must not be public."""

    version: int
    reason: str
    closed_by: str
    closed_on: date
    at: datetime


@dataclass(frozen=True)
class PublishCircular:
    """A circular that oversight has issued, and approved there; ``at`` is when this service heard of it."""

    number: str
    text: Text
    finding: str
    about: str
    issued_by: str
    at: datetime


Command = (
    DraftPublication
    | RewriteDraft
    | SubmitForApproval
    | ApprovePublication
    | TakeNumber
    | SchedulePublication
    | ReturnDraft
    | DiscardDraft
    | PublishPublication
    | CorrectPublication
    | WithdrawPublication
    | CloseVersion
    | PublishCircular
)
