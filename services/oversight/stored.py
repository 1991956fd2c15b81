"""How events are stored: a stable name and a version for each, whatever the class is called or where it stands."""

from __future__ import annotations

from typing import Any

from services.oversight.domain import (
    batch,
    circular,
    dismissal,
    evaluation,
    finding,
    inspection,
    inspection_plan,
    membership,
    posting,
    release,
    response,
    results,
    seal_keys,
    spoilt_petition,
    supervisor,
    survey_round,
    visit,
)
from services.oversight.domain.bad_rating import clocks as bad_rating_clocks
from services.oversight.domain.bad_rating import events as bad_rating
from services.oversight.domain.petition import events as petition
from shared.eventlog import Codec, StoredType


def _with_more_particulars(old: dict[str, Any]) -> dict[str, Any]:
    more = {"people": 1, "named": [], "received_at": None, "seal_key": None}
    return {**old, "particulars": {**old["particulars"], **more}}


def _never_escalated(old: dict[str, Any]) -> dict[str, Any]:
    return {**old, "escalate_at": []}


def _first_round(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "round": 1, "reopened_because": None}


def _nothing_in_words(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "plan": {**data["plan"], "texts": []}}


CODEC = Codec(
    [
        StoredType("petition-registered", 2, petition.PetitionRegistered, {1: _with_more_particulars}),
        StoredType("petition-accepted", 1, petition.PetitionAccepted),
        StoredType("petition-declined", 1, petition.PetitionDeclined),
        StoredType("petition-transferred", 1, petition.PetitionTransferred),
        StoredType("transfer-objected", 1, petition.TransferObjected),
        StoredType("petition-taken-over", 1, petition.PetitionTakenOver),
        StoredType("petition-linked", 1, petition.PetitionLinked),
        StoredType("petition-merged", 1, petition.PetitionMerged),
        StoredType("handover-offered", 1, petition.HandoverOffered),
        StoredType("handover-refused", 1, petition.HandoverRefused),
        StoredType("petition-assigned", 1, petition.PetitionAssigned),
        StoredType("handler-recused", 1, petition.HandlerRecused),
        StoredType("investigation-started", 1, petition.InvestigationStarted),
        StoredType("supplement-asked", 1, petition.SupplementAsked),
        StoredType("supplement-given", 1, petition.SupplementGiven),
        StoredType("attachment-added", 1, petition.AttachmentAdded),
        StoredType("extension-requested", 1, petition.ExtensionRequested),
        StoredType("extension-refused", 1, petition.ExtensionRefused),
        StoredType("deadline-extended", 1, petition.DeadlineExtended),
        StoredType("petition-resolved", 1, petition.PetitionResolved),
        StoredType("opinion-issued", 1, petition.OpinionIssued),
        StoredType("proved-true", 1, petition.ProvedTrue),
        StoredType("opinion-delivered", 1, petition.OpinionDelivered),
        StoredType("review-requested", 1, petition.ReviewRequested),
        StoredType("review-decided", 1, petition.ReviewDecided),
        StoredType("re-review-requested", 1, petition.ReReviewRequested),
        StoredType("hearing-held", 1, petition.HearingHeld),
        StoredType("re-review-decided", 1, petition.ReReviewDecided),
        StoredType("petition-closed", 1, petition.PetitionClosed),
        StoredType("petition-withdrawn", 1, petition.PetitionWithdrawn),
        StoredType("deadline-warned", 1, petition.DeadlineWarned),
        StoredType("deadline-missed", 2, petition.DeadlineMissed, {1: _never_escalated}),
        StoredType("deadline-escalated", 1, petition.DeadlineEscalated),
        StoredType("deadline-recomputed", 1, petition.DeadlineRecomputed),
        StoredType("outcome-rated", 1, petition.OutcomeRated),
        StoredType("rating-upheld", 1, petition.RatingUpheld),
        StoredType("reward-decided", 1, petition.RewardDecided),
        StoredType("reward-paid", 1, petition.RewardPaid),
        StoredType("erasure-ordered", 1, petition.ErasureOrdered),
        StoredType("identity-read", 1, petition.IdentityRead),
        StoredType("identity-erased", 1, petition.IdentityErased),
        # Before findings had a day, and could be reopened.
        StoredType("finding-opened", 2, finding.FindingOpened, {1: lambda data: {**data, "deadline": None}}),
        StoredType("rectification-date-set", 1, finding.RectificationDateSet),
        StoredType("rectification-extended", 1, finding.RectificationExtended),
        StoredType("rectification-recomputed", 1, finding.RectificationRecomputed),
        StoredType("rectification-warned", 1, finding.RectificationWarned),
        StoredType("rectification-overdue", 1, finding.RectificationOverdue),
        StoredType("rectification-reported", 1, finding.RectificationReported),
        StoredType("rectification-refused", 1, finding.RectificationRefused),
        StoredType("finding-closed", 2, finding.FindingClosed, {1: _first_round}),
        StoredType("finding-dismissed", 1, dismissal.FindingDismissed),
        StoredType("finding-reopened", 1, finding.FindingReopened),
        StoredType("circular-issued", 2, circular.CircularIssued, {1: lambda data: {**data, "round": 1}}),
        StoredType("round-opened", 2, survey_round.RoundOpened, {1: _nothing_in_words}),
        StoredType("round-closed", 1, survey_round.RoundClosed),
        StoredType("villages-reminded", 1, survey_round.VillagesReminded),
        StoredType("response-counted", 1, response.ResponseCounted),
        StoredType("ballots-counted", 1, batch.BallotsCounted),
        StoredType("visit-counted", 1, visit.VisitCounted),
        StoredType("bad-rating-opened", 1, bad_rating.BadRatingOpened),
        StoredType("bad-rating-contact-noted", 1, bad_rating.ContactNoted),
        StoredType("bad-rating-outcome-reported", 1, bad_rating.OutcomeReported),
        StoredType("bad-rating-report-sent-back", 1, bad_rating.ReportSentBack),
        StoredType("bad-rating-answered", 1, bad_rating.BadRatingAnswered),
        StoredType("bad-rating-outcome-judged", 1, bad_rating.OutcomeJudged),
        StoredType("bad-rating-reopened", 1, bad_rating.BadRatingReopened),
        StoredType("bad-rating-contact-read", 1, bad_rating.ContactRead),
        StoredType("bad-rating-erasure-ordered", 1, bad_rating.ContactErasureOrdered),
        StoredType("bad-rating-contact-erased", 1, bad_rating.ContactErased),
        StoredType("bad-rating-clock-warned", 1, bad_rating_clocks.ClockWarned),
        StoredType("bad-rating-clock-missed", 1, bad_rating_clocks.ClockMissed),
        StoredType("bad-rating-clock-escalated", 1, bad_rating_clocks.ClockEscalated),
        StoredType("bad-rating-clock-recomputed", 1, bad_rating_clocks.ClockRecomputed),
        StoredType("results-published", 1, results.ResultsPublished),
        StoredType("late-results-published", 1, results.LateResultsPublished),
        StoredType("posting-expected", 1, posting.PostingExpected),
        StoredType("posting-made", 1, posting.PostingMade),
        StoredType("posting-released", 1, posting.PostingReleased),
        StoredType("quarter-evaluated", 1, evaluation.QuarterEvaluated),
        StoredType("supervisor-appointed", 1, supervisor.SupervisorAppointed),
        StoredType("appointment-ended", 1, supervisor.AppointmentEnded),
        StoredType("inspection-announced", 1, inspection_plan.InspectionAnnounced),
        StoredType("announcement-withdrawn", 1, inspection_plan.AnnouncementWithdrawn),
        StoredType("draw-committed", 1, inspection_plan.DrawCommitted),
        StoredType("draw-contributed", 1, inspection_plan.DrawContributed),
        StoredType("draw-revealed", 1, inspection_plan.DrawRevealed),
        StoredType("draw-lost", 1, inspection_plan.DrawLost),
        StoredType("inspection-recorded", 1, inspection.InspectionRecorded),
        StoredType("finding-raised", 1, inspection.FindingRaised),
        StoredType("hearing-of-opinion-recorded", 1, inspection.HearingOfOpinionRecorded),
        StoredType("release-published", 1, release.ReleasePublished),
        StoredType("release-corrected", 1, release.ReleaseCorrected),
        StoredType("village-invited", 1, membership.VillageInvited),
        StoredType("village-joined", 1, membership.VillageJoined),
        StoredType("join-refused", 1, membership.JoinRefused),
        StoredType("village-shut-out", 1, membership.VillageShutOut),
        StoredType("seal-keys-offered", 1, seal_keys.SealKeysOffered),
        StoredType("erased-petition-heard", 1, seal_keys.ErasedPetitionHeard),
        StoredType("spoilt-petition-heard", 1, spoilt_petition.SpoiltPetitionHeard),
    ]
)
