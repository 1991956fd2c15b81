"""What each office and village is evaluated by, counted by quarter; and each loss with the event behind it.

A thing counts in the quarter of its legal moment, whenever it is recorded, and for the office responsible then.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from services.oversight.domain.days import china_day
from services.oversight.domain.finding import FindingClosed, FindingOpened, FindingReopened, RectificationOverdue
from services.oversight.domain.inspection import InspectionRecorded
from services.oversight.domain.petition.events import (
    DeadlineMissed,
    PetitionAccepted,
    PetitionAssigned,
    PetitionDeclined,
    PetitionRegistered,
    PetitionResolved,
)
from services.oversight.domain.quarter import Quarter, quarter_of
from shared.eventlog import Recorded, Transaction

# responsible: who answers for a petition, and whether the clock that runs has been missed.
# past_date: findings whose last day (since) has passed, till they were closed ('' while they are open).
TABLES = """
CREATE TABLE IF NOT EXISTS tallies (
    quarter TEXT NOT NULL, body TEXT NOT NULL, criterion TEXT NOT NULL, what TEXT NOT NULL, count INTEGER NOT NULL,
    PRIMARY KEY (quarter, body, criterion, what)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS losses (
    quarter TEXT NOT NULL, body TEXT NOT NULL, criterion TEXT NOT NULL, position INTEGER NOT NULL, what TEXT NOT NULL,
    day TEXT NOT NULL, subject TEXT NOT NULL, PRIMARY KEY (quarter, body, criterion, position, what)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS responsible (
    petition TEXT PRIMARY KEY, office TEXT NOT NULL, missed INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS past_date (
    finding TEXT NOT NULL, since TEXT NOT NULL, body TEXT NOT NULL, until TEXT NOT NULL, PRIMARY KEY (finding, since)
) WITHOUT ROWID
"""
ANSWERS = frozenset({"enquiry", "resolution", "promise_60", "review", "re_review"})
"""The time limits that end with an opinion or an answer."""
_LOSS = ("position", "what", "day", "subject")


def project(tx: Transaction, recorded: Recorded) -> None:
    match event := recorded.event:
        case PetitionRegistered(particulars=known):
            tx.execute("INSERT INTO responsible VALUES (?, ?, 0)", (recorded.id, known.office))
        case PetitionAssigned(handler_office=office) if office is not None:
            tx.execute("UPDATE responsible SET office = ? WHERE petition = ?", (office, recorded.id))
        case DeadlineMissed(deadline=clock):
            office, _ = _responsible(tx, recorded.id, missed=True)
            # The moment itself, 24:00, is the next day's, and may be the next quarter's.
            _lose(tx, recorded, office, ("in_time", "missed"), clock.due_on)
            if clock.limit in ANSWERS:
                _lose(tx, recorded, office, ("resolved", "unanswered"), clock.due_on)
        case PetitionAccepted() | PetitionDeclined() | PetitionResolved():
            office, missed = _responsible(tx, recorded.id, missed=False)
            if not missed:
                _count(tx, china_day(event.at), office, "in_time", "stopped")
            if isinstance(event, PetitionResolved):
                _count(tx, china_day(event.at), office, "resolved", "opinion")
        case FindingOpened(facts=facts, at=at):
            _lose(tx, recorded, facts.about, ("findings", "opened"), china_day(at))
        case FindingReopened(facts=facts, at=at):
            _lose(tx, recorded, facts.about, ("findings", "reopened"), china_day(at))
        case RectificationOverdue(facts=facts, deadline=deadline):
            _lose(tx, recorded, facts.about, ("findings", "past_date"), deadline.due_on)
            tx.execute(
                "INSERT INTO past_date VALUES (?, ?, ?, '')", (recorded.id, deadline.due_on.isoformat(), facts.about)
            )
        case FindingClosed(at=at):
            tx.execute(
                "UPDATE past_date SET until = ? WHERE finding = ? AND until = ''",
                (china_day(at).isoformat(), recorded.id),
            )
        case InspectionRecorded(place=place, day=day):
            _count(tx, day, place, "inspected", "done")


def _responsible(tx: Transaction, petition: str, *, missed: bool) -> tuple[str, bool]:
    """Who answers for a petition, and whether its clock was missed before; notes whether it is now."""
    ((office, before),) = tx.execute("SELECT office, missed FROM responsible WHERE petition = ?", (petition,))
    if missed != bool(before):
        tx.execute("UPDATE responsible SET missed = ? WHERE petition = ?", (int(missed), petition))
    return office, bool(before)


def _lose(tx: Transaction, recorded: Recorded, body: str, loss: tuple[str, str], day: date) -> None:
    """Count it, and keep the event behind it. ``loss``: criterion and what went wrong."""
    criterion, what = loss
    _count(tx, day, body, criterion, what)
    tx.execute(
        "INSERT INTO losses VALUES (?, ?, ?, ?, ?, ?, ?)",
        (str(quarter_of(day)), body, criterion, recorded.position, what, day.isoformat(), recorded.id),
    )


def _count(tx: Transaction, day: date, body: str, criterion: str, what: str) -> None:
    tx.execute(
        "INSERT INTO tallies VALUES (?, ?, ?, ?, 1)"
        " ON CONFLICT (quarter, body, criterion, what) DO UPDATE SET count = tallies.count + 1",
        (str(quarter_of(day)), body, criterion, what),
    )


def counted(tx: Transaction, quarter: Quarter) -> dict[str, dict[str, dict[str, int]]]:
    """body -> criterion -> what -> how many. Inspections are those since the start of the year."""
    found: dict[str, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for body, criterion, what, count in tx.execute(
        "SELECT body, criterion, what, count FROM tallies WHERE quarter = ? AND criterion <> 'inspected'",
        (str(quarter),),
    ):
        found[body][criterion][what] = count
    quarters = quarter.of_the_year
    marks = ", ".join("?" * len(quarters))
    for body, what, count in tx.execute(
        f"SELECT body, what, sum(count) FROM tallies WHERE quarter IN ({marks})"  # noqa: S608
        " AND criterion = 'inspected' GROUP BY body, what",
        quarters,
    ):
        found[body]["inspected"][what] = int(count)
    return found


def lost(
    tx: Transaction, quarter: str, body: str, criterion: str, *, limit: int, offset: int
) -> tuple[list[dict[str, Any]], int]:
    """The events that cost a body points, in the order of the log, and how many there are."""
    where = "FROM losses WHERE quarter = ? AND body = ? AND criterion = ?"
    given = (quarter, body, criterion)
    rows = tx.execute(
        f"SELECT {', '.join(_LOSS)} {where} ORDER BY position, what LIMIT ? OFFSET ?",
        (*given, limit, offset),
    )
    return [dict(zip(_LOSS, row, strict=True)) for row in rows], tx.execute(f"SELECT count(*) {where}", given)[0][0]


def past_date(tx: Transaction, day: date) -> dict[str, int]:
    """body -> how many findings about it stood open past their date at the end of a day."""
    return dict(
        tx.execute(
            "SELECT body, count(*) FROM past_date WHERE since <= ? AND (until = '' OR until > ?) GROUP BY body",
            (day.isoformat(), day.isoformat()),
        )
    )


def first_quarter(tx: Transaction) -> str | None:
    """The earliest quarter in which anything was counted."""
    first: str | None = tx.execute("SELECT min(quarter) FROM tallies")[0][0]
    return first
