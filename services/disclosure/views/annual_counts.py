"""What is counted of a year for the annual report on open government information: of publications, obligations, boards.

The postings that boards owe and miss are counted as they come, for a thousand boards owe a thousand times as many as
there are publications; all else is counted when it is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from services.disclosure.domain.posting import PostingMissed
from services.disclosure.domain.publication import PublicationPublished
from services.disclosure.domain.text import TOWNSHIP_BOARD
from services.disclosure.views import obligations, publications, request_years
from services.disclosure.views.request_years import RequestYear
from shared.eventlog import Recorded, Transaction

# By the year in which the posting is due.
TABLES = """
CREATE TABLE IF NOT EXISTS board_years (year INTEGER PRIMARY KEY, owed INTEGER NOT NULL, missed INTEGER NOT NULL)
"""
FEES = "fees-collected"
"""The catalogue item whose figure ``fees`` is what was collected in a period, in yuan."""


@dataclass(frozen=True)
class YearCounts:
    """``published``: by timing class, what was first published in the year, withdrawn later or not.

    ``in_time``, ``late`` and ``open``: the obligations that fell due in the year, as they stand now. ``boards``: the
    postings that boards owed in the year, of which ``boards_missed`` were not there on their day.
    ``fees``: yuan collected by what was published of the year's periods; None where one of them is not out.
    """

    published: Mapping[str, int]
    corrected: int
    withdrawn: int
    in_time: int
    late: int
    open: int
    boards: int
    boards_missed: int
    fees: int | None
    requests: RequestYear


def project(tx: Transaction, recorded: Recorded) -> None:
    match event := recorded.event:
        case PublicationPublished():
            boards = len(event.text.boards) + (TOWNSHIP_BOARD in event.text.carriers)
            _add(tx, event.posting_due.due_on.year, owed=boards)
        case PostingMissed():
            _add(tx, event.due.due_on.year, missed=1)


def of_year(tx: Transaction, year: int, *, now: datetime, today: date) -> YearCounts:
    days = (f"{year}-01-01", f"{year}-12-31")
    published = tx.execute(
        "SELECT timing, count(*) FROM publications WHERE first_published_on BETWEEN ? AND ? GROUP BY timing", days
    )
    ((withdrawn,),) = tx.execute("SELECT count(*) FROM publications WHERE withdrawn_on BETWEEN ? AND ?", days)
    ((corrected,),) = tx.execute(
        "SELECT count(*) FROM publications JOIN versions ON versions.publication = publications.id"
        " WHERE publications.version > 1 AND versions.version > 1 AND versions.published_on BETWEEN ? AND ?",
        days,
    )
    boards = tx.execute("SELECT owed, missed FROM board_years WHERE year = ?", (year,)) or [(0, 0)]
    owed = obligations.counts(tx, year, now=now, today=today)
    return YearCounts(
        published={timing: int(count) for timing, count in published},
        corrected=int(corrected),
        withdrawn=int(withdrawn),
        in_time=owed["done"],
        late=owed["late"],
        open=owed["due"] + owed["overdue"],
        boards=int(boards[0][0]),
        boards_missed=int(boards[0][1]),
        fees=_fees(tx, *days),
        requests=request_years.of_year(tx, year),
    )


def obligation_of(tx: Transaction, publication: str) -> str | None:
    """The obligation that a publication answers, or is to answer."""
    rows = tx.execute("SELECT id FROM obligations WHERE publication = ? ORDER BY id LIMIT 1", (publication,))
    return str(rows[0][0]) if rows else None


def _fees(tx: Transaction, first: str, last: str) -> int | None:
    """The sum over the year's periods, if each has a published figure."""
    periods = tx.execute(
        "SELECT publication FROM obligations WHERE item = ? AND state <> 'lifted' AND first >= ? AND last <= ?",
        (FEES, first, last),
    )
    found = [_fee(tx, publication) for (publication,) in periods]
    known = [fee for fee in found if fee is not None]
    return sum(known) if known and len(known) == len(found) else None


def _fee(tx: Transaction, publication: str | None) -> int | None:
    whole = publications.one(tx, publication) if publication else None
    if whole is None or not whole.public:
        return None
    return next((figure.value for figure in whole.present.figures if figure.id == "fees"), None)


def _add(tx: Transaction, year: int, *, owed: int = 0, missed: int = 0) -> None:
    tx.execute(
        "INSERT INTO board_years VALUES (?, ?, ?) ON CONFLICT (year)"
        " DO UPDATE SET owed = board_years.owed + excluded.owed, missed = board_years.missed + excluded.missed",
        (year, owed, missed),
    )
