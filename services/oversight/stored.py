"""How events are stored: a stable name and a version for each, whatever the class is called or where it stands."""

from __future__ import annotations

from services.oversight.domain import circular, evaluation, finding, petition, posting, response, survey_round
from shared.eventlog import Codec, StoredType

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
        StoredType("finding-opened", 1, finding.FindingOpened),
        StoredType("finding-closed", 1, finding.FindingClosed),
        StoredType("circular-issued", 1, circular.CircularIssued),
        StoredType("round-opened", 1, survey_round.RoundOpened),
        StoredType("round-closed", 1, survey_round.RoundClosed),
        StoredType("response-counted", 1, response.ResponseCounted),
        StoredType("posting-expected", 1, posting.PostingExpected),
        StoredType("posting-made", 1, posting.PostingMade),
        StoredType("posting-released", 1, posting.PostingReleased),
        StoredType("quarter-evaluated", 1, evaluation.QuarterEvaluated),
    ]
)
