"""Survey rounds with their questionnaires: which are running, what was asked in them, and whom one reminded."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from services.oversight.domain.survey_round import Plan, RoundClosed, RoundOpened, VillagesReminded
from shared.errors import NotFound
from shared.eventlog import Recorded, Transaction

# opened_questionnaires: each version that a round was opened with; opened_questions: how a question was last asked.
TABLES = """
CREATE TABLE IF NOT EXISTS rounds (
    id TEXT PRIMARY KEY, position INTEGER NOT NULL, office TEXT NOT NULL, audience TEXT NOT NULL, plan TEXT NOT NULL,
    closed_on TEXT
);
CREATE INDEX IF NOT EXISTS rounds_position ON rounds (position);
CREATE INDEX IF NOT EXISTS rounds_closed ON rounds (closed_on, position);
CREATE TABLE IF NOT EXISTS opened_questionnaires (
    questionnaire TEXT NOT NULL, version INTEGER NOT NULL, asked TEXT NOT NULL, PRIMARY KEY (questionnaire, version)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS opened_questions (
    audience TEXT NOT NULL, question TEXT NOT NULL, kind TEXT NOT NULL, zh TEXT NOT NULL, en TEXT NOT NULL,
    PRIMARY KEY (audience, question)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS round_reminders (
    round TEXT NOT NULL, village TEXT NOT NULL, reminded_on TEXT NOT NULL, PRIMARY KEY (round, village)
) WITHOUT ROWID
"""
PARTS = ("questions", "awareness", "texts")
"""The questions of a round by kind: rated, answered yes or no, answered in words."""
_ROW = "SELECT id, plan, closed_on FROM rounds"


def project(tx: Transaction, recorded: Recorded) -> None:
    match recorded.event:
        case RoundOpened(plan=plan):
            text = json.dumps(asdict(plan), ensure_ascii=False, default=str)
            row = (recorded.id, recorded.position, plan.office, plan.audience, text)
            tx.execute("INSERT INTO rounds VALUES (?, ?, ?, ?, ?, NULL)", row)
            _note_questions(tx, plan)
        case RoundClosed(closed_on=day):
            tx.execute("UPDATE rounds SET closed_on = ? WHERE id = ?", (day.isoformat(), recorded.id))
        case VillagesReminded(villages=villages, reminded_on=day):
            tx.executemany(
                "INSERT INTO round_reminders VALUES (?, ?, ?)"
                " ON CONFLICT (round, village) DO UPDATE SET reminded_on = excluded.reminded_on",
                [(recorded.id, village, day.isoformat()) for village in villages],
            )


def _note_questions(tx: Transaction, plan: Plan) -> None:
    asked = {part: [asdict(question) for question in getattr(plan, part)] for part in PARTS}
    tx.execute(
        "INSERT INTO opened_questionnaires VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        (plan.questionnaire, plan.questionnaire_version, json.dumps(asked, ensure_ascii=False)),
    )
    tx.executemany(
        "INSERT INTO opened_questions VALUES (?, ?, ?, ?, ?) ON CONFLICT (audience, question)"
        " DO UPDATE SET kind = excluded.kind, zh = excluded.zh, en = excluded.en",
        [(plan.audience, one["id"], part, one["zh"], one["en"]) for part in PARTS for one in asked[part]],
    )


def one(tx: Transaction, id: str) -> dict[str, Any]:
    """Raises NotFound."""
    rows = tx.execute(f"{_ROW} WHERE id = ?", (id,))
    if not rows:
        raise NotFound("unknown-round", "没有这轮评议，请核对编号。", "There is no such round; check its id.")
    return _row(*rows[0])


def page(tx: Transaction, *, limit: int, offset: int) -> tuple[list[dict[str, Any]], int]:
    """The latest first, and how many there are."""
    rows = tx.execute(f"{_ROW} ORDER BY position DESC LIMIT ? OFFSET ?", (limit, offset))
    return [_row(*row) for row in rows], tx.execute("SELECT count(*) FROM rounds")[0][0]


def running(tx: Transaction, limit: int) -> list[dict[str, Any]]:
    """Those that are not closed, the latest first."""
    rows = tx.execute(f"{_ROW} WHERE closed_on IS NULL ORDER BY position DESC LIMIT ?", (limit,))
    return [_row(*row) for row in rows]


def open_all(tx: Transaction) -> list[dict[str, Any]]:
    """Those that are not closed, the earliest first: there are a few at a time."""
    return [_row(*row) for row in tx.execute(f"{_ROW} WHERE closed_on IS NULL ORDER BY position")]


def running_with(tx: Transaction, office: str, audience: str) -> list[dict[str, Any]]:
    """Those that are not closed and ask an audience about an office."""
    rows = tx.execute(f"{_ROW} WHERE closed_on IS NULL AND office = ? AND audience = ?", (office, audience))
    return [_row(*row) for row in rows]


def opened_versions(tx: Transaction, questionnaire: str) -> dict[int, dict[str, list[dict[str, str]]]]:
    """Version of a questionnaire -> what was asked with it, by `PARTS`."""
    sql = "SELECT version, asked FROM opened_questionnaires WHERE questionnaire = ?"
    return {version: json.loads(asked) for version, asked in tx.execute(sql, (questionnaire,))}


def opened_questions(tx: Transaction, audience: str) -> dict[str, tuple[str, str, str]]:
    """Question -> in which of `PARTS`, and in which words, an audience was last asked it."""
    rows = tx.execute("SELECT question, kind, zh, en FROM opened_questions WHERE audience = ?", (audience,))
    return {question: (kind, zh, en) for question, kind, zh, en in rows}


def reminded(tx: Transaction, round: str) -> dict[str, str]:
    """Village -> the day on which it was last reminded."""
    return dict(tx.execute("SELECT village, reminded_on FROM round_reminders WHERE round = ?", (round,)))


def _row(id: str, plan: str, closed_on: str | None) -> dict[str, Any]:
    return {"id": id, **json.loads(plan), "closed_on": closed_on}
