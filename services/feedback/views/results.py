"""The results of survey rounds as they are out: which have been told of, and what those say that were fetched."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from services.feedback.domain.results import ResultsAnnounced, ResultsReceived
from services.feedback.domain.round import unknown
from shared.eventlog import Recorded, Transaction

# announced, received: versions; received 0: nothing is here yet, then `figures` is empty.
TABLES = """
CREATE TABLE IF NOT EXISTS results (
    round TEXT PRIMARY KEY, published_on TEXT NOT NULL, announced INTEGER NOT NULL, received INTEGER NOT NULL,
    figures TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS results_newest ON results (published_on, round)
"""
_SHOWN = "results.round, survey, results.published_on, answers, received < announced, figures"
_KNOWN = "FROM results JOIN rounds ON rounds.round = results.round"
RoundResults = dict[str, Any]
"""round, title, office, audience, questions, awareness; published_on; sent: how many ballots this village has sent.

``figures``: a domain Published, days as ISO text; None while they are being fetched. ``awaited``: whether a version was
told of that is not here yet.
"""
_ASKED = ("title", "office", "audience", "questions", "awareness")


def project(tx: Transaction, recorded: Recorded) -> None:
    match recorded.event:
        case ResultsAnnounced() as event:
            tx.execute(
                "INSERT INTO results VALUES (?, ?, ?, 0, '') ON CONFLICT (round) DO UPDATE"
                " SET announced = excluded.announced",
                (recorded.id, str(event.published_on), event.version),
            )
        case ResultsReceived() as event:
            figures = json.dumps(asdict(event.published), ensure_ascii=False, default=str)
            day, version = str(event.published.published_on), event.published.version
            tx.execute(
                "UPDATE results SET published_on = ?, received = ?, figures = ? WHERE round = ?",
                (day, version, figures, recorded.id),
            )


def awaited(tx: Transaction, limit: int) -> list[str]:
    """Rounds of which a version was told of that is not here, the oldest first."""
    rows = tx.execute(
        "SELECT round FROM results WHERE received < announced ORDER BY published_on, round LIMIT ?", (limit,)
    )
    return [str(row[0]) for row in rows]


def newest(tx: Transaction, page: int, size: int) -> tuple[list[RoundResults], int]:
    """One page of the rounds whose results are out, the last first, and how many there are."""
    rows = tx.execute(
        f"SELECT {_SHOWN} {_KNOWN} ORDER BY results.published_on DESC, results.round DESC LIMIT ? OFFSET ?",
        (size, (page - 1) * size),
    )
    total: int = tx.execute(f"SELECT count(*) {_KNOWN}")[0][0]
    return [_results(row) for row in rows], total


def one(tx: Transaction, round: str) -> RoundResults:
    """Raises NotFound (``unknown-round``) where nothing is out of such a round."""
    rows = tx.execute(f"SELECT {_SHOWN} {_KNOWN} WHERE results.round = ?", (round,))
    if not rows:
        raise unknown()
    return _results(rows[0])


def not_out(tx: Transaction, limit: int) -> list[dict[str, Any]]:
    """The newest rounds of which nothing is out: round, title, closes_on, and closed_on, None while they run."""
    rows = tx.execute(
        "SELECT round, survey, closed_on FROM rounds WHERE NOT EXISTS"
        " (SELECT 1 FROM results WHERE results.round = rounds.round) ORDER BY opens_on DESC, round DESC LIMIT ?",
        (limit,),
    )
    told = [(asked, json.loads(survey), closed_on) for asked, survey, closed_on in rows]
    return [
        {"round": asked, "title": survey["title"], "closes_on": survey["closes_on"], "closed_on": closed_on}
        for asked, survey, closed_on in told
    ]


def _results(row: tuple[Any, ...]) -> RoundResults:
    name, survey, published_on, sent, awaited, figures = row
    asked = json.loads(survey)
    return {
        "round": name,
        **{name: asked[name] for name in _ASKED},
        "published_on": published_on,
        "sent": sent,
        "awaited": bool(awaited),
        "figures": json.loads(figures) if figures else None,
    }
