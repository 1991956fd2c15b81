"""How many of what, by quarter: the raw counts, of which nobody sees any before the small ones are withheld.

A thing counts in the quarter in China in which it was put on record, not in that of its legal moment: so the figures of
a quarter that is over do not change any more, and nothing shown of it can be compared with what came in later.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from services.oversight.domain.bad_rating import clocks as bad_rating
from services.oversight.domain.finding import FindingClosed, FindingOpened
from services.oversight.domain.inspection import InspectionRecorded
from services.oversight.domain.petition import events as e
from services.oversight.domain.quarter import quarter_of
from shared.eventlog import Recorded, Transaction
from shared.timelimits.days import china_day

# late: petitions whose clock was missed and has not been stopped since. total and amounts: table '' and value ''.
TABLES = """
CREATE TABLE IF NOT EXISTS statistics (
    quarter TEXT NOT NULL, measure TEXT NOT NULL, "table" TEXT NOT NULL, value TEXT NOT NULL,
    count INTEGER NOT NULL, amount_fen INTEGER NOT NULL, PRIMARY KEY (quarter, measure, "table", value)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS late (petition TEXT PRIMARY KEY) WITHOUT ROWID
"""
TOTAL = ""
IN_TIME, LATE = "in_time", "late"
BY_CLOCK = "missed_deadline"
"""The origin of findings that are not counted as such, for each is a missed deadline and counted there."""
_STOPPING = (
    *(e.PetitionAccepted, e.PetitionDeclined, e.PetitionTransferred, e.PetitionTakenOver, e.PetitionResolved),
    *(e.OpinionIssued, e.ReviewDecided, e.ReReviewDecided, e.PetitionWithdrawn, e.PetitionLinked, e.PetitionClosed),
)


@dataclass(frozen=True)
class Counted:
    """One more of a measure. ``by``: table -> value. ``decides``: it stops a clock, so it is in time or late."""

    measure: str
    by: dict[str, str] = field(default_factory=dict)
    amount_fen: int = 0
    decides: bool = False


def counted(event: Any) -> Counted | None:
    """What an event adds to the statistics, if anything."""
    match event:
        case e.PetitionRegistered(particulars=known):
            by = {"channel": known.channel, "kind": known.kind, "office": known.about, "village": known.village or ""}
            return Counted("registered", by)
        case e.PetitionAccepted():
            return Counted("accepted", decides=True)
        case e.PetitionDeclined():
            return Counted("declined", {"reason": event.reason}, decides=True)
        case e.PetitionTransferred():
            return Counted("transferred", {"whither": "inside" if event.inside else "outside"}, decides=True)
        case e.PetitionAssigned():
            return Counted("handed_over")
        case e.PetitionResolved():
            return Counted("answered", decides=True)
        case e.OpinionIssued():
            return Counted("opinions", {"founded": "founded" if event.founded else "unfounded"}, decides=True)
        case e.PetitionWithdrawn():
            return Counted("withdrawn")
        case e.PetitionMerged():
            return Counted("merged")
        case e.PetitionLinked():
            return Counted("linked")
        case e.DeadlineMissed() | bad_rating.ClockMissed():
            return Counted("deadlines_missed", {"limit": event.deadline.limit})
        case e.DeadlineEscalated() | bad_rating.ClockEscalated():
            return Counted("deadlines_escalated", {"level": event.to})
        case e.DeadlineExtended():
            return Counted("extended")
        case e.ReviewRequested():
            return Counted("reviews_requested")
        case e.ReviewDecided():
            return Counted("reviews_decided", {"review": event.outcome}, decides=True)
        case e.ReReviewRequested():
            return Counted("re_reviews_requested")
        case e.HearingHeld():
            return Counted("hearings")
        case e.ReReviewDecided():
            return Counted("re_reviews_decided", {"review": event.outcome}, decides=True)
        case e.OutcomeRated():
            return Counted("outcomes_rated", {"score": str(event.score)})
        case e.RewardDecided():
            return Counted("rewards_decided", amount_fen=event.amount_fen)
        case e.RewardPaid():
            return Counted("rewards_paid", amount_fen=event.amount_fen)
        case FindingOpened(facts=facts) if facts.origin != BY_CLOCK:
            return Counted("findings_opened", {"finding": facts.kind, "origin": facts.origin})
        case FindingClosed(facts=facts) if facts.origin != BY_CLOCK:
            return Counted("findings_rectified", {"finding": facts.kind})
        case InspectionRecorded():
            return Counted("inspections", {"inspection": event.mode})
        case _:
            return None


def project(tx: Transaction, recorded: Recorded) -> None:
    event = recorded.event
    found = counted(event)
    if found is not None:
        by = found.by
        if found.decides:
            late = tx.execute("SELECT 1 FROM late WHERE petition = ?", (recorded.id,))
            by = {**by, "in_time": LATE if late else IN_TIME}
        _add(tx, recorded, found, {TOTAL: "", **by})
    if isinstance(event, e.DeadlineMissed) or (isinstance(event, e.TransferObjected) and event.said >= 1):
        tx.execute("INSERT INTO late VALUES (?) ON CONFLICT (petition) DO NOTHING", (recorded.id,))
    elif isinstance(event, _STOPPING):
        tx.execute("DELETE FROM late WHERE petition = ?", (recorded.id,))


def _add(tx: Transaction, recorded: Recorded, found: Counted, by: dict[str, str]) -> None:
    quarter = str(quarter_of(china_day(recorded.recorded_at)))
    tx.executemany(
        'INSERT INTO statistics VALUES (?, ?, ?, ?, 1, ?) ON CONFLICT (quarter, measure, "table", value)'
        " DO UPDATE SET count = statistics.count + 1, amount_fen = statistics.amount_fen + excluded.amount_fen",
        [(quarter, found.measure, table, value, found.amount_fen) for table, value in by.items()],
    )


@dataclass
class Raw:
    """One measure of one quarter as it is. ``tables``: table -> value -> count."""

    total: int = 0
    amount_fen: int = 0
    tables: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))


def of_quarter(tx: Transaction, quarter: str) -> dict[str, Raw]:
    """Measure -> what was counted, if anything was. For `casework.statistics` alone, which withholds the small."""
    found: dict[str, Raw] = defaultdict(Raw)
    rows: Iterable[tuple[str, str, str, int, int]] = tx.execute(
        'SELECT measure, "table", value, count, amount_fen FROM statistics WHERE quarter = ?', (quarter,)
    )
    for measure, table, value, count, amount_fen in rows:
        if table == TOTAL:
            found[measure].total, found[measure].amount_fen = count, amount_fen
        else:
            found[measure].tables[table][value] = count
    return found


def first_quarter(tx: Transaction) -> str | None:
    """The earliest quarter in which anything was counted."""
    first: str | None = tx.execute("SELECT min(quarter) FROM statistics")[0][0]
    return first
