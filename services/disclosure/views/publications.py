"""Publications as they are read: the present text, every version, the draft of the next, and lists of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime

from services.disclosure.domain.figures import Figure
from services.disclosure.domain.publication import (
    CIRCULAR,
    CircularBlocked,
    CircularReceived,
    CorrectionDrafted,
    DraftDiscarded,
    DraftReturned,
    DraftRewritten,
    PublicationApproved,
    PublicationDrafted,
    PublicationNumbered,
    PublicationPublished,
    PublicationScheduled,
    PublicationSubmitted,
    PublicationWithdrawn,
    VersionClosed,
)
from services.disclosure.domain.said import digest
from services.disclosure.domain.text import ScreeningHit, Text
from services.disclosure.views.publication_shapes import (
    CLOSED,
    VERSION_COLUMNS,
    Listed,
    Summary,
    Whole,
    day_of,
    figures_of,
    summary,
    version_of,
)
from services.disclosure.views.reading import meant_for
from shared.eventlog import Recorded, Transaction
from shared.timelimits.days import china_day

# `state` is of the publication as everybody sees it, `draft_state` of the next version in the making ('' for none).
# `day` is of its last move (published, withdrawn, else drafted) and with the log position what lists are sorted by.
TABLES = """
CREATE TABLE IF NOT EXISTS publications (
    id TEXT PRIMARY KEY, item TEXT NOT NULL, aspect TEXT, timing TEXT NOT NULL, number TEXT, about TEXT,
    state TEXT NOT NULL, draft_state TEXT NOT NULL, title TEXT NOT NULL, version INTEGER NOT NULL,
    first_published_on TEXT NOT NULL, published_on TEXT NOT NULL, withdrawn_on TEXT NOT NULL,
    withdrawn_because TEXT NOT NULL, moved INTEGER NOT NULL, moved_on TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS publications_by_state ON publications (state, moved);
CREATE INDEX IF NOT EXISTS publications_by_item ON publications (item, state, first_published_on);
CREATE INDEX IF NOT EXISTS publications_by_draft ON publications (draft_state, moved);
CREATE TABLE IF NOT EXISTS versions (
    publication TEXT NOT NULL, version INTEGER NOT NULL, revision INTEGER NOT NULL, state TEXT NOT NULL,
    title TEXT NOT NULL, body TEXT NOT NULL, carriers TEXT NOT NULL, villages TEXT NOT NULL,
    reason TEXT, drafted_by TEXT NOT NULL, screening TEXT NOT NULL, warnings_stand_because TEXT,
    returned_because TEXT, approved_by TEXT, published_on TEXT NOT NULL, posting_due_on TEXT NOT NULL,
    figures TEXT NOT NULL, attachments TEXT NOT NULL, obligation TEXT, publish_at TEXT NOT NULL, digest TEXT NOT NULL,
    closed_on TEXT NOT NULL, closed_because TEXT NOT NULL,
    PRIMARY KEY (publication, version)
);
CREATE INDEX IF NOT EXISTS versions_scheduled ON versions (publish_at, publication) WHERE publish_at <> ''
"""


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
        case PublicationNumbered():
            tx.execute("UPDATE publications SET number = ? WHERE id = ?", (event.number, publication))
        case PublicationScheduled():
            _stands(tx, recorded, event.version, "scheduled", event.publish_at.isoformat())
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
        case DraftDiscarded():
            tx.execute("DELETE FROM versions WHERE publication = ? AND version = ?", (publication, event.version))
            tx.execute(
                "UPDATE publications SET draft_state = '', moved = ?,"
                " state = CASE WHEN version = 0 THEN 'discarded' ELSE state END WHERE id = ?",
                (recorded.position, publication),
            )
        case PublicationPublished():
            _publish(tx, recorded, event)
        case PublicationWithdrawn():
            tx.execute("DELETE FROM versions WHERE publication = ? AND version > ?", (publication, event.version))
            tx.execute(
                "UPDATE publications SET state = 'withdrawn', draft_state = '', withdrawn_on = ?,"
                " withdrawn_because = ?, moved = ?, moved_on = ? WHERE id = ?",
                (event.withdrawn_on.isoformat(), event.reason, *_move(recorded), publication),
            )
        case VersionClosed():
            _close(tx, publication, event)


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
        where += f" AND {meant_for('publications.id')}"
        given.append(village)
    ((total,),) = tx.execute(f"SELECT count(*) FROM publications WHERE {where}", given)  # noqa: S608 - our own words
    rows = tx.execute(
        "SELECT id, item, timing, number, title, state, draft_state, version, published_on FROM publications"  # noqa: S608
        f" WHERE {where} ORDER BY moved DESC LIMIT ? OFFSET ?",
        [*given, limit, offset],
    )
    return Listed(tuple(summary(row) for row in rows), int(total))


def newest_of_item(tx: Transaction, item: str) -> Summary | None:
    """The published one of an item whose first version is the newest. A correction is not a new period's figures."""
    rows = tx.execute(
        "SELECT id, item, timing, number, title, state, draft_state, version, first_published_on FROM publications"
        " WHERE item = ? AND state = 'published' ORDER BY first_published_on DESC, moved DESC LIMIT 1",
        (item,),
    )
    return summary(rows[0]) if rows else None


def last_figures(tx: Transaction, item: str, *, but: str | None) -> tuple[Figure, ...]:
    """The figures of the item's newest publication, or of the newest but one where ``but`` is that."""
    rows = tx.execute(
        "SELECT versions.figures FROM publications JOIN versions"
        " ON versions.publication = publications.id AND versions.version = publications.version"
        " WHERE item = ? AND publications.state = 'published' AND id <> ?"
        " ORDER BY first_published_on DESC, moved DESC LIMIT 1",
        (item, but or ""),
    )
    return figures_of(rows[0][0]) if rows else ()


def abandoned(tx: Transaction, until: date, limit: int) -> tuple[list[tuple[Summary, date]], int]:
    """Drafts that nobody has touched since that day, each with its last, the oldest first; and how many."""
    where = "draft_state IN ('draft', 'blocked') AND moved_on <= ?"
    ((total,),) = tx.execute(f"SELECT count(*) FROM publications WHERE {where}", (until.isoformat(),))  # noqa: S608
    rows = tx.execute(
        "SELECT id, item, timing, number, title, state, draft_state, version, published_on, moved_on"  # noqa: S608
        f" FROM publications WHERE {where} ORDER BY moved LIMIT ?",
        (until.isoformat(), limit),
    )
    return [(summary(row[:9]), date.fromisoformat(row[9])) for row in rows], int(total)


def first_scheduled(tx: Transaction, skip: int = 0) -> tuple[datetime, str] | None:
    """The moment and the publication whose time to be published comes first, after passing over so many."""
    rows = tx.execute(
        "SELECT publish_at, publication FROM versions WHERE publish_at <> ''"
        " ORDER BY publish_at, publication LIMIT 1 OFFSET ?",
        (skip,),
    )
    return (datetime.fromisoformat(rows[0][0]), rows[0][1]) if rows else None


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
        version_of(row)
        for row in tx.execute(
            f"SELECT {VERSION_COLUMNS} FROM versions WHERE publication = ? ORDER BY version DESC",  # noqa: S608
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
        withdrawn_on=day_of(withdrawn_on),
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
        "INSERT INTO publications VALUES (?, ?, ?, ?, ?, ?, 'draft', 'draft', ?, 0, '', '', '', '', ?, ?)",
        (recorded.id, item, aspect, timing, number, about, text.title, *_move(recorded)),
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
    obligation = None if isinstance(event, CircularReceived) else event.obligation
    drafted = (id, version, text.title, text.body, *_places(text), reason, author, _hits(event.screening))
    tx.execute(
        "INSERT INTO versions VALUES"
        " (?, ?, 1, 'draft', ?, ?, ?, ?, ?, ?, ?, NULL, NULL, NULL, '', '', ?, ?, ?, '', '', '', '')",
        (*drafted, *_beside(text), obligation),
    )


def _rewrite(tx: Transaction, id: str, event: DraftRewritten) -> None:
    text = event.text
    tx.execute(
        "UPDATE versions SET revision = ?, title = ?, body = ?, carriers = ?, villages = ?, figures = ?,"
        " attachments = ?, drafted_by = ?, screening = ? WHERE publication = ? AND version = ?",
        (
            event.revision,
            text.title,
            text.body,
            *_places(text),
            *_beside(text),
            event.rewritten_by,
            _hits(event.screening),
            id,
            event.version,
        ),
    )
    tx.execute("UPDATE publications SET title = ? WHERE id = ? AND version = 0", (text.title, id))


def _stands(tx: Transaction, recorded: Recorded, version: int, stage: str, publish_at: str = "") -> None:
    tx.execute(
        "UPDATE versions SET state = ?, publish_at = ? WHERE publication = ? AND version = ?",
        (stage, publish_at, recorded.id, version),
    )
    tx.execute(
        "UPDATE publications SET draft_state = ?, state = CASE WHEN version = 0 THEN ? ELSE state END, moved = ?,"
        " moved_on = ? WHERE id = ?",
        (stage, stage, *_move(recorded), recorded.id),
    )


def _publish(tx: Transaction, recorded: Recorded, event: PublicationPublished) -> None:
    day = event.posting_due.starts_on.isoformat()
    tx.execute(
        "UPDATE versions SET state = 'published', publish_at = '', published_on = ?, posting_due_on = ?, digest = ?"
        " WHERE publication = ? AND version = ?",
        (day, event.posting_due.due_on.isoformat(), digest(recorded.id, event), recorded.id, event.version),
    )
    tx.execute(
        "UPDATE publications SET state = 'published', draft_state = '', title = ?, version = ?, published_on = ?,"
        " first_published_on = CASE WHEN version = 0 THEN ? ELSE first_published_on END, moved = ?,"
        " moved_on = ? WHERE id = ?",
        (event.text.title, event.version, day, day, *_move(recorded), recorded.id),
    )


def _close(tx: Transaction, id: str, event: VersionClosed) -> None:
    tx.execute(
        "UPDATE versions SET title = ?, body = '', figures = '[]', attachments = '[]', screening = '[]', reason = NULL,"
        " closed_on = ?, closed_because = ? WHERE publication = ? AND version = ?",
        (CLOSED, event.closed_on.isoformat(), event.reason, id, event.version),
    )
    tx.execute("UPDATE publications SET title = ? WHERE id = ? AND version = ?", (CLOSED, id, event.version))


def _move(recorded: Recorded) -> tuple[int, str]:
    return recorded.position, china_day(recorded.occurred_at).isoformat()


def _places(text: Text) -> tuple[str, str]:
    return json.dumps(text.carriers), json.dumps(text.villages)


def _beside(text: Text) -> tuple[str, str]:
    figures, attachments = ([asdict(each) for each in kept] for kept in (text.figures, text.attachments))
    return json.dumps(figures, ensure_ascii=False), json.dumps(attachments, ensure_ascii=False)


def _hits(screening: Sequence[ScreeningHit]) -> str:
    return json.dumps([asdict(hit) for hit in screening], ensure_ascii=False)
