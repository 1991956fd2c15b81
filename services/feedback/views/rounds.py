"""Survey rounds of this village, with their questionnaires and how many have answered."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from functools import lru_cache
from typing import Any

from services.feedback.domain import round as rounds
from services.feedback.domain.batch import BallotsCast
from services.feedback.domain.response import ResponseRecorded
from shared.eventlog import Recorded, Transaction

TABLES = """
CREATE TABLE IF NOT EXISTS rounds (
    round TEXT PRIMARY KEY, opens_on TEXT NOT NULL, closed_on TEXT, answers INTEGER NOT NULL, codes INTEGER NOT NULL,
    survey TEXT NOT NULL, emptied INTEGER NOT NULL, reminded_on TEXT
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS rounds_newest ON rounds (opens_on, round);
CREATE INDEX IF NOT EXISTS rounds_running ON rounds (closed_on, opens_on, round);
CREATE INDEX IF NOT EXISTS rounds_to_be_emptied ON rounds (emptied, closed_on)
"""
_LYING = "(SELECT count(*) FROM ballot_box WHERE ballot_box.round = rounds.round)"
_COLUMNS = f"round, closed_on, reminded_on, answers + {_LYING}, codes, survey"

SurveyRound = dict[str, Any]
"""The fields of a domain Survey, and round, closed_on, reminded_on (the last day, or None), codes handed out, state;
answers so far, those that still lie in the box with them. Days are ISO text.
"""


def project(tx: Transaction, recorded: Recorded) -> None:
    match recorded.event:
        case rounds.RoundOpened() as event:
            text = json.dumps(asdict(event.survey), ensure_ascii=False, default=str)
            tx.execute(
                "INSERT INTO rounds VALUES (?, ?, NULL, 0, 0, ?, 0, NULL)",
                (recorded.id, str(event.survey.opens_on), text),
            )
        case rounds.RoundClosed() as event:
            tx.execute("UPDATE rounds SET closed_on = ? WHERE round = ?", (str(event.closed_on), recorded.id))
        case rounds.RoundReminded() as event:
            tx.execute("UPDATE rounds SET reminded_on = ? WHERE round = ?", (str(event.reminded_on), recorded.id))
        case rounds.CodesHandedOut() as event:
            tx.execute("UPDATE rounds SET codes = codes + ? WHERE round = ?", (event.count, recorded.id))
        case rounds.CodesVoided() as event:
            tx.execute("UPDATE rounds SET codes = codes - ? WHERE round = ?", (event.count, recorded.id))
        case BallotsCast() as event:
            tx.execute(
                "UPDATE rounds SET answers = answers + ?, emptied = ? WHERE round = ?",
                (len(event.ballots), int(event.last), event.round),
            )
        case ResponseRecorded() as event:
            tx.execute("UPDATE rounds SET answers = answers + 1 WHERE round = ?", (event.round,))


def newest(tx: Transaction, page: int, size: int, on: date) -> tuple[list[SurveyRound], int]:
    """One page, newest first, and how many there are. ``on``, a day in China, gives each its ``state``."""
    rows = tx.execute(
        f"SELECT {_COLUMNS} FROM rounds ORDER BY opens_on DESC, round DESC LIMIT ? OFFSET ?",  # noqa: S608
        (size, (page - 1) * size),
    )
    return [_round(row, on) for row in rows], tx.execute("SELECT count(*) FROM rounds")[0][0]


def not_closed(tx: Transaction, on: date) -> list[SurveyRound]:
    """Rounds that the township has not closed, the oldest first; a village has a few at a time."""
    rows = tx.execute(
        f"SELECT {_COLUMNS} FROM rounds WHERE closed_on IS NULL ORDER BY opens_on, round LIMIT 100"  # noqa: S608
    )
    return [_round(row, on) for row in rows]


def one(tx: Transaction, round: str, on: date) -> SurveyRound:
    """Raises NotFound (``unknown-round``)."""
    rows = tx.execute(f"SELECT {_COLUMNS} FROM rounds WHERE round = ?", (round,))  # noqa: S608
    if not rows:
        raise rounds.unknown()
    return _round(rows[0], on)


def to_be_emptied(tx: Transaction) -> list[str]:
    """Rounds that are closed, and whose last ballots have not been cast."""
    rows = tx.execute("SELECT round FROM rounds WHERE emptied = 0 AND closed_on IS NOT NULL ORDER BY round")
    return [str(row[0]) for row in rows]


def standing(tx: Transaction, round: str, on: date) -> tuple[str, rounds.Survey]:
    """The state of a round and what it asks, with nothing counted: it is asked for at every answer. Raises NotFound."""
    rows = tx.execute("SELECT closed_on, survey FROM rounds WHERE round = ?", (round,))
    if not rows:
        raise rounds.unknown()
    closed_on, text = rows[0]
    survey = _read(text)
    return rounds.phase(survey.opens_on, survey.closes_on, closed=closed_on is not None, on=on), survey


@lru_cache(maxsize=32)
def _read(text: str) -> rounds.Survey:
    return survey_of(json.loads(text))


def survey_of(found: SurveyRound) -> rounds.Survey:
    """What is asked, as the domain knows it."""
    asked: dict[str, Any] = {name: found[name] for name in rounds.Survey.__dataclass_fields__}
    for part in ("questions", "awareness", "texts"):
        asked[part] = tuple(rounds.Question(**each) for each in found[part])
    for day in ("opens_on", "closes_on"):
        asked[day] = date.fromisoformat(found[day])
    return rounds.Survey(**asked)


def _round(row: tuple[Any, ...], on: date) -> SurveyRound:
    name, closed_on, reminded_on, answers, codes, survey = row
    told = {"round": name, **json.loads(survey), "closed_on": closed_on, "reminded_on": reminded_on}
    told |= {"answers": answers, "codes": codes}
    first, last = date.fromisoformat(told["opens_on"]), date.fromisoformat(told["closes_on"])
    return told | {"state": rounds.phase(first, last, closed=closed_on is not None, on=on)}
