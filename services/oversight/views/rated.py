"""Which rounds rate whom in which quarter: a round counts in the quarter of its last day, as a whole.

So a quarter's figures are made of the cells that are published anyway, and tell nobody more than these.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from services.oversight.domain.quarter import quarter_of
from services.oversight.domain.survey_round import RoundOpened
from services.oversight.views.ratings import FEWEST
from shared.eventlog import Recorded, Transaction

TABLES = """
CREATE TABLE IF NOT EXISTS rated_rounds (
    quarter TEXT NOT NULL, position INTEGER NOT NULL, round TEXT NOT NULL, office TEXT NOT NULL, title TEXT NOT NULL,
    closes_on TEXT NOT NULL,     PRIMARY KEY (quarter, position)
) WITHOUT ROWID
"""
_CELLS = """
SELECT ratings.round, rated_rounds.office, ratings.village, audience, kind, sum(count), sum(sum), max(count)
FROM rated_rounds JOIN ratings ON ratings.round = rated_rounds.round
WHERE rated_rounds.quarter = ? AND count >= ? GROUP BY ratings.round, office, ratings.village, audience, kind
"""


def project(tx: Transaction, recorded: Recorded) -> None:
    match recorded.event:
        case RoundOpened(plan=plan):
            quarter = str(quarter_of(plan.closes_on))
            tx.execute(
                "INSERT INTO rated_rounds VALUES (?, ?, ?, ?, ?, ?)",
                (quarter, recorded.position, recorded.id, plan.office, plan.title, plan.closes_on.isoformat()),
            )


def counted(tx: Transaction, quarter: str) -> dict[str, dict[str, int]]:
    """office or village -> answers, marks with their sum, and awareness questions asked with those who were aware.

    ``answers`` are people: those who answered the question that most answered.
    """
    people: dict[tuple[str, str, str, str], int] = defaultdict(int)
    found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for asked, office, village, audience, kind, count, total, answers in tx.execute(_CELLS, (quarter, FEWEST)):
        cell = (office, village, asked, audience)
        people[cell] = max(people[cell], answers)
        names = ("marks", "marks_sum") if kind == "rating" else ("asked", "aware")
        for body in (office, village):
            for name, more in zip(names, (count, total), strict=True):
                found[body][name] += int(more)
    for (office, village, _, _), answers in people.items():
        for body in (office, village):
            found[body]["answers"] += answers
    return {body: dict(sorted(counts.items())) for body, counts in found.items()}


def of_body(tx: Transaction, quarter: str, body: str, *, limit: int, offset: int) -> tuple[list[dict[str, Any]], int]:
    """The rounds behind a body's figures, and how many there are: never a single answer."""
    where = (
        "FROM rated_rounds WHERE quarter = ? AND (office = ? OR EXISTS"
        " (SELECT 1 FROM ratings WHERE ratings.round = rated_rounds.round AND village = ? AND count >= ?))"
    )
    given = (quarter, body, body, FEWEST)
    rows = tx.execute(
        f"SELECT position, title, round, closes_on {where} ORDER BY position LIMIT ? OFFSET ?",
        (*given, limit, offset),
    )
    names = ("position", "title", "subject", "day")
    return [dict(zip(names, row, strict=True)) for row in rows], tx.execute(f"SELECT count(*) {where}", given)[0][0]


def first_quarter(tx: Transaction) -> str | None:
    first: str | None = tx.execute("SELECT min(quarter) FROM rated_rounds")[0][0]
    return first
