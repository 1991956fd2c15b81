"""How each event stands in the log: a name and a version that never change."""

from __future__ import annotations

from typing import Any

from services.feedback.domain.batch import BallotsCast
from services.feedback.domain.petition import PetitionFiled, RegistrationConfirmed
from services.feedback.domain.posting import (
    PublicationNotified,
    PublicationPosted,
    PublicationShown,
    PublicationTakenDown,
    VersionClosed,
    WithdrawalNotified,
)
from services.feedback.domain.rating_answer import BadRatingAnswered
from services.feedback.domain.response import ResponseRecorded
from services.feedback.domain.results import ResultsAnnounced, ResultsReceived
from services.feedback.domain.round import CodesHandedOut, CodesVoided, RoundClosed, RoundOpened, RoundReminded
from services.feedback.domain.seal_keys import SealKeysTaken
from services.feedback.domain.visit import VisitRated
from services.feedback.domain.window import SlipsHandedOut, SlipsVoided
from shared.eventlog import Codec, StoredType


def _as_told_before(data: dict[str, Any]) -> dict[str, Any]:
    """When a publication was a title and a body, and nothing else was told of it."""
    more = {"number": "", "obligation": "", "reason": "", "digest": "", "figures": []}
    return {**data, "notice": {**data["notice"], **more}}


def _not_photographed(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "digest": "", "photograph": ""}


def _nothing_in_words(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "survey": {**data["survey"], "texts": []}}


CODEC = Codec(
    [
        StoredType("publication-notified", 2, PublicationNotified, {1: _as_told_before}),
        StoredType("publication-shown", 1, PublicationShown),
        StoredType("withdrawal-notified", 1, WithdrawalNotified),
        StoredType("version-closed", 1, VersionClosed),
        StoredType("publication-posted", 2, PublicationPosted, {1: _not_photographed}),
        StoredType(
            "publication-taken-down",
            2,
            PublicationTakenDown,
            {1: lambda data: {**_not_photographed(data), "version": 0}},
        ),
        StoredType("round-opened", 2, RoundOpened, {1: _nothing_in_words}),
        StoredType("round-closed", 1, RoundClosed),
        StoredType("round-reminded", 1, RoundReminded),
        StoredType("codes-handed-out", 1, CodesHandedOut),
        StoredType("codes-voided", 1, CodesVoided),
        StoredType("response-recorded", 1, ResponseRecorded),
        StoredType("ballots-cast", 1, BallotsCast),
        StoredType("results-announced", 1, ResultsAnnounced),
        StoredType("results-received", 1, ResultsReceived),
        StoredType("bad-rating-answered", 1, BadRatingAnswered),
        StoredType("slips-handed-out", 1, SlipsHandedOut),
        StoredType("slips-voided", 1, SlipsVoided),
        StoredType("visit-rated", 1, VisitRated),
        StoredType("petition-filed", 1, PetitionFiled),
        StoredType("registration-confirmed", 1, RegistrationConfirmed),
        StoredType("seal-keys-taken", 1, SealKeysTaken),
    ]
)
