"""Evaluating the quarters: counting, closing, and what may be shown of it to whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from services.oversight.access import scope
from services.oversight.composition import Service
from services.oversight.domain import scoring
from services.oversight.domain.days import china_day
from services.oversight.domain.evaluation import EvaluateQuarter, closes_on, evaluated
from services.oversight.domain.quarter import Quarter, quarter_named, quarter_of
from services.oversight.domain.scoring import Figures, Score
from services.oversight.views import evaluations, petitions, postings, rated, tallies
from shared.errors import Forbidden, NotFound
from shared.eventlog import Transaction
from shared.web.roles import DISTRICT, LEADER, OFFICER, Account


def counted(service: Service, tx: Transaction, quarter: Quarter) -> EvaluateQuarter:
    """What the views say by now of every office and village; what is not due yet is not counted against anybody."""
    now = service.clock.now()
    before = min(china_day(now), quarter.next.first)
    posted = postings.counted(tx, str(quarter), before)
    rates, tallied = rated.counted(tx, str(quarter)), tallies.counted(tx, quarter)
    bodies = [(office.id, "office") for office in service.district.offices]
    bodies += [(village.id, "village") for village in service.district.villages]
    figures = []
    for body, kind in bodies:
        counts = {**tallied.get(body, {}), "posted": posted.get(body, {}), "rated": rates.get(body, {})}
        figures.append(Figures(body, kind, {name: counts.get(name, {}) for name in scoring.CRITERIA}))
    rules = scoring.in_force(service.weights, quarter.last)
    return EvaluateQuarter(rules, str(quarter), tuple(figures), {}, service.application.log.tail(tx).position, now)


def close_quarters(service: Service) -> int:
    """Close the first quarter that is over and not closed yet, once its grace has passed; return how many were."""
    with service.application.database.read() as tx:
        quarter = _first_open(tx)
        if quarter is None:
            return 0
        rules = scoring.in_force(service.weights, quarter.last)
        if china_day(service.clock.now()) < closes_on(rules, str(quarter)):
            return 0
        command = counted(service, tx, quarter)
    return len(service.application.handle("evaluation", str(quarter), command, actor="clock"))


def _first_open(tx: Transaction) -> Quarter | None:
    """The quarter after the last closed one; with none closed, the first of which anything is known."""
    last = evaluations.latest(tx)
    if last is not None:
        return quarter_named(last).next
    known = [first for view in (tallies, postings, rated) if (first := view.first_quarter(tx)) is not None]
    return quarter_named(min(known)) if known else None


def quarters(service: Service, tx: Transaction, account: Account | None) -> list[str]:
    """What may be asked for, the latest first: closed quarters; for staff also those that still run or are in grace."""
    closed = evaluations.closed(tx)
    if account is None or account.role not in (OFFICER, LEADER, DISTRICT):
        return closed
    running, quarter = quarter_of(china_day(service.clock.now())), _first_open(tx)
    still_open = []
    while quarter is not None and quarter <= running:
        still_open.append(str(quarter))
        quarter = quarter.next
    return [*reversed(still_open), *closed]


def read_quarter(service: Service, account: Account | None, wanted: str | None) -> dict[str, Any]:
    """A quarter's scores and standings as this person may see them; without ``wanted`` the last closed one.

    Raises NotFound for a quarter that is not evaluated, or not yet for this person.
    """
    watches = account is not None and account.role in (LEADER, DISTRICT)
    with service.application.database.read() as tx:
        known = quarters(service, tx, account if watches else None)
        closed = evaluations.latest(tx)
        quarter = wanted or closed or (known[0] if known else None)
        if quarter is None:
            return {"quarter": None, "quarters": known, "scores": [], "standings": []}
        found = _evaluated(service, tx, quarter, known)
    if not watches:
        found["scores"] = [_for_everybody(score) for score in found["scores"]]
    return {**found, "quarters": known}


def read_body(service: Service, account: Account, quarter: str, body: str) -> dict[str, Any]:
    """One body's score in a quarter, criterion by criterion; for one that is closed also what a recount gives now."""
    _may_see(account, body)
    with service.application.database.read() as tx:
        found = _evaluated(service, tx, quarter, quarters(service, tx, account))
        recounted = _evaluated(service, tx, quarter, [quarter], anew=True) if found["closed_at"] else found
    score = _of(found, body)
    ranked = sum(one["kind"] == score["kind"] and one["rank"] is not None for one in found["scores"])
    return {**found, **score, "ranked": ranked, "recounted": _of(recounted, body)["score"]}


