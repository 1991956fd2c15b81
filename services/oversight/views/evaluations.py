"""The quarters that are closed: each body's score and rank, each village's standing."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from typing import Any

from services.oversight.domain.evaluation import QuarterEvaluated
from services.oversight.domain.scoring import Criterion, Score, Standing
from shared.eventlog import Recorded, Transaction

TABLES = """
CREATE TABLE IF NOT EXISTS evaluations (
    quarter TEXT PRIMARY KEY, weights_version INTEGER NOT NULL, counted_to INTEGER NOT NULL, at TEXT NOT NULL,
    scores TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS standings (
    quarter TEXT NOT NULL, village TEXT NOT NULL, answers INTEGER NOT NULL, awareness REAL, lower_end REAL,
    due INTEGER NOT NULL, posted_in_time INTEGER NOT NULL, findings_past_date INTEGER NOT NULL, meets INTEGER,
    PRIMARY KEY (quarter, village)
) WITHOUT ROWID
"""
_STANDING = [field.name for field in fields(Standing)]


def project(tx: Transaction, recorded: Recorded) -> None:
    match recorded.event:
        case QuarterEvaluated() as event:
            scores = json.dumps([asdict(score) for score in event.scores])
            tx.execute(
                "INSERT INTO evaluations VALUES (?, ?, ?, ?, ?)",
                (event.quarter, event.weights_version, event.counted_to, event.at.isoformat(), scores),
            )
            tx.executemany(
                f"INSERT INTO standings VALUES (?{', ?' * len(_STANDING)})",  # noqa: S608
                [
                    (
                        event.quarter,
                        *(getattr(one, name) for name in _STANDING[:-1]),
                        None if one.meets is None else int(one.meets),
                    )
                    for one in event.standings
                ],
            )


def latest(tx: Transaction) -> str | None:
    """The last quarter that is closed."""
    last: str | None = tx.execute("SELECT max(quarter) FROM evaluations")[0][0]
    return last


def closed(tx: Transaction) -> list[str]:
    """All closed quarters, the latest first."""
    return [row[0] for row in tx.execute("SELECT quarter FROM evaluations ORDER BY quarter DESC")]


def one(tx: Transaction, quarter: str) -> dict[str, Any] | None:
    """How a quarter was closed: scores as they were then; None where it is not closed."""
    rows = tx.execute("SELECT weights_version, counted_to, at, scores FROM evaluations WHERE quarter = ?", (quarter,))
    if not rows:
        return None
    version, counted_to, at, scores = rows[0]
    return {
        "weights_version": version,
        "counted_to": counted_to,
        "closed_at": at,
        "scores": [_score(score) for score in json.loads(scores)],
    }


def standings(tx: Transaction, quarter: str) -> list[Standing]:
    """Every village's standing in a closed quarter, by the village's id."""
    rows = tx.execute(
        f"SELECT {', '.join(_STANDING)} FROM standings WHERE quarter = ? ORDER BY village",  # noqa: S608
        (quarter,),
    )
    return [Standing(**dict(zip(_STANDING, (*row[:-1], _yes(row[-1])), strict=True))) for row in rows]


def roll_out(tx: Transaction) -> list[dict[str, Any]]:
    """For each closed quarter, the oldest first, which villages met the standard, did not, or are not known yet."""
    found: dict[str, dict[str, Any]] = {}
    for quarter, village, meets in tx.execute(
        "SELECT quarter, village, meets FROM standings ORDER BY quarter, village"
    ):
        row = found.setdefault(quarter, {"quarter": quarter, "met": [], "missed": [], "unknown": []})
        row["unknown" if meets is None else "met" if meets else "missed"].append(village)
    return list(found.values())


def _yes(stored: int | None) -> bool | None:
    return None if stored is None else bool(stored)


def _score(stored: dict[str, Any]) -> Score:
    criteria = tuple(Criterion(**criterion) for criterion in stored.pop("criteria"))
    return Score(criteria=criteria, **stored)
