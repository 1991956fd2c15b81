"""An office's ratings over time: each question over the rounds of one audience, by the question's stable id."""

from __future__ import annotations

from typing import Any

from services.oversight.casework import results as published
from services.oversight.composition import Service
from services.oversight.views import results
from services.oversight.views.answers import AWARENESS, RATING
from shared.errors import NotFound

MOST_ROUNDS = 12
"""As many as a line chart shows on a telephone; the older ones are on the pages of their rounds."""
Json = dict[str, Any]


def over_rounds(service: Service, office: str, audience: str | None, village: str = "") -> Json:
    """``audiences`` that have rated the office, ``audience`` (the one asked for, or the one that rated it last),
    ``rounds`` that are out, the oldest first, ``questions`` and ``awareness`` of the latest of them:

        questions   {id, zh, en, kind, reworded, points}, a point for each round: a row of `results.read`, or None
                    where the question was not asked; reworded: whether it was asked in other words before
        awareness   a point for each round: its rate as ``share``, or None

    ``village`` '' is all together. Raises NotFound for an office that is not there, or was never rated.
    """
    service.district.office(office)
    with service.application.database.read() as tx:
        audiences = results.audiences(tx, office)
        chosen = audience if audience in audiences else next(iter(audiences), None)
        out = results.of_office(tx, office, chosen, MOST_ROUNDS) if chosen else []
    found = [_read(service, one.round, village) for one in reversed(out)]
    asked = found[-1]["round"] if found else {"questions": [], "awareness": []}
    questions = [
        {**question, "kind": kind, **_over(found, village, kind, part, question)}
        for kind, part in ((RATING, "questions"), (AWARENESS, "awareness"))
        for question in asked[part]
    ]
    return {
        "office": office,
        "audience": chosen,
        "audiences": audiences,
        "village": village,
        "rounds": [{**one["round"], "published_on": one["published_on"]} for one in found],
        "questions": questions,
        "awareness": [
            point and {**point, "share": point["rate"]}
            for point in (_point(one["awareness"], village=village) for one in found)
        ],
        "target": found[-1]["target"] if found else None,
    }


def _read(service: Service, round: str, village: str) -> Json:
    """What is out of a round; nothing where it did not ask the village."""
    try:
        return published.read(service, round, village)
    except NotFound:
        found = published.read(service, round, "", questions=())
        return {**found, "rows": [], "awareness": []}


def _over(found: list[Json], village: str, kind: str, part: str, question: Json) -> Json:
    points = [_point(one["rows"], village=village, kind=kind, question=question["id"]) for one in found]
    words = {each["zh"] for one in found for each in one["round"][part] if each["id"] == question["id"]}
    return {"points": points, "reworded": len(words) > 1}


def _point(rows: list[Json], **wanted: str) -> Json | None:
    """The row that was published first: what came late is in no series."""
    of = {**wanted, "version": 1}
    return next((row for row in rows if all(row[name] == value for name, value in of.items())), None)
