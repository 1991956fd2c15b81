"""Rated visits by the quarter: the raw counts, of which nobody sees any before the small groups are withheld.

A visit counts in the quarter in which it was put on record here, as in `views.statistics`: so the figures of a quarter
that is over do not change any more, and none can be had by comparing what is shown with what came in later.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from services.oversight.domain.quarter import Quarter, quarter_of
from services.oversight.domain.visit import VisitCounted
from shared.eventlog import Recorded, Transaction
from shared.timelimits.days import china_day

# what: 'level' with value 1 to 5, or 'reason' with an id.
TABLES = """
CREATE TABLE IF NOT EXISTS window_visits (
    quarter TEXT NOT NULL, office TEXT NOT NULL, village TEXT NOT NULL, what TEXT NOT NULL, value TEXT NOT NULL,
    count INTEGER NOT NULL, PRIMARY KEY (quarter, office, village, what, value)
) WITHOUT ROWID
"""


@dataclass
class Group:
    """Some visits. ``levels``: 1 to 5 -> how many; ``reasons``: id -> how many ticked it."""

    levels: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    reasons: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    @property
    def visits(self) -> int:
        return sum(self.levels.values())

    def add(self, other: Group) -> None:
        for level, count in other.levels.items():
            self.levels[level] += count
        for reason, count in other.reasons.items():
            self.reasons[reason] += count


def project(tx: Transaction, recorded: Recorded) -> None:
    match recorded.event:
        case VisitCounted(visit=visit):
            quarter = str(quarter_of(china_day(recorded.recorded_at)))
            marks = [("level", str(visit.level)), *(("reason", reason) for reason in visit.reasons)]
            tx.executemany(
                "INSERT INTO window_visits VALUES (?, ?, ?, ?, ?, 1)"
                " ON CONFLICT (quarter, office, village, what, value) DO UPDATE SET count = window_visits.count + 1",
                [(quarter, visit.office, visit.village, *mark) for mark in marks],
            )


def of_quarter(tx: Transaction, quarter: Quarter, office: str) -> dict[str, Group]:
    """Village -> its visits to this office. For `casework.window` alone, which withholds the small."""
    found: dict[str, Group] = defaultdict(Group)
    for village, what, value, count in tx.execute(
        "SELECT village, what, value, count FROM window_visits WHERE quarter = ? AND office = ?",
        (str(quarter), office),
    ):
        if what == "level":
            found[village].levels[int(value)] = count
        else:
            found[village].reasons[value] = count
    return found


def quarters(tx: Transaction) -> list[str]:
    """Those in which any visit was counted, the latest first: one look into the index each, however many rows."""
    found: list[str] = []
    sql = "SELECT max(quarter) FROM window_visits WHERE quarter < ?"
    while last := tx.execute(sql, (found[-1] if found else "9",))[0][0]:
        found.append(last)
    return found
