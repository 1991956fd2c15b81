"""A publication: one document with all of its versions, from the draft to its end. Events, state, evolve.

Drafted, screened, approved by a second person, published; then corrected by a new version or withdrawn with a reason.
What may be asked of it, and what is refused, stands beside it in `publishing`; what the boards owe, in `posting`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import assert_never

from services.disclosure.domain.text import ScreeningHit, Text
from shared.timelimits import Deadline

CIRCULAR = "circular"
"""Stands for the catalogue item of a circular, which comes from oversight and belongs to none."""


# Events


@dataclass(frozen=True)
class PublicationDrafted:
    """``obligation``: what it answers, a period's figures or a fact; None for what nobody owed."""

    item: str
    timing: str
    aspect: str | None
    text: Text
    drafted_by: str
    screening: tuple[ScreeningHit, ...]
    at: datetime
    obligation: str | None = None


@dataclass(frozen=True)
class CircularReceived:
    """Where screening blocks something in a circular, it is masked in ``text``: the original stays with oversight."""

    number: str
    text: Text
    finding: str
    about: str
    issued_by: str
    screening: tuple[ScreeningHit, ...]
    at: datetime


@dataclass(frozen=True)
class CircularBlocked:
    """Screening found in a circular what must not be published: somebody has to rewrite it first."""

    blocked: tuple[ScreeningHit, ...]
    at: datetime


@dataclass(frozen=True)
class CorrectionDrafted:
    """``obligation``: what the correction answers, if it does: a change of the law."""

    version: int
    text: Text
    reason: str
    drafted_by: str
    screening: tuple[ScreeningHit, ...]
    at: datetime
    obligation: str | None = None


@dataclass(frozen=True)
class DraftRewritten:
    version: int
    revision: int
    text: Text
    rewritten_by: str
    screening: tuple[ScreeningHit, ...]
    at: datetime


@dataclass(frozen=True)
class PublicationSubmitted:
    """``warnings``: what screening found and ``reason`` says may stand."""

    version: int
    warnings: tuple[ScreeningHit, ...]
    reason: str | None
    submitted_by: str
    at: datetime


@dataclass(frozen=True)
class PublicationApproved:
    version: int
    revision: int
    approved_by: str
    at: datetime


@dataclass(frozen=True)
class PublicationNumbered:
    """It has its number in the year's register of what is published, which it keeps in every version."""

    number: str
    at: datetime


@dataclass(frozen=True)
class PublicationScheduled:
    """Approved, and to be published by the clock at ``publish_at``."""

    version: int
    publish_at: datetime
    scheduled_by: str
    at: datetime


@dataclass(frozen=True)
class DraftReturned:
    version: int
    reason: str
    returned_by: str
    at: datetime


@dataclass(frozen=True)
class DraftDiscarded:
    """Nothing comes of this draft. ``obligations``: what it was to answer, and no published version does."""

    version: int
    reason: str
    discarded_by: str
    at: datetime
    obligations: tuple[str, ...]


@dataclass(frozen=True)
class PublicationPublished:
    """``posting_due.starts_on`` is the day of publication in China, from which the boards' time is counted.

    ``reason``: why it was corrected, from the second version on. ``obligation``: what this version answers.
    """

    version: int
    item: str
    timing: str
    text: Text
    published_by: str
    posting_due: Deadline
    at: datetime
    number: str | None = None
    reason: str | None = None
    obligation: str | None = None


@dataclass(frozen=True)
class PublicationWithdrawn:
    """``boards``: the villages to which any version of it went. ``obligations``: what it answered, or was about to."""

    version: int
    boards: tuple[str, ...]
    reason: str
    withdrawn_by: str
    withdrawn_on: date
    at: datetime
    obligations: tuple[str, ...] = ()


@dataclass(frozen=True)
class VersionClosed:
    """A version that holds no longer is not shown to anybody any more; its digest is, and ``reason``.

    Personal Information Protection Law (个人信息保护法) Art. 47: what cannot be deleted is kept, and nothing else is
    done with it. ``boards``: the villages whose boards know it.
    """

    version: int
    boards: tuple[str, ...]
    reason: str
    closed_by: str
    closed_on: date
    at: datetime


Event = (
    PublicationDrafted
    | CircularReceived
    | CircularBlocked
    | CorrectionDrafted
    | DraftRewritten
    | PublicationSubmitted
    | PublicationApproved
    | PublicationNumbered
    | PublicationScheduled
    | DraftReturned
    | DraftDiscarded
    | PublicationPublished
    | PublicationWithdrawn
    | VersionClosed
)


# State


class Stage(StrEnum):
    DRAFT = "draft"
    BLOCKED = "blocked"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    DISCARDED = "discarded"


