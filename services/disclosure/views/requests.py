"""Requests for information as the desk lists them, by what falls due next. No text, no name: what handling needs."""

from __future__ import annotations

from typing import Any

from services.disclosure.domain.information_request import events as e
from services.disclosure.domain.information_request.answering import unknown_request
from services.disclosure.domain.information_request.clock import ANSWER, Running
from services.disclosure.views.request_years import MADE_PUBLIC, RECEIVED, tally
from shared.eventlog import Recorded, Transaction
from shared.timelimits import Deadline
from shared.timelimits.days import china_day
from shared.timelimits.moments import DUE

TABLES = """
CREATE TABLE IF NOT EXISTS requests (
    id TEXT PRIMARY KEY, channel TEXT NOT NULL, applicant TEXT NOT NULL, form TEXT NOT NULL, office TEXT NOT NULL,
    owner TEXT, offered_to TEXT, status TEXT NOT NULL, received_on TEXT NOT NULL, registered_on TEXT NOT NULL,
    identity_checked INTEGER NOT NULL, "limit" TEXT, due_on TEXT, due_at TEXT, said REAL NOT NULL,
    late INTEGER NOT NULL, correction_due_on TEXT, corrected_on TEXT, consulted TEXT, extension_days INTEGER,
    drafts INTEGER NOT NULL, drafted_by TEXT, outcome TEXT, approved_by TEXT, ended_on TEXT, delivered_on TEXT,
    means TEXT, publication TEXT, erased INTEGER NOT NULL, desk_on TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS requests_desk ON requests (desk_on, id) WHERE ended_on IS NULL;
CREATE INDEX IF NOT EXISTS requests_drafted ON requests (desk_on, id) WHERE status = 'drafted';
CREATE INDEX IF NOT EXISTS requests_extension ON requests (desk_on, id) WHERE extension_days IS NOT NULL;
CREATE INDEX IF NOT EXISTS requests_ended ON requests (ended_on, id) WHERE ended_on IS NOT NULL;
CREATE TABLE IF NOT EXISTS request_receipts (receipt_hash TEXT PRIMARY KEY, request TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS request_keys_to_erase (request TEXT PRIMARY KEY) WITHOUT ROWID
"""
COLUMNS = (
    *("id", "channel", "applicant", "form", "office", "owner", "offered_to", "status", "received_on", "registered_on"),
    *("identity_checked", "limit", "due_on", "due_at", "said", "late", "correction_due_on", "corrected_on"),
    *("consulted", "extension_days", "drafts", "drafted_by", "outcome", "approved_by", "ended_on", "delivered_on"),
    *("means", "publication", "erased", "desk_on"),
)
_SELECTED = ", ".join(f'"{name}"' for name in COLUMNS)
_FLAGS = ("identity_checked", "late", "erased")
_LAST = "9999-12-31"
"""Where on the desk what waits for the applicant or for others stands: after all that the office owes."""
MANY = 5000
"""A list is paged and counted up to here: nobody turns a hundred pages."""
SHOWN = {
    "open": ("ended_on IS NULL", "desk_on, id"),
    "drafted": ("status = 'drafted'", "desk_on, id"),
    "extension": ("extension_days IS NOT NULL", "desk_on, id"),
    "closed": ("ended_on IS NOT NULL", "ended_on DESC, id"),
}
"""What a list can be of, each by its index: what is open, what waits for a reviewer or for a leader, what is over."""


def project(tx: Transaction, recorded: Recorded) -> None:  # noqa: PLR0915 - one line an event
    request = recorded.id
    match event := recorded.event:
        case e.RequestRegistered(particulars=known):
            row: dict[str, object] = dict.fromkeys(COLUMNS)
            row |= {name: getattr(known, name) for name in ("channel", "applicant", "form", "office")}
            row |= {"id": request, "status": "registered", "registered_on": china_day(event.at).isoformat()}
            row |= {"received_on": known.received_on.isoformat(), "identity_checked": int(known.identity_checked)}
            row |= {"late": 0, "erased": 0, "drafts": 0, **_running(event.deadline)}
            row |= {"correction_due_on": event.correction.due_on.isoformat()}
            marks = ",".join("?" * len(COLUMNS))
            tx.execute(f"INSERT INTO requests VALUES ({marks})", tuple(row.values()))  # noqa: S608 - our own names
            tx.execute("INSERT INTO request_receipts VALUES (?, ?)", (known.receipt_hash, request))
            tally(tx, known.received_on.isoformat(), RECEIVED, known.applicant)
        case e.IdentityChecked():
            _set(tx, request, identity_checked=1)
        case e.RequestTaken():
            _set(tx, request, owner=event.by, offered_to=None)
        case e.HandoverOffered():
            _set(tx, request, offered_to=event.to)
        case e.HandoverRefused():
            _set(tx, request, offered_to=None)
        case e.CorrectionAsked():
            stopped: dict[str, object] = {"correction_due_on": None, "extension_days": None}
            _set(tx, request, status="correcting", **stopped, **_running(event.deadline))
        case e.RequestCorrected():
            if counted := _counted(tx, request):  # given up, and opened again for a good reason
                tally(tx, *counted, by=-1)
            again: dict[str, object] = {"ended_on": None, "outcome": None, **_running(event.deadline)}
            _set(tx, request, status="registered", corrected_on=event.received_on.isoformat(), **again)
        case e.RequestGivenUp():
            _end(tx, recorded, status="given_up", outcome="not_corrected")
        case e.ConsultationStarted():
            _set(tx, request, status="consulting", consulted=event.whom, **_running(event.deadline))
        case e.ConsultationEnded():
            _set(tx, request, status="registered", **_running(event.deadline, event.said))
        case e.ExtensionRequested():
            _set(tx, request, extension_days=event.days)
        case e.ExtensionRefused():
            _set(tx, request, extension_days=None)
        case e.DeadlineExtended():
            said = Running.counted_anew(event.deadline, event.at).said
            _set(tx, request, extension_days=None, **_running(event.deadline, said))
        case e.AnswerDrafted():
            tx.execute("UPDATE requests SET drafts = drafts + 1 WHERE id = ?", (request,))
            _set(tx, request, status="drafted", drafted_by=event.by)
        case e.AnswerReturned():
            _set(tx, request, status="registered", drafted_by=None)
        case e.RequestAnswered():
            _end(tx, recorded, status="answered", outcome=event.outcome, approved_by=event.approved_by)
        case e.AnswerDelivered():
            _set(tx, request, delivered_on=event.delivered_on.isoformat(), means=event.means)
        case e.AnswerMadePublic():
            _set(tx, request, publication=event.publication)
            if counted := _counted(tx, request):
                tally(tx, counted[0], MADE_PUBLIC, counted[2])
        case e.RequestWithdrawn():
            _end(tx, recorded, status="withdrawn", outcome="withdrawn", drafted_by=None)
        case e.DeadlineWarned():
            _set(tx, request, said=event.share)
        case e.DeadlineMissed():
            _set(tx, request, said=DUE, late=1)
        case e.DeadlineRecomputed(correction=correction):
            _set(tx, request, **_due(event.deadline))
            if correction:
                _set(tx, request, correction_due_on=correction.due_on.isoformat())
        case e.ErasureOrdered():
            tx.execute("INSERT INTO request_keys_to_erase VALUES (?) ON CONFLICT DO NOTHING", (request,))
        case e.IdentityErased():
            _set(tx, request, erased=1)
            tx.execute("DELETE FROM request_keys_to_erase WHERE request = ?", (request,))


