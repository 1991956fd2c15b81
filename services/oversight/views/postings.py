"""What the boards owe and have posted: one row a publication, version and village, judged from what both sides told."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from services.oversight.domain.posting import PostingExpected, PostingMade, PostingReleased
from services.oversight.domain.quarter import quarter_of
from shared.eventlog import Recorded, Transaction

# due_on, title, quarter and position are empty until the publication has been heard of. state: '' until then, in_time,
# late, owed, or released (withdrawn before it was due).
TABLES = """
CREATE TABLE IF NOT EXISTS postings (
    publication TEXT NOT NULL, village TEXT NOT NULL, version INTEGER NOT NULL, title TEXT NOT NULL,
    due_on TEXT NOT NULL, posted_on TEXT NOT NULL, released_on TEXT NOT NULL, quarter TEXT NOT NULL,
    state TEXT NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (publication, village, version)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS postings_quarter ON postings (quarter, village, state, due_on)
"""
_INSERT = "INSERT INTO postings VALUES (?, ?, ?, ?, ?, ?, '', ?, '', ?) ON CONFLICT (publication, village, version)"
_LOST = "quarter = ? AND village = ? AND (state = 'late' OR state = 'owed' AND due_on < ?)"


def project(tx: Transaction, recorded: Recorded) -> None:
    match event := recorded.event:
        case PostingExpected(due_on=due):
            key = (event.publication, event.village, event.version)
            tx.execute(
                f"{_INSERT} DO UPDATE SET title = excluded.title, due_on = excluded.due_on,"
                " quarter = excluded.quarter, position = excluded.position",
                (*key, event.title, due.isoformat(), "", str(quarter_of(due)), recorded.position),
            )
        case PostingMade():
            key = (event.publication, event.village, event.version)
            tx.execute(
                f"{_INSERT} DO UPDATE SET posted_on = excluded.posted_on",
                (*key, "", "", event.posted_on.isoformat(), "", 0),
            )
        case PostingReleased():
            tx.execute(
                "UPDATE postings SET released_on = ? WHERE publication = ? AND village = ?",
                (event.withdrawn_on.isoformat(), event.publication, event.village),
            )
        case _:
            return
    _judge(tx, event.publication, event.village)


def _judge(tx: Transaction, publication: str, village: str) -> None:
    """Whoever posts a version has posted the older ones too, which nobody can post any more."""
    rows = tx.execute(
        "SELECT version, due_on, posted_on, released_on, state FROM postings WHERE publication = ? AND village = ?"
        " ORDER BY version DESC",
        (publication, village),
    )
    posted = ""
    for version, due_on, posted_on, released_on, before in rows:
        posted = min(filter(None, (posted, posted_on)), default="")
        if not due_on:
            state = ""
        elif posted:
            state = "in_time" if posted <= due_on else "late"
        else:
            state = "released" if released_on and released_on <= due_on else "owed"
        if state != before:
            tx.execute(
                "UPDATE postings SET state = ? WHERE publication = ? AND village = ? AND version = ?",
                (state, publication, village, version),
            )


def counted(tx: Transaction, quarter: str, before: date) -> dict[str, dict[str, int]]:
    """For each village what was due in a quarter: in_time, late, and ``missing`` of what was due before a day."""
    rows = tx.execute(
        "SELECT village, state, count(*) FROM postings WHERE quarter = ? AND state <> 'released'"
        " AND (state <> 'owed' OR due_on < ?) GROUP BY village, state",
        (quarter, before.isoformat()),
    )
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for village, state, count in rows:
        found[village]["missing" if state == "owed" else state] = count
    return found


def lost(
    tx: Transaction, quarter: str, village: str, before: date, *, limit: int, offset: int
) -> tuple[list[dict[str, Any]], int]:
    """What a village posted late or not at all, what was due first coming first, and how many there are."""
    given = (quarter, village, before.isoformat())
    rows = tx.execute(
        f"SELECT position, state, due_on, title, publication, version FROM postings WHERE {_LOST}"  # noqa: S608
        " ORDER BY due_on, publication, version LIMIT ? OFFSET ?",
        (*given, limit, offset),
    )
    found = [
        {
            "position": position,
            "what": "missing" if state == "owed" else state,
            "day": due_on,
            "title": title,
            "subject": f"{publication}/{version}",
        }
        for position, state, due_on, title, publication, version in rows
    ]
    return found, tx.execute(f"SELECT count(*) FROM postings WHERE {_LOST}", given)[0][0]  # noqa: S608


def first_quarter(tx: Transaction) -> str | None:
    """The earliest quarter in which anything was due."""
    first: str | None = tx.execute("SELECT min(quarter) FROM postings WHERE quarter <> ''")[0][0]
    return first
