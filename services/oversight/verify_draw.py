"""Anybody's check of the undercover draws of a year, from what is public of them alone.

    curl https://…/api/draws/2026 | python -m services.oversight.verify_draw

Reads that answer from standard input, or from a file named as the argument, and does the sum again: does the secret
agree with the commitment that was published beforehand, and does the draw follow from both contributions? How it is
drawn stands in ``domain/draw.py``. The exit code is 0 when all agrees, 1 when something does not, 2 when this is no
such answer, and 3 when there is nothing to check yet.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

from services.oversight.domain.draw import Inputs, Task, commitment_to, draw

AGREES, DISAGREES, UNREADABLE, NOTHING_YET = range(4)


def recomputed(attempt: dict[str, Any]) -> list[Task] | None:
    """What a revealed draw gives by its public parts; None where secret and commitment do not agree."""
    secret, given = bytes.fromhex(attempt["secret"]), attempt["inputs"]
    if commitment_to(secret) != attempt["commitment"]:
        return None
    inputs = Inputs(
        year=given["year"],
        places=tuple(given["places"]),
        per_place=given["per_place"],
        again=given["again"],
        supervisors=tuple(given["supervisors"]),
    )
    return draw(secret, attempt["contribution"], inputs, date.fromisoformat(attempt["contributed_on"]))


def agrees(attempt: dict[str, Any]) -> bool:
    """Whether a revealed draw is what its commitment and its contribution make it."""
    tasks = recomputed(attempt)
    told = [(one["place"], one["nth"], one["week"], tuple(one["supervisors"])) for one in attempt["tasks"]]
    return tasks is not None and told == [
        (task.place, task.nth, task.week.isoformat(), task.supervisors) for task in tasks
    ]


def main(arguments: list[str]) -> int:
    try:
        text = Path(arguments[0]).read_text() if arguments else sys.stdin.read()
        attempts = json.loads(text)["attempts"]
        checked = [(attempt["attempt"], agrees(attempt)) for attempt in attempts if attempt["secret"]]
        lost = [attempt["attempt"] for attempt in attempts if attempt["lost"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        _say(f"这不是抽签的数据。 / This is not what /api/draws answers: {error!r}")
        return UNREADABLE
    for number in lost:
        _say(f"第 {number} 次：密数遗失，无法核对。 / Draw {number}: its secret is lost; it cannot be checked.")
    for number, good in checked:
        zh, en = ("相符", "agrees") if good else ("不符！", "does NOT agree")
        _say(f"第 {number} 次：{zh} / Draw {number}: {en}.")
    if not checked:
        _say("密数还没有公开，年度结束后再核对。 / No secret is revealed yet; check again when the year is over.")
        return NOTHING_YET
    return AGREES if all(good for _, good in checked) else DISAGREES


def _say(sentence: str) -> None:
    sys.stdout.write(sentence + "\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
