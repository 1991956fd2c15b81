"""A board as it was on a day: what had to hang there, what did, what was missing and what should have been taken off.

Asked of the rows of `postings`, which keep the days; by the day a receipt names, not by when it came. On its last day a
version that is not posted yet is still in time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from services.disclosure.views.postings import NEVER
from shared.eventlog import Transaction

_OWED = "village = ? AND ended_on > ? AND told_on <= ?"
_COUNTS = f"""
SELECT count(*), coalesce(sum(CASE WHEN hung_on <= ? THEN 1 ELSE 0 END), 0),
    coalesce(sum(CASE WHEN hung_on > ? AND due_on < ? THEN 1 ELSE 0 END), 0),
    coalesce(sum(CASE WHEN shown_on <= ? THEN 1 ELSE 0 END), 0)
FROM postings WHERE {_OWED}
"""  # noqa: S608 - our own words
_HANGING = "village = ? AND withdrawn_on <= ? AND hung_on <= ? AND down_on > ?"


@dataclass(frozen=True)
class Completeness:
    """Versions that had to hang on the paper board of ``village`` at the end of ``on``, a day in China.

    ``missing``: not there, and past their time; ``shown``: on the electronic board.
    """

    village: str
    on: date
    owed: int
    hanging: int
    missing: int
    shown: int

    @property
    def in_time(self) -> int:
        """Not there yet, and still within their time."""
        return self.owed - self.hanging - self.missing

    @property
    def share(self) -> float | None:
        """0 to 1, of what hangs or is past its time; None where nothing is either."""
        judged = self.hanging + self.missing
        return self.hanging / judged if judged else None


@dataclass(frozen=True)
class Line:
    """One version that had to hang there. ``state``: hanging, missing, or due (still within its time)."""

    publication: str
    version: int
    title: str
    owed_since: date
    due_on: date
    shown_on: date | None
    hung_on: date | None
    state: str

    @property
    def missing_since(self) -> date | None:
        """The first day on which it should have hung there and did not."""
        return self.due_on + timedelta(days=1) if self.state == "missing" else None


@dataclass(frozen=True)
class StillHanging:
    """Withdrawn, and not taken off the paper board. ``days``: calendar days since."""

    publication: str
    title: str
    withdrawn_on: date
    days: int


def completeness(tx: Transaction, village: str, on: date) -> Completeness:
    day = on.isoformat()
    ((owed, hanging, missing, shown),) = tx.execute(_COUNTS, (*[day] * 4, village, day, day))
    return Completeness(village, on, int(owed), int(hanging), int(missing), int(shown))


def lines(tx: Transaction, village: str, on: date, *, limit: int, offset: int = 0) -> list[Line]:
    """What had to hang there, what was missing first, then the newest first."""
    day = on.isoformat()
    rows = tx.execute(
        f"SELECT publication, version, title, told_on, due_on, shown_on, hung_on FROM postings WHERE {_OWED}"  # noqa: S608
        " ORDER BY CASE WHEN hung_on > ? AND due_on < ? THEN 0 ELSE 1 END, told_on DESC, publication LIMIT ? OFFSET ?",
        (village, day, day, day, day, limit, offset),
    )
    return [_line(row, day) for row in rows]


def still_hanging(
    tx: Transaction, village: str, on: date, *, limit: int = 100, offset: int = 0
) -> tuple[list[StillHanging], int]:
    """What was withdrawn by then, had been posted, and was not taken off; the longest first."""
    day = on.isoformat()
    given = (village, day, day, day)
    rows = tx.execute(
        f"SELECT publication, max(title), withdrawn_on FROM postings WHERE {_HANGING}"  # noqa: S608
        " GROUP BY publication, withdrawn_on ORDER BY withdrawn_on, publication LIMIT ? OFFSET ?",
        (*given, limit, offset),
    )
    ((total,),) = tx.execute(f"SELECT count(DISTINCT publication) FROM postings WHERE {_HANGING}", given)  # noqa: S608
    found = [
        StillHanging(publication, title, since := date.fromisoformat(withdrawn_on), (on - since).days)
        for publication, title, withdrawn_on in rows
    ]
    return found, int(total)


def month_ends(tx: Transaction, village: str, until: date, months: int = 12) -> Sequence[Completeness]:
    """At the end of each month, the oldest first; at the end, ``until`` itself."""
    days, day = [until], until.replace(day=1) - timedelta(days=1)
    while len(days) < months:
        days.append(day)
        day = day.replace(day=1) - timedelta(days=1)
    return [completeness(tx, village, each) for each in reversed(days)]


def _line(row: tuple[object, ...], day: str) -> Line:
    publication, version, title, told_on, due_on, shown_on, hung_on = map(str, row)
    state = "hanging" if hung_on <= day else "missing" if due_on < day else "due"
    electronic, paper = (
        None if each > day or each == NEVER else date.fromisoformat(each) for each in (shown_on, hung_on)
    )
    owed_since, due = date.fromisoformat(told_on), date.fromisoformat(due_on)
    return Line(publication, int(version), title, owed_since, due, electronic, paper, state)
