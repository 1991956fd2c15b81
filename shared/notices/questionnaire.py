"""A survey's questionnaire on paper, printed from what is asked on the screen."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from shared.notices import setting
from shared.notices.notice import day

Words = tuple[str, str]
"""Chinese and English."""


@dataclass(frozen=True)
class Questionnaire:
    """No sheet can be told from another: it has no code, no number. ``id`` and ``version`` stand in the foot, to be
    compared when it is entered. ``levels``: digit, Chinese, English, in the order of the boxes.
    """

    village: Words
    township: str
    office: Words
    title: str
    id: str
    version: int
    opens_on: date
    last_day: date
    levels: Sequence[tuple[str, str, str]]
    questions: Sequence[Words]
    awareness: Sequence[Words]
    texts: Sequence[Words]


def questionnaire_pdf(asked: Questionnaire) -> bytes:
    """A4; the same gives the same bytes, dated with the round's first day. Raises subprocess.TimeoutExpired."""
    told = {
        **asdict(asked),
        "title": " ".join(asked.title.split()),
        "last_day": day(asked.last_day),
        "last_day_en": str(asked.last_day),
        "opens_on": str(asked.opens_on),
    }
    return setting.apart("questionnaire", json.dumps(told, ensure_ascii=False), str(asked.opens_on))
