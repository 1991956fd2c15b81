"""What may be shown of an evaluation, and to whom.

Everybody reads the scores, ranks and standings of closed quarters; the leading group and the district also those of the
quarter that runs, criterion by criterion, with the events that cost points; an officer those of the own office.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from services.oversight.access import scope
from services.oversight.casework.evaluation import counted, first_open
from services.oversight.composition import Service
from services.oversight.domain import scoring
from services.oversight.domain.evaluation import closes_on, evaluated
from services.oversight.domain.quarter import quarter_named, quarter_of
from services.oversight.domain.scoring import Score, Standing
from services.oversight.views import evaluations, petitions, postings, rated, tallies
from shared.errors import Forbidden, NotFound
from shared.eventlog import Transaction
from shared.timelimits.days import china_day
from shared.web.roles import DISTRICT, LEADER, OFFICER, Account

WATCHERS = (LEADER, DISTRICT)


def quarters(service: Service, tx: Transaction, account: Account | None) -> list[str]:
    """What may be asked for, the latest first: closed quarters; for staff also those that still run or are in grace."""
    closed = evaluations.closed(tx)
    if account is None or account.role not in (OFFICER, *WATCHERS):
        return closed
    running, quarter = quarter_of(china_day(service.clock.now())), first_open(service, tx)
    still_open = []
    while quarter is not None and quarter <= running:
        still_open.append(str(quarter))
        quarter = quarter.next
    return [*reversed(still_open), *closed]


def read_quarter(service: Service, account: Account | None, wanted: str | None) -> dict[str, Any]:
    """A quarter's scores and standings; without ``wanted`` the last closed one. `shown` tells what is told of a score.

    ``quarter`` is None while there is none yet. Raises NotFound for what is not evaluated, or not yet for this person.
    """
    watches = account is not None and account.role in WATCHERS
    with service.application.database.read() as tx:
        known = quarters(service, tx, account if watches else None)
        quarter = wanted or evaluations.latest(tx) or next(iter(known), None)
        if quarter is None:
            return {"quarter": None, "quarters": [], "scores": [], "standings": [], "watches": watches}
        found = _evaluated(service, tx, quarter, known)
    standings = [dict(vars(one)) for one in found["standings"]]
    if not watches:
        standings = [{**one, "findings_past_date": None} for one in standings]
    return {**found, "standings": standings, "quarters": known, "watches": watches}


def shown(found: Mapping[str, Any], score: Score) -> dict[str, Any]:
    """To everybody score, rank and number of cases, and of a body with too few cases only that.

    To the leading group and the district every criterion.
    """
    if found["watches"]:
        return _explained(found["rules"], score)
    known = {"body": score.body, "kind": score.kind, "rank": score.rank}
    return {**known, **{name: getattr(score, name) if score.rank else None for name in ("score", "cases")}}


def read_body(service: Service, account: Account, quarter: str, body: str) -> dict[str, Any]:
    """One body's score in a quarter, criterion by criterion, and what a recount gives now, which may differ from it."""
    _may_see(account, body)
    with service.application.database.read() as tx:
        known = quarters(service, tx, account)
        found = _evaluated(service, tx, quarter, known)
        command = counted(service, tx, quarter_named(quarter)) if found["closed_at"] else None
    score = next((one for one in found["scores"] if one.body == body), None)
    if score is None:
        raise NotFound("unknown-body", "没有这个单位或村（居）。", "There is no such office or village.")
    recounted = score.score
    if command:
        its_own = [figures for figures in command.counted if figures.body == body]
        recounted = next((one.score for one in scoring.evaluate(command.rules, its_own)), None)
    ranked = sum(one.kind == score.kind and one.rank is not None for one in found["scores"])
    about = {"ranked": ranked, "recounted": recounted, "quarters": known}
    return {**found, **_explained(found["rules"], score), **about}


