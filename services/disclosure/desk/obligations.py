"""Obligations: what the clock sets ahead, what the desk says has become due, and which of them a draft answers."""

from __future__ import annotations

import hashlib
from datetime import date

from services.disclosure.composition import Service
from services.disclosure.domain.obligation import (
    ConfirmObligation,
    LiftObligation,
    ObligationReopened,
    ObligationReplanned,
    ObligationSet,
    SetObligation,
)
from services.disclosure.domain.plan import of_fact, planned
from services.disclosure.views import catalogue, obligations, publications
from services.disclosure.views.obligations import Entry
from shared.decider import Do
from shared.errors import Forbidden, Invalid, NotFound
from shared.eventlog import Transaction
from shared.timelimits import Deadline

NO_LONGER_ASKED = "公开目录已不再要求"


def plan(service: Service) -> int:
    """Set what the catalogue makes due up to the end of next year, and change what it changes; return how much.

    Looks into the log only for what differs: a plan that stands costs two queries.
    """
    service.found_catalogue()
    today = service.today()
    with service.application.database.read() as tx:
        founded_on = catalogue.founded_on(tx) or today
        present = service.catalogue_in(tx)
        wanted = dict(planned(present, service.limits, founded_on, date(today.year + 1, 12, 31), service.now()))
        known, to_come = obligations.known(tx), obligations.still_to_come(tx)
    changes = [
        Do("obligation", name, command)
        for name, command in wanted.items()
        if name not in known or (name in to_come and to_come[name] != (command.owed, command.due.due_on))
    ]
    gone = [name for name in to_come if name not in wanted]
    changes += [Do("obligation", name, LiftObligation(NO_LONGER_ASKED, service.now())) for name in gone]
    if not changes:
        return 0
    with service.application.unit(actor="clock") as unit:
        return sum(len(unit.do(change)) for change in changes)


def record_fact(service: Service, who: str, item: str, formed_on: date, about: str) -> str:
    """Something happened that has to be made public: set its obligation; return its id.

    Raises Invalid: not-ad-hoc, day-ahead, screening-blocked. The same words about the same day are one fact.
    """
    service.found_catalogue()
    present = service.catalogue
    found = present.items.get(item)
    if found is None or found.timing != "ad_hoc":
        raise Invalid("not-ad-hoc", "请选择一个随时公开的事项。", "Choose an item that is disclosed as it happens.")
    if formed_on > service.today():
        raise Invalid("day-ahead", "日期还没有到，请核对。", "That day has not come yet. Check it.")
    command = of_fact(present, found, service.limits, about=service.public_text(about), on=formed_on, at=service.now())
    name = f"{item}.fact-{formed_on}-{hashlib.sha256(about.encode()).hexdigest()[:8]}"
    service.application.handle("obligation", name, command, actor=who)
    return name


def confirm(service: Service, who: str, id: str, reason: str) -> None:
    """What is published already says what it has to: for the founding, a fact or a changed law.

    Raises Forbidden: period-needs-figures, nothing-published.
    """
    with service.application.database.read() as tx:
        published = publications.newest_of_item(tx, id.split(".", 1)[0])
    if published is None:
        raise Forbidden(
            "nothing-published",
            "这一事项还没有公开过，不能确认“无需更改”，请先公开。",
            "Nothing of this item is published yet, so nothing can be confirmed. Publish it first.",
        )
    command = ConfirmObligation(service.public_text(reason), who, service.now())
    service.application.handle("obligation", id, command, actor=who)


def recompute(service: Service, tx: Transaction, id: str) -> Do:
    """The command that counts an open one's time by the calendar now in force."""
    state = service.application.state(tx, "obligation", id)
    return Do("obligation", id, SetObligation(state.owed, service.limits.recomputed(state.due), service.now()))


def deadline(service: Service, id: str) -> Deadline:
    """Its present one, as the events have it: the view keeps the day alone."""
    with service.application.database.read() as tx:
        history = service.application.history(tx, "obligation", id)
    gives = (ObligationSet, ObligationReplanned, ObligationReopened)
    given: Deadline = [one.event.due for one in history if isinstance(one.event, gives)][-1]
    return given


def found(service: Service, id: str) -> Entry:
    """Raises NotFound (``unknown-obligation``)."""
    with service.application.database.read() as tx:
        entry = obligations.one(tx, id, service.now(), service.today())
    if entry is None:
        raise NotFound(
            "unknown-obligation", "没有这项公开任务，请核对编号。", "There is no such obligation. Check its id."
        )
    return entry
