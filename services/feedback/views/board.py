"""The village board: what has been notified to this village, and what the clerk still has to hang up or take down."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from services.feedback.domain import posting
from shared.errors import NotFound
from shared.eventlog import Recorded, Transaction

TABLES = """
CREATE TABLE IF NOT EXISTS board (
    publication TEXT PRIMARY KEY, version INTEGER NOT NULL, item TEXT NOT NULL, timing TEXT NOT NULL,
    title TEXT NOT NULL, body TEXT NOT NULL, carriers TEXT NOT NULL, published_on TEXT NOT NULL,
    posting_due_on TEXT NOT NULL, number TEXT NOT NULL, reason TEXT NOT NULL,
    figures TEXT NOT NULL, section TEXT NOT NULL, state TEXT NOT NULL, due_on TEXT NOT NULL,
    shown_on TEXT, posted_version INTEGER, posted_on TEXT, photograph TEXT,
    withdrawn_on TEXT, withdrawn_reason TEXT, taken_down_on TEXT
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS board_newest ON board (published_on, publication);
CREATE INDEX IF NOT EXISTS board_section ON board (section, published_on, publication);
CREATE INDEX IF NOT EXISTS board_to_do ON board (state, due_on, publication);
CREATE TABLE IF NOT EXISTS board_versions (
    publication TEXT NOT NULL, version INTEGER NOT NULL, title TEXT NOT NULL, body TEXT NOT NULL,
    figures TEXT NOT NULL, reason TEXT NOT NULL, published_on TEXT NOT NULL, PRIMARY KEY (publication, version)
) WITHOUT ROWID
"""
SECTIONS = ("current", "long_term", "withdrawn")
CLOSED = "（已封存）"
"""Stands for the title of a version that nobody may read any more; its ``reason`` says why."""
TO_POST, TO_TAKE_DOWN = "to_post", "to_take_down"
_SHOWN = (
    "publication, version, item, timing, title, body, carriers, published_on, posting_due_on, number, reason, "
    "figures, state, shown_on, posted_version, posted_on, photograph, withdrawn_on, withdrawn_reason, "
    "taken_down_on"
)
_TOLD = (
    *("version", "item", "timing", "title", "body", "carriers", "published_on", "posting_due_on"),
    *("number", "reason", "figures", "section", "state", "due_on"),
)
_NOTIFY = f"""
INSERT INTO board (publication, {", ".join(_TOLD)}) VALUES (?{", ?" * len(_TOLD)})
ON CONFLICT (publication) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in _TOLD)}, shown_on = NULL,
    withdrawn_on = NULL, withdrawn_reason = NULL, taken_down_on = NULL
