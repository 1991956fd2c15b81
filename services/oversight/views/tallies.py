"""What each office and village is evaluated by, counted by quarter; and each loss with the event behind it.

A thing counts in the quarter of its legal moment, whenever it is recorded, and for the office responsible then. A
petition that was withdrawn or linked to another counts neither way: nobody has dealt with it.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from services.oversight.domain.dismissal import FindingDismissed
from services.oversight.domain.finding import FindingClosed, FindingOpened, FindingReopened, RectificationOverdue
from services.oversight.domain.inspection import InspectionRecorded
from services.oversight.domain.petition import events as e
from services.oversight.domain.petition.outcome import BAD
from services.oversight.domain.quarter import Quarter, quarter_of
from shared.eventlog import Recorded, Transaction
from shared.timelimits.days import china_day
from shared.timelimits.moments import DUE

# responsible: for each petition who owns it, whose clock runs, who handles it, how the office's clock stands ('' when
# none runs, running, missed), how the one stands that a transfer has stopped (the day, where another body has it and it
# was counted as stopped in time then), and whose opinion the last one is.
# past_date: findings whose day has passed, till they were closed ('' while they are open).
TABLES = """
CREATE TABLE IF NOT EXISTS tallies (
    quarter TEXT NOT NULL, body TEXT NOT NULL, criterion TEXT NOT NULL, what TEXT NOT NULL, count INTEGER NOT NULL,
    PRIMARY KEY (quarter, body, criterion, what)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS losses (
    quarter TEXT NOT NULL, body TEXT NOT NULL, criterion TEXT NOT NULL, position INTEGER NOT NULL, what TEXT NOT NULL,
    day TEXT NOT NULL, subject TEXT NOT NULL, PRIMARY KEY (quarter, body, criterion, position, what)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS losses_of ON losses (subject, body);
CREATE TABLE IF NOT EXISTS responsible (
    petition TEXT PRIMARY KEY, owner TEXT NOT NULL, office TEXT NOT NULL, handler TEXT NOT NULL, clock TEXT NOT NULL,
    held TEXT NOT NULL, opinion_of TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS past_date (
    finding TEXT NOT NULL, since TEXT NOT NULL, body TEXT NOT NULL, until TEXT NOT NULL, PRIMARY KEY (finding, since)
) WITHOUT ROWID
"""
ANSWERS = frozenset({"enquiry", "resolution", "promise_60", "review", "re_review"})
"""The time limits that end with an opinion or an answer."""
RUNNING, MISSED, NONE = "running", "missed", ""
_LOSS = ("position", "what", "day", "subject")


def project(tx: Transaction, recorded: Recorded) -> None:
    match event := recorded.event:
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
        case FindingDismissed(about=about):
            _unlose(tx, recorded.id, about)
            tx.execute("DELETE FROM past_date WHERE finding = ?", (recorded.id,))
        case InspectionRecorded(place=place, day=day):
            _count(tx, day, place, "inspected", "done")
        case e.PetitionRegistered(particulars=known):
            tx.execute(
                "INSERT INTO responsible VALUES (?, ?, ?, '', ?, '', '')",
                (recorded.id, known.office, known.office, RUNNING),
            )
        case _:
            _petition(tx, recorded, event)


def _petition(tx: Transaction, recorded: Recorded, event: Any) -> None:  # noqa: PLR0915 - a few lines for each event
    match event:
        case e.PetitionAccepted():
            _stop(tx, recorded, then=RUNNING)
        case e.PetitionDeclined():
            _stop(tx, recorded)
        case e.PetitionTransferred(inside=False, at=at):
            ran = _of(tx, recorded)["clock"] == RUNNING
            _stop(tx, recorded)
            _set(tx, recorded, held=china_day(at).isoformat() if ran else NONE)
        case e.PetitionTransferred(to=office):
            # The clock of its owner stops only if the office takes it over.
            _set(tx, recorded, held=_of(tx, recorded)["clock"], office=office, clock=RUNNING)
        case e.TransferObjected(said=said):
            _stop(tx, recorded)
            before = _of(tx, recorded)
            if before["held"] not in (NONE, RUNNING, MISSED):  # another body sent it back: it has stopped nothing
                _take_back(tx, date.fromisoformat(before["held"]), before["owner"])
            _set(tx, recorded, office=before["owner"], clock=MISSED if said >= DUE else RUNNING, held=NONE)
        case e.PetitionTakenOver(office=office):
            before = _of(tx, recorded)
            _stop(tx, recorded)
            if before["held"] == RUNNING:
                _count(tx, china_day(event.at), before["owner"], "in_time", "stopped")
            _set(tx, recorded, owner=office, office=office, handler="", clock=RUNNING, held=NONE)
        case e.PetitionAssigned(handler=handler, handler_office=office):
            owner = office or _of(tx, recorded)["owner"]
            _set(tx, recorded, handler=handler, owner=owner, office=owner)
        case e.HandlerRecused(handler=handler, office=office):
            before = _of(tx, recorded)
            if before["handler"] == handler:
                owner = office or before["owner"]
                _set(tx, recorded, handler="", owner=owner, office=owner)
        case e.OpinionIssued() | e.PetitionResolved():
            _opinion(tx, recorded)
        case e.ReviewRequested(office=office) | e.ReReviewRequested(office=office):
            _set(tx, recorded, office=office, clock=RUNNING)
        case e.ReviewDecided(outcome=outcome) | e.ReReviewDecided(outcome=outcome):
            if outcome != "upheld":
                _lose(tx, recorded, _of(tx, recorded)["opinion_of"], ("resolved", "overturned"), china_day(event.at))
            _opinion(tx, recorded)
        case e.PetitionLinked() | e.PetitionWithdrawn() | e.PetitionClosed():
            _set(tx, recorded, clock=NONE)
        case e.DeadlineMissed(deadline=clock):
            # The moment itself, 24:00, is the next day's, and may be the next quarter's.
            office = _of(tx, recorded)["office"]
            _lose(tx, recorded, office, ("in_time", "missed"), clock.due_on)
            if clock.limit in ANSWERS:
                _lose(tx, recorded, office, ("resolved", "unanswered"), clock.due_on)
            _set(tx, recorded, clock=MISSED)
        case e.OutcomeRated(score=score) if score <= BAD:
            _lose(tx, recorded, _of(tx, recorded)["opinion_of"], ("resolved", "rated_badly"), china_day(event.at))
        case e.RatingUpheld(about=office):
            _lose(tx, recorded, office, ("resolved", "rating_upheld"), china_day(event.at))


def _of(tx: Transaction, recorded: Recorded) -> dict[str, str]:
    """How it stands with a petition before this event."""
    names = ("owner", "office", "handler", "clock", "held", "opinion_of")
    sql = f"SELECT {', '.join(names)} FROM responsible WHERE petition = ?"  # noqa: S608 - our own names
    return dict(zip(names, tx.execute(sql, (recorded.id,))[0], strict=True))


def _set(tx: Transaction, recorded: Recorded, **columns: str) -> None:
    names = ", ".join(f"{name} = ?" for name in columns)
    tx.execute(f"UPDATE responsible SET {names} WHERE petition = ?", (*columns.values(), recorded.id))  # noqa: S608


def _stop(tx: Transaction, recorded: Recorded, then: str = NONE) -> None:
    """The office's clock stops: in time, unless it was missed and so has been counted."""
    standing = _of(tx, recorded)
    if standing["clock"] == RUNNING:
        _count(tx, china_day(recorded.occurred_at), standing["office"], "in_time", "stopped")
    _set(tx, recorded, clock=then)


def _opinion(tx: Transaction, recorded: Recorded) -> None:
    office = _of(tx, recorded)["office"]
    _stop(tx, recorded)
    _count(tx, china_day(recorded.occurred_at), office, "resolved", "opinion")
    _set(tx, recorded, opinion_of=office)


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


def _unlose(tx: Transaction, finding: str, body: str) -> None:
    """What a finding that was none has cost it, in whichever quarters."""
    where = "FROM losses WHERE subject = ? AND body = ? AND criterion = 'findings'"
    for quarter, what in tx.execute(f"SELECT quarter, what {where}", (finding, body)):
        _take_one(tx, (quarter, body, "findings", what))
    tx.execute(f"DELETE {where}", (finding, body))


def _take_back(tx: Transaction, day: date, body: str) -> None:
    """A clock that was counted as stopped in time on a day, and had not."""
    _take_one(tx, (str(quarter_of(day)), body, "in_time", "stopped"))


def _take_one(tx: Transaction, key: tuple[str, str, str, str]) -> None:
    where = "WHERE quarter = ? AND body = ? AND criterion = ? AND what = ?"
    tx.execute(f"UPDATE tallies SET count = count - 1 {where}", key)  # noqa: S608 - our own words
    tx.execute(f"DELETE FROM tallies {where} AND count = 0", key)  # noqa: S608


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