def read_losses(
    service: Service, account: Account, score: Mapping[str, Any], criterion: str, *, limit: int, offset: int
) -> tuple[list[dict[str, Any]], int]:
    """The events that cost a body points, as `read_body` gave them, each with what it cost.

    ``subject`` is None where this person may not see it. ``later``: recorded after the quarter was closed, so that it
    did not count. Of ratings, the rounds: never a single answer.
    """
    quarter, body = score["quarter"], score["body"]
    costs: dict[str, float] = next((one["costs"] for one in score["criteria"] if one["name"] == criterion), {})
    page = {"limit": limit, "offset": offset}
    with service.application.database.read() as tx:
        if criterion == "posted":
            before = min(china_day(service.clock.now()), quarter_named(quarter).next.first)
            rows, total = postings.lost(tx, quarter, body, before, **page)
        elif criterion == "rated":
            rows, total = rated.of_body(tx, quarter, body, **page)
        else:
            rows, total = tallies.lost(tx, quarter, body, criterion, **page)
        for row in rows:
            row["points"] = costs.get(row.get("what", ""))
            row["later"] = score["counted_to"] is not None and row["position"] > score["counted_to"]
            if not _shows(service, tx, account, criterion, row["subject"]):
                row["subject"] = None
    return rows, total


def read_standard(service: Service, account: Account | None, wanted: str | None) -> dict[str, Any]:
    """Which villages met the standard, quarter by quarter, and every village's standing in one of them."""
    found = read_quarter(service, account, wanted)
    with service.application.database.read() as tx:
        roll_out = evaluations.roll_out(tx)
    pilots = {village.id for village in service.district.villages if village.pilot}
    for one in roll_out:
        one["pilots_met"] = sum(village in pilots for village in one["met"])
    standings = sorted(found["standings"], key=lambda one: (one["village"] not in pilots, one["village"]))
    return {**found, "standings": standings, "roll_out": roll_out, "pilots": pilots}


def _evaluated(service: Service, tx: Transaction, quarter: str, known: list[str]) -> dict[str, Any]:
    """A quarter as it was closed, or as the views give it by now."""
    if quarter not in known:
        raise NotFound("not-evaluated", "这个季度没有考评结果。", "This quarter has not been evaluated.")
    asked = quarter_named(quarter)
    closed = evaluations.one(tx, quarter)
    scores: Sequence[Score]
    standings: Sequence[Standing]
    if closed is None:
        command = counted(service, tx, asked)
        rules, event = command.rules, evaluated(command)
        scores, standings = event.scores, event.standings
        head = {"closed_at": None, "counted_to": None}
    else:
        version, now = closed["weights_version"], scoring.in_force(service.weights, asked.last)
        rules = next((one for one in service.weights if one.version == version), now)
        scores, standings = closed["scores"], evaluations.standings(tx, quarter)
        head = {"closed_at": closed["closed_at"], "counted_to": closed["counted_to"]}
    return {
        **head,
        "quarter": quarter,
        "first": asked.first.isoformat(),
        "last": asked.last.isoformat(),
        "closes_on": closes_on(rules, quarter).isoformat(),
        "rules": rules,
        "scores": sorted(scores, key=_by_rank),
        "standings": standings,
    }


def _explained(rules: scoring.Weights, score: Score) -> dict[str, Any]:
    """A score with what each criterion earned and what each thing that went wrong cost, in points of its 100."""
    criteria = []
    for one in score.criteria:
        per_case = 1 if one.name == "findings" else max(1, one.cases)
        criteria.append(
            {
                **vars(one),
                "of": scoring.points(score, one, 1.0) if one.share is not None else None,
                "points": scoring.points(score, one, one.share) if one.share is not None else None,
                "costs": {
                    what: scoring.points(score, one, lost / per_case)
                    for what, lost in scoring.lost_by(rules, one.name).items()
                    if one.share is not None
                },
            }
        )
    return {**vars(score), "criteria": criteria}


def _by_rank(score: Score) -> tuple[bool, bool, int, str]:
    return score.kind != "office", score.rank is None, score.rank or 0, score.body


def _may_see(account: Account, body: str) -> None:
    if account.role == OFFICER and account.office != body:
        raise Forbidden(
            "not-your-office", "只能看本单位的考评明细。", "You may see the details of your own office only."
        )


def _shows(service: Service, tx: Transaction, account: Account, criterion: str, subject: str) -> bool:
    """Petitions by who may see them; findings are seen by whoever may see the details of the body they are about."""
    if criterion not in ("in_time", "resolved"):
        return True
    try:
        petitions.one(tx, subject, scope(service.district, account))
    except NotFound:
        return False
    return True
