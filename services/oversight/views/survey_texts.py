"""What people said in words in the survey rounds: question and text, without village, day or ballot.

Nobody is shown any of it before the results are out. What comes afterwards is counted and never shown: whoever looked
before and after would see from which village it came.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from services.oversight.domain.batch import BallotsCounted
from services.oversight.domain.results import FEWEST, ResultsPublished
from shared.eventlog import Recorded, Transaction

# The primary keys are the order on disk: nothing tells which text came first, or with which other one.
# number: how many said the same; survey_texts_kept.late: texts that came after the results; withheld: named a person.
TABLES = """
CREATE TABLE IF NOT EXISTS survey_texts (
    round TEXT NOT NULL, question TEXT NOT NULL, text TEXT NOT NULL, number INTEGER NOT NULL,
    PRIMARY KEY (round, question, text)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS survey_texts_kept (
    round TEXT PRIMARY KEY, is_out INTEGER NOT NULL, late INTEGER NOT NULL, withheld INTEGER NOT NULL
) WITHOUT ROWID
"""
_KEEP = (
    "INSERT INTO survey_texts_kept VALUES (?, ?, ?, ?) ON CONFLICT (round) DO UPDATE SET"
    " is_out = CASE WHEN excluded.is_out = 1 THEN 1 ELSE survey_texts_kept.is_out END,"
    " late = survey_texts_kept.late + excluded.late, withheld = survey_texts_kept.withheld + excluded.withheld"
)


@dataclass(frozen=True)
class Kept:
    """``withheld``: texts that named a person; ``late``: texts that came when the results were out."""

    is_out: bool = False
    late: int = 0
    withheld: int = 0


def project(tx: Transaction, recorded: Recorded) -> None:
    match recorded.event:
        case BallotsCounted(round=round, answers=answers, texts_withheld=withheld):
            said = Counter(pair for answered in answers for pair in answered.texts.items())
            if not said and not withheld:
                return
            if kept(tx, round).is_out:
                tx.execute(_KEEP, (round, 0, said.total() + withheld, 0))
                return
            tx.execute(_KEEP, (round, 0, 0, withheld))
            tx.executemany(
                "INSERT INTO survey_texts VALUES (?, ?, ?, ?) ON CONFLICT (round, question, text)"
                " DO UPDATE SET number = survey_texts.number + excluded.number",
                [(round, question, text, number) for (question, text), number in sorted(said.items())],
            )
        case ResultsPublished():
            tx.execute(_KEEP, (recorded.id, 1, 0, 0))


def kept(tx: Transaction, round: str) -> Kept:
    rows = tx.execute("SELECT is_out, late, withheld FROM survey_texts_kept WHERE round = ?", (round,))
    return Kept(bool(rows[0][0]), *rows[0][1:]) if rows else Kept()


def counts(tx: Transaction, round: str) -> dict[str, int]:
    """Question -> how many texts there are, over all villages."""
    rows = tx.execute("SELECT question, sum(number) FROM survey_texts WHERE round = ? GROUP BY question", (round,))
    return {question: int(number) for question, number in rows}


def page(tx: Transaction, round: str, question: str, *, limit: int, offset: int) -> tuple[list[dict[str, Any]], int]:
    """Texts in the order of the alphabet, each with how many said the same, and how many different ones there are.

    Empty where fewer than five people have said anything.
    """
    if counts(tx, round).get(question, 0) < FEWEST:
        return [], 0
    where, of = "FROM survey_texts WHERE round = ? AND question = ?", (round, question)
    rows = tx.execute(f"SELECT text, number {where} ORDER BY text LIMIT ? OFFSET ?", (*of, limit, offset))
    found = [{"text": text, "number": number} for text, number in rows]
    return found, tx.execute(f"SELECT count(*) {where}", of)[0][0]
