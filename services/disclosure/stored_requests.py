"""The names under which the events of a request for information are stored; see `stored`."""

from __future__ import annotations

from services.disclosure.domain.information_request import events as e
from shared.eventlog import StoredType

REQUEST_TYPES = (
    StoredType("request-registered", 1, e.RequestRegistered),
    StoredType("applicant-identity-checked", 1, e.IdentityChecked),
    StoredType("request-taken", 1, e.RequestTaken),
    StoredType("request-handover-offered", 1, e.HandoverOffered),
    StoredType("request-handover-refused", 1, e.HandoverRefused),
    StoredType("request-correction-asked", 1, e.CorrectionAsked),
    StoredType("request-corrected", 1, e.RequestCorrected),
    StoredType("request-given-up", 1, e.RequestGivenUp),
    StoredType("consultation-started", 1, e.ConsultationStarted),
    StoredType("consultation-ended", 1, e.ConsultationEnded),
    StoredType("request-extension-requested", 1, e.ExtensionRequested),
    StoredType("request-extension-refused", 1, e.ExtensionRefused),
    StoredType("request-deadline-extended", 1, e.DeadlineExtended),
    StoredType("answer-drafted", 1, e.AnswerDrafted),
    StoredType("answer-returned", 1, e.AnswerReturned),
    StoredType("request-answered", 1, e.RequestAnswered),
    StoredType("answer-delivered", 1, e.AnswerDelivered),
    StoredType("answer-made-public", 1, e.AnswerMadePublic),
    StoredType("review-outcome-recorded", 1, e.ReviewOutcomeRecorded),
    StoredType("lawsuit-outcome-recorded", 1, e.LawsuitOutcomeRecorded),
    StoredType("request-withdrawn", 1, e.RequestWithdrawn),
    StoredType("request-deadline-warned", 1, e.DeadlineWarned),
    StoredType("request-deadline-missed", 1, e.DeadlineMissed),
    StoredType("request-deadline-recomputed", 1, e.DeadlineRecomputed),
    StoredType("request-erasure-ordered", 1, e.ErasureOrdered),
    StoredType("applicant-identity-read", 1, e.IdentityRead),
    StoredType("applicant-identity-erased", 1, e.IdentityErased),
)
