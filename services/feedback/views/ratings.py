"""Ratings: what the answers of a round say together.

Shown once the round is closed, and for at least five answers. While a round runs, whoever looks before and after one
answer would read that answer by subtraction; and whoever sits beside the terminal knows whose it was.
"""

from __future__ import annotations

from math import sqrt
from typing import Any

from services.feedback.domain.response import ResponseRecorded
from services.feedback.views.rounds import SurveyRound
from shared.eventlog import Recorded, Transaction

TABLES = """
CREATE TABLE IF NOT EXISTS rating_counts (
    round TEXT NOT NULL, question TEXT NOT NULL, answer INTEGER NOT NULL, count INTEGER NOT NULL,
    PRIMARY KEY (round, question, answer)
) WITHOUT ROWID
"""
FEWEST = 5
"""Nothing is shown of fewer answers than this."""
_Z = 1.96
"""Of a 95 % interval."""


def project(tx: Transaction, recorded: Recorded) -> None:
    if not isinstance(recorded.event, ResponseRecorded):
        return
    event = recorded.event
    answers = {**event.scores, **{question: int(knows) for question, knows in event.awareness.items()}}
    for question, answer in answers.items():
        tx.execute(
            "INSERT INTO rating_counts VALUES (?, ?, ?, 1) ON CONFLICT (round, question, answer) DO UPDATE SET"
            " count = rating_counts.count + 1",
            (event.round, question, answer),
        )


def of(tx: Transaction, round: SurveyRound) -> dict[str, Any]:
    """The rating of one round, as far as it may be shown; ``why_not`` says why it is not: round-open, too-few."""
    why_not = "round-open" if round["closed_on"] is None else "too-few" if round["answers"] < FEWEST else None
    counts: dict[str, dict[int, int]] = {}
    if why_not is None:
        for question, answer, count in tx.execute(
            "SELECT question, answer, count FROM rating_counts WHERE round = ?", (round["round"],)
        ):
            counts.setdefault(question, {})[answer] = count
    named = {name: round[name] for name in ("round", "title", "office", "audience", "state", "answers")}
    return named | {
        "shown": why_not is None,
        "why_not": why_not,
        "questions": [] if why_not else [_rated(each, counts.get(each["id"], {})) for each in round["questions"]],
        "awareness": [] if why_not else [_known(each, counts.get(each["id"], {})) for each in round["awareness"]],
    }


def _rated(question: dict[str, str], counts: dict[int, int]) -> dict[str, Any]:
    """How one question was rated, from 1 to 5."""
    asked = {"question": question["id"], "zh": question["zh"], "en": question["en"]}
    count, total = sum(counts.values()), sum(score * times for score, times in counts.items())
    if count < FEWEST:
        return asked | dict.fromkeys(("count", "sum", "mean", "distribution"))
    distribution = {str(score): counts.get(score, 0) for score in range(1, 6)}
    return asked | {"count": count, "sum": total, "mean": round(total / count, 2), "distribution": distribution}


def _known(question: dict[str, str], counts: dict[int, int]) -> dict[str, Any]:
    """How many know: ``rate`` is the awareness rate, ``low`` and ``high`` its 95 % interval, from 0 to 1."""
    asked = {"question": question["id"], "zh": question["zh"], "en": question["en"]}
    count, yes = sum(counts.values()), counts.get(1, 0)
    if count < FEWEST:
        return asked | dict.fromkeys(("count", "yes", "rate", "low", "high"))
    low, high = wilson(yes, count)
    return asked | {"count": count, "yes": yes, "rate": round(yes / count, 4), "low": low, "high": high}


def wilson(yes: int, count: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share, from 0 to 1, rounded to four places. ``count`` > 0. (E. B. Wilson, 1927.)"""
    share, squared = yes / count, _Z * _Z
    centre = (share + squared / (2 * count)) / (1 + squared / count)
    half = _Z / (1 + squared / count) * sqrt(share * (1 - share) / count + squared / (4 * count * count))
    return round(max(0.0, centre - half), 4), round(min(1.0, centre + half), 4)
