"""Ratings rolled up by round, village and question. No single answer is kept here."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from services.oversight.domain.batch import Answered, BallotsCounted
from services.oversight.domain.response import Answers, ResponseCounted
from shared.eventlog import Recorded, Transaction

TABLES = """
CREATE TABLE IF NOT EXISTS ratings (
    round TEXT NOT NULL, village TEXT NOT NULL, audience TEXT NOT NULL, kind TEXT NOT NULL, question TEXT NOT NULL,
    count INTEGER NOT NULL, sum INTEGER NOT NULL, PRIMARY KEY (round, village, audience, kind, question)
) WITHOUT ROWID
"""
FEWEST = 5
"""Answers below which a figure is not shown: few enough to guess who said what."""
EVERYWHERE = ""
"""The village of a row that takes all villages together."""


def project(tx: Transaction, recorded: Recorded) -> None:
    match recorded.event:
        case ResponseCounted(answers=given):
            _count(tx, (given.round, given.village, given.audience), [given])
        case BallotsCounted(round=asked, village=village, answers=answers):
            plans = tx.execute("SELECT plan FROM rounds WHERE id = ?", (asked,))
            _count(tx, (asked, village, json.loads(plans[0][0])["audience"] if plans else ""), answers)


def _count(tx: Transaction, cell: tuple[str, str, str], answers: Sequence[Answers | Answered]) -> None:
    marks: list[tuple[str, str, int]] = []
    for given in answers:
        marks += [("rating", question, score) for question, score in given.scores.items()]
        marks += [("awareness", question, int(knows)) for question, knows in given.awareness.items()]
    tx.executemany(
        "INSERT INTO ratings VALUES (?, ?, ?, ?, ?, 1, ?)"
        " ON CONFLICT (round, village, audience, kind, question)"
        " DO UPDATE SET count = ratings.count + 1, sum = ratings.sum + excluded.sum",
        [(*cell, *mark) for mark in marks],
    )


def of_round(tx: Transaction, round: str, audience: str) -> list[dict[str, Any]]:
    """Each question in each village, then in all together; ``count`` and ``mean`` are None where they are withheld."""
    rows = tx.execute(
        "SELECT village, kind, question, count, sum FROM ratings WHERE round = ? AND audience = ?"
        " ORDER BY village, kind DESC, question",
        (round, audience),
    )
    cells: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    shown = []
    for village, kind, question, count, total in rows:
        cells[kind, question].append((count, total))
        shown.append(_row((village, kind, question), count, total, show=count >= FEWEST))
    for (kind, question), parts in cells.items():
        count, total = (sum(part) for part in zip(*parts, strict=True))
        shown.append(_row((EVERYWHERE, kind, question), count, total, show=_cannot_subtract(parts)))
    return shown


def _cannot_subtract(parts: Sequence[tuple[int, int]]) -> bool:
    """Whether the whole may be shown: what is withheld of its parts is nothing, or itself large enough a group."""
    withheld = sum(count for count, _ in parts if count < FEWEST)
    return sum(count for count, _ in parts) >= FEWEST and (withheld == 0 or withheld >= FEWEST)


def _row(cell: tuple[str, str, str], count: int, total: int, *, show: bool) -> dict[str, Any]:
    figures = {"count": count, "mean": round(total / count, 3)} if show else {"count": None, "mean": None}
    return {**dict(zip(("village", "kind", "question"), cell, strict=True)), **figures}