STAGES = {
    Stage.DRAFT: ("草稿", "a draft"),
    Stage.BLOCKED: ("未通过筛查", "blocked by screening"),
    Stage.SUBMITTED: ("待审批", "waiting for approval"),
    Stage.APPROVED: ("已批准", "approved"),
    Stage.SCHEDULED: ("已定时公开", "scheduled to be published"),
    Stage.PUBLISHED: ("已公开", "published"),
    Stage.WITHDRAWN: ("已撤回", "withdrawn"),
    Stage.DISCARDED: ("已作废", "discarded"),
}
"""Each stage in words, for sentences and pages."""


@dataclass(frozen=True)
class Draft:
    """The next version in the making. ``revision`` counts its rewritings from 1."""

    text: Text
    stage: Stage
    revision: int
    authors: frozenset[str]
    beside: tuple[ScreeningHit, ...] = ()
    """Warnings of its figures, by comparison with others."""
    reason: str | None = None
    obligation: str | None = None
    publish_at: datetime | None = None


@dataclass(frozen=True)
class Publication:
    """``version`` and ``published`` are the last published ones: 0 and None before the first."""

    item: str
    timing: str
    draft: Draft | None
    version: int = 0
    published: Text | None = None
    withdrawn: bool = False
    number: str | None = None
    obligations: tuple[str, ...] = ()
    """What its drafts and versions answer."""
    closed: frozenset[int] = frozenset()

    @property
    def stage(self) -> Stage:
        if self.withdrawn:
            return Stage.WITHDRAWN
        if self.draft is None and self.version == 0:
            return Stage.DISCARDED
        return self.draft.stage if self.draft else Stage.PUBLISHED


# Evolve


def evolve(state: Publication | None, event: Event) -> Publication:
    match event:
        case PublicationDrafted():
            draft = _draft(event.text, event.drafted_by, event.screening, obligation=event.obligation)
            return _answering(Publication(event.item, event.timing, draft), event.obligation)
        case CircularReceived():
            return Publication(CIRCULAR, "ad_hoc", _draft(event.text, event.issued_by, ()), number=event.number)
    if state is None:
        return _NOTHING
    match event:
        case CircularBlocked():
            return _at(state, Stage.BLOCKED)
        case CorrectionDrafted():
            draft = _draft(event.text, event.drafted_by, event.screening, event.reason, event.obligation)
            return _answering(replace(state, draft=draft), event.obligation)
        case DraftRewritten():
            draft = state.draft or _draft(event.text, event.rewritten_by, ())
            authors = draft.authors | {event.rewritten_by}
            rewritten = replace(draft, text=event.text, stage=Stage.DRAFT, revision=event.revision, authors=authors)
            return replace(state, draft=replace(rewritten, beside=_beside(event.screening)))
        case PublicationSubmitted():
            return _at(state, Stage.SUBMITTED)
        case PublicationApproved():
            return _at(state, Stage.APPROVED)
        case PublicationNumbered():
            return replace(state, number=event.number)
        case PublicationScheduled():
            return _at(state, Stage.SCHEDULED, event.publish_at)
        case DraftReturned():
            return _at(state, Stage.DRAFT)
        case DraftDiscarded():
            left = tuple(name for name in state.obligations if name not in event.obligations)
            return replace(state, draft=None, obligations=left)
        case PublicationPublished():
            return replace(state, draft=None, version=event.version, published=event.text)
        case PublicationWithdrawn():
            return replace(state, draft=None, withdrawn=True)
        case VersionClosed():
            return replace(state, closed=state.closed | {event.version})
        case _:
            assert_never(event)


_NOTHING = Publication("", "", None, withdrawn=True)
"""What a stream that does not begin with a draft would be: there is none, and evolve never raises."""


def _draft(
    text: Text,
    author: str,
    screening: tuple[ScreeningHit, ...],
    reason: str | None = None,
    obligation: str | None = None,
) -> Draft:
    return Draft(text, Stage.DRAFT, 1, frozenset({author}), _beside(screening), reason, obligation)


def _beside(screening: tuple[ScreeningHit, ...]) -> tuple[ScreeningHit, ...]:
    """Those that the text alone does not give again."""
    return tuple(hit for hit in screening if hit.field not in ("title", "body", "attachments"))


def _answering(state: Publication, obligation: str | None) -> Publication:
    if obligation is None or obligation in state.obligations:
        return state
    return replace(state, obligations=(*state.obligations, obligation))


def _at(state: Publication, stage: Stage, publish_at: datetime | None = None) -> Publication:
    if state.draft is None:
        return state
    return replace(state, draft=replace(state.draft, stage=stage, publish_at=publish_at))
