"""Which board has posted what: one row a publication, version and board, and the clocks that still run.

A row keeps the days, so that a board can be looked at as it was on any of them: see `boards`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from services.disclosure.domain.posting import (
    BoardNotified,
    BoardReleased,
    PostingMissed,
    PublicationPosted,
    PublicationTakenDown,
    ReceiptRecorded,
)
from services.disclosure.domain.publication import PublicationPublished, PublicationWithdrawn, VersionClosed
from services.disclosure.views.publication_shapes import CLOSED
from shared.eventlog import Recorded, Transaction
from shared.eventlog.database import Row

NEVER = "9999-12-31"
"""The day of what has not happened."""

# `owed`: 1 until posted or released. `posted_on` is the day of the posting that settled the row, be it of a later
# version, `shown` whether this very version was posted.
# The days of this very version: `told_on` to `ended_on` it has to hang (the last day not counted); on the electronic
# board since `shown_on`, on the paper board since `hung_on`. Of the whole publication: `withdrawn_on`, `down_on`.
TABLES = """
CREATE TABLE IF NOT EXISTS postings (
    publication TEXT NOT NULL, version INTEGER NOT NULL, village TEXT NOT NULL, title TEXT NOT NULL,
    due_on TEXT NOT NULL, due_at TEXT NOT NULL, owed INTEGER NOT NULL, shown INTEGER NOT NULL,
    posted_on TEXT NOT NULL, told_on TEXT NOT NULL, ended_on TEXT NOT NULL, shown_on TEXT NOT NULL,
    hung_on TEXT NOT NULL, withdrawn_on TEXT NOT NULL, down_on TEXT NOT NULL,
    PRIMARY KEY (publication, version, village)
);
CREATE INDEX IF NOT EXISTS postings_owed ON postings (owed, due_at, publication, version, village);
CREATE INDEX IF NOT EXISTS postings_board ON postings (village, ended_on, told_on, due_on, hung_on, shown_on);
CREATE INDEX IF NOT EXISTS postings_to_take_down ON postings (village, withdrawn_on, hung_on, down_on);
CREATE TABLE IF NOT EXISTS deadlines (
    due TEXT NOT NULL, id TEXT NOT NULL, publication TEXT NOT NULL, version INTEGER NOT NULL, village TEXT NOT NULL,
    PRIMARY KEY (due, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS deadlines_of_board ON deadlines (publication, village)
"""
_COLUMNS = "publication, version, village, title, due_on, due_at, owed, shown, posted_on, shown_on, down_on"


@dataclass(frozen=True)
class Posting:
    """What one board owes for one version. ``state``: due, overdue, posted, late, or ended (withdrawn unposted)."""

    publication: str
    version: int
    village: str
    title: str
    due_on: date
    posted_on: date | None
    taken_down_on: date | None
    state: str
    late_days: int
    """Calendar days between the due day and the posting, or today while there is none; 0 while in time."""
    shown: bool
    """Whether this very version was posted, and not a later one that settles it too."""
    shown_on: date | None
    """Since when the village's electronic board shows it, as its signed receipt says."""


@dataclass(frozen=True)
class Fallen:
    publication: str
    village: str
    at: datetime


def project(tx: Transaction, recorded: Recorded) -> None:
    event = recorded.event
    match event:
        case BoardNotified():
            due_at = event.due.due_at.isoformat()
            key = (event.publication, event.version, event.village)
            tx.execute(
                "INSERT INTO postings VALUES (?, ?, ?, ?, ?, ?, 1, 0, '', ?, ?, ?, ?, ?, ?)",
                (
                    *key,
                    event.title,
                    event.due.due_on.isoformat(),
                    due_at,
                    event.due.starts_on.isoformat(),
                    *[NEVER] * 5,
                ),
            )
            tx.execute("INSERT INTO deadlines VALUES (?, ?, ?, ?, ?)", (due_at, "/".join(map(str, key)), *key))
        case PublicationPosted():
            board = (event.publication, event.village)
            day = event.posted_on.isoformat()
            tx.execute(
                "UPDATE postings SET owed = 0, posted_on = ?"
                " WHERE publication = ? AND village = ? AND version <= ? AND owed = 1",
                (day, *board, event.version),
            )
            # Posted after all, though a later version had settled it already.
            tx.execute(
                "UPDATE postings SET shown = 1, posted_on = ?, hung_on = ?"
                " WHERE publication = ? AND village = ? AND version = ?",
                (day, day, *board, event.version),
            )
            tx.execute(
                "DELETE FROM deadlines WHERE publication = ? AND village = ? AND version <= ?", (*board, event.version)
            )
        case PostingMissed():
            missed = (event.publication, event.village, event.version)
            tx.execute("DELETE FROM deadlines WHERE publication = ? AND village = ? AND version = ?", missed)
        case BoardReleased():
            released = (event.publication, event.village)
            tx.execute("UPDATE postings SET owed = 0 WHERE publication = ? AND village = ?", released)
            tx.execute("DELETE FROM deadlines WHERE publication = ? AND village = ?", released)
        case VersionClosed():
            closed = (CLOSED, recorded.id, event.version)
            tx.execute("UPDATE postings SET title = ? WHERE publication = ? AND version = ?", closed)
        case PublicationTakenDown():
            tx.execute(
                "UPDATE postings SET down_on = ? WHERE publication = ? AND village = ?",
                (event.taken_down_on.isoformat(), event.publication, event.village),
            )
        case ReceiptRecorded(medium="electronic"):
            tx.execute(
                "UPDATE postings SET shown_on = ? WHERE publication = ? AND village = ? AND version = ?",
                (event.given_on.isoformat(), event.publication, event.village, event.version),
            )
        case PublicationPublished():
            # Recorded before its boards are told of it: these are the versions that it replaces.
            tx.execute(
                "UPDATE postings SET ended_on = ? WHERE publication = ? AND ended_on = ?",
                (event.posting_due.starts_on.isoformat(), recorded.id, NEVER),
            )
        case PublicationWithdrawn():
            day = event.withdrawn_on.isoformat()
            tx.execute(
                "UPDATE postings SET ended_on = ? WHERE publication = ? AND ended_on = ?", (day, recorded.id, NEVER)
            )
            tx.execute("UPDATE postings SET withdrawn_on = ? WHERE publication = ?", (day, recorded.id))


def of_publication(
    tx: Transaction, publication: str, *, now: datetime, today: date, limit: int = 10_000, offset: int = 0
) -> tuple[list[Posting], int]:
    """Newest version first, and how many there are. ``today`` is the day in China of ``now``."""
    rows = tx.execute(
        f"SELECT {_COLUMNS} FROM postings WHERE publication = ?"  # noqa: S608
        " ORDER BY version DESC, village LIMIT ? OFFSET ?",
        (publication, limit, offset),
    )
    ((total,),) = tx.execute("SELECT count(*) FROM postings WHERE publication = ?", (publication,))
    return [_posting(row, now, today) for row in rows], int(total)


def not_in_time(
    tx: Transaction, publication: str, *, now: datetime, today: date, limit: int
) -> tuple[list[Posting], int]:
    """What boards posted late, or have not posted though it is past its time; and how many there are."""
    where = "publication = ? AND (posted_on > due_on OR (owed = 1 AND due_at <= ?))"
    given = (publication, now.isoformat())
    rows = tx.execute(
        f"SELECT {_COLUMNS} FROM postings WHERE {where} ORDER BY version DESC, village LIMIT ?",  # noqa: S608
        (*given, limit),
    )
    ((total,),) = tx.execute(f"SELECT count(*) FROM postings WHERE {where}", given)  # noqa: S608
    return [_posting(row, now, today) for row in rows], int(total)


def at(tx: Transaction, publication: str, version: int, village: str, *, now: datetime, today: date) -> Posting | None:
    """What one board owes for one version, if it was told of it."""
    rows = tx.execute(
        f"SELECT {_COLUMNS} FROM postings WHERE publication = ? AND version = ? AND village = ?",  # noqa: S608
        (publication, version, village),
    )
    return _posting(rows[0], now, today) if rows else None


def of_versions(
    tx: Transaction, versions: Sequence[tuple[str, int]], *, now: datetime, today: date
) -> dict[tuple[str, int], dict[str, Posting]]:
    """The matrix: for each publication and version, by board. For a township of a few villages."""
    matrix: dict[tuple[str, int], dict[str, Posting]] = {}
    for version in versions:
        rows = tx.execute(
            f"SELECT {_COLUMNS} FROM postings WHERE publication = ? AND version = ?",  # noqa: S608
            version,
        )
        matrix[version] = {posting.village: posting for posting in (_posting(row, now, today) for row in rows)}
    return matrix


def in_order(
    tx: Transaction, *, now: datetime, today: date, after: tuple[str, int, str] = ("", 0, ""), limit: int = 1000
) -> list[Posting]:
    """All there are, a page at a time; ``after``: publication, version and village of the last page's last."""
    rows = tx.execute(
        f"SELECT {_COLUMNS} FROM postings WHERE (publication, version, village) > (?, ?, ?)"  # noqa: S608
        " ORDER BY publication, version, village LIMIT ?",
        [*after, limit],
    )
    return [_posting(row, now, today) for row in rows]


def counted(
    tx: Transaction, versions: Sequence[tuple[str, int]], *, now: datetime
) -> dict[tuple[str, int], tuple[int, int, int]]:
    """For each publication and version: how many boards were told, have posted, and are overdue."""
    found = {}
    for version in versions:
        ((told, posted, late),) = tx.execute(
            "SELECT count(*), coalesce(sum(CASE WHEN posted_on <> '' THEN 1 ELSE 0 END), 0),"
            " coalesce(sum(CASE WHEN owed = 1 AND due_at <= ? THEN 1 ELSE 0 END), 0)"
            " FROM postings WHERE publication = ? AND version = ?",
            (now.isoformat(), *version),
        )
        found[version] = (int(told), int(posted), int(late))
    return found


def overdue(
    tx: Transaction, *, now: datetime, today: date, village: str | None = None, limit: int = 20, offset: int = 0
) -> tuple[list[Posting], int]:
    """What is owed and past its time, oldest first, and how many there are. By ``now``, so also while no tick runs."""
    where, given = "owed = 1 AND due_at <= ?", [now.isoformat()]
    if village:
        where, given = f"{where} AND village = ?", [*given, village]
    ((total,),) = tx.execute(f"SELECT count(*) FROM postings WHERE {where}", given)  # noqa: S608
    rows = tx.execute(
        f"SELECT {_COLUMNS} FROM postings WHERE {where}"  # noqa: S608
        " ORDER BY due_at, publication, version, village LIMIT ? OFFSET ?",
        [*given, limit, offset],
    )
    return [_posting(row, now, today) for row in rows], int(total)


def first_fallen(tx: Transaction, now: datetime, skip: int = 0) -> Fallen | None:
    """What fell first and is not recorded yet, after passing over so many."""
    fallen = "SELECT publication, village, due FROM deadlines WHERE due <= ? ORDER BY due, id LIMIT 1 OFFSET ?"
    rows = tx.execute(fallen, (now.isoformat(), skip))
    return Fallen(rows[0][0], rows[0][1], datetime.fromisoformat(rows[0][2])) if rows else None


def _posting(row: Row, now: datetime, today: date) -> Posting:
    publication, version, village, title, due_on, due_at, owed, shown, posted_on, shown_on, down_on = row
    last = date.fromisoformat(due_on)
    posted = date.fromisoformat(posted_on) if posted_on else None
    if posted:
        late_days = max(0, (posted - last).days)
        state = "late" if late_days else "posted"
    elif owed and datetime.fromisoformat(due_at) <= now:
        state, late_days = "overdue", max(1, (today - last).days)
    else:
        state, late_days = "due" if owed else "ended", 0
    down, electronic = (None if day == NEVER else date.fromisoformat(day) for day in (down_on, shown_on))
    return Posting(publication, version, village, title, last, posted, down, state, late_days, bool(shown), electronic)
