"""Survey rounds with their questionnaires."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from services.oversight.domain.survey_round import RoundClosed, RoundOpened
from shared.errors import NotFound
from shared.eventlog import Recorded, Transaction

TABLES = """
CREATE TABLE IF NOT EXISTS rounds (
    id TEXT PRIMARY KEY, position INTEGER NOT NULL, plan TEXT NOT NULL, closed_on TEXT
);
CREATE INDEX IF NOT EXISTS rounds_position ON rounds (position)
"""


def project(tx: Transaction, recorded: Recorded) -> None:
    match recorded.event:
        case RoundOpened(plan=plan):
            text = json.dumps(asdict(plan), ensure_ascii=False, default=str)
            tx.execute("INSERT INTO rounds VALUES (?, ?, ?, NULL)", (recorded.id, recorded.position, text))
        case RoundClosed(closed_on=day):
            tx.execute("UPDATE rounds SET closed_on = ? WHERE id = ?", (day.isoformat(), recorded.id))


def one(tx: Transaction, id: str) -> dict[str, Any]:
    """Raises NotFound."""
    rows = tx.execute("SELECT id, plan, closed_on FROM rounds WHERE id = ?", (id,))
    if not rows:
        raise NotFound("unknown-round", "没有这轮评议，请核对编号。", "There is no such round; check its id.")
    return _row(*rows[0])


def page(tx: Transaction, *, limit: int, offset: int) -> tuple[list[dict[str, Any]], int]:
    """The latest first, and how many there are."""
    rows = tx.execute("SELECT id, plan, closed_on FROM rounds ORDER BY position DESC LIMIT ? OFFSET ?", (limit, offset))
    return [_row(*row) for row in rows], tx.execute("SELECT count(*) FROM rounds")[0][0]


def _row(id: str, plan: str, closed_on: str | None) -> dict[str, Any]:
    return {"id": id, **json.loads(plan), "closed_on": closed_on}
