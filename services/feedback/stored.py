"""How each event stands in the log: a name and a version that never change."""

from __future__ import annotations

from services.feedback.domain.petition import PetitionFiled, RegistrationConfirmed
from services.feedback.domain.posting import (
    PublicationNotified,
    PublicationPosted,
    PublicationTakenDown,
    WithdrawalNotified,
)
from services.feedback.domain.response import ResponseRecorded
from services.feedback.domain.round import CodesHandedOut, RoundClosed, RoundOpened
from services.feedback.domain.seal_keys import SealKeysTaken
from shared.eventlog import Codec, StoredType

CODEC = Codec(
    [
        StoredType("publication-notified", 1, PublicationNotified),
        StoredType("withdrawal-notified", 1, WithdrawalNotified),
        StoredType("publication-posted", 1, PublicationPosted),
        StoredType("publication-taken-down", 1, PublicationTakenDown),
        StoredType("round-opened", 1, RoundOpened),
        StoredType("round-closed", 1, RoundClosed),
        StoredType("codes-handed-out", 1, CodesHandedOut),
        StoredType("response-recorded", 1, ResponseRecorded),
        StoredType("petition-filed", 1, PetitionFiled),
        StoredType("registration-confirmed", 1, RegistrationConfirmed),
        StoredType("seal-keys-taken", 1, SealKeysTaken),
    ]
)
