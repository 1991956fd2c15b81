"""What readers find: publications by their words, by catalogue item, by month and by village.

One row a publication that was ever published, of its present text; what the list shows besides stands in
`publications`. ``id`` is the log position of the publishing, so the greatest is the newest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from services.disclosure.domain.publication import (
    PublicationNumbered,
    PublicationPublished,
    PublicationWithdrawn,
    Stage,
    VersionClosed,
)
from services.disclosure.views.publication_shapes import Summary, summary
from shared import search
from shared.eventlog import Recorded, Transaction
from shared.eventlog.database import Row
from shared.markdown import to_plain

# Most publications are meant for the same villages, up to a thousand: each such set stands in `audiences` once.
# `month` is like 2026-03; `title`, `words`, `audience` and `state` are terms, see shared/search.py.
TABLES = """
CREATE TABLE IF NOT EXISTS readable (
    id INTEGER PRIMARY KEY, publication TEXT NOT NULL UNIQUE, state TEXT NOT NULL, item TEXT NOT NULL,
    month TEXT NOT NULL, audience TEXT NOT NULL, plain TEXT NOT NULL, title TEXT NOT NULL, words TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS readable_by_month ON readable (state, month, id, item, audience);
CREATE INDEX IF NOT EXISTS readable_by_item ON readable (state, item, month, id, audience);
CREATE SEARCH INDEX ON readable (title, words, audience, state);
CREATE TABLE IF NOT EXISTS audiences (
    audience TEXT NOT NULL, village TEXT NOT NULL, PRIMARY KEY (audience, village)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS audiences_of_village ON audiences (village, audience)
"""
_SUMMARY = ", ".join(
    f"publications.{name}"
    for name in ("id", "item", "timing", "number", "title", "state", "draft_state", "version", "published_on")
)


@dataclass(frozen=True)
class Wanted:
    """Which publications: all conditions hold. ``month`` is from 1, and needs a year."""

    village: str | None = None
    item: str | None = None
    year: int | None = None
    month: int | None = None

    def where(self) -> tuple[str, list[object]]:
        """As an SQL condition on `readable`."""
        parts, given = ["1 = 1"], list[object]()
        if self.village:
            parts.append("audience IN (SELECT audience FROM audiences WHERE village = ?)")
            given.append(self.village)
        if self.item:
            parts.append("item = ?")
            given.append(self.item)
        if self.year and self.month:
            parts.append("month = ?")
            given.append(f"{self.year:04}-{self.month:02}")
        elif self.year:
            parts.append("month BETWEEN ? AND ?")
            given += [f"{self.year:04}-01", f"{self.year:04}-12"]
        return " AND ".join(parts), given


@dataclass(frozen=True)
class Hit:
    """A publication that was found, and the words of its present text, without markup."""

    summary: Summary
    plain: str


@dataclass(frozen=True)
class Hits:
    """One page of what was found. ``more``: there are more than `search.MOST`, and ``total`` are those that count."""

    rows: tuple[Hit, ...]
    total: int
    more: bool


def meant_for(publication: str) -> str:
    """An SQL condition on a column with ids of publications: they are meant for a village, its one parameter."""
    return (
        "EXISTS (SELECT 1 FROM readable JOIN audiences ON audiences.audience = readable.audience"  # noqa: S608
        f" WHERE readable.publication = {publication} AND audiences.village = ?)"
    )


def project(tx: Transaction, recorded: Recorded) -> None:
    match recorded.event:
        case PublicationPublished() as event:
            _publish(tx, recorded, event)
        case PublicationNumbered() as event:
            # Most are numbered before they are published: then there is nothing to be found yet.
            more = (" " + search.terms(event.number), recorded.id)
            tx.execute("UPDATE readable SET words = words || ? WHERE publication = ?", more)
        case PublicationWithdrawn():
            tx.execute("UPDATE readable SET state = ? WHERE publication = ?", (Stage.WITHDRAWN, recorded.id))
        case VersionClosed() as event:
            # No word finds it any more; for whom it was meant stays, so that their feed still tells of it.
            present = "SELECT id FROM publications WHERE id = ? AND version = ?"
            tx.execute(
                f"UPDATE readable SET plain = '', title = '', words = '' WHERE publication IN ({present})",  # noqa: S608
                (recorded.id, event.version),
            )


def find(
    tx: Transaction, query: str, *, village: str | None = None, withdrawn: bool = False, limit: int, offset: int
) -> Hits:
    """Publications that have all the words: those with the words in their titles first, the newest first."""
    among: dict[str, Sequence[str]] = {} if withdrawn else {"state": [Stage.PUBLISHED]}
    if village:
        rows = tx.execute("SELECT audience FROM audiences WHERE village = ?", (village,))
        among["audience"] = [row[0] for row in rows]
    found = search.find(tx, "readable", query, **among)
    page = found.ids[offset : offset + limit]
    hits = {row[0]: Hit(summary(row[2:]), row[1]) for row in _rows(tx, "readable.id, readable.plain", page)}
    return Hits(tuple(hits[each] for each in page), len(found.ids), found.more)


def browse(tx: Transaction, wanted: Wanted, *, limit: int, offset: int) -> tuple[tuple[Summary, ...], int]:
    """One page of what is published, the newest first, and how many there are."""
    where, given = wanted.where()
    ((total,),) = tx.execute(f"SELECT count(*) FROM readable WHERE state = 'published' AND {where}", given)  # noqa: S608
    page = tx.execute(
        f"SELECT id FROM readable WHERE state = 'published' AND {where}"  # noqa: S608
        " ORDER BY month DESC, id DESC LIMIT ? OFFSET ?",
        [*given, limit, offset],
    )
    ids = [row[0] for row in page]
    rows = {row[0]: summary(row[1:]) for row in _rows(tx, "readable.id", ids)}
    return tuple(rows[each] for each in ids), int(total)


def by_item(tx: Transaction, wanted: Wanted) -> dict[str, int]:
    """How many publications each catalogue item has."""
    return {str(item): int(count) for item, count in _counted(tx, "item", wanted)}


def by_month(tx: Transaction, wanted: Wanted) -> dict[int, dict[int, int]]:
    """How many publications each year has, by month; the latest first."""
    years: dict[int, dict[int, int]] = {}
    for month, count in _counted(tx, "month", wanted):
        years.setdefault(int(month[:4]), {})[int(month[5:])] = int(count)
    return years


def _counted(tx: Transaction, column: str, wanted: Wanted) -> list[tuple[str, int]]:
    where, given = wanted.where()
    return tx.execute(
        f"SELECT {column}, count(*) FROM readable WHERE state = 'published' AND {where}"  # noqa: S608
        f" GROUP BY {column} ORDER BY {column} DESC",
        given,
    )


def _rows(tx: Transaction, columns: str, ids: Sequence[int]) -> list[Row]:
    """Columns of `readable`, then those of `publications` that make a summary."""
    if not ids:
        return []
    return tx.execute(
        f"SELECT {columns}, {_SUMMARY} FROM readable"  # noqa: S608
        " JOIN publications ON publications.id = readable.publication"
        f" WHERE readable.id IN ({', '.join('?' * len(ids))})",
        ids,
    )


def _publish(tx: Transaction, recorded: Recorded, event: PublicationPublished) -> None:
    text, month = event.text, event.posting_due.starts_on.isoformat()[:7]
    audience = hashlib.sha256("\n".join(sorted(text.villages)).encode()).hexdigest()[:20]
    if not tx.execute("SELECT 1 FROM audiences WHERE audience = ? LIMIT 1", (audience,)):
        tx.executemany("INSERT INTO audiences VALUES (?, ?)", [(audience, village) for village in text.villages])
    ((number,),) = tx.execute("SELECT number FROM publications WHERE id = ?", (recorded.id,))
    plain = to_plain(text.body)
    beside = [words for figure in text.figures for words in (figure.zh, figure.en)]
    beside += [attached.title for attached in text.attachments]
    words = search.terms("\n".join((text.title, number or "", plain, *beside)))
    tx.execute("DELETE FROM readable WHERE publication = ?", (recorded.id,))
    tx.execute(
        "INSERT INTO readable VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(recorded.position, recorded.id, Stage.PUBLISHED, event.item, month, audience),
            *(plain, search.terms(text.title), words),
        ),
    )
