"""What was done about bad ratings of visits, as the township tells everybody."""

from __future__ import annotations

from typing import Any

from services.feedback.domain.rating_answer import BadRatingAnswered
from shared.eventlog import Recorded, Transaction

TABLES = """
CREATE TABLE IF NOT EXISTS rating_answers (
    answer TEXT PRIMARY KEY, answered_on TEXT NOT NULL, office TEXT NOT NULL, text TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS rating_answers_newest ON rating_answers (answered_on, answer)
"""
_SHOWN = ("answer", "answered_on", "office", "text")
Answer = dict[str, Any]
"""By the names in _SHOWN; the day is ISO text."""


def project(tx: Transaction, recorded: Recorded) -> None:
    match recorded.event:
        case BadRatingAnswered() as event:
            row = (recorded.id, str(event.answered_on), event.office, event.text)
            tx.execute("INSERT INTO rating_answers VALUES (?, ?, ?, ?)", row)


def newest(tx: Transaction, page: int, size: int) -> tuple[list[Answer], int]:
    """One page, newest first, and how many there are."""
    rows = tx.execute(
        "SELECT answer, answered_on, office, text FROM rating_answers ORDER BY answered_on DESC, answer DESC"
        " LIMIT ? OFFSET ?",
        (size, (page - 1) * size),
    )
    total: int = tx.execute("SELECT count(*) FROM rating_answers")[0][0]
    return [dict(zip(_SHOWN, row, strict=True)) for row in rows], total
