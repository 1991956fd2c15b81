"""The draw of undercover inspections. What it gives is opened here alone, and only for the supervisor whose task it is.

How it works and whom it stops from what: ``domain/draw.py``.
"""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import structlog

from services.oversight.casework.places import everywhere
from services.oversight.composition import Service
from services.oversight.domain.draw import SECRET_BYTES, Inputs, Task, commitment_to, who_goes
from services.oversight.domain.inspection_plan import (
    CommitDraw,
    ContributeToDraw,
    DeclareDrawLost,
    Draw,
    RevealDraw,
    YearPlan,
)
from services.oversight.verify_draw import recomputed
from services.oversight.views import draws, inspections, supervisors
from shared.errors import Invalid, WrongState
from shared.eventlog import Transaction
from shared.privacy.subject_keys import Undecipherable
from shared.timelimits.days import china_day
from shared.web.roles import Account

PLAN = "plan"
_log = structlog.get_logger()
_named: set[int] = set()
"""Years whose lost secret the log has named: it is looked for again every second."""


@dataclass(frozen=True)
class Visit:
    """A task of the draw, under the id that its report will have."""

    id: str
    task: Task


def commit(service: Service, account: Account, year: int) -> dict[str, Any]:
    """Draw a secret that nobody sees, and record what binds everybody to it. Raises Invalid, WrongState."""
    now = service.clock.now()
    today = china_day(now)
    if year not in (today.year, today.year + 1):
        raise Invalid("wrong-year", "只能为今年或明年抽签。", "A draw is for this year or the next.")
    with service.application.database.read() as tx:
        first = max(today, date(year, 1, 1))
        serving = supervisors.in_office(tx, first, date(year, 12, 31))
        attempt = len(draws.of_year(tx, year)) + 1
    places, owed = everywhere(service.district), service.checklist
    again = -(-len(places) * owed.again_percent // 100)
    inputs = Inputs(year, places, owed.undercover_per_year, again, tuple(serving))
    secret = secrets.token_bytes(SECRET_BYTES)
    sealed = service.keys.encrypt(_subject(year, attempt), {"secret": secret.hex()})
    command = CommitDraw(commitment_to(secret), sealed, inputs, account.name, now)
    service.application.handle(PLAN, str(year), command, actor=account.name)
    return published(service, year)


def contribute(service: Service, account: Account, year: int, contribution: str) -> dict[str, Any]:
    command = ContributeToDraw(contribution, account.name, service.clock.now())
    service.application.handle(PLAN, str(year), command, actor=account.name)
    return published(service, year)


def declare_lost(service: Service, account: Account, year: int, reason: str) -> dict[str, Any]:
    """Only what truly cannot be read is lost: nobody gets a second draw because he does not like the first."""
    with service.application.database.read() as tx:
        latest = _plan(service, tx, year).latest
    if latest is not None and not latest.lost and _secret(service, year, latest) is not None:
        raise WrongState(
            "draw-readable",
            "密数还在，抽签有效，不能作废重抽。",
            "The secret can still be read; the draw stands and is not made again.",
            state="committed",
        )
    command = DeclareDrawLost(reason, account.name, service.clock.now())
    service.application.handle(PLAN, str(year), command, actor=account.name)
    return published(service, year)


def reveal_due(service: Service) -> int:
    """Reveal the draws of the years that are over; return how many."""
    now, revealed = service.clock.now(), 0
    with service.application.database.read() as tx:
        due = [(year, _plan(service, tx, year).latest) for year in draws.to_reveal(tx, china_day(now).year)]
    for year, latest in due:
        secret = _secret(service, year, latest) if latest else None
        if secret is None:
            if year not in _named:
                _named.add(year)
                _log.error("the secret of a draw cannot be read; the district declares it lost", year=year)
            continue
        service.application.handle(PLAN, str(year), RevealDraw(secret.hex(), "clock", now), actor="clock")
        revealed += 1
    return revealed


def published(service: Service, year: int) -> dict[str, Any]:
    """All that is public of a year's draws; of one that is revealed also what it gave, and what came of it."""
    with service.application.database.read() as tx:
        attempts = draws.of_year(tx, year)
        for attempt in attempts:
            attempt["tasks"] = []
            if attempt["secret"] is not None:
                tasks = recomputed(attempt) or []
                ids = [visit_id(year, attempt["attempt"], task) for task in tasks]
                done = inspections.recorded_ids(tx, ids)
                attempt["tasks"] = [
                    {**asdict(task), "week": task.week.isoformat(), "inspection": visit if visit in done else None}
                    for task, visit in zip(tasks, ids, strict=True)
                ]
    return {"year": year, "attempts": attempts}


def visits_of(service: Service, tx: Transaction, name: str, year: int, day: date) -> list[Visit]:
    """What falls to this supervisor in office on a day: undercover, from the Monday of each week on, done or not.

    Raises WrongState (``draw-unreadable``) where the secret is lost and nobody has said so yet.
    """
    latest = _plan(service, tx, year).latest
    if latest is None or latest.lost or latest.contribution is None:
        return []
    secret = _secret(service, year, latest)
    if secret is None:
        raise WrongState(
            "draw-unreadable",
            "抽签的密数读不出来，请告诉区里。",
            "The secret of the draw cannot be read. Tell the district.",
            state="unreadable",
        )
    tasks = latest.tasks(secret)
    mine = who_goes(tasks, supervisors.in_office(tx, day))
    return [
        Visit(visit_id(year, latest.attempt, task), task)
        for task, whose in zip(tasks, mine, strict=True)
        if whose == name and task.week <= day
    ]


def visit_id(year: int, attempt: int, task: Task) -> str:
    return f"{year}-undercover-{attempt}-{task.place}-{task.nth}"


def _plan(service: Service, tx: Transaction, year: int) -> YearPlan:
    plan: YearPlan = service.application.state(tx, PLAN, str(year))
    return plan


def _subject(year: int, attempt: int) -> str:
    return f"draw-{year}-{attempt}"


def _secret(service: Service, year: int, committed: Draw) -> bytes | None:
    """None where it cannot be read any more."""
    try:
        opened = service.keys.decrypt(_subject(year, committed.attempt), committed.sealed)
    except Undecipherable:
        return None
    secret = bytes.fromhex(opened["secret"]) if opened else b""
    return secret if commitment_to(secret) == committed.commitment else None
