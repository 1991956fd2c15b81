"""Petitions as the desk lists them, by what falls due next. No text, no name: only what their handling needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from services.oversight.domain.petition import events as e
from services.oversight.domain.petition.clock import ESCALATIONS, PETITIONERS, Running
from services.oversight.domain.petition.particulars import PRIVATE_MATTER
from shared.errors import NotFound
from shared.eventlog import Recorded, Transaction
from shared.timelimits import Deadline
from shared.timelimits.days import china_day
from shared.timelimits.moments import DUE

TABLES = """
CREATE TABLE IF NOT EXISTS petitions (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, channel TEXT NOT NULL, village TEXT, about TEXT NOT NULL,
    office TEXT NOT NULL, handler TEXT, handler_office TEXT, status TEXT NOT NULL, received_on TEXT NOT NULL,
    registered_on TEXT NOT NULL, "limit" TEXT, due_on TEXT, due_at TEXT, said REAL NOT NULL, reason TEXT,
    where_to_go TEXT, founded INTEGER, ended_at TEXT, people INTEGER NOT NULL, offered_to TEXT, transferred_to TEXT,
    tied_to TEXT, extension_days INTEGER, score INTEGER, rating_upheld INTEGER NOT NULL, reward_fen INTEGER,
    reward_paid INTEGER NOT NULL, erased INTEGER NOT NULL, desk_on TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS petitions_desk ON petitions (desk_on, id) WHERE ended_at IS NULL;
CREATE INDEX IF NOT EXISTS petitions_extension ON petitions (desk_on, id) WHERE extension_days IS NOT NULL;
CREATE INDEX IF NOT EXISTS petitions_review ON petitions (desk_on, id)
    WHERE status IN ('review_requested', 're_review_requested');
CREATE INDEX IF NOT EXISTS petitions_escalated ON petitions (desk_on, id) WHERE said >= 2;
CREATE INDEX IF NOT EXISTS petitions_disliked ON petitions (id) WHERE score <= 2 AND rating_upheld = 0;
CREATE INDEX IF NOT EXISTS petitions_to_reward ON petitions (id)
    WHERE kind = 'report' AND founded = 1 AND reward_fen IS NULL;
CREATE INDEX IF NOT EXISTS petitions_said ON petitions (said, kind, about, due_on) WHERE due_on IS NOT NULL;
CREATE INDEX IF NOT EXISTS petitions_about ON petitions (about, registered_on) WHERE ended_at IS NULL;
CREATE INDEX IF NOT EXISTS petitions_ended ON petitions (ended_at, id) WHERE ended_at IS NOT NULL;
CREATE INDEX IF NOT EXISTS petitions_tied ON petitions (tied_to) WHERE tied_to IS NOT NULL;
CREATE TABLE IF NOT EXISTS barred (petition TEXT, account TEXT, PRIMARY KEY (petition, account)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS receipts (receipt_hash TEXT PRIMARY KEY, petition TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS keys_to_erase (petition TEXT PRIMARY KEY) WITHOUT ROWID
"""
COLUMNS = (
    *("id", "kind", "channel", "village", "about", "office", "handler", "handler_office", "status", "received_on"),
    *("registered_on", "limit", "due_on", "due_at", "said", "reason", "where_to_go", "founded", "ended_at", "people"),
    *("offered_to", "transferred_to", "tied_to", "extension_days", "score", "rating_upheld", "reward_fen"),
    *("reward_paid", "erased", "desk_on"),
)
_SELECTED = ", ".join(f'"{name}"' for name in COLUMNS)
MANY = 5000
"""A list is paged and counted up to here: nobody turns a hundred pages."""
_FLAGS = ("rating_upheld", "reward_paid", "erased")


@dataclass(frozen=True)
class Scope:
    """Which petitions somebody may see: a condition and its parameters."""

    sql: str
    parameters: tuple[object, ...] = ()


EVERYTHING = Scope("1 = 1")
KEPT_FROM_NOBODY = Scope("kind <> 'report' AND NOT EXISTS (SELECT 1 FROM barred WHERE barred.petition = petitions.id)")
"""What a public figure counts. Whoever is kept from one and sees all others would subtract."""


def project(tx: Transaction, recorded: Recorded) -> None:  # noqa: PLR0915 - one line an event
    petition = recorded.id
    match event := recorded.event:
        case e.PetitionRegistered(particulars=known):
            row: dict[str, object] = dict.fromkeys(COLUMNS)
            row |= {"id": petition, "status": "registered", "registered_on": china_day(event.at).isoformat()}
            row |= {name: getattr(known, name) for name in ("kind", "channel", "village", "about", "office", "people")}
            row |= {"received_on": known.received_on.isoformat(), **_running(event.deadline)}
            row |= dict.fromkeys(_FLAGS, 0)
            marks = ",".join("?" * len(COLUMNS))
            tx.execute(f"INSERT INTO petitions VALUES ({marks})", tuple(row.values()))  # noqa: S608 - our own names
            # Drawn on the petitioner's own device: if it is the code of another one, it goes on leading to that.
            receipt = (known.receipt_hash, petition)
            tx.execute("INSERT INTO receipts VALUES (?, ?) ON CONFLICT DO NOTHING", receipt)
            for account in known.named:
                _bar(tx, petition, account)
        case e.PetitionAccepted():
            _set(tx, petition, status="accepted", **_running(event.deadline))
        case e.PetitionDeclined():
            _end(tx, recorded, status="declined", reason=event.reason, where_to_go=event.where_to_go)
            if event.reason == PRIVATE_MATTER:
                _erase(tx, petition)
        case e.PetitionTransferred():
            if event.deadline:
                clock = _running(event.deadline)
                _set(tx, petition, status="transferred", transferred_to=event.to, offered_to=None, **clock)
            else:  # another body has it, unless that one objects
                _end(tx, recorded, status="transferred", transferred_to=event.to)
        case e.TransferObjected():
            back = _running(event.deadline, event.said)
            _set(tx, petition, status="registered", transferred_to=None, ended_at=None, **back)
        case e.PetitionTakenOver():
            holder: dict[str, object] = {"office": event.office, "handler": None, "handler_office": None}
            _set(tx, petition, status="registered", transferred_to=None, **holder, **_running(event.deadline))
        case e.PetitionLinked():
            _end(tx, recorded, status="linked", tied_to=event.to)
        case e.PetitionMerged():
            _set(tx, petition, tied_to=event.into)
        case e.HandoverOffered():
            _set(tx, petition, offered_to=event.to)
        case e.HandoverRefused():
            _set(tx, petition, offered_to=None)
        case e.PetitionAssigned():
            _set(tx, petition, handler=event.handler, handler_office=event.handler_office, offered_to=None)
            if event.handler_office:
                _set(tx, petition, office=event.handler_office)
        case e.HandlerRecused():
            _bar(tx, petition, event.handler)
            tx.execute(
                "UPDATE petitions SET handler = NULL, handler_office = NULL, office = coalesce(?, office)"
                " WHERE id = ? AND handler = ?",
                (event.office, petition, event.handler),
            )
            tx.execute(
                "UPDATE petitions SET offered_to = NULL WHERE id = ? AND offered_to = ?", (petition, event.handler)
            )
        case e.InvestigationStarted():
            _set(tx, petition, status="investigating")
        case e.ExtensionRequested():
            _set(tx, petition, extension_days=event.days)
        case e.ExtensionRefused():
            _set(tx, petition, extension_days=None)
        case e.DeadlineRecomputed():
            _set(tx, petition, due_on=event.deadline.due_on.isoformat(), due_at=event.deadline.due_at.isoformat())
        case e.DeadlineExtended() | e.HearingHeld():
            said = Running.counted_anew(event.deadline, event.at).said
            _set(tx, petition, extension_days=None, **_running(event.deadline, said))
        case e.PetitionResolved():
            _end(tx, recorded, status="resolved", founded=int(event.founded))
        case e.OpinionIssued():
            _set(tx, petition, status="opinion_issued", founded=int(event.founded), extension_days=None, **_STOPPED)
        case e.OpinionDelivered(deadline=deadline):
            if deadline:
                status = "delivered" if event.stage == "handling" else "review_delivered"
                _set(tx, petition, status=status, **_running(deadline))
        case e.ReviewRequested():
            _set(tx, petition, status="review_requested", **_running(event.deadline))
        case e.ReReviewRequested():
            _set(tx, petition, status="re_review_requested", **_running(event.deadline))
        case e.ReviewDecided():
            _set(tx, petition, status="review_decided", **_STOPPED)
        case e.ReReviewDecided():
            _set(tx, petition, status="re_review_decided", **_STOPPED)
        case e.PetitionClosed():
            _end(tx, recorded, status="closed" if event.reason == "delivered" else "final")
        case e.PetitionWithdrawn():
            _end(tx, recorded, status="withdrawn")
        case e.DeadlineWarned():
            _set(tx, petition, said=event.share)
        case e.DeadlineMissed():
            _set(tx, petition, said=DUE)
        case e.DeadlineEscalated():
            _set(tx, petition, said=ESCALATIONS[event.to])
        case e.OutcomeRated():
            _set(tx, petition, score=event.score)
        case e.RatingUpheld():
            _set(tx, petition, rating_upheld=1)
        case e.RewardDecided():
            _set(tx, petition, reward_fen=event.amount_fen)
        case e.RewardPaid():
            _set(tx, petition, reward_paid=1)
        case e.ErasureOrdered():
            _erase(tx, petition)
        case e.IdentityErased():
            _set(tx, petition, erased=1)
            tx.execute("DELETE FROM keys_to_erase WHERE petition = ?", (petition,))


_LAST = "9999-12-31"
"""Where on the desk what waits for nobody's clock but the petitioner's stands."""
_STOPPED: dict[str, object] = {"limit": None, "due_on": None, "due_at": None, "said": 0.0, "desk_on": _LAST}


def _running(deadline: Deadline, said: float = 0.0) -> dict[str, object]:
    due_on, due_at = deadline.due_on.isoformat(), deadline.due_at.isoformat()
    desk_on = _LAST if deadline.limit in PETITIONERS else due_on
    return {"limit": deadline.limit, "due_on": due_on, "due_at": due_at, "said": said, "desk_on": desk_on}


def _end(tx: Transaction, recorded: Recorded, **columns: object) -> None:
    ended_at = recorded.occurred_at.isoformat()
    _set(tx, recorded.id, **columns, **_STOPPED, offered_to=None, extension_days=None, ended_at=ended_at)


def _bar(tx: Transaction, petition: str, account: str) -> None:
    tx.execute("INSERT INTO barred VALUES (?, ?) ON CONFLICT DO NOTHING", (petition, account))


def _erase(tx: Transaction, petition: str) -> None:
    tx.execute("INSERT INTO keys_to_erase VALUES (?) ON CONFLICT DO NOTHING", (petition,))


def _set(tx: Transaction, id: str, **columns: object) -> None:
    names = ", ".join(f'"{name}" = ?' for name in columns)
    tx.execute(f"UPDATE petitions SET {names} WHERE id = ?", (*columns.values(), id))  # noqa: S608 - our own names


def one(tx: Transaction, id: str, scope: Scope) -> dict[str, Any]:
    """Raises NotFound alike for what is not there and for what this person may not know to be there."""
    sql = f"SELECT {_SELECTED} FROM petitions WHERE id = ? AND {scope.sql}"  # noqa: S608 - our own names
    rows = tx.execute(sql, (id, *scope.parameters))
    if not rows:
        raise NotFound("unknown-petition", "没有这件信访事项，请核对编号。", "There is no such petition; check its id.")
    return _row(rows[0])


def page(
    tx: Transaction, scope: Scope, *, still_open: bool, limit: int, offset: int
) -> tuple[list[dict[str, Any]], int]:
    """Open ones by what falls due next, ended ones by the latest; and how many there are, up to `MANY`.

    Where no clock of the office runs (an opinion waits to be delivered) it comes last.
    """
    having = "ended_at IS NULL" if still_open else "ended_at IS NOT NULL"
    order = "desk_on, id" if still_open else "ended_at DESC, id"
    where = f"FROM petitions WHERE {having} AND {scope.sql}"
    rows = tx.execute(
        f"SELECT {_SELECTED} {where} ORDER BY {order} LIMIT ? OFFSET ?",
        (*scope.parameters, limit, offset),
    )
    counted = f"SELECT count(*) FROM (SELECT 1 {where} LIMIT {MANY}) AS counted"  # noqa: S608 - our own names
    total = tx.execute(counted, scope.parameters)[0][0]
    return [_row(row) for row in rows], total


def running_about(tx: Transaction, about: str, scope: Scope, limit: int) -> list[str]:
    """Those about an office that have neither ended nor been erased, the latest first."""
    sql = (
        f"SELECT id FROM petitions WHERE about = ? AND ended_at IS NULL AND erased = 0 AND {scope.sql}"  # noqa: S608
        " ORDER BY registered_on DESC, id LIMIT ?"
    )
    return [row[0] for row in tx.execute(sql, (about, *scope.parameters, limit))]


def by_receipt(tx: Transaction, receipt_hash: str) -> str | None:
    """The petition of a receipt code; None alike where there is no such code, and where the petition was erased.

    A private matter's code still tells where to go: that is all that is left of it.
    """
    rows = tx.execute(
        "SELECT petition FROM receipts JOIN petitions ON id = petition WHERE receipt_hash = ?"
        " AND (erased = 0 OR reason = ?)",
        (receipt_hash, PRIVATE_MATTER),
    )
    return rows[0][0] if rows else None


WAITING_FOR_LEADERS = {
    "extension": "extension_days IS NOT NULL",
    "review": "status IN ('review_requested', 're_review_requested')",
    "escalated": "said >= 2",
    "disliked": "score <= 2 AND rating_upheld = 0",
    "to_reward": "kind = 'report' AND founded = 1 AND reward_fen IS NULL",
}
"""What only the leading group can decide; each has its index."""


def waiting_for_leaders(tx: Transaction, scope: Scope, limit: int) -> dict[str, list[dict[str, Any]]]:
    """Of each kind the first ``limit``, what falls due next first."""
    found = {}
    for name, condition in WAITING_FOR_LEADERS.items():
        order = "id DESC" if name in {"disliked", "to_reward"} else "desk_on, id"
        where = f"FROM petitions WHERE {condition} AND {scope.sql} ORDER BY {order} LIMIT ?"
        rows = tx.execute(f"SELECT {_SELECTED} {where}", (*scope.parameters, limit))
        found[name] = [_row(row) for row in rows]
    return found


def merged_into(tx: Transaction, id: str, status: str | None = None) -> list[str]:
    """The running petitions merged into this one, in this state or in any."""
    rows = tx.execute("SELECT id, status FROM petitions WHERE tied_to = ? AND ended_at IS NULL ORDER BY id", (id,))
    return [petition for petition, its_status in rows if status in {None, its_status}]


def keys_to_erase(tx: Transaction, limit: int) -> list[str]:
    """Petitions whose key has to go and has not been recorded as gone."""
    return [row[0] for row in tx.execute("SELECT petition FROM keys_to_erase ORDER BY petition LIMIT ?", (limit,))]


def clocks(tx: Transaction, scope: Scope) -> dict[str, int]:
    """How many clocks run unwarned, have been warned of, and have been missed and run on, up to the district."""
    rows = tx.execute(
        f"SELECT said, count(*) FROM petitions WHERE due_on IS NOT NULL AND {scope.sql} GROUP BY said",  # noqa: S608
        scope.parameters,
    )
    return {
        "running": sum(count for said, count in rows if said == 0),
        "warned": sum(count for said, count in rows if 0 < said < DUE),
        "missed": sum(count for said, count in rows if said >= DUE),
        "district": sum(count for said, count in rows if said >= ESCALATIONS["district"]),
    }


def _row(row: Sequence[Any]) -> dict[str, Any]:
    named = dict(zip(COLUMNS, row, strict=True))
    founded = None if named["founded"] is None else bool(named["founded"])
    flags = {name: bool(named[name]) for name in _FLAGS}
    missed = named["due_on"] is not None and named["said"] >= DUE
    return {**named, **flags, "founded": founded, "missed": missed}
