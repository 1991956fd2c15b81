"""What oversight tells the others. Of a petition only that it is registered, and only to the village it came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from services.oversight.domain.bad_rating.events import BadRatingAnswered
from services.oversight.domain.circular import CircularIssued
from services.oversight.domain.membership import VillageJoined, VillageShutOut
from services.oversight.domain.petition.events import PetitionRegistered
from services.oversight.domain.results import LateResultsPublished, ResultsPublished
from services.oversight.domain.seal_keys import SealKeysOffered
from services.oversight.domain.survey_round import RoundClosed, RoundOpened, VillagesReminded
from shared.contracts import Message
from shared.contracts.oversight import (
    BAD_RATING_ANSWERED,
    CIRCULAR_ISSUED,
    PETITION_REGISTERED,
    RESULTS_PUBLISHED,
    SEAL_KEYS_OFFERED,
    SURVEY_REMINDED,
    SURVEY_ROUND_CLOSED,
    SURVEY_ROUND_OPENED,
    SURVEY_ROUND_OPENED_V2,
    VILLAGE_JOINED,
    VILLAGE_SHUT_OUT,
)
from shared.timelimits.days import china_day


def message_for(id: str, event: Any) -> Message | Sequence[Message] | None:
    match event:
        case RoundOpened():
            opened = {"round": id, **asdict(event.plan)}
            return (
                Message(SURVEY_ROUND_OPENED, id, opened, newer=SURVEY_ROUND_OPENED_V2),
                Message(SURVEY_ROUND_OPENED_V2, id, opened),
            )
        case RoundClosed():
            return Message(
                SURVEY_ROUND_CLOSED, id, {"round": id, "villages": event.villages, "closed_on": event.closed_on}
            )
        case VillagesReminded(villages=villages, reminded_on=day):
            return Message(SURVEY_REMINDED, id, {"round": id, "villages": villages, "reminded_on": day})
        case ResultsPublished(answers=answers):
            return _results(id, event, list(answers))
        case LateResultsPublished(village=village):
            return _results(id, event, [village])
        case PetitionRegistered(particulars=known) if known.channel == "village":
            registered_on = china_day(event.at)
            data = {"petition": id, "village": known.village, "registered_on": registered_on}
            return Message(PETITION_REGISTERED, id, data)
        case SealKeysOffered():
            data = {"village": id, **{name: getattr(event, name) for name in ("offer", "epoch", "keys", "instead")}}
            return Message(SEAL_KEYS_OFFERED, event.offer, data)
        case VillageJoined():
            return Message(VILLAGE_JOINED, id, {"village": id, "verify_key": event.verify_key})
        case VillageShutOut():
            return Message(VILLAGE_SHUT_OUT, id, {"village": id})
        case BadRatingAnswered(answer=answer):
            names = ("answer", "village", "office", "text")
            data = {**{name: getattr(event, name) for name in names}, "answered_on": china_day(event.at)}
            return Message(BAD_RATING_ANSWERED, answer, data)
        case CircularIssued():
            return Message(
                CIRCULAR_ISSUED,
                event.circular,
                {
                    "circular": event.circular,
                    "number": event.number,
                    **asdict(event.content),
                    "issued_on": event.issued_on,
                },
            )
        case _:
            return None


def _results(round: str, event: ResultsPublished | LateResultsPublished, villages: list[str]) -> Message:
    data = {"round": round, "villages": villages, "version": event.version, "published_on": china_day(event.at)}
    return Message(RESULTS_PUBLISHED, round, data)
