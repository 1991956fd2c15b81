"""Publications as they are read: the present text, every version, the draft of the next, and lists of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from services.disclosure.domain.publication import (
    CIRCULAR,
    CircularBlocked,
    CircularReceived,
    CorrectionDrafted,
    DraftReturned,
    DraftRewritten,
    PublicationApproved,
    PublicationDrafted,
    PublicationPublished,
    PublicationSubmitted,
    PublicationWithdrawn,
)
from services.disclosure.domain.text import ScreeningHit, Text
from shared.eventlog import Recorded, Transaction
from shared.eventlog.database import Row

# `state` is of the publication as everybody sees it, `draft_state` of the next version in the making ('' for none).
# `day` is of its last move (published, withdrawn, else drafted) and with the log position what lists are sorted by.
TABLES = """
CREATE TABLE IF NOT EXISTS publications (
    id TEXT PRIMARY KEY, item TEXT NOT NULL, aspect TEXT, timing TEXT NOT NULL, number TEXT, about TEXT,
    state TEXT NOT NULL, draft_state TEXT NOT NULL, title TEXT NOT NULL, version INTEGER NOT NULL,
    first_published_on TEXT NOT NULL, published_on TEXT NOT NULL, withdrawn_on TEXT NOT NULL,
    withdrawn_because TEXT NOT NULL, moved INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS publications_by_state ON publications (state, moved);
CREATE INDEX IF NOT EXISTS publications_by_item ON publications (item, state, first_published_on);
CREATE INDEX IF NOT EXISTS publications_by_draft ON publications (draft_state, moved);
CREATE TABLE IF NOT EXISTS versions (
    publication TEXT NOT NULL, version INTEGER NOT NULL, revision INTEGER NOT NULL, state TEXT NOT NULL,
    title TEXT NOT NULL, body TEXT NOT NULL, carriers TEXT NOT NULL, villages TEXT NOT NULL,
    reason TEXT, drafted_by TEXT NOT NULL, screening TEXT NOT NULL, warnings_stand_because TEXT,
    returned_because TEXT, approved_by TEXT, published_on TEXT NOT NULL, posting_due_on TEXT NOT NULL,
    PRIMARY KEY (publication, version)
);
CREATE TABLE IF NOT EXISTS meant_for (
    village TEXT NOT NULL, publication TEXT NOT NULL, PRIMARY KEY (village, publication)
)
"""
_VERSION_COLUMNS = (
    "version, revision, state, title, body, carriers, villages, reason, drafted_by, screening, warnings_stand_because,"
    " returned_because, approved_by, published_on, posting_due_on"
)


@dataclass(frozen=True)
class Summary:
    id: str
    item: str
    timing: str
    number: str | None
    title: str
    state: str
    draft_state: str | None
    version: int | None
    published_on: date | None


@dataclass(frozen=True)
class Version:
    """``state`` is ``published`` or where its draft stands. ``revision`` counts the rewritings from 1."""

    version: int
    revision: int
    state: str
    title: str
    body: str
    carriers: tuple[str, ...]
    villages: tuple[str, ...]
    reason: str | None
    drafted_by: str
    screening: tuple[ScreeningHit, ...]
    warnings_stand_because: str | None
    returned_because: str | None
    approved_by: str | None
    published_on: date | None
    posting_due_on: date | None

    @property
    def text(self) -> Text:
        return Text(self.title, self.body, self.carriers, self.villages)


@dataclass(frozen=True)
class Whole:
    """``versions``: the published ones, newest first; ``draft``: the next one in the making."""

    id: str
    item: str
    aspect: str | None
    timing: str
    number: str | None
    about: str | None
    state: str
    withdrawn_on: date | None
    withdrawn_because: str | None
    versions: tuple[Version, ...]
    draft: Version | None

    @property
    def present(self) -> Version:
        """The published version; of one that never was, the draft."""
        return self.versions[0] if self.versions else self._draft()

    @property
    def public(self) -> bool:
        return bool(self.versions)

    def _draft(self) -> Version:
        assert self.draft is not None, "a publication begins with a draft"
        return self.draft


@dataclass(frozen=True)
class Listed:
    rows: tuple[Summary, ...]
    total: int


def project(tx: Transaction, recorded: Recorded) -> None:
    publication, event = recorded.id, recorded.event
    match event:
        case PublicationDrafted():
            _begin(tx, recorded, event.item, event.timing, event.text, aspect=event.aspect)
            _draft(tx, publication, event, event.drafted_by)
        case CircularReceived():
            _begin(tx, recorded, CIRCULAR, "ad_hoc", event.text, number=event.number, about=event.about)
            _draft(tx, publication, event, event.issued_by)
        case CorrectionDrafted():
            _draft(tx, publication, event, event.drafted_by, version=event.version, reason=event.reason)
            _stands(tx, recorded, event.version, "draft")
        case DraftRewritten():
            _rewrite(tx, publication, event)
            _stands(tx, recorded, event.version, "draft")
        case CircularBlocked():
            _stands(tx, recorded, 1, "blocked")
        case PublicationSubmitted():
            tx.execute(
                "UPDATE versions SET warnings_stand_because = ?, returned_because = NULL"
                " WHERE publication = ? AND version = ?",
                (event.reason, publication, event.version),
            )
            _stands(tx, recorded, event.version, "submitted")
        case PublicationApproved():
            tx.execute(
                "UPDATE versions SET approved_by = ? WHERE publication = ? AND version = ?",
                (event.approved_by, publication, event.version),
            )
            _stands(tx, recorded, event.version, "approved")
        case DraftReturned():
            tx.execute(
                "UPDATE versions SET returned_because = ?, approved_by = NULL WHERE publication = ? AND version = ?",
                (event.reason, publication, event.version),
            )
            _stands(tx, recorded, event.version, "draft")
        case PublicationPublished():
            _publish(tx, recorded, event)
        case PublicationWithdrawn():
            tx.execute("DELETE FROM versions WHERE publication = ? AND version > ?", (publication, event.version))
            tx.execute(
                "UPDATE publications SET state = 'withdrawn', draft_state = '', withdrawn_on = ?,"
                " withdrawn_because = ?, moved = ? WHERE id = ?",
                (event.withdrawn_on.isoformat(), event.reason, recorded.position, publication),
            )


def listed(
    tx: Transaction,
    *,
    states: Sequence[str],
    drafts: bool = False,
    item: str | None = None,
    village: str | None = None,
    limit: int = 20,
    offset: int = 0,
) -> Listed:
    """Publications in one of the states, last moved first. ``drafts``: by the state of their drafts instead."""
    marks = ", ".join("?" * len(states))
    where = f"{'draft_state' if drafts else 'state'} IN ({marks})"
    given: list[object] = list(states)
    if item:
        where, given = f"{where} AND item = ?", [*given, item]
    if village:
        where += " AND EXISTS (SELECT 1 FROM meant_for WHERE village = ? AND publication = publications.id)"
        given.append(village)
    ((total,),) = tx.execute(f"SELECT count(*) FROM publications WHERE {where}", given)  # noqa: S608 - our own words
    rows = tx.execute(
        "SELECT id, item, timing, number, title, state, draft_state, version, published_on FROM publications"  # noqa: S608
        f" WHERE {where} ORDER BY moved DESC LIMIT ? OFFSET ?",
        [*given, limit, offset],
    )
    return Listed(tuple(_summary(row) for row in rows), int(total))


def newest_of_item(tx: Transaction, item: str) -> Summary | None:
    """The published one of an item whose first version is the newest. A correction is not a new period's figures."""
    rows = tx.execute(
        "SELECT id, item, timing, number, title, state, draft_state, version, first_published_on FROM publications"
        " WHERE item = ? AND state = 'published' ORDER BY first_published_on DESC, moved DESC LIMIT 1",
        (item,),
    )
    return _summary(rows[0]) if rows else None


def published_of_item(tx: Transaction, item: str, limit: int) -> tuple[Summary, ...]:
    return listed(tx, states=("published",), item=item, limit=limit).rows


def one(tx: Transaction, id: str) -> Whole | None:
    rows = tx.execute(
        "SELECT item, aspect, timing, number, about, state, withdrawn_on, withdrawn_because FROM publications"
        " WHERE id = ?",
        (id,),
    )
    if not rows:
        return None
    item, aspect, timing, number, about, state, withdrawn_on, because = rows[0]
    found = [
        _version(row)
        for row in tx.execute(
            f"SELECT {_VERSION_COLUMNS} FROM versions WHERE publication = ? ORDER BY version DESC",  # noqa: S608
            (id,),
        )
    ]
    return Whole(
        id=id,
        item=item,
        aspect=aspect,
        timing=timing,
        number=number,
        about=about,
        state=state,
        withdrawn_on=_date(withdrawn_on),
        withdrawn_because=because or None,
        versions=tuple(version for version in found if version.state == "published"),
        draft=next((version for version in found if version.state != "published"), None),
    )


def _begin(
    tx: Transaction,
    recorded: Recorded,
    item: str,
    timing: str,
    text: Text,
    *,
    aspect: str | None = None,
    number: str | None = None,
    about: str | None = None,
) -> None:
    tx.execute(
        "INSERT INTO publications VALUES (?, ?, ?, ?, ?, ?, 'draft', 'draft', ?, 0, '', '', '', '', ?)",
        (recorded.id, item, aspect, timing, number, about, text.title, recorded.position),
    )


def _draft(
    tx: Transaction,
    id: str,
    event: PublicationDrafted | CircularReceived | CorrectionDrafted,
    author: str,
    *,
    version: int = 1,
    reason: str | None = None,
) -> None:
    text = event.text
    tx.execute(
        "INSERT INTO versions VALUES (?, ?, 1, 'draft', ?, ?, ?, ?, ?, ?, ?, NULL, NULL, NULL, '', '')",
        (id, version, text.title, text.body, *_places(text), reason, author, _hits(event.screening)),
    )


def _rewrite(tx: Transaction, id: str, event: DraftRewritten) -> None:
    text = event.text
    tx.execute(
        "UPDATE versions SET revision = ?, title = ?, body = ?, carriers = ?, villages = ?, drafted_by = ?,"
        " screening = ? WHERE publication = ? AND version = ?",
        (
            event.revision,
            text.title,
            text.body,
            *_places(text),
            event.rewritten_by,
            _hits(event.screening),
            id,
            event.version,
        ),
    )
    tx.execute("UPDATE publications SET title = ? WHERE id = ? AND version = 0", (text.title, id))


def _stands(tx: Transaction, recorded: Recorded, version: int, stage: str) -> None:
    tx.execute("UPDATE versions SET state = ? WHERE publication = ? AND version = ?", (stage, recorded.id, version))
    tx.execute(
        "UPDATE publications SET draft_state = ?, state = CASE WHEN version = 0 THEN ? ELSE state END, moved = ?"
        " WHERE id = ?",
        (stage, stage, recorded.position, recorded.id),
    )


def _publish(tx: Transaction, recorded: Recorded, event: PublicationPublished) -> None:
    day = event.posting_due.starts_on.isoformat()
    tx.execute(
        "UPDATE versions SET state = 'published', published_on = ?, posting_due_on = ?"
        " WHERE publication = ? AND version = ?",
        (day, event.posting_due.due_on.isoformat(), recorded.id, event.version),
    )
    tx.execute(
        "UPDATE publications SET state = 'published', draft_state = '', title = ?, version = ?, published_on = ?,"
        " first_published_on = CASE WHEN version = 0 THEN ? ELSE first_published_on END, moved = ? WHERE id = ?",
        (event.text.title, event.version, day, day, recorded.position, recorded.id),
    )
    tx.execute("DELETE FROM meant_for WHERE publication = ?", (recorded.id,))
    tx.executemany("INSERT INTO meant_for VALUES (?, ?)", [(village, recorded.id) for village in event.text.villages])


def _places(text: Text) -> tuple[str, str]:
    return json.dumps(text.carriers), json.dumps(text.villages)


def _hits(screening: Sequence[ScreeningHit]) -> str:
    return json.dumps([asdict(hit) for hit in screening], ensure_ascii=False)


def _summary(row: Row) -> Summary:
    publication, item, timing, number, title, state, draft_state, version, day = row
    return Summary(publication, item, timing, number, title, state, draft_state or None, version or None, _date(day))


def _version(row: Row) -> Version:
    values: dict[str, Any] = dict(zip(_VERSION_COLUMNS.split(", "), row, strict=True))
    return Version(
        **{
            **values,
            "carriers": tuple(json.loads(values["carriers"])),
            "villages": tuple(json.loads(values["villages"])),
            "screening": tuple(ScreeningHit(**hit) for hit in json.loads(values["screening"])),
            "published_on": _date(values["published_on"]),
            "posting_due_on": _date(values["posting_due_on"]),
        }
    )


def _date(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
