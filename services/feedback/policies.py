"""What this village does about what it hears. What is meant for other villages is passed over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from services.feedback.domain.petition import ConfirmRegistration
from services.feedback.domain.posting import NotifyPublication, NotifyWithdrawal
from services.feedback.domain.round import CloseRound, OpenRound, Question
from shared.contracts import Heard, disclosure, oversight
from shared.decider import Do

HEARS = (
    disclosure.PUBLICATION_PUBLISHED,
    disclosure.PUBLICATION_WITHDRAWN,
    oversight.SURVEY_ROUND_OPENED,
    oversight.SURVEY_ROUND_CLOSED,
    oversight.PETITION_REGISTERED,
)


def react(village: str, heard: Heard) -> Iterable[Do]:
    data = heard.data
    if village not in data.get("villages", [data.get("village")]):
        return
    match heard.type:
        case disclosure.PUBLICATION_PUBLISHED:
            yield Do(
                "posting",
                data["publication"],
                NotifyPublication(
                    data["version"],
                    data["item"],
                    data["timing"],
                    data["title"],
                    data["body"],
                    tuple(data["carriers"]),
                    data["published_on"],
                    data["posting_due_on"],
                    heard.time,
                ),
            )
        case disclosure.PUBLICATION_WITHDRAWN:
            yield Do("posting", data["publication"], NotifyWithdrawal(data["reason"], data["withdrawn_on"], heard.time))
        case oversight.SURVEY_ROUND_OPENED:
            yield Do(
                "round",
                data["round"],
                OpenRound(
                    data["title"],
                    data["office"],
                    data["audience"],
                    data["questionnaire"],
                    data["questionnaire_version"],
                    _questions(data["questions"]),
                    _questions(data["awareness"]),
                    data["opens_on"],
                    data["closes_on"],
                    heard.time,
                ),
            )
        case oversight.SURVEY_ROUND_CLOSED:
            yield Do("round", data["round"], CloseRound(data["closed_on"], heard.time))
        case oversight.PETITION_REGISTERED:
            yield Do("petition", data["petition"], ConfirmRegistration(data["registered_on"], heard.time))


def _questions(told: Iterable[Mapping[str, Any]]) -> tuple[Question, ...]:
    return tuple(Question(each["id"], each["zh"], each["en"]) for each in told)
