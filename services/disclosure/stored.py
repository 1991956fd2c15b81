"""The names under which this service's events are stored. A stored name or version never changes its meaning."""

from __future__ import annotations

from typing import Any

from services.disclosure.domain import catalogue, obligation
from services.disclosure.domain.carrier import CarrierMoved, CarrierRegistered, CarrierRetired
from services.disclosure.domain.member import MemberAdmitted, MemberShutOut
from services.disclosure.domain.posting import (
    BoardNotified,
    BoardReleased,
    MissDisproved,
    PostingMissed,
    PublicationPosted,
    PublicationTakenDown,
    ReceiptRecorded,
)
from services.disclosure.domain.publication import (
    CircularBlocked,
    CircularReceived,
    CorrectionDrafted,
    DraftDiscarded,
    DraftReturned,
    DraftRewritten,
    PublicationApproved,
    PublicationDrafted,
    PublicationNumbered,
    PublicationPublished,
    PublicationScheduled,
    PublicationSubmitted,
    PublicationWithdrawn,
    VersionClosed,
)
from services.disclosure.domain.register import NumberGiven
from services.disclosure.stored_requests import REQUEST_TYPES
from shared.eventlog import Codec, StoredType


def _figureless(text: dict[str, Any]) -> dict[str, Any]:
    return {**text, "figures": [], "attachments": []}


def _with_figures(old: dict[str, Any]) -> dict[str, Any]:
    return {**old, "text": _figureless(old["text"])}


def _answering_nothing(old: dict[str, Any]) -> dict[str, Any]:
    return {**_with_figures(old), "obligation": None}


def _unnumbered(old: dict[str, Any]) -> dict[str, Any]:
    return {**_answering_nothing(old), "number": None, "reason": None}


def _having_answered_nothing(old: dict[str, Any]) -> dict[str, Any]:
    return {**old, "obligations": []}


CODEC = Codec(
    [
        *REQUEST_TYPES,
        StoredType("publication-drafted", 2, PublicationDrafted, {1: _answering_nothing}),
        StoredType("circular-received", 2, CircularReceived, {1: _with_figures}),
        StoredType("circular-blocked", 1, CircularBlocked),
        StoredType("correction-drafted", 2, CorrectionDrafted, {1: _answering_nothing}),
        StoredType("draft-rewritten", 2, DraftRewritten, {1: _with_figures}),
        StoredType("publication-submitted", 1, PublicationSubmitted),
        StoredType("publication-approved", 1, PublicationApproved),
        StoredType("publication-numbered", 1, PublicationNumbered),
        StoredType("publication-scheduled", 1, PublicationScheduled),
        StoredType("draft-returned", 1, DraftReturned),
        StoredType("draft-discarded", 1, DraftDiscarded),
        StoredType("publication-published", 2, PublicationPublished, {1: _unnumbered}),
        StoredType("publication-withdrawn", 2, PublicationWithdrawn, {1: _having_answered_nothing}),
        StoredType("number-given", 1, NumberGiven),
        StoredType("catalogue-founded", 1, catalogue.CatalogueFounded),
        StoredType("item-put", 1, catalogue.ItemPut),
        StoredType("item-ended", 1, catalogue.ItemEnded),
        StoredType("law-changed", 1, catalogue.LawChanged),
        StoredType("obligation-set", 1, obligation.ObligationSet),
        StoredType("obligation-replanned", 1, obligation.ObligationReplanned),
        StoredType("obligation-taken", 1, obligation.ObligationTaken),
        StoredType("obligation-met", 1, obligation.ObligationMet),
        StoredType("obligation-confirmed", 1, obligation.ObligationConfirmed),
        StoredType("obligation-reopened", 1, obligation.ObligationReopened),
        StoredType("obligation-missed", 1, obligation.ObligationMissed),
        StoredType("obligation-lifted", 1, obligation.ObligationLifted),
        StoredType("version-closed", 1, VersionClosed),
        StoredType("carrier-registered", 1, CarrierRegistered),
        StoredType("carrier-moved", 1, CarrierMoved),
        StoredType("carrier-retired", 1, CarrierRetired),
        StoredType("member-admitted", 1, MemberAdmitted),
        StoredType("member-shut-out", 1, MemberShutOut),
        StoredType("board-notified", 1, BoardNotified),
        StoredType("publication-posted", 1, PublicationPosted),
        StoredType("posting-missed", 1, PostingMissed),
        StoredType("receipt-recorded", 1, ReceiptRecorded),
        StoredType("miss-disproved", 1, MissDisproved),
        StoredType("board-released", 1, BoardReleased),
        StoredType("publication-taken-down", 1, PublicationTakenDown),
    ]
)