"""  # noqa: S608 - our own names
Posting = dict[str, Any]
"""One publication by the names in _SHOWN. Days are ISO text; ``state``: to_post, posted, to_take_down, taken_down."""


def project(tx: Transaction, recorded: Recorded) -> None:
    match recorded.event:
        case posting.PublicationNotified() as event:
            _notified(tx, recorded.id, event.notice)
        case posting.WithdrawalNotified() as event:
            tx.execute(
                "UPDATE board SET section = 'withdrawn', state = ?, due_on = ?, withdrawn_on = ?, withdrawn_reason = ?"
                " WHERE publication = ?",
                (TO_TAKE_DOWN, str(event.withdrawn_on), str(event.withdrawn_on), event.reason, recorded.id),
            )
        case posting.VersionClosed() as event:
            _close(tx, recorded.id, event)
        case posting.PublicationShown() as event:
            shown = (str(event.shown_on), recorded.id)
            tx.execute("UPDATE board SET shown_on = ? WHERE publication = ?", shown)
        case posting.PublicationPosted() as event:
            tx.execute(
                "UPDATE board SET state = 'posted', posted_version = ?, posted_on = ?, photograph = ?"
                " WHERE publication = ?",
                (event.version, str(event.posted_on), event.photograph, recorded.id),
            )
        case posting.PublicationTakenDown() as event:
            tx.execute(
                "UPDATE board SET state = 'taken_down', taken_down_on = ? WHERE publication = ?",
                (str(event.taken_down_on), recorded.id),
            )


def _notified(tx: Transaction, publication: str, told: posting.Notice) -> None:
    published_on, due_on = str(told.published_on), str(told.posting_due_on)
    figures = json.dumps([asdict(figure) for figure in told.figures], ensure_ascii=False)
    # What was posted of an older version stays: it tells what still hangs on the paper board.
    tx.execute(
        _NOTIFY,
        (
            *(publication, told.version, told.item, told.timing, told.title, told.body, " ".join(told.carriers)),
            *(published_on, due_on, told.number, told.reason, figures),
            *("long_term" if told.timing == "long_term" else "current", TO_POST, due_on),
        ),
    )
    tx.execute(
        "INSERT INTO board_versions VALUES (?, ?, ?, ?, ?, ?, ?)",
        (publication, told.version, told.title, told.body, figures, told.reason, published_on),
    )


def _close(tx: Transaction, publication: str, closed: posting.VersionClosed) -> None:
    """What it said is gone from here, and so is the photograph of the paper on which it said it."""
    which = (publication, closed.version)
    because = f"已封存。理由：{closed.reason}"
    blank = f"title = '{CLOSED}', body = '', figures = '[]', reason = ?"
    tx.execute(
        f"UPDATE board_versions SET {blank} WHERE publication = ? AND version = ?",  # noqa: S608 - our own words
        (because, *which),
    )
    tx.execute(
        f"UPDATE board SET {blank} WHERE publication = ? AND version = ?",  # noqa: S608
        (because, *which),
    )
    tx.execute("UPDATE board SET photograph = '' WHERE publication = ? AND posted_version = ?", which)


def newest(tx: Transaction, page: int, size: int, section: str | None = None) -> tuple[list[Posting], int]:
    """One page, newest first, and how many there are. ``section``: one of SECTIONS, None for all; pages from 1."""
    where, given = ("WHERE section = ?", (section,)) if section else ("", ())
    rows = tx.execute(
        f"SELECT {_SHOWN} FROM board {where} ORDER BY published_on DESC, publication DESC LIMIT ? OFFSET ?",  # noqa: S608
        (*given, size, (page - 1) * size),
    )
    return [_posting(row) for row in rows], tx.execute(f"SELECT count(*) FROM board {where}", given)[0][0]  # noqa: S608


def one(tx: Transaction, publication: str) -> Posting:
    """A posting, and under ``versions`` all of its texts, newest first. Raises NotFound (``unknown-publication``)."""
    rows = tx.execute(f"SELECT {_SHOWN} FROM board WHERE publication = ?", (publication,))  # noqa: S608
    if not rows:
        raise NotFound(
            "unknown-publication",
            "本村公开栏没有这条内容，请回到公开栏查找。",
            "This village's board has no such publication. Look for it on the board.",
        )
    versions = tx.execute(
        "SELECT version, title, body, figures, reason, published_on FROM board_versions WHERE publication = ?"
        " ORDER BY version DESC",
        (publication,),
    )
    names = ("version", "title", "body", "figures", "reason", "published_on")
    told = [dict(zip(names, row, strict=True)) for row in versions]
    return _posting(rows[0]) | {"versions": [{**each, "figures": json.loads(each["figures"])} for each in told]}


def to_do(tx: Transaction, state: str) -> list[dict[str, Any]]:
    """The first hundred of what the clerk has to post or take down, the soonest due first."""
    rows = tx.execute(
        "SELECT publication, version, title, due_on FROM board WHERE state = ? ORDER BY due_on, publication LIMIT 100",
        (state,),
    )
    return [dict(zip(("publication", "version", "title", "due_on"), row, strict=True)) for row in rows]


def to_hang(tx: Transaction, page: int, size: int, *, only_to_post: bool = False) -> list[Posting]:
    """What has to hang on the paper board now, what does not yet first, then the newest; what is closed is left out."""
    states = "state = 'to_post'" if only_to_post else "state IN ('to_post', 'posted')"
    rows = tx.execute(
        f"SELECT {_SHOWN} FROM board WHERE {states} AND title <> ?"  # noqa: S608 - our own words
        " ORDER BY state DESC, due_on DESC, publication DESC LIMIT ? OFFSET ?",
        (CLOSED, size, (page - 1) * size),
    )
    return [_posting(row) for row in rows]


def newest_ids(tx: Transaction, limit: int) -> list[str]:
    """The newest publications' ids alone, newest first."""
    rows = tx.execute(
        "SELECT publication FROM board ORDER BY published_on DESC, publication DESC LIMIT ?",
        (limit,),
    )
    return [publication for (publication,) in rows]


def _posting(row: tuple[Any, ...]) -> Posting:
    named = dict(zip(_SHOWN.split(", "), row, strict=True))
    return named | {"carriers": named["carriers"].split(), "figures": json.loads(named["figures"])}
