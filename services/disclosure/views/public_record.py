"""What the public was told, in the order in which it was: one row a publication, of what it says now.

Drafts leave no trace here. Feeds read it by the last move; site map and open data by the first, which never changes, so
that a list read in pages neither repeats nor misses anything while others publish.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from services.disclosure.domain.figures import Figure
from services.disclosure.domain.publication import PublicationPublished, PublicationWithdrawn
from services.disclosure.domain.text import Attached
from services.disclosure.views.reading import meant_for
from shared.eventlog import Recorded, Transaction
from shared.eventlog.database import Row

# `begun` and `moved` are the log positions of the first publication and of the last publication or withdrawal.
TABLES = """
CREATE TABLE IF NOT EXISTS public_record (
    publication TEXT PRIMARY KEY, item TEXT NOT NULL, version INTEGER NOT NULL, withdrawn INTEGER NOT NULL,
    begun INTEGER NOT NULL, begun_at TEXT NOT NULL, moved INTEGER NOT NULL, moved_at TEXT NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS public_record_begun ON public_record (begun);
CREATE UNIQUE INDEX IF NOT EXISTS public_record_moved ON public_record (moved);
CREATE INDEX IF NOT EXISTS public_record_of_item ON public_record (item, begun);
CREATE INDEX IF NOT EXISTS public_record_of_item_moved ON public_record (item, moved)
"""
_COLUMNS = (
    "r.publication, r.item, r.version, r.withdrawn, r.begun, r.begun_at, r.moved, r.moved_at, p.timing, p.number,"
    " p.first_published_on, p.withdrawn_on, p.withdrawn_because, v.title, v.body, v.reason, v.published_on,"
    " v.figures, v.attachments, v.obligation, v.digest"
)
_JOINED = (
    "public_record AS r JOIN publications AS p ON p.id = r.publication"
    " JOIN versions AS v ON v.publication = r.publication AND v.version = r.version"
)


@dataclass(frozen=True)
class Told:
    """A publication as the public knows it, in its last published version. Days are days in China."""

    publication: str
    item: str
    version: int
    withdrawn: bool
    begun: int
    begun_at: datetime
    moved: int
    moved_at: datetime
    timing: str
    number: str | None
    first_published_on: date
    withdrawn_on: date | None
    withdrawn_because: str | None
    title: str
    body: str
    reason: str | None
    published_on: date
    figures: tuple[Figure, ...]
    attachments: tuple[Attached, ...]
    obligation: str | None
    digest: str


def project(tx: Transaction, recorded: Recorded) -> None:
    event, position, at = recorded.event, recorded.position, recorded.occurred_at.isoformat()
    match event:
        case PublicationPublished():
            tx.execute(
                "INSERT INTO public_record VALUES (?, ?, ?, 0, ?, ?, ?, ?) ON CONFLICT (publication) DO UPDATE SET"
                " version = excluded.version, moved = excluded.moved, moved_at = excluded.moved_at",
                (recorded.id, event.item, event.version, position, at, position, at),
            )
        case PublicationWithdrawn():
            tx.execute(
                "UPDATE public_record SET withdrawn = 1, moved = ?, moved_at = ? WHERE publication = ?",
                (position, at, recorded.id),
            )


def latest(
    tx: Transaction, *, item: str | None = None, village: str | None = None, before: int | None = None, limit: int = 50
) -> list[Told]:
    """What was published, corrected or withdrawn last, the latest first; ``before`` a move, to go on from there."""
    where, given = "r.moved < ?", list[object]([before if before is not None else 2**62])
    if item:
        where, given = f"{where} AND r.item = ?", [*given, item]
    if village:
        where += f" AND {meant_for('r.publication')}"
        given.append(village)
    rows = tx.execute(
        f"SELECT {_COLUMNS} FROM {_JOINED} WHERE {where} ORDER BY r.moved DESC LIMIT ?",  # noqa: S608 - our own words
        [*given, limit],
    )
    return [_told(row) for row in rows]


def in_order(tx: Transaction, *, item: str | None = None, after: int = 0, limit: int = 500) -> list[Told]:
    """Everything that was ever published, oldest first, a page at a time: ``after`` is the last page's last `begun`."""
    where, given = ("r.item = ? AND r.begun > ?", [item, after]) if item else ("r.begun > ?", [after])
    rows = tx.execute(
        f"SELECT {_COLUMNS} FROM {_JOINED} WHERE {where} ORDER BY r.begun LIMIT ?",  # noqa: S608
        [*given, limit],
    )
    return [_told(row) for row in rows]


def addresses(tx: Transaction, *, limit: int, offset: int) -> list[tuple[str, datetime]]:
    """Each publication's id and last move, oldest first, for the site map."""
    rows = tx.execute(
        "SELECT publication, moved_at FROM public_record ORDER BY begun LIMIT ? OFFSET ?", (limit, offset)
    )
    return [(publication, datetime.fromisoformat(moved_at)) for publication, moved_at in rows]


def count(tx: Transaction) -> int:
    ((total,),) = tx.execute("SELECT count(*) FROM public_record")
    return int(total)


def head(tx: Transaction, item: str | None = None) -> int:
    """The last move, of an item or of all; 0 where there is nothing. Who has read up to it has missed nothing."""
    where, given = (" WHERE item = ?", [item]) if item else ("", [])
    ((moved,),) = tx.execute(f"SELECT max(moved) FROM public_record{where}", given)  # noqa: S608
    return moved or 0


def span(tx: Transaction, item: str | None = None) -> tuple[datetime, datetime] | None:
    """When the first was published and when the last moved, of an item or of all; None where there is nothing."""
    where, given = (" WHERE item = ?", [item]) if item else ("", [])
    first = tx.execute(f"SELECT begun_at FROM public_record{where} ORDER BY begun LIMIT 1", given)  # noqa: S608
    last = tx.execute(f"SELECT moved_at FROM public_record{where} ORDER BY moved DESC LIMIT 1", given)  # noqa: S608
    return (datetime.fromisoformat(first[0][0]), datetime.fromisoformat(last[0][0])) if first else None


def _told(row: Row) -> Told:
    values: dict[str, Any] = dict(zip((name[2:] for name in _COLUMNS.split(", ")), row, strict=True))
    return Told(
        **{
            **values,
            "withdrawn": bool(values["withdrawn"]),
            "begun_at": datetime.fromisoformat(values["begun_at"]),
            "moved_at": datetime.fromisoformat(values["moved_at"]),
            "first_published_on": date.fromisoformat(values["first_published_on"]),
            "withdrawn_on": date.fromisoformat(values["withdrawn_on"]) if values["withdrawn_on"] else None,
            "withdrawn_because": values["withdrawn_because"] or None,
            "published_on": date.fromisoformat(values["published_on"]),
            "figures": tuple(Figure(**each) for each in json.loads(values["figures"])),
            "attachments": tuple(Attached(**each) for each in json.loads(values["attachments"])),
        }
    )
