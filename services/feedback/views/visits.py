"""How many visits to the service window were rated each day, and how many slips went out. Nothing of what was said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from services.feedback.domain.visit import VisitRated
from services.feedback.domain.window import SlipsHandedOut
from shared.clock import CHINA
from shared.eventlog import Recorded, Transaction

TABLES = """
CREATE TABLE IF NOT EXISTS visit_days (
    day TEXT PRIMARY KEY, slips INTEGER NOT NULL, rated INTEGER NOT NULL
) WITHOUT ROWID
"""


@dataclass(frozen=True)
class VisitDay:
    """``day`` is ISO text, a day in China."""

    day: str
    slips: int
    rated: int


def project(tx: Transaction, recorded: Recorded) -> None:
    match recorded.event:
        case VisitRated() as event:
            _add(tx, str(event.rated_on), 0, 1)
        case SlipsHandedOut() as event:
            _add(tx, str(event.at.astimezone(CHINA).date()), event.count, 0)


def _add(tx: Transaction, day: str, slips: int, rated: int) -> None:
    tx.execute(
        "INSERT INTO visit_days VALUES (?, ?, ?) ON CONFLICT (day) DO UPDATE"
        " SET slips = visit_days.slips + excluded.slips, rated = visit_days.rated + excluded.rated",
        (day, slips, rated),
    )


def latest(tx: Transaction, days: int) -> list[VisitDay]:
    """The newest days on which there was anything, the newest first."""
    rows = tx.execute("SELECT day, slips, rated FROM visit_days ORDER BY day DESC LIMIT ?", (days,))
    return [VisitDay(*row) for row in rows]


def rated_on(tx: Transaction, day: date) -> int:
    rows = tx.execute("SELECT rated FROM visit_days WHERE day = ?", (str(day),))
    return int(rows[0][0]) if rows else 0
