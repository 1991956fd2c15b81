"""Evaluating the quarters: what is counted of every body, and the closing of a quarter that is over."""

from __future__ import annotations

from datetime import timedelta

from services.oversight.composition import Service
from services.oversight.domain import scoring
from services.oversight.domain.evaluation import EvaluateQuarter, closes_on
from services.oversight.domain.quarter import Quarter, quarter_named, quarter_of
from services.oversight.domain.scoring import Figures
from services.oversight.views import evaluations, postings, rated, tallies
from shared.eventlog import Transaction
from shared.timelimits.days import china_day


def counted(service: Service, tx: Transaction, quarter: Quarter) -> EvaluateQuarter:
    """What the views say by now of every office and village; what is not due yet is not counted against anybody."""
    now = service.clock.now()
    before = min(china_day(now), quarter.next.first)
    posted = postings.counted(tx, str(quarter), before)
    rates, tallied = rated.counted(tx, str(quarter)), tallies.counted(tx, quarter)
    rules = scoring.in_force(service.weights, quarter.last)
    owed = {"owed": service.checklist.per_year * quarter.number // 4}
    bodies = [(office.id, "office") for office in service.district.offices]
    bodies += [(village.id, "village") for village in service.district.villages]
    figures = []
    for body, kind in bodies:
        counts = {**tallied.get(body, {}), "posted": posted.get(body, {}), "rated": rates.get(body, {})}
        counts["inspected"] = {"done": 0, **counts.get("inspected", {}), **owed}
        figures.append(Figures(body, kind, {name: counts.get(name, {}) for name in scoring.CRITERIA}))
    past_date = tallies.past_date(tx, before - timedelta(days=1))
    position = service.application.log.tail(tx).position
    return EvaluateQuarter(rules, str(quarter), tuple(figures), past_date, position, now)


def close_quarters(service: Service) -> int:
    """Close the first quarter that is over and not closed yet, once its grace has passed; return how many were."""
    with service.application.database.read() as tx:
        quarter = first_open(service, tx)
        if quarter is None:
            return 0
        rules = scoring.in_force(service.weights, quarter.last)
        if china_day(service.clock.now()) < closes_on(rules, str(quarter)) or rated.awaits(tx, str(quarter)):
            return 0
        command = counted(service, tx, quarter)
    return len(service.application.handle("evaluation", str(quarter), command, actor="clock"))


def first_open(service: Service, tx: Transaction) -> Quarter | None:
    """The quarter after the last closed one; with none closed, the first of which anything is known and scored."""
    last = evaluations.latest(tx)
    if last is not None:
        return quarter_named(last).next
    known = [first for view in (tallies, postings, rated) if (first := view.first_quarter(tx)) is not None]
    earliest = str(quarter_of(service.weights[0].effective_from))
    return quarter_named(max(min(known), earliest)) if known else None
