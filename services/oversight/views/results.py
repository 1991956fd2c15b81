"""The results of survey rounds as they are out: of each village, of all together, and of what came late.

All that is told of ratings anywhere, the evaluation too, is made of these rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from services.oversight.domain.rating_statistics import LEVELS, Share, awareness
from services.oversight.domain.results import (
    EVERYWHERE,
    Cells,
    Counts,
    Figures,
    LateResultsPublished,
    ResultsPublished,
)
from services.oversight.domain.survey_round import RoundOpened
from shared.eventlog import Recorded, Transaction
from shared.timelimits.days import china_day

# version: 0 while nothing is out; position: of the event that published the first ones.
# results_rows: version of the publication that a row came with, so 2 and more came late; marks, asked: how many ratings
# and awareness answers are shown, with their sum and how many of them were yes; people: those who answered the question
# that most answered; respondents: those who answered the awareness question that fewest answered.
TABLES = """
CREATE TABLE IF NOT EXISTS results (
    round TEXT PRIMARY KEY, office TEXT NOT NULL, audience TEXT NOT NULL, version INTEGER NOT NULL,
    position INTEGER NOT NULL, published_on TEXT NOT NULL, missing TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS results_of_office ON results (office, audience, position);
CREATE INDEX IF NOT EXISTS results_position ON results (position);
CREATE TABLE IF NOT EXISTS results_rows (
    round TEXT NOT NULL, village TEXT NOT NULL, version INTEGER NOT NULL, published_on TEXT NOT NULL,
    answers INTEGER NOT NULL, spoilt INTEGER NOT NULL, ratings TEXT NOT NULL, awareness TEXT NOT NULL,
    marks INTEGER NOT NULL, marks_sum INTEGER NOT NULL, asked INTEGER NOT NULL, aware INTEGER NOT NULL,
    people INTEGER NOT NULL, respondents INTEGER NOT NULL, PRIMARY KEY (round, village, version)
) WITHOUT ROWID
"""


@dataclass(frozen=True)
class Published:
    """``version`` is that of the last publication, ``published_on`` the day of the first; ``missing``: of whom not all
    is known to have come yet.
    """

    round: str
    version: int
    position: int
    published_on: str
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """``village`` is '' for all together. A question of which nothing is shown is in neither of the two."""

    village: str
    version: int
    published_on: str
    answers: int
    spoilt: int
    ratings: dict[str, Counts]
    awareness: dict[str, Counts]

    def awareness_rate(self, questions: Iterable[str]) -> Share | None:
        """None unless all these questions are shown: over others it would be another rate."""
        return awareness(self.awareness.get(question, (0, 0)) for question in questions)


def project(tx: Transaction, recorded: Recorded) -> None:
    match event := recorded.event:
        case RoundOpened(plan=plan):
            row = (recorded.id, plan.office, plan.audience)
            tx.execute("INSERT INTO results VALUES (?, ?, ?, 0, 0, '', '[]')", row)
        case ResultsPublished(figures=figures, answers=answers, spoilt=spoilt):
            day = china_day(recorded.occurred_at).isoformat()
            missing = json.dumps(event.missing)
            tx.execute(
                "UPDATE results SET version = 1, position = ?, published_on = ?, missing = ? WHERE round = ?",
                (recorded.position, day, missing, recorded.id),
            )
            answers = {**answers, EVERYWHERE: sum(answers.values())}
            spoilt = {**spoilt, EVERYWHERE: sum(spoilt.values())}
            for village, count in answers.items():
                _add(tx, (recorded.id, village, 1, day, count, spoilt[village]), figures)
        case LateResultsPublished(village=village, version=version):
            day = china_day(recorded.occurred_at).isoformat()
            ((missing,),) = tx.execute("SELECT missing FROM results WHERE round = ?", (recorded.id,))
            missing = json.dumps([each for each in json.loads(missing) if each != village])
            tx.execute("UPDATE results SET version = ?, missing = ? WHERE round = ?", (version, missing, recorded.id))
            if event.answers or event.spoilt:
                _add(tx, (recorded.id, village, version, day, event.answers, event.spoilt), event.figures)


def _add(tx: Transaction, of: tuple[str, str, int, str, int, int], figures: Figures) -> None:
    village = of[1]
    ratings, awareness = figures.ratings.get(village, {}), figures.awareness.get(village, {})
    tx.execute(
        "INSERT INTO results_rows VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*of, json.dumps(ratings), json.dumps(awareness), *_sums(figures, village)),
    )


def _sums(figures: Figures, village: str) -> tuple[int, ...]:
    """What counts for the evaluation: of all together, where that is not shown, the one village that is."""
    ratings, awareness = (
        {**_alone(cells), **cells.get(EVERYWHERE, {})} if village == EVERYWHERE else cells.get(village, {})
        for cells in (figures.ratings, figures.awareness)
    )
    marks, asked = ([sum(counts) for counts in cells.values()] for cells in (ratings, awareness))
    return (
        sum(marks),
        sum(level * count for counts in ratings.values() for level, count in zip(LEVELS, counts, strict=True)),
        sum(asked),
        sum(yes for _, yes in awareness.values()),
        max([*marks, *asked], default=0),
        min(asked, default=0),
    )


def _alone(cells: Cells) -> dict[str, Counts]:
    """A question that is shown of a village and not of all together is shown of that village only."""
    return {question: counts for of in cells.values() for question, counts in of.items()}


def published(tx: Transaction, round: str) -> Published | None:
    """None while nothing of it is out."""
    return next(iter(_published(tx, "round = ? AND version > 0", (round,))), None)


def latest(tx: Transaction, limit: int) -> list[Published]:
    """The rounds that came out last, the very last first."""
    return _published(tx, "position > 0 ORDER BY position DESC LIMIT ?", (limit,))


def audiences(tx: Transaction, office: str) -> list[str]:
    """Who has rated an office in rounds that are out: who did it last, first."""
    sql = "SELECT audience FROM results WHERE office = ? AND position > 0 GROUP BY audience ORDER BY max(position) DESC"
    return [row[0] for row in tx.execute(sql, (office,))]


def of_office(tx: Transaction, office: str, audience: str, limit: int) -> list[Published]:
    """The rounds of an office and audience that came out last, the very last first."""
    where = "office = ? AND audience = ? AND position > 0 ORDER BY position DESC LIMIT ?"
    return _published(tx, where, (office, audience, limit))


def before(tx: Transaction, this: Published) -> Published | None:
    """The last round before this one that asked the same audience about the same office, among those that are out."""
    found = _published(
        tx,
        "office = (SELECT office FROM results WHERE round = ?) AND audience = (SELECT audience FROM results WHERE"
        " round = ?) AND position > 0 AND position < ? ORDER BY position DESC LIMIT 1",
        (this.round, this.round, this.position),
    )
    return next(iter(found), None)


def _published(tx: Transaction, where: str, given: tuple[Any, ...]) -> list[Published]:
    rows = tx.execute(
        f"SELECT round, version, position, published_on, missing FROM results WHERE {where}",  # noqa: S608 - ours
        given,
    )
    return [
        Published(asked, version, position, day, tuple(json.loads(missing)))
        for asked, version, position, day, missing in rows
    ]


def rows(tx: Transaction, round: str, village: str | None = None) -> list[Row]:
    """What is out of a round: of every village, or of one; and, last, of all together."""
    where, given = ("", ()) if village is None else (" AND village IN (?, ?)", (village, EVERYWHERE))
    found = [
        Row(of, version, day, answers, spoilt, _counts(ratings), _counts(awareness))
        for of, version, day, answers, spoilt, ratings, awareness in tx.execute(
            "SELECT village, version, published_on, answers, spoilt, ratings, awareness FROM results_rows"  # noqa: S608
            f" WHERE round = ?{where} ORDER BY village, version",
            (round, *given),
        )
    ]
    return sorted(found, key=lambda row: row.village == EVERYWHERE)


def _counts(text: str) -> dict[str, Counts]:
    return {question: tuple(counts) for question, counts in json.loads(text).items()}
