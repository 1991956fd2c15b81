"""What villagers find on the board: by words, by catalogue item, by month. One row a publication, of its present text.

``id`` is the log position at which the village heard of the text, so the greatest is the newest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from services.feedback.domain.posting import Notice, PublicationNotified, VersionClosed, WithdrawalNotified
from shared import search
from shared.eventlog import Recorded, Transaction
from shared.eventlog.database import Row
from shared.markdown import to_plain

# `month` is like 2026-03; `title`, `words` and `state` are terms, see shared/search.py.
TABLES = """
CREATE TABLE IF NOT EXISTS readable (
    id INTEGER PRIMARY KEY, publication TEXT NOT NULL UNIQUE, state TEXT NOT NULL, item TEXT NOT NULL,
    month TEXT NOT NULL, plain TEXT NOT NULL, title TEXT NOT NULL, words TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS readable_by_month ON readable (state, month, id, item);
CREATE INDEX IF NOT EXISTS readable_by_item ON readable (state, item, month, id);
CREATE SEARCH INDEX ON readable (title, words, state)
"""
_SHOWN = ("publication", "version", "item", "title", "number", "published_on", "withdrawn_on", "withdrawn_reason")
Listed = dict[str, Any]
"""One publication by the names in _SHOWN; days are ISO text. Of one that was found, ``plain`` is its text."""


@dataclass(frozen=True)
class Wanted:
    """Which publications: all conditions hold. ``month`` is from 1, and needs a year."""

    item: str | None = None
    year: int | None = None
    month: int | None = None


def project(tx: Transaction, recorded: Recorded) -> None:
    match recorded.event:
        case PublicationNotified() as event:
            tx.execute("DELETE FROM readable WHERE publication = ?", (recorded.id,))
            tx.execute(
                "INSERT INTO readable VALUES (?, ?, 'shown', ?, ?, ?, ?, ?)",
                (recorded.position, recorded.id, event.notice.item, *_words(event.notice)),
            )
        case WithdrawalNotified():
            tx.execute("UPDATE readable SET state = 'withdrawn' WHERE publication = ?", (recorded.id,))
        case VersionClosed() as event:
            present = "SELECT publication FROM board WHERE publication = ? AND version = ?"
            tx.execute(
                f"DELETE FROM readable WHERE publication IN ({present})",  # noqa: S608 - our own words
                (recorded.id, event.version),
            )


def _words(told: Notice) -> tuple[str, ...]:
    plain = to_plain(told.body)
    beside = [words for figure in told.figures for words in (figure.zh, figure.en)]
    words = search.terms("\n".join((told.title, told.number, plain, *beside)))
    return told.published_on.isoformat()[:7], plain, search.terms(told.title), words


def find(
    tx: Transaction, query: str, *, withdrawn: bool = False, page: int, size: int
) -> tuple[list[Listed], int, bool]:
    """One page (from 1), how many there are, and whether there are more than `search.MOST`, of which none is shown.

    Those with the words in their titles first, the newest first.
    """
    found = search.find(tx, "readable", query, state=["shown", "withdrawn"] if withdrawn else ["shown"])
    return _listed(tx, found.ids[(page - 1) * size : page * size]), len(found.ids), found.more


def browse(tx: Transaction, wanted: Wanted, page: int, size: int) -> tuple[list[Listed], int]:
    """One page (from 1) of what is on the board, the newest first, and how many there are."""
    where, given = _where(wanted)
    ((total,),) = tx.execute(f"SELECT count(*) FROM readable WHERE {where}", given)  # noqa: S608 - our own words
    ids = tx.execute(
        f"SELECT id FROM readable WHERE {where} ORDER BY month DESC, id DESC LIMIT ? OFFSET ?",  # noqa: S608
        [*given, size, (page - 1) * size],
    )
    return _listed(tx, [row[0] for row in ids]), int(total)


def by_item(tx: Transaction, wanted: Wanted) -> dict[str, int]:
    """How many publications each catalogue item has."""
    return {str(item): int(count) for item, count in _counted(tx, "item", wanted)}


def by_month(tx: Transaction, wanted: Wanted) -> dict[int, dict[int, int]]:
    """How many publications each year has, by month; the latest first."""
    years: dict[int, dict[int, int]] = {}
    for month, count in _counted(tx, "month", wanted):
        years.setdefault(int(month[:4]), {})[int(month[5:])] = int(count)
    return years


def _where(wanted: Wanted) -> tuple[str, list[object]]:
    where, given = "state = 'shown'", list[object]()
    if wanted.item:
        where, given = f"{where} AND item = ?", [wanted.item]
    if wanted.year:
        first, last = (wanted.month, wanted.month) if wanted.month else (1, 12)
        where += " AND month BETWEEN ? AND ?"
        given += [f"{wanted.year:04}-{first:02}", f"{wanted.year:04}-{last:02}"]
    return where, given


def _counted(tx: Transaction, column: str, wanted: Wanted) -> list[Row]:
    where, given = _where(wanted)
    return tx.execute(
        f"SELECT {column}, count(*) FROM readable WHERE {where} GROUP BY {column} ORDER BY {column} DESC",  # noqa: S608
        given,
    )


def _listed(tx: Transaction, ids: Sequence[int]) -> list[Listed]:
    if not ids:
        return []
    rows = tx.execute(
        f"SELECT readable.id, plain, {', '.join(f'board.{name}' for name in _SHOWN)} FROM readable"  # noqa: S608
        f" JOIN board ON board.publication = readable.publication WHERE readable.id IN ({', '.join('?' * len(ids))})",
        ids,
    )
    found = {row[0]: {"plain": row[1], **dict(zip(_SHOWN, row[2:], strict=True))} for row in rows}
    return [found[each] for each in ids]
