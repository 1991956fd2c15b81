"""A survey round in progress: how many have answered in each village, never what; and whom to remind.

Villages send their ballots by the handful and keep some until the round is closed, so every figure lags behind the box.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from services.oversight.casework import results
from services.oversight.composition import Service
from services.oversight.domain.survey_round import RemindVillages
from services.oversight.views import answers, rounds
from shared.errors import Invalid
from shared.eventlog import Transaction
from shared.timelimits.days import china_day
from shared.web.roles import Account

Json = dict[str, Any]


def progress(service: Service, id: str) -> Json:
    """``round``; ``rows`` of its villages, those with the fewest answers first:

        village, answers, spoilt, population, share, heard_at, emptied, reminded_on

    ``answers``, their sum; ``silent``: villages that have sent nothing; ``open_for``: days that are left, ``latest``:
    until when results wait once the round is closed, ``waits``: for how many villages. Raises NotFound.
    """
    with service.application.database.read() as tx:
        asked = rounds.one(tx, id)
        rows = _rows(service, tx, asked)
        latest = _latest(service, tx, asked)
    today = china_day(service.clock.now())
    return {
        "round": asked,
        "rows": sorted(rows, key=lambda row: (row["answers"], row["village"])),
        "answers": sum(row["answers"] for row in rows),
        "silent": [row["village"] for row in rows if not row["answers"] + row["spoilt"]],
        "waits": sum(not row["emptied"] for row in rows),
        "days_left": (date.fromisoformat(asked["closes_on"]) - today).days,
        "begun": date.fromisoformat(asked["opens_on"]) <= today,
        "latest": latest.isoformat(),
    }


def running(service: Service, limit: int) -> list[Json]:
    """Rounds that are not closed, the latest first: each with ``answers`` so far and ``days_left``."""
    today = china_day(service.clock.now())
    with service.application.database.read() as tx:
        found = rounds.running(tx, limit)
        sent = [sum(of.answers for of in answers.turnout(tx, asked["id"]).values()) for asked in found]
    return [
        {**asked, "answers": count, "days_left": (date.fromisoformat(asked["closes_on"]) - today).days}
        for asked, count in zip(found, sent, strict=True)
    ]


def _latest(service: Service, tx: Transaction, asked: Json) -> date:
    """By which day results are out; of a running round, were it closed now."""
    closed_at = dict(answers.due(tx)).get(asked["id"], service.clock.now())
    return results.latest_day(service, closed_at).due_on


def _rows(service: Service, tx: Transaction, asked: Json) -> list[Json]:
    sent, reminded = answers.turnout(tx, asked["id"]), rounds.reminded(tx, asked["id"])
    heard: dict[str, str] = dict(tx.execute("SELECT source, heard_at FROM inbox"))
    population = {village.id: village.population for village in service.district.villages}
    nothing = answers.Turnout()
    return [
        {
            "village": village,
            "answers": (of := sent.get(village, nothing)).answers,
            "spoilt": of.spoilt,
            "population": (people := population.get(village)),
            "share": of.answers / people if people else None,
            "heard_at": heard.get(f"/feedback/{village}") or None,
            "emptied": of.emptied,
            "reminded_on": reminded.get(village),
        }
        for village in asked["villages"]
    ]


def remind(service: Service, account: Account, id: str, given: Json) -> Json:
    """Remind the ``villages`` named, and those with fewer answers than ``fewer_than``. The round, and under
    ``reminded`` whom that was told: not those who were told today already. Raises Invalid, NotFound or WrongState.
    """
    below = given["fewer_than"]
    villages = list(given["villages"])
    if below is not None:
        villages += [row["village"] for row in progress(service, id)["rows"] if row["answers"] < below]
    if not villages:
        raise Invalid(
            "nobody-to-remind",
            "没有要提醒的村（居）：请勾选，或把份数写大一些。",
            "There is no village to remind: tick some, or give a higher number.",
        )
    command = RemindVillages(tuple(villages), account.name, service.clock.now())
    recorded = service.application.handle("round", id, command, actor=account.name)
    with service.application.database.read() as tx:
        asked = rounds.one(tx, id)
    return {**asked, "reminded": [village for one in recorded for village in one.event.villages]}
