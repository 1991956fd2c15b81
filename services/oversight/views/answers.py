"""What was answered in the survey rounds, counted: round, village, question and answer. No single ballot is kept here.

Nobody is shown any of it before it is published, and of that only what `services.oversight.domain.results` lets out:
see `services.oversight.views.results`. Only how many have answered (`turnout`) is no secret: it says not what.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.oversight.domain.batch import BallotsCounted
from services.oversight.domain.response import ResponseCounted
from services.oversight.domain.results import Counts, Figures, LateResultsPublished, ResultsPublished
from services.oversight.domain.survey_round import RoundClosed
from shared.eventlog import Recorded, Transaction

# handful: how many rows of the village were out when these answers came: those of 0 go into the results of all.
# survey_turnout: singly are those that villages of an older version told one by one; these never say that it was all.
# results_due: rounds that are closed and not out; late_results_due: villages that have emptied their box since.
TABLES = """
CREATE TABLE IF NOT EXISTS survey_answers (
    round TEXT NOT NULL, village TEXT NOT NULL, handful INTEGER NOT NULL, kind TEXT NOT NULL, question TEXT NOT NULL,
    answer INTEGER NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (round, village, handful, kind, question, answer)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS survey_turnout (
    round TEXT NOT NULL, village TEXT NOT NULL, handful INTEGER NOT NULL, answers INTEGER NOT NULL,
    spoilt INTEGER NOT NULL, singly INTEGER NOT NULL, PRIMARY KEY (round, village, handful)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS survey_emptied (
    round TEXT NOT NULL, village TEXT NOT NULL, PRIMARY KEY (round, village)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS survey_handfuls (
    round TEXT NOT NULL, village TEXT NOT NULL, handful INTEGER NOT NULL, PRIMARY KEY (round, village)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS results_due (
    round TEXT PRIMARY KEY, position INTEGER NOT NULL, closed_at TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS late_results_due (
    round TEXT NOT NULL, village TEXT NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (round, village)
) WITHOUT ROWID
"""
RATING, AWARENESS = "rating", "awareness"
_ASKED = {RATING: "questions", AWARENESS: "awareness"}
_LENGTH = {RATING: 5, AWARENESS: 2}
_Mark = tuple[str, str, int]


@dataclass(frozen=True)
class Turnout:
    """How many ballots a village has sent; ``emptied``: it has said that there are no more."""

    answers: int = 0
    spoilt: int = 0
    singly: int = 0
    emptied: bool = False

    @property
    def complete(self) -> bool:
        """As far as can be known: a village of an older version never says that it was all."""
        return self.emptied or self.singly > 0


def project(tx: Transaction, recorded: Recorded) -> None:
    match event := recorded.event:
        case ResponseCounted(answers=given):
            handful = _handful(tx, given.round, given.village)
            _add(tx, (given.round, given.village, handful), _marks(given), answers=1, singly=1)
        case BallotsCounted(round=round, village=village):
            handful = _handful(tx, round, village)
            marks = (mark for answered in event.answers for mark in _marks(answered))
            _add(tx, (round, village, handful), marks, answers=len(event.answers), spoilt=event.spoilt)
            if event.last:
                _emptied(tx, recorded.position, round, village, handful)
        case RoundClosed(at=at):
            tx.execute("INSERT INTO results_due VALUES (?, ?, ?)", (recorded.id, recorded.position, at.isoformat()))
        case ResultsPublished(answers=asked):
            tx.execute("DELETE FROM results_due WHERE round = ?", (recorded.id,))
            tx.executemany("INSERT INTO survey_handfuls VALUES (?, ?, 1)", [(recorded.id, each) for each in asked])
        case LateResultsPublished(village=village):
            of = (recorded.id, village)
            tx.execute("DELETE FROM late_results_due WHERE round = ? AND village = ?", of)
            tx.execute("UPDATE survey_handfuls SET handful = handful + 1 WHERE round = ? AND village = ?", of)


def _marks(given: Any) -> Iterable[_Mark]:
    yield from ((RATING, question, level) for question, level in given.scores.items())
    yield from ((AWARENESS, question, int(knows)) for question, knows in given.awareness.items())


def _handful(tx: Transaction, round: str, village: str) -> int:
    rows = tx.execute("SELECT handful FROM survey_handfuls WHERE round = ? AND village = ?", (round, village))
    return int(rows[0][0]) if rows else 0


def _add(
    tx: Transaction,
    of: tuple[str, str, int],
    marks: Iterable[_Mark],
    *,
    answers: int,
    spoilt: int = 0,
    singly: int = 0,
) -> None:
    tx.executemany(
        "INSERT INTO survey_answers VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (round, village, handful, kind, question, answer)"
        " DO UPDATE SET count = survey_answers.count + excluded.count",
        [(*of, *mark, count) for mark, count in sorted(Counter(marks).items())],
    )
    tx.execute(
        "INSERT INTO survey_turnout VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (round, village, handful) DO UPDATE SET"
        " answers = survey_turnout.answers + excluded.answers, spoilt = survey_turnout.spoilt + excluded.spoilt,"
        " singly = survey_turnout.singly + excluded.singly",
        (*of, answers, spoilt, singly),
    )


def _emptied(tx: Transaction, position: int, round: str, village: str, handful: int) -> None:
    """Before the results are out it is noted; after, what came late is due: also that there is nothing more, once."""
    again = tx.execute("SELECT 1 FROM survey_emptied WHERE round = ? AND village = ?", (round, village))
    if not again:
        tx.execute("INSERT INTO survey_emptied VALUES (?, ?)", (round, village))
    if not handful:
        return
    if not again or _turnouts(tx, "handful = ? AND round = ? AND village = ?", (handful, round, village)):
        tx.execute("INSERT INTO late_results_due VALUES (?, ?, ?) ON CONFLICT DO NOTHING", (round, village, position))


def turnout(tx: Transaction, round: str) -> dict[str, Turnout]:
    """Village -> how many ballots it has sent so far; of a village that has sent nothing, nothing."""
    emptied = {row[0] for row in tx.execute("SELECT village FROM survey_emptied WHERE round = ?", (round,))}
    sent = _turnouts(tx, "round = ?", (round,))
    return {
        village: Turnout(*sent.get(village, (0, 0, 0)), village in emptied) for village in sorted({*sent, *emptied})
    }


def _turnouts(tx: Transaction, where: str, given: tuple[Any, ...]) -> dict[str, tuple[int, int, int]]:
    rows = tx.execute(
        "SELECT village, sum(answers), sum(spoilt), sum(singly) FROM survey_turnout"  # noqa: S608 - our own words
        f" WHERE {where} GROUP BY village HAVING sum(answers) + sum(spoilt) > 0",
        given,
    )
    return {village: (int(answers), int(spoilt), int(singly)) for village, answers, spoilt, singly in rows}


def due(tx: Transaction) -> list[tuple[str, datetime]]:
    """Rounds that are closed and not out, with the moment of closing, in that order: a handful at any time."""
    rows = tx.execute("SELECT round, closed_at FROM results_due ORDER BY position")
    return [(each, datetime.fromisoformat(closed_at)) for each, closed_at in rows]


def late_due(tx: Transaction, skip: int = 0) -> tuple[str, str, int] | None:
    """Round, village and handful of the ballots that came after the results and are complete: the first ones."""
    rows = tx.execute("SELECT round, village FROM late_results_due ORDER BY position LIMIT 1 OFFSET ?", (skip,))
    return (*rows[0], _handful(tx, *rows[0])) if rows else None


def counted(tx: Transaction, asked: Mapping[str, Any], handful: int = 0, village: str | None = None) -> Figures:
    """What was answered to the questions of a round (see `rounds.one`) in one handful, in one village or all."""
    where, given = ("", ()) if village is None else (" AND village = ?", (village,))
    known = {kind: {question["id"] for question in asked[name]} for kind, name in _ASKED.items()}
    cells: dict[str, dict[str, dict[str, list[int]]]] = {kind: {} for kind in known}
    for of, kind, question, answer, count in tx.execute(
        f"SELECT village, kind, question, answer, count FROM survey_answers WHERE round = ?{where} AND handful = ?",  # noqa: S608 - our own words
        (asked["id"], *given, handful),
    ):
        if question in known[kind]:
            counts = cells[kind].setdefault(of, {}).setdefault(question, [0] * _LENGTH[kind])
            counts[answer - (kind == RATING)] = count
    return Figures(*({of: _frozen(questions) for of, questions in villages.items()} for villages in cells.values()))


def _frozen(questions: Mapping[str, list[int]]) -> dict[str, Counts]:
    return {question: tuple(counts) for question, counts in questions.items()}


def ballots(tx: Transaction, round: str, village: str, handful: int) -> tuple[int, int]:
    """How many ballots came in one handful, and how many more were spoilt."""
    found = _turnouts(tx, "round = ? AND village = ? AND handful = ?", (round, village, handful))
    answers, spoilt, _ = found.get(village, (0, 0, 0))
    return answers, spoilt
