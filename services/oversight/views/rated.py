"""Which rounds rate whom in which quarter: a round counts in the quarter of its last day, as a whole.

One that was still open when that quarter was evaluated counts in the quarter in which it was closed: else it would
count in none. All is made of the rows that are published anyway, and tells nobody more than these.
"""

from __future__ import annotations

from typing import Any

from services.oversight.domain.evaluation import QuarterEvaluated
from services.oversight.domain.quarter import quarter_of
from services.oversight.domain.results import EVERYWHERE
from services.oversight.domain.survey_round import RoundClosed, RoundOpened
from shared.eventlog import Recorded, Transaction

# quarter: '' of a round that was open when its quarter was evaluated, till it is closed.
TABLES = """
CREATE TABLE IF NOT EXISTS rated_rounds (
    quarter TEXT NOT NULL, position INTEGER NOT NULL, round TEXT NOT NULL, office TEXT NOT NULL, title TEXT NOT NULL,
    closes_on TEXT NOT NULL, closed INTEGER NOT NULL, PRIMARY KEY (quarter, position)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS rated_rounds_round ON rated_rounds (round)
"""
_NAMES = ("answers", "marks", "marks_sum", "asked", "aware", "respondents")
_SUMS = "sum(people), sum(marks), sum(marks_sum), sum(asked), sum(aware), sum(respondents)"
_ROWS = "FROM rated_rounds JOIN results_rows ON results_rows.round = rated_rounds.round WHERE quarter = ?"


def project(tx: Transaction, recorded: Recorded) -> None:
    match recorded.event:
        case RoundOpened(plan=plan):
            quarter = str(quarter_of(plan.closes_on))
            tx.execute(
                "INSERT INTO rated_rounds VALUES (?, ?, ?, ?, ?, ?, 0)",
                (quarter, recorded.position, recorded.id, plan.office, plan.title, plan.closes_on.isoformat()),
            )
        case RoundClosed(closed_on=day):
            tx.execute("UPDATE rated_rounds SET closed = 1 WHERE round = ?", (recorded.id,))
            quarter = str(quarter_of(day))
            tx.execute("UPDATE rated_rounds SET quarter = ? WHERE round = ? AND quarter = ''", (quarter, recorded.id))
        case QuarterEvaluated(quarter=evaluated):
            tx.execute("UPDATE rated_rounds SET quarter = '' WHERE quarter = ? AND closed = 0", (evaluated,))


def counted(tx: Transaction, quarter: str) -> dict[str, dict[str, int]]:
    """office or village -> answers, marks with their sum, and awareness questions asked with those who were aware.

    ``answers`` are people: those who answered the question that most answered; ``respondents`` those who answered the
    awareness question that fewest answered. An office is rated by all villages
    together, so by those too of which too few answered to be shown by themselves; and by what came late.
    """
    of_office = tx.execute(
        f"SELECT office, {_SUMS} {_ROWS} AND (village = ? OR version > 1) GROUP BY office",
        (quarter, EVERYWHERE),
    )
    of_village = tx.execute(
        f"SELECT village, {_SUMS} {_ROWS} AND village <> ? GROUP BY village",
        (quarter, EVERYWHERE),
    )
    counts = {body: dict(zip(_NAMES, map(int, sums), strict=True)) for body, *sums in (*of_office, *of_village)}
    return {body: of for body, of in counts.items() if of["answers"]}


def of_body(tx: Transaction, quarter: str, body: str, *, limit: int, offset: int) -> tuple[list[dict[str, Any]], int]:
    """The rounds behind a body's figures, and how many there are: never a single answer."""
    where = (
        "FROM rated_rounds WHERE quarter = ? AND EXISTS (SELECT 1 FROM results_rows WHERE people > 0"
        " AND results_rows.round = rated_rounds.round AND (village = ? OR rated_rounds.office = ?))"
    )
    given = (quarter, body, body)
    rows = tx.execute(
        f"SELECT position, title, round, closes_on {where} ORDER BY position LIMIT ? OFFSET ?",
        (*given, limit, offset),
    )
    names = ("position", "title", "subject", "day")
    return [dict(zip(names, row, strict=True)) for row in rows], tx.execute(f"SELECT count(*) {where}", given)[0][0]


def awaits(tx: Transaction, quarter: str) -> bool:
    """Whether a round of the quarter is closed and its results are not out yet."""
    sql = "SELECT 1 FROM results_due JOIN rated_rounds ON rated_rounds.round = results_due.round WHERE quarter = ?"
    return bool(tx.execute(f"{sql} LIMIT 1", (quarter,)))


def first_quarter(tx: Transaction) -> str | None:
    first: str | None = tx.execute("SELECT min(quarter) FROM rated_rounds WHERE quarter <> ''")[0][0]
    return first
