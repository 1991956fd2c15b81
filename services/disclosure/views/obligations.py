"""The ledger (台账): what is due, what was done in time, what late and by how much. One row an obligation."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.disclosure.domain.obligation import (
    Kind,
    ObligationConfirmed,
    ObligationLifted,
    ObligationMet,
    ObligationMissed,
    ObligationReopened,
    ObligationReplanned,
    ObligationSet,
    ObligationTaken,
    Owed,
    Period,
)
from services.disclosure.domain.publication import (
    DraftReturned,
    PublicationApproved,
    PublicationPublished,
    PublicationSubmitted,
)
from shared.eventlog import Recorded, Transaction
from shared.eventlog.database import Row
from shared.timelimits import Deadline

# `state`: open, met or lifted. `year`: in which it is due. The five moments are of the publication that answers it.
TABLES = """
CREATE TABLE IF NOT EXISTS obligations (
    id TEXT PRIMARY KEY, item TEXT NOT NULL, kind TEXT NOT NULL, title TEXT NOT NULL, about TEXT NOT NULL,
    first TEXT NOT NULL, last TEXT NOT NULL, carriers TEXT NOT NULL, owner TEXT NOT NULL,
    catalogue_version INTEGER NOT NULL, due_on TEXT NOT NULL, due_at TEXT NOT NULL, year TEXT NOT NULL,
    provisional INTEGER NOT NULL, state TEXT NOT NULL, missed INTEGER NOT NULL, publication TEXT,
    drafted_at TEXT, screened_at TEXT, approved_at TEXT, published_at TEXT, met_on TEXT, late_days INTEGER NOT NULL,
    because TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS obligations_by_due ON obligations (due_on, id);
CREATE INDEX IF NOT EXISTS obligations_by_state ON obligations (state, due_on, id);
CREATE INDEX IF NOT EXISTS obligations_by_item ON obligations (item, state, due_on, id);
CREATE INDEX IF NOT EXISTS obligations_by_publication ON obligations (publication)
"""
_COLUMNS = (
    "id, item, kind, title, about, first, last, carriers, owner, catalogue_version, due_on, due_at, provisional, state,"
    " missed, publication, drafted_at, screened_at, approved_at, published_at, met_on, late_days, because"
)


STATES = ("overdue", "due", "planned", "done", "late", "lifted")
_MOST_PLANNED = 2_000


@dataclass(frozen=True)
class OnBoards:
    """On how many boards something is posted, of how many, and the day of the last posting."""

    boards: int
    posted: int
    last_posted_on: date | None


@dataclass(frozen=True)
class Entry:
    """``state``: planned (its period runs), due, overdue, done, late (done after its day) or lifted.

    ``late_days``: calendar days after its day, at the end or so far. ``because``: why it was lifted, or is met by what
    was published before.
    """

    id: str
    owed: Owed
    due_on: date
    provisional: bool
    state: str
    missed: bool
    late_days: int
    publication: str | None
    drafted_at: datetime | None
    screened_at: datetime | None
    approved_at: datetime | None
    published_at: datetime | None
    met_on: date | None
    because: str


def project(tx: Transaction, recorded: Recorded) -> None:
    event = recorded.event
    match event:
        case ObligationSet():
            first, last = _days(event.owed.period)
            marks = ", ".join("?" * 24)
            tx.execute(
                f"INSERT INTO obligations VALUES ({marks})",  # noqa: S608 - only marks
                (
                    *(recorded.id, event.owed.item, event.owed.kind, event.owed.title, event.owed.about, first, last),
                    *_asked(event.owed),
                    *_due(event.due),
                    *("open", 0, None, None, None, None, None, None, 0, ""),
                ),
            )
        case ObligationReplanned():
            tx.execute(
                "UPDATE obligations SET title = ?, carriers = ?, owner = ?, catalogue_version = ?, due_on = ?,"
                " due_at = ?, year = ?, provisional = ? WHERE id = ?",
                (event.owed.title, *_asked(event.owed), *_due(event.due), recorded.id),
            )
        case ObligationTaken():
            tx.execute(
                "UPDATE obligations SET publication = ?, drafted_at = ? WHERE id = ?",
                (event.publication, event.at.isoformat(), recorded.id),
            )
        case PublicationSubmitted():
            _moment(tx, "screened_at", recorded.id, event.at)
        case PublicationApproved():
            _moment(tx, "approved_at", recorded.id, event.at)
        case DraftReturned():
            tx.execute(
                "UPDATE obligations SET screened_at = NULL, approved_at = NULL"
                " WHERE publication = ? AND state = 'open'",
                (recorded.id,),
            )
        case PublicationPublished():
            _moment(tx, "published_at", recorded.id, event.at)
        case ObligationMet():
            tx.execute(
                "UPDATE obligations SET state = 'met', publication = ?, met_on = ?, late_days = ? WHERE id = ?",
                (event.publication, event.on.isoformat(), event.late_days, recorded.id),
            )
        case ObligationConfirmed():
            tx.execute(
                "UPDATE obligations SET state = 'met', met_on = ?, late_days = ?, because = ? WHERE id = ?",
                (event.on.isoformat(), event.late_days, event.reason, recorded.id),
            )
        case ObligationReopened():
            tx.execute(
                "UPDATE obligations SET missed = CASE WHEN state = 'open' THEN missed ELSE 0 END, state = 'open',"
                " publication = NULL, drafted_at = NULL, screened_at = NULL, approved_at = NULL, published_at = NULL,"
                " met_on = NULL, late_days = 0, due_on = ?, due_at = ?, year = ?, provisional = ? WHERE id = ?",
                (*_due(event.due), recorded.id),
            )
        case ObligationMissed():
            tx.execute("UPDATE obligations SET missed = 1 WHERE id = ?", (recorded.id,))
        case ObligationLifted():
            tx.execute(
                "UPDATE obligations SET state = 'lifted', because = ? WHERE id = ?", (event.because, recorded.id)
            )


def one(tx: Transaction, id: str, now: datetime, today: date) -> Entry | None:
    rows = tx.execute(f"SELECT {_COLUMNS} FROM obligations WHERE id = ?", (id,))  # noqa: S608
    return _entry(rows[0], now, today) if rows else None


def listed(
    tx: Transaction,
    *,
    now: datetime,
    today: date,
    year: int | None = None,
    item: str | None = None,
    state: str | None = None,
    limit: int = 50,
    offset: int = 0,
) -> tuple[list[Entry], int]:
    """In the order of their days, and how many there are. ``state`` as in Entry."""
    where, given = ["1 = 1"], list[object]()
    if year:
        where, given = [*where, "due_on BETWEEN ? AND ?"], [*given, f"{year}-01-01", f"{year}-12-31"]
    if item:
        where, given = [*where, "item = ?"], [*given, item]
    if state:
        condition, more = _state_condition(state, now, today)
        where, given = [*where, condition], [*given, *more]
    ((total,),) = tx.execute(f"SELECT count(*) FROM obligations WHERE {' AND '.join(where)}", given)  # noqa: S608
    rows = tx.execute(
        f"SELECT {_COLUMNS} FROM obligations WHERE {' AND '.join(where)} ORDER BY due_on, id LIMIT ? OFFSET ?",  # noqa: S608
        [*given, limit, offset],
    )
    return [_entry(row, now, today) for row in rows], int(total)


def counts(tx: Transaction, year: int, *, now: datetime, today: date, item: str | None = None) -> dict[str, int]:
    """How many are due in the year, by state; of one item or of all."""
    where, asked = ("item = ? AND ", [item]) if item else ("", [])
    found = {}
    for state in STATES:
        condition, given = _state_condition(state, now, today)
        ((found[state],),) = tx.execute(
            f"SELECT count(*) FROM obligations WHERE {where}due_on BETWEEN ? AND ? AND {condition}",  # noqa: S608
            (*asked, f"{year}-01-01", f"{year}-12-31", *given),
        )
    return found


def plan_of(tx: Transaction, year: int, now: datetime, today: date) -> list[Entry]:
    """What can be known ahead of a year, in the order of its days: everything but facts, lifted ones left out."""
    rows = tx.execute(
        f"SELECT {_COLUMNS} FROM obligations WHERE due_on BETWEEN ? AND ? AND kind <> 'fact' AND state <> 'lifted'"  # noqa: S608
        " ORDER BY due_on, id LIMIT ?",
        (f"{year}-01-01", f"{year}-12-31", _MOST_PLANNED),
    )
    return [_entry(row, now, today) for row in rows]


def to_do(tx: Transaction, now: datetime, today: date, limit: int) -> list[Entry]:
    """What can be drafted and is not done, the longest due first."""
    rows = tx.execute(
        f"SELECT {_COLUMNS} FROM obligations WHERE state = 'open' AND last < ? ORDER BY due_on, id LIMIT ?",  # noqa: S608
        (today.isoformat(), limit),
    )
    return [_entry(row, now, today) for row in rows]


def overdue(tx: Transaction, now: datetime) -> int:
    """How many are past their time, of whatever year."""
    ((total,),) = tx.execute(
        "SELECT count(*) FROM obligations WHERE state = 'open' AND due_at <= ?", (now.isoformat(),)
    )
    return int(total)


def on_boards(tx: Transaction, entries: Sequence[Entry]) -> dict[str, OnBoards]:
    """By obligation: where the version that answers it is posted. Left out: what went to no board."""
    answered = [entry.publication for entry in entries if entry.publication]
    if not answered:
        return {}
    marks = ", ".join("?" * len(answered))
    rows = tx.execute(
        "SELECT obligation, count(*), sum(CASE WHEN posted_on <> '' THEN 1 ELSE 0 END), max(posted_on)"  # noqa: S608
        " FROM postings JOIN versions ON versions.publication = postings.publication"
        " AND versions.version = postings.version"
        f" WHERE postings.publication IN ({marks}) AND obligation IS NOT NULL GROUP BY obligation",
        answered,
    )
    return {
        obligation: OnBoards(int(boards), int(posted), date.fromisoformat(last) if last else None)
        for obligation, boards, posted, last in rows
    }


def next_to_draft(tx: Transaction, item: str, today: date) -> str | None:
    """The id of the oldest open one of an item that can be drafted and is not yet."""
    rows = tx.execute(
        "SELECT id FROM obligations WHERE item = ? AND state = 'open' AND publication IS NULL AND last < ?"
        " ORDER BY due_on, id LIMIT 1",
        (item, today.isoformat()),
    )
    return str(rows[0][0]) if rows else None


def to_answer(tx: Transaction, item: str, now: datetime, today: date) -> list[Entry]:
    """What a text about an item could answer: open, no draft for it yet, its period over."""
    rows = tx.execute(
        f"SELECT {_COLUMNS} FROM obligations WHERE item = ? AND state = 'open' AND publication IS NULL AND last < ?"  # noqa: S608
        " ORDER BY due_on, id LIMIT 100",
        (item, today.isoformat()),
    )
    return [_entry(row, now, today) for row in rows]


def open_of_item(tx: Transaction, item: str, now: datetime, today: date) -> Entry | None:
    """What of an item has been due longest and is not done, its period being over."""
    rows = tx.execute(
        f"SELECT {_COLUMNS} FROM obligations WHERE item = ? AND state = 'open' AND last < ?"  # noqa: S608
        " ORDER BY due_on, id LIMIT 1",
        (item, today.isoformat()),
    )
    return _entry(rows[0], now, today) if rows else None


def known(tx: Transaction) -> set[str]:
    return {row[0] for row in tx.execute("SELECT id FROM obligations")}


def still_to_come(tx: Transaction) -> dict[str, tuple[Owed, date]]:
    """What is open, was not missed and answers a period or the founding, by id: what a changed catalogue may change."""
    rows = tx.execute(
        f"SELECT {_COLUMNS} FROM obligations WHERE state = 'open' AND missed = 0 AND kind IN ('period', 'founding')"  # noqa: S608
    )
    return {row[0]: (_owed(row), date.fromisoformat(row[10])) for row in rows}


def _state_condition(state: str, now: datetime, today: date) -> tuple[str, Sequence[str]]:
    match state:
        case "planned":
            return "state = 'open' AND last >= ?", [today.isoformat()]
        case "due":
            return "state = 'open' AND last < ? AND due_at > ?", [today.isoformat(), now.isoformat()]
        case "overdue":
            return "state = 'open' AND due_at <= ?", [now.isoformat()]
        case "done":
            return "state = 'met' AND late_days = 0", []
        case "late":
            return "state = 'met' AND late_days > 0", []
        case _:
            return "state = 'lifted'", []


def _moment(tx: Transaction, column: str, publication: str, at: datetime) -> None:
    tx.execute(
        f"UPDATE obligations SET {column} = ? WHERE publication = ? AND state = 'open'",  # noqa: S608 - our own words
        (at.isoformat(), publication),
    )


def _days(period: Period | None) -> tuple[str, str]:
    return (period.first.isoformat(), period.last.isoformat()) if period else ("", "")


def _asked(owed: Owed) -> tuple[str, str, int]:
    return json.dumps(owed.carriers), owed.owner, owed.catalogue_version


def _due(due: Deadline) -> tuple[str, str, str, int]:
    return due.due_on.isoformat(), due.due_at.isoformat(), str(due.due_on.year), int(due.provisional)


def _owed(row: Row) -> Owed:
    _, item, kind, title, about, first, last, carriers, owner, version = row[:10]
    period = Period(date.fromisoformat(first), date.fromisoformat(last)) if first else None
    return Owed(item, Kind(kind), title, about, period, tuple(json.loads(carriers)), owner, version)


def _entry(row: Row, now: datetime, today: date) -> Entry:
    due_on, due_at, provisional, kept, missed, publication = row[10:16]
    moments = [datetime.fromisoformat(text) if text else None for text in row[16:20]]
    met_on, late_days, because = row[20:]
    owed, due_day = _owed(row), date.fromisoformat(due_on)
    if kept != "open":
        state = "lifted" if kept == "lifted" else "late" if late_days else "done"
    elif datetime.fromisoformat(due_at) <= now:
        state, late_days = "overdue", max(1, (today - due_day).days)
    else:
        state = "planned" if owed.period and owed.period.last >= today else "due"
    return Entry(
        id=row[0],
        owed=owed,
        due_on=due_day,
        provisional=bool(provisional),
        state=state,
        missed=bool(missed),
        late_days=late_days,
        publication=publication,
        drafted_at=moments[0],
        screened_at=moments[1],
        approved_at=moments[2],
        published_at=moments[3],
        met_on=date.fromisoformat(met_on) if met_on else None,
        because=because,
    )
