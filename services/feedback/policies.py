"""What this village does about what it hears. What is meant for other villages is passed over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from services.feedback.domain.petition import ConfirmRegistration
from services.feedback.domain.posting import CloseVersion, Figure, Notice, NotifyPublication, NotifyWithdrawal
from services.feedback.domain.rating_answer import TellAnswer
from services.feedback.domain.results import AnnounceResults
from services.feedback.domain.round import CloseRound, OpenRound, Question, RemindRound, Survey
from services.feedback.domain.seal_keys import TakeSealKeys
from shared.contracts import Heard, disclosure, oversight
from shared.decider import Do

HEARS = (
    disclosure.PUBLICATION_PUBLISHED,
    disclosure.PUBLICATION_PUBLISHED_V2,
    disclosure.PUBLICATION_WITHDRAWN,
    disclosure.VERSION_CLOSED,
    oversight.SURVEY_ROUND_OPENED,
    oversight.SURVEY_ROUND_OPENED_V2,
    oversight.SURVEY_REMINDED,
    oversight.SURVEY_ROUND_CLOSED,
    oversight.RESULTS_PUBLISHED,
    oversight.BAD_RATING_ANSWERED,
    oversight.PETITION_REGISTERED,
    oversight.SEAL_KEYS_OFFERED,
)
_NOTICE = [field.name for field in fields(Notice)]
_SURVEY = [field.name for field in fields(Survey)]


def react(village: str, heard: Heard, *, now: datetime, today: date) -> Iterable[Do]:
    """``now`` and ``today``, its day in China: when it is heard, and shown."""
    data = heard.data
    if village not in data.get("villages", [data.get("village")]):
        return
    match heard.type:
        case disclosure.PUBLICATION_PUBLISHED | disclosure.PUBLICATION_PUBLISHED_V2:
            yield Do("posting", data["publication"], NotifyPublication(_notice(data), today, now, heard.time))
        case disclosure.PUBLICATION_WITHDRAWN:
            yield Do("posting", data["publication"], NotifyWithdrawal(data["reason"], data["withdrawn_on"], heard.time))
        case disclosure.VERSION_CLOSED:
            closing = CloseVersion(data["version"], data["reason"], data["closed_on"], heard.time)
            yield Do("posting", data["publication"], closing)
        case oversight.SURVEY_ROUND_OPENED | oversight.SURVEY_ROUND_OPENED_V2:
            asked = {part: _questions(data.get(part, ())) for part in ("questions", "awareness", "texts")}
            survey = {name: data[name] for name in _SURVEY if name in data} | asked
            yield Do("round", data["round"], OpenRound(Survey(**survey), heard.time))
        case oversight.SURVEY_REMINDED:
            yield Do("round", data["round"], RemindRound(data["reminded_on"], heard.time))
        case oversight.SURVEY_ROUND_CLOSED:
            yield Do("round", data["round"], CloseRound(data["closed_on"], heard.time))
        case oversight.RESULTS_PUBLISHED:
            yield Do("results", data["round"], AnnounceResults(data["version"], data["published_on"], heard.time))
        case oversight.BAD_RATING_ANSWERED:
            answer = TellAnswer(data["office"], data["text"], data["answered_on"], heard.time)
            yield Do("rating_answer", data["answer"], answer)
        case oversight.PETITION_REGISTERED:
            yield Do("petition", data["petition"], ConfirmRegistration(data["registered_on"], heard.time))
        case oversight.SEAL_KEYS_OFFERED:
            offered = TakeSealKeys(data["epoch"], tuple(data["keys"]), data["instead"], heard.time)
            yield Do("seal_keys", data["offer"], offered)


def _notice(data: Mapping[str, Any]) -> Notice:
    """Of an older township's message the rest stays empty."""
    said = {name: data[name] for name in _NOTICE if name in data}
    figures = tuple(Figure(**figure) for figure in data.get("figures", ()))
    return Notice(**{**said, "carriers": tuple(data["carriers"]), "figures": figures})


def _questions(told: Iterable[Mapping[str, Any]]) -> tuple[Question, ...]:
    return tuple(Question(each["id"], each["zh"], each["en"]) for each in told)
