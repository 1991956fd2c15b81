"""How events are stored: a stable name and a version for each, whatever the class is called or where it stands."""

from __future__ import annotations

from typing import Any

from services.oversight.domain import circular, evaluation, finding, petition, posting, response, survey_round
from shared.eventlog import Codec, StoredType


def _first_round(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "round": 1, "reopened_because": None}


CODEC = Codec(
    [
        StoredType("petition-registered", 1, petition.PetitionRegistered),
        StoredType("petition-accepted", 1, petition.PetitionAccepted),
        StoredType("petition-declined", 1, petition.PetitionDeclined),
        StoredType("petition-assigned", 1, petition.PetitionAssigned),
        StoredType("petition-resolved", 1, petition.PetitionResolved),
        StoredType("deadline-warned", 1, petition.DeadlineWarned),
        StoredType("deadline-missed", 1, petition.DeadlineMissed),
        StoredType("identity-read", 1, petition.IdentityRead),
        StoredType("identity-erased", 1, petition.IdentityErased),
        # Before findings had a day, and could be reopened.
        StoredType("finding-opened", 2, finding.FindingOpened, {1: lambda data: {**data, "deadline": None}}),
        StoredType("rectification-date-set", 1, finding.RectificationDateSet),
        StoredType("rectification-extended", 1, finding.RectificationExtended),
        StoredType("rectification-warned", 1, finding.RectificationWarned),
        StoredType("rectification-overdue", 1, finding.RectificationOverdue),
        StoredType("rectification-reported", 1, finding.RectificationReported),
        StoredType("rectification-refused", 1, finding.RectificationRefused),
        StoredType("finding-closed", 2, finding.FindingClosed, {1: _first_round}),
        StoredType("finding-reopened", 1, finding.FindingReopened),
        StoredType("circular-issued", 2, circular.CircularIssued, {1: lambda data: {**data, "round": 1}}),
        StoredType("round-opened", 1, survey_round.RoundOpened),
        StoredType("round-closed", 1, survey_round.RoundClosed),
        StoredType("response-counted", 1, response.ResponseCounted),
        StoredType("posting-expected", 1, posting.PostingExpected),
        StoredType("posting-made", 1, posting.PostingMade),
        StoredType("posting-released", 1, posting.PostingReleased),
        StoredType("quarter-evaluated", 1, evaluation.QuarterEvaluated),
    ]
)
