"""The statistics that have been released, every edition as it came out."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from services.oversight.domain.figures import Figure
from services.oversight.domain.release import Content, ReleaseCorrected, ReleasePublished
from shared.errors import NotFound
from shared.eventlog import Recorded, Transaction
from shared.timelimits.days import china_day

TABLES = """
CREATE TABLE IF NOT EXISTS releases (
    period TEXT NOT NULL, edition INTEGER NOT NULL, position INTEGER NOT NULL, released_on TEXT NOT NULL,
    reason TEXT, advice TEXT NOT NULL, figures TEXT NOT NULL, PRIMARY KEY (period, edition)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS releases_position ON releases (position)
"""
COLUMNS = ("period", "edition", "released_on", "reason", "advice")
_SELECTED = ", ".join(COLUMNS)


def project(tx: Transaction, recorded: Recorded) -> None:
    match recorded.event:
        case ReleasePublished(content=content):
            _add(tx, recorded, content, 1, None)
        case ReleaseCorrected(content=content, edition=edition, reason=reason):
            _add(tx, recorded, content, edition, reason)


def _add(tx: Transaction, recorded: Recorded, content: Content, edition: int, reason: str | None) -> None:
    figures = json.dumps([asdict(figure) for figure in content.figures], ensure_ascii=False)
    day = china_day(recorded.occurred_at).isoformat()
    tx.execute(
        "INSERT INTO releases VALUES (?, ?, ?, ?, ?, ?, ?)",
        (content.period, edition, recorded.position, day, reason, content.advice, figures),
    )


def page(tx: Transaction, *, limit: int, offset: int) -> tuple[list[dict[str, Any]], int]:
    """All editions without their figures, the latest first; and how many there are."""
    rows = tx.execute(
        f"SELECT {_SELECTED} FROM releases ORDER BY position DESC LIMIT ? OFFSET ?",  # noqa: S608 - our own names
        (limit, offset),
    )
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows], tx.execute("SELECT count(*) FROM releases")[0][0]


def one(tx: Transaction, period: str, edition: int | None = None) -> dict[str, Any]:
    """An edition with its ``figures``, and how many ``editions`` there are; else the latest one. Raises NotFound."""
    rows = tx.execute(
        f"SELECT {_SELECTED}, figures FROM releases WHERE period = ? ORDER BY edition",  # noqa: S608 - our own names
        (period,),
    )
    wanted = edition or len(rows)
    if not 0 < wanted <= len(rows):
        raise NotFound(
            "unknown-release", "没有发布过这一期统计，请核对。", "There is no release of this period; check it."
        )
    *columns, figures = rows[wanted - 1]
    read = [Figure(**figure) for figure in json.loads(figures)]
    return {**dict(zip(COLUMNS, columns, strict=True)), "figures": read, "editions": len(rows)}


def of_year(tx: Transaction, year: int) -> tuple[dict[str, list[Figure]], int]:
    """The first edition of each period of a year, and how many editions there are in all."""
    rows = tx.execute(
        "SELECT period, edition, figures FROM releases WHERE period = ? OR (period >= ? AND period <= ?)",
        (str(year), f"{year}Q1", f"{year}Q4"),
    )
    first = {period: figures for period, edition, figures in rows if edition == 1}
    return {period: [Figure(**one) for one in json.loads(figures)] for period, figures in first.items()}, len(rows)