def read_losses(
    service: Service, account: Account, quarter: str, body: str, criterion: str, *, limit: int, offset: int
) -> tuple[list[dict[str, Any]], int]:
    """The events that cost a body points, each with what it cost; ``subject`` is None where this person may not see it.

    ``later``: recorded after the quarter was closed, so that it did not count.
    """
    score = read_body(service, account, quarter, body)
    costs: dict[str, float] = next((one["costs"] for one in score["criteria"] if one["name"] == criterion), {})
    before = min(china_day(service.clock.now()), quarter_named(quarter).next.first)
    with service.application.database.read() as tx:
        if criterion == "posted":
            rows, total = postings.lost(tx, quarter, body, before, limit=limit, offset=offset)
        elif criterion == "rated":
            rows, total = rated.of_body(tx, quarter, body, limit=limit, offset=offset)
        else:
            rows, total = tallies.lost(tx, quarter, body, criterion, limit=limit, offset=offset)
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
    for quarter in roll_out:
        quarter["pilots_met"] = sum(village in pilots for village in quarter["met"])
    return {**found, "roll_out": roll_out, "pilots": pilots}


def _evaluated(
    service: Service, tx: Transaction, quarter: str, known: list[str], *, anew: bool = False
) -> dict[str, Any]:
    """A quarter as it was closed, or as the views give it by now."""
    if quarter not in known:
        raise NotFound("not-evaluated", "这个季度没有考评结果。", "This quarter has not been evaluated.")
    asked = quarter_named(quarter)
    closed = evaluations.one(tx, quarter)
    if closed is None or anew:
        command = counted(service, tx, asked)
        rules, event = command.rules, evaluated(command)
        scores, standings = list(event.scores), list(event.standings)
        head = {"closed_at": None, "counted_to": None}
    else:
        rules = next(one for one in service.weights if one.version == closed["weights_version"])
        scores, standings = closed["scores"], evaluations.standings(tx, quarter)
        head = {"closed_at": closed["closed_at"], "counted_to": closed["counted_to"]}
    return {
        **head,
        "quarter": quarter,
        "first": asked.first.isoformat(),
        "last": asked.last.isoformat(),
        "closes_on": closes_on(rules, quarter).isoformat(),
        "rules": rules,
        "scores": sorted((_explained(rules, score) for score in scores), key=_by_rank),
        "standings": [asdict(one) for one in standings],
    }


def _explained(rules: scoring.Weights, score: Score) -> dict[str, Any]:
    """A score with what each criterion earned and what each thing that went wrong cost, in points of its 100."""
    criteria = []
    for one in score.criteria:
        per_case = 1 if one.name == "findings" else max(1, one.cases)
        criteria.append(
            {
                **asdict(one),
                "of": scoring.points(score, one, 1.0) if one.share is not None else None,
                "points": scoring.points(score, one, one.share) if one.share is not None else None,
                "costs": {
                    what: scoring.points(score, one, lost / per_case)
                    for what, lost in scoring.lost_by(rules, one.name).items()
                    if one.share is not None
                },
            }
        )
    return {**asdict(score), "criteria": criteria}


def _by_rank(score: Mapping[str, Any]) -> tuple[bool, bool, int, str]:
    return score["kind"] != "office", score["rank"] is None, score["rank"] or 0, score["body"]


def _for_everybody(score: Mapping[str, Any]) -> dict[str, Any]:
    """Score, rank and number of cases; of a body with too few cases only that."""
    shown = {name: score[name] for name in ("body", "kind", "rank")}
    ranked = score["rank"] is not None
    return {**shown, **{name: score[name] if ranked else None for name in ("score", "cases")}}


def _may_see(account: Account, body: str) -> None:
    if account.role == OFFICER and account.office != body:
        raise Forbidden(
            "not-your-office", "只能看本单位的考评明细。", "You may see the details of your own office only."
        )


def _of(found: Mapping[str, Any], body: str) -> dict[str, Any]:
    for score in found["scores"]:
        if score["body"] == body:
            return dict(score)
    raise NotFound("unknown-body", "没有这个单位或村（居）。", "There is no such office or village.")


def _shows(service: Service, tx: Transaction, account: Account, criterion: str, subject: str) -> bool:
    if criterion in ("posted", "rated"):
        return True
    if criterion == "findings":
        return account.role in (LEADER, DISTRICT)
    try:
        petitions.one(tx, subject, scope(service.district, account))
    except NotFound:
        return False
    return True