def one(tx: Transaction, id: str) -> dict[str, Any]:
    """Raises NotFound."""
    rows = tx.execute(f"SELECT {_SELECTED} FROM requests WHERE id = ?", (id,))  # noqa: S608 - our own names
    if not rows:
        raise unknown_request()
    return _row(rows[0])


def page(tx: Transaction, shown: str, *, limit: int, offset: int) -> tuple[list[dict[str, Any]], int]:
    """One of SHOWN: open ones by what falls due next, ended ones the latest first; and how many, up to `MANY`."""
    condition, order = SHOWN[shown]
    where = f"FROM requests WHERE {condition}"
    rows = tx.execute(f"SELECT {_SELECTED} {where} ORDER BY {order} LIMIT ? OFFSET ?", (limit, offset))
    ((total,),) = tx.execute(f"SELECT count(*) FROM (SELECT 1 {where} LIMIT {MANY}) AS counted")  # noqa: S608
    return [_row(row) for row in rows], int(total)


def by_receipt(tx: Transaction, receipt_hash: str) -> str | None:
    """The request of a receipt code; None alike where there is no such code, and where the request was erased."""
    rows = tx.execute(
        "SELECT request FROM request_receipts JOIN requests ON id = request WHERE receipt_hash = ? AND erased = 0",
        (receipt_hash,),
    )
    return rows[0][0] if rows else None


def keys_to_erase(tx: Transaction, limit: int) -> list[str]:
    """Requests whose key has to go and has not been recorded as gone."""
    return [
        row[0] for row in tx.execute("SELECT request FROM request_keys_to_erase ORDER BY request LIMIT ?", (limit,))
    ]


def _due(deadline: Deadline) -> dict[str, object]:
    """On the desk stands by its day what the office owes; what waits for the applicant or for others comes after it."""
    due_on = deadline.due_on.isoformat()
    desk_on = due_on if deadline.limit == ANSWER else _LAST
    return {"limit": deadline.limit, "due_on": due_on, "due_at": deadline.due_at.isoformat(), "desk_on": desk_on}


def _running(deadline: Deadline, said: float = 0.0) -> dict[str, object]:
    return {**_due(deadline), "said": said}


def _end(tx: Transaction, recorded: Recorded, **columns: object) -> None:
    day = china_day(recorded.occurred_at).isoformat()
    over: dict[str, object] = dict.fromkeys(("limit", "due_on", "due_at", "correction_due_on", "offered_to"))
    _set(tx, recorded.id, **columns, **over, extension_days=None, said=0.0, desk_on=_LAST, ended_on=day)
    if counted := _counted(tx, recorded.id):
        tally(tx, *counted)


def _counted(tx: Transaction, id: str) -> tuple[str, str, str, int] | None:
    """What the year's figures count of a request that is over: the day, the outcome, who asked, and whether late."""
    rows = tx.execute(
        "SELECT ended_on, outcome, applicant, late FROM requests WHERE id = ? AND ended_on IS NOT NULL", (id,)
    )
    return (rows[0][0], rows[0][1], rows[0][2], rows[0][3]) if rows else None


def _set(tx: Transaction, id: str, **columns: object) -> None:
    names = ", ".join(f'"{name}" = ?' for name in columns)
    tx.execute(f"UPDATE requests SET {names} WHERE id = ?", (*columns.values(), id))  # noqa: S608 - our own names


def _row(row: Any) -> dict[str, Any]:
    named = dict(zip(COLUMNS, row, strict=True))
    return {**named, **{name: bool(named[name]) for name in _FLAGS}}
