"""Bad ratings as the desk lists them, by what falls due next. No word and no contact of anybody."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from services.oversight.domain.bad_rating import clocks, events
from services.oversight.domain.bad_rating.clocks import CONTACT
from services.oversight.domain.petition.clock import ESCALATIONS
from services.oversight.views.petitions import Scope
from shared.errors import NotFound
from shared.eventlog import Recorded, Transaction
from shared.timelimits import Deadline
from shared.timelimits.days import china_day
from shared.timelimits.moments import DUE

# contacted: '' while nobody was reached, reached, or not_reached after enough tries. A clock that does not run has ''
# as its day. desk_on: what falls due first. erase_after: when it was answered, and words or contact are kept since; ''
# while they are needed, or there are none. shown_from: where no contact was left, the day after the rating: whoever has
# just been at the window shall not be told by the minute.
TABLES = """
CREATE TABLE IF NOT EXISTS bad_ratings (
    id TEXT PRIMARY KEY, office TEXT NOT NULL, village TEXT NOT NULL, level INTEGER NOT NULL, reasons TEXT NOT NULL,
    rated_on TEXT NOT NULL, contact INTEGER NOT NULL, words INTEGER NOT NULL, words_withheld INTEGER NOT NULL,
    status TEXT NOT NULL, contacted TEXT NOT NULL, tries INTEGER NOT NULL, contact_due_on TEXT NOT NULL,
    contact_said REAL NOT NULL, due_on TEXT NOT NULL, said REAL NOT NULL, outcome TEXT, judged TEXT, answered_on TEXT,
    reopened INTEGER NOT NULL, erased INTEGER NOT NULL, erase_after TEXT NOT NULL, desk_on TEXT NOT NULL,
    shown_from TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS bad_ratings_desk ON bad_ratings (desk_on, id) WHERE status <> 'answered';
CREATE INDEX IF NOT EXISTS bad_ratings_reported ON bad_ratings (desk_on, id) WHERE status = 'reported';
CREATE INDEX IF NOT EXISTS bad_ratings_answered ON bad_ratings (answered_on, id) WHERE status = 'answered';
CREATE INDEX IF NOT EXISTS bad_ratings_of ON bad_ratings (office, status, desk_on, id);
CREATE INDEX IF NOT EXISTS bad_ratings_kept ON bad_ratings (erase_after) WHERE erase_after <> '';
CREATE TABLE IF NOT EXISTS bad_rating_receipts (receipt_hash TEXT PRIMARY KEY, bad_rating TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS kept_from (bad_rating TEXT, account TEXT, PRIMARY KEY (bad_rating, account)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS contacts_to_erase (bad_rating TEXT PRIMARY KEY) WITHOUT ROWID
"""
COLUMNS = (
    *("id", "office", "village", "level", "reasons", "rated_on", "contact", "words", "words_withheld", "status"),
    *("contacted", "tries", "contact_due_on", "contact_said", "due_on", "said", "outcome", "judged", "answered_on"),
    *("reopened", "erased"),
)
STATES = ("open", "reported", "answered")
"""What lists are asked for; ``open`` is all that is not answered."""
_SELECTED = ", ".join(COLUMNS)
_FLAGS = ("contact", "words", "words_withheld", "reopened", "erased")
_LISTED = {
    "open": ("status <> 'answered'", "desk_on, id"),
    "reported": ("status = 'reported'", "desk_on, id"),
    "answered": ("status = 'answered'", "answered_on DESC, id"),
}
_LAST = "9999-12-31"
"""Where on the desk what waits for no clock stands."""


def project(tx: Transaction, recorded: Recorded) -> None:
    rating = recorded.id
    match recorded.event:
        case events.BadRatingOpened(given=given, contact_by=contact_by, rectify_by=rectify_by):
            visit = given.visit
            row = {
                "id": rating,
                **{"office": visit.office, "village": visit.village, "level": visit.level},
                **{"reasons": json.dumps(visit.reasons), "rated_on": visit.rated_on.isoformat()},
                **{name: int(getattr(given, name)) for name in ("contact", "words", "words_withheld")},
                **{"status": "open", "contacted": "", "tries": 0, "contact_due_on": "", "contact_said": 0.0},
                **{"due_on": "", "said": 0.0, "outcome": None, "judged": None, "answered_on": None},
                **{"reopened": 0, "erased": 0, "erase_after": "", "desk_on": _LAST},
                # Where a village's clock is ahead, it is not hidden until that day comes.
                "shown_from": str(
                    min(visit.rated_on, china_day(recorded.recorded_at)) + timedelta(days=0 if given.contact else 1)
                ),
            }
            marks = ", ".join("?" * len(row))
            tx.execute(f"INSERT INTO bad_ratings VALUES ({marks})", tuple(row.values()))  # noqa: S608 - only marks
            receipt = (given.receipt_hash, rating)
            tx.execute("INSERT INTO bad_rating_receipts VALUES (?, ?) ON CONFLICT DO NOTHING", receipt)
            tx.executemany("INSERT INTO kept_from VALUES (?, ?)", [(rating, account) for account in given.named])
            for deadline in (contact_by, rectify_by):
                if deadline:
                    _run(tx, rating, deadline, 0.0)
        case events.ContactNoted(reached=reached, tries=tries, done=done):
            tx.execute("UPDATE bad_ratings SET tries = tries + ? WHERE id = ?", (tries, rating))
            if done:
                _set(tx, rating, contacted="reached" if reached else "not_reached", contact_due_on="")
        case events.OutcomeReported(outcome=outcome):
            _set(tx, rating, status="reported", outcome=outcome, due_on="")
        case events.ReportSentBack(deadline=deadline, said=said):
            _set(tx, rating, status="open", outcome=None)
            _run(tx, rating, deadline, said)
        case events.BadRatingAnswered(at=at):
            day = china_day(at).isoformat()
            _set(tx, rating, status="answered", answered_on=day, judged=None)
            tx.execute("UPDATE bad_ratings SET erase_after = ? WHERE id = ? AND contact + words > 0", (day, rating))
        case events.OutcomeJudged(put_right=put_right):
            _set(tx, rating, judged="put_right" if put_right else "not_put_right")
        case events.BadRatingReopened(deadline=deadline):
            _set(tx, rating, status="open", reopened=1, outcome=None, answered_on=None, erase_after="")
            _run(tx, rating, deadline, 0.0)
        case events.ContactErasureOrdered():
            tx.execute("INSERT INTO contacts_to_erase VALUES (?) ON CONFLICT DO NOTHING", (rating,))
            _set(tx, rating, contact=0, words=0, contact_due_on="", erase_after="")
        case events.ContactErased():
            tx.execute("DELETE FROM contacts_to_erase WHERE bad_rating = ?", (rating,))
            _set(tx, rating, erased=1)
        case clocks.ClockWarned(deadline=deadline, share=share):
            _run(tx, rating, deadline, share)
        case clocks.ClockMissed(deadline=deadline):
            _run(tx, rating, deadline, DUE)
        case clocks.ClockEscalated(deadline=deadline, to=level):
            _run(tx, rating, deadline, ESCALATIONS[level])
        case clocks.ClockRecomputed(deadline=deadline):
            _set(tx, rating, **{_day_of(deadline): deadline.due_on.isoformat()})
        case _:
            return
    tx.execute(
        "UPDATE bad_ratings SET desk_on = CASE WHEN contact_due_on <> '' AND (due_on = '' OR contact_due_on < due_on)"
        " THEN contact_due_on WHEN due_on <> '' THEN due_on ELSE ? END WHERE id = ?",
        (_LAST, rating),
    )


def _day_of(deadline: Deadline) -> str:
    return "contact_due_on" if deadline.limit == CONTACT else "due_on"


def _run(tx: Transaction, id: str, deadline: Deadline, said: float) -> None:
    column = "contact_said" if deadline.limit == CONTACT else "said"
    _set(tx, id, **{_day_of(deadline): deadline.due_on.isoformat(), column: said})


def _set(tx: Transaction, id: str, **columns: object) -> None:
    names = ", ".join(f"{name} = ?" for name in columns)
    tx.execute(f"UPDATE bad_ratings SET {names} WHERE id = ?", (*columns.values(), id))  # noqa: S608 - our own names


def one(tx: Transaction, id: str, seen: Scope) -> dict[str, Any]:
    """Raises NotFound alike for what is not there and what this person may not know to be there."""
    rows = tx.execute(
        f"SELECT {_SELECTED} FROM bad_ratings WHERE id = ? AND ({seen.sql})",  # noqa: S608 - our own names
        (id, *seen.parameters),
    )
    if not rows:
        raise NotFound("unknown-bad-rating", "没有这件差评，请核对编号。", "There is no such bad rating; check its id.")
    return _row(rows[0])


def page(tx: Transaction, seen: Scope, *, state: str, limit: int, offset: int) -> tuple[list[dict[str, Any]], int]:
    """One of ``STATES``: what falls due first, or what was answered last; and how many there are."""
    condition, order = _LISTED[state]
    where = f"FROM bad_ratings WHERE {condition} AND ({seen.sql})"
    rows = tx.execute(
        f"SELECT {_SELECTED} {where} ORDER BY {order} LIMIT ? OFFSET ?",
        (*seen.parameters, limit, offset),
    )
    return [_row(row) for row in rows], tx.execute(f"SELECT count(*) {where}", seen.parameters)[0][0]


def by_receipt(tx: Transaction, receipt_hash: str) -> str | None:
    """The follow-up of a receipt code."""
    rows = tx.execute("SELECT bad_rating FROM bad_rating_receipts WHERE receipt_hash = ?", (receipt_hash,))
    return rows[0][0] if rows else None


def kept_long(tx: Transaction, answered_by: str, limit: int) -> list[str]:
    """Those answered on this day or before, whose words or contact are still kept."""
    sql = "SELECT id FROM bad_ratings WHERE erase_after <> '' AND erase_after <= ? ORDER BY erase_after, id LIMIT ?"
    return [row[0] for row in tx.execute(sql, (answered_by, limit))]


def contacts_to_erase(tx: Transaction, limit: int) -> list[str]:
    """Those whose key has to go and has not been recorded as gone."""
    return [
        row[0] for row in tx.execute("SELECT bad_rating FROM contacts_to_erase ORDER BY bad_rating LIMIT ?", (limit,))
    ]


def _row(row: tuple[Any, ...]) -> dict[str, Any]:
    found = dict(zip(COLUMNS, row, strict=True))
    flags = {name: bool(found[name]) for name in _FLAGS}
    days = {name: found[name] or None for name in ("contact_due_on", "due_on", "contacted")}
    missed = (found["due_on"] and found["said"] >= DUE) or (found["contact_due_on"] and found["contact_said"] >= DUE)
    return {**found, **flags, **days, "reasons": json.loads(found["reasons"]), "missed": bool(missed)}
