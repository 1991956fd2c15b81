"""The names under which this service's events are stored. A stored name or version never changes its meaning."""

from __future__ import annotations

from services.disclosure.domain.posting import (
    BoardNotified,
    BoardReleased,
    PostingMissed,
    PublicationPosted,
    PublicationTakenDown,
)
from services.disclosure.domain.publication import (
    CircularBlocked,
    CircularReceived,
    CorrectionDrafted,
    DraftReturned,
    DraftRewritten,
    PublicationApproved,
    PublicationDrafted,
    PublicationPublished,
    PublicationSubmitted,
    PublicationWithdrawn,
)
from shared.eventlog import Codec, StoredType

CODEC = Codec(
    [
        StoredType("publication-drafted", 1, PublicationDrafted),
        StoredType("circular-received", 1, CircularReceived),
        StoredType("circular-blocked", 1, CircularBlocked),
        StoredType("correction-drafted", 1, CorrectionDrafted),
        StoredType("draft-rewritten", 1, DraftRewritten),
        StoredType("publication-submitted", 1, PublicationSubmitted),
        StoredType("publication-approved", 1, PublicationApproved),
        StoredType("draft-returned", 1, DraftReturned),
        StoredType("publication-published", 1, PublicationPublished),
        StoredType("publication-withdrawn", 1, PublicationWithdrawn),
        StoredType("board-notified", 1, BoardNotified),
        StoredType("publication-posted", 1, PublicationPosted),
        StoredType("posting-missed", 1, PostingMissed),
        StoredType("board-released", 1, BoardReleased),
        StoredType("publication-taken-down", 1, PublicationTakenDown),
    ]
)
