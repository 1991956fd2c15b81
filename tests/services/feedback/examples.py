"""One example of every command, event and message of the feedback service, for all of its tests."""

from datetime import UTC, date, datetime
from typing import Any

from services.feedback.domain.petition import FilePetition
from services.feedback.domain.posting import Notice, NotifyPublication, PublicationNotified, PublicationShown
from services.feedback.domain.round import OpenRound, Question, RoundOpened, Survey
from shared.contracts import Heard, disclosure, oversight

AT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
ON = date(2026, 3, 2)
HEARD_AT = datetime(2026, 3, 2, 1, 5, tzinfo=UTC)
QUESTIONS = (Question("attitude", "态度", "Attitude"), Question("satisfied", "总体", "Overall"))
AWARENESS = (Question("knows-board", "知道公开栏吗", "Know the board?"),)


def notify(version: int = 1, **changed: Any) -> NotifyPublication:
    return NotifyPublication(Notice(**{**_publication(version), **changed}), ON, HEARD_AT, AT)


def notified(version: int = 1) -> PublicationNotified:
    return PublicationNotified(Notice(**_publication(version)), AT)


def shown(version: int = 1) -> PublicationShown:
    return PublicationShown(version, "", ON, HEARD_AT)


def _publication(version: int) -> dict[str, Any]:
    return {
        "version": version,
        "item": "service-promises",
        "timing": "long_term",
        "title": f"服务承诺 第{version}版",
        "body": "三个工作日内答复。",
        "carriers": ("township_board", "village_board"),
        "published_on": date(2026, 3, version),
        "posting_due_on": date(2026, 3, 4),
    }


_ROUND = {
    "title": "2026年一季度评议",
    "office": "family-planning-office",
    "audience": "residents",
    "questionnaire": "residents",
    "questionnaire_version": 1,
    "questions": QUESTIONS,
    "awareness": AWARENESS,
    "opens_on": date(2026, 3, 1),
    "closes_on": date(2026, 3, 20),
}


def survey(**changed: Any) -> Survey:
    return Survey(**{**_ROUND, **changed})


def open_round(**changed: Any) -> OpenRound:
    return OpenRound(survey(**changed), AT)


def round_opened(**changed: Any) -> RoundOpened:
    return RoundOpened(survey(**changed), AT)


def file_petition() -> FilePetition:
    return FilePetition("c2VhbGVk", ON, AT)


def published(villages: tuple[str, ...] = ("yangshe",), version: int = 1, **changed: Any) -> Heard:
    data = {**_publication(version), "publication": "p1", "villages": list(villages), **changed}
    data["carriers"] = list(data["carriers"])
    return Heard(disclosure.PUBLICATION_PUBLISHED, "/disclosure", "p1", AT, data)


def published_with_figures(figures: list[dict[str, Any]], version: int = 1, **changed: Any) -> Heard:
    more = {"number": "2026-17", "obligation": "births.2026-q1", "reason": "", "digest": "d" * 64, "figures": figures}
    data = {**published(version=version).data, **more, **changed}
    return Heard(disclosure.PUBLICATION_PUBLISHED_V2, "/disclosure", "p1", AT, data)


FIGURES = [
    {"id": "boys", "zh": "男孩", "en": "boys", "unit": "人", "value": 12},
    {"id": "triplets", "zh": "三胞胎", "en": "triplets", "unit": "人", "value": None},
]


def withdrawn(villages: tuple[str, ...] = ("yangshe",), publication: str = "p1") -> Heard:
    data = {
        "publication": publication,
        "villages": list(villages),
        "reason": "数字有误",
        "withdrawn_on": date(2026, 3, 10),
    }
    return Heard(disclosure.PUBLICATION_WITHDRAWN, "/disclosure", publication, AT, data)


def version_closed(villages: tuple[str, ...] = ("yangshe",), version: int = 1) -> Heard:
    data = {"publication": "p1", "version": version, "villages": list(villages), "reason": "含有个人信息。"}
    return Heard(disclosure.VERSION_CLOSED, "/disclosure", "p1", AT, {**data, "closed_on": date(2026, 3, 11)})


def round_told(villages: tuple[str, ...] = ("yangshe",), round: str = "r1", **changed: Any) -> Heard:
    data = {**_ROUND, "round": round, "villages": list(villages), **changed}
    for part in ("questions", "awareness"):
        data[part] = [vars(question) for question in data[part]]
    return Heard(oversight.SURVEY_ROUND_OPENED, "/oversight", round, AT, data)


def round_told_in_words(villages: tuple[str, ...] = ("yangshe",)) -> Heard:
    """In the newer version, with a question to answer in words."""
    data = {**round_told(villages).data, "texts": [vars(question) for question in AWARENESS]}
    return Heard(oversight.SURVEY_ROUND_OPENED_V2, "/oversight", "r1", AT, data)


def closed_told(villages: tuple[str, ...] = ("yangshe",), round: str = "r1") -> Heard:
    data = {"round": round, "villages": list(villages), "closed_on": date(2026, 3, 21)}
    return Heard(oversight.SURVEY_ROUND_CLOSED, "/oversight", round, AT, data)


def reminded_told(villages: tuple[str, ...] = ("yangshe",), on: date = date(2026, 3, 12)) -> Heard:
    data = {"round": "r1", "villages": list(villages), "reminded_on": on}
    return Heard(oversight.SURVEY_REMINDED, "/oversight", "r1", AT, data)


def results_told(villages: tuple[str, ...] = ("yangshe",), version: int = 1, round: str = "r1") -> Heard:
    data = {"round": round, "villages": list(villages), "version": version, "published_on": date(2026, 3, 24)}
    return Heard(oversight.RESULTS_PUBLISHED, "/oversight", round, AT, data)


def answer_told(answer: str = "a1", village: str = "yangshe", **changed: Any) -> Heard:
    said = {"office": "service-station", "text": "已增开一个窗口。", "answered_on": date(2026, 3, 25)}
    data = {"answer": answer, "village": village, **said, **changed}
    return Heard(oversight.BAD_RATING_ANSWERED, "/oversight", answer, AT, data)


def keys_told(
    keys: tuple[str, ...], epoch: str, offer: str = "o1", village: str = "yangshe", *, instead: bool = False
) -> Heard:
    data = {"offer": offer, "village": village, "epoch": epoch, "keys": list(keys), "instead": instead}
    return Heard(oversight.SEAL_KEYS_OFFERED, "/oversight", offer, AT, data)


def registered_told(petition: str, village: str = "yangshe") -> Heard:
    data = {"petition": petition, "village": village, "registered_on": ON}
    return Heard(oversight.PETITION_REGISTERED, "/oversight", petition, AT, data)
