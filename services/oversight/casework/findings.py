"""What is done about findings, and by whom: dated, put right, verified by somebody else, published, reopened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

from services.oversight import access, clocks
from services.oversight.casework import bad_ratings as rating
from services.oversight.composition import Service
from services.oversight.domain import finding as rules
from services.oversight.domain.circular import Content
from services.oversight.domain.verifier import Verifier
from services.oversight.policies.findings import circular
from services.oversight.views import bad_ratings, circulars, findings, petitions
from services.oversight.views.petitions import EVERYTHING, Scope
from shared.decider import Do
from shared.errors import Forbidden, Invalid, NotFound, WrongState
from shared.eventlog import Recorded, Transaction
from shared.web.roles import DISTRICT, LEADER, OFFICER, Account

OF_CASES = frozenset({"missed_deadline", "bad_rating", "petition_proved"})
"""The origins whose evidence begins with the id of a petition or of a bad rating."""
_TEXTS = ("rectification", "reason")
_SAID = frozenset({"rectification-warned", "rectification-overdue"})
"""What a clock says; what a person has seen still holds after it."""
_BY_ITSELF = frozenset({*_SAID, "finding-opened", "finding-dismissed", "rectification-recomputed"})
"""Whoever's act brought these to light, it is not theirs: who filed the inspection behind one is not told."""


def scope(account: Account) -> Scope:
    """The leading group and the district see all, an officer those about his own office."""
    if account.role in (LEADER, DISTRICT):
        return EVERYTHING
    return Scope("about = ?", (account.office or "",)) if account.role == OFFICER else Scope("1 = 0")


def read(service: Service, account: Account, id: str) -> dict[str, Any]:
    """A finding with its history, what this person may do next, and what is behind it if he may see that.

    Raises NotFound, also for one that this person may not see.
    """
    with service.application.database.read() as tx:
        row = findings.one(tx, id, scope(account))
        history = service.application.history(tx, "finding", id)
        behind = _behind(service, tx, account, row)
        issued = circulars.about_finding(tx, id)
    reported_by = next((one.event.by for one in reversed(history) if one.name == "rectification-reported"), "")
    told = {"version": _version(history), "history": [_happening(one) for one in history]}
    dated = clocks.of_finding(history)
    steps = next_steps(account, row, reported_by=reported_by, others=_others(service, row["about"]))
    return {
        **row,
        **told,
        **behind,
        "circulars": issued,
        "next": steps,
        "deadline": dated[-1].id if dated else None,
    }


def next_steps(account: Account, row: Mapping[str, Any], *, reported_by: str, others: tuple[str, ...]) -> list[str]:
    """What this person may do about it now, by role; the decider has the last word. ``others`` could verify it too."""
    verifies = account.name != reported_by and (account.office != row["about"] or not set(others) - {reported_by})
    leads, watches = account.role == LEADER, account.role == DISTRICT
    steps = {
        "open": {
            "report": leads or (account.role == OFFICER and account.office == row["about"]),
            "date": leads and not row["overdue"],
            "extend": leads and row["due_on"] is not None and not row["overdue"] and not row["extended"],
        },
        "reported": dict.fromkeys(("close", "send-back"), (leads or watches) and verifies),
        "closed": {"reopen": leads or watches},
        "dismissed": {},
    }[row["state"]]
    return [step for step, may in steps.items() if may]


def act(service: Service, account: Account, id: str, action: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """date, extend, report, close, send-back or reopen a finding that this person may see; returns what it has become.

    Raises NotFound, what the decider refuses, and WrongState(``stale-version``) where ``given`` names the version seen
    and it is no longer that: who verifies has read what is published, and not what stood there before.
    """
    with service.application.database.read() as tx:
        findings.one(tx, id, scope(account))  # what is not there is refused without waiting to write
    with service.application.unit(actor=account.name) as unit:
        row = findings.one(unit.tx, id, scope(account))
        seen = given.get("version")
        if seen is not None and seen != _version(service.application.history(unit.tx, "finding", id)):
            raise WrongState(
                "stale-version",
                "这个问题刚有了新变化，请先看过再办。",
                "This finding has changed since you looked. Look again first.",
                state=row["state"],
            )
        unit.do(Do("finding", id, _command(service, account, row, action, given)))
    return read(service, account, id)


def to_be_published(service: Service, id: str) -> Content:
    """The circular that closing this finding would issue, word for word."""
    with service.application.database.read() as tx:
        state: rules.Finding = service.application.state(tx, "finding", id)
    if state.facts is None:
        raise NotFound("unknown-finding", "没有这个问题，请核对编号。", "There is no such finding; check its id.")
    return circular(service.words, id, state.facts, state.rectification, state.reopened_because)


def _command(
    service: Service, account: Account, row: Mapping[str, Any], action: str, given: Mapping[str, Any]
) -> rules.Command:
    by, at = account.name, service.clock.now()
    if action == "date":
        return rules.SetRectificationDate(given["due_on"], by, at)
    if action == "extend":
        return rules.ExtendRectification(given["days"], given["reason"], by, at)
    if action == "report":
        if account.role == OFFICER and account.office != row["about"]:
            raise Forbidden(
                "not-its-office",
                "只有责任单位能报告整改。",
                "Only the office it is about reports how it was put right.",
            )
        return rules.ReportRectification(given["rectification"], by, at)
    if action == "reopen":
        return rules.ReopenFinding(given["reason"], by, at)
    verifier = Verifier(by, account.office, _others(service, row["about"]))
    if action == "send-back":
        return rules.RefuseRectification(given["reason"], verifier, at)
    if not given["screened"]:
        raise Invalid(
            "not-screened",
            "请先通读将公布的全文，确认认不出任何当事人。",
            "Read all that will be published first, and confirm that it tells of no petitioner.",
        )
    return rules.VerifyRectification(verifier, at)


def _others(service: Service, about: str) -> tuple[str, ...]:
    """Who of other offices could verify what this one has put right."""
    could = [one for one in service.accounts.people() if one.role in (LEADER, DISTRICT)]
    return tuple(one.name for one in could if one.office != about)


def _behind(service: Service, tx: Transaction, account: Account, row: Mapping[str, Any]) -> dict[str, str | None]:
    """The ``petition`` or the ``bad_rating`` behind it, to those who may see that."""
    behind: dict[str, str | None] = {"petition": None, "bad_rating": None}
    if row["origin"] in OF_CASES:
        of: str = row["evidence"].partition("/")[0]
        with suppress(NotFound):
            petitions.one(tx, of, access.scope(service.district, account))
            behind["petition"] = of
        with suppress(NotFound):
            bad_ratings.one(tx, of, rating.scope(service, account))
            behind["bad_rating"] = of
    return behind


def _version(history: Iterable[Recorded]) -> int:
    """What a form was filled in against."""
    return sum(1 for one in history if one.name not in _SAID)


def _happening(recorded: Recorded) -> dict[str, Any]:
    event = recorded.event
    deadline = getattr(event, "deadline", None)
    return {
        "what": recorded.name,
        "at": recorded.occurred_at.isoformat(),
        "recorded_at": recorded.recorded_at.isoformat(),
        "by": "clock" if recorded.name in _BY_ITSELF else recorded.metadata.actor,
        "text": next((getattr(event, name) for name in _TEXTS if hasattr(event, name)), None),
        "due_on": deadline.due_on.isoformat() if deadline else None,
    }
