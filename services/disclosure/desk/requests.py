"""Requests for information as the desk works on them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.disclosure.composition import Service
from services.disclosure.desk import clock, publications, request_dossier
from services.disclosure.desk.request_actions import ACTIONS, Asked
from services.disclosure.desk.request_filing import TEXT_FIELDS
from services.disclosure.domain.information_request.answering import PUBLIC_GROUPS
from services.disclosure.domain.information_request.commands import NotePublication, ReadIdentity
from services.disclosure.domain.outcomes import OUTCOMES
from services.disclosure.views import request_readings, request_years, requests
from services.disclosure.views.request_years import RequestYear
from shared.errors import Forbidden, Invalid, WrongState
from shared.web.roles import OFFICER, Account

PAGE = 50


def listed(service: Service, shown: str, page: int) -> dict[str, Any]:
    with service.application.database.read() as tx:
        rows, total = requests.page(tx, shown, limit=PAGE, offset=(page - 1) * PAGE)
    return {"requests": rows, "page": page, "pages": max(1, -(-total // PAGE)), "total": total}


def read(service: Service, id: str, *, explain: bool = False) -> dict[str, Any]:
    """One request with its clocks and history; never its text. Raises NotFound."""
    with service.application.database.read() as tx:
        row = requests.one(tx, id)
        cases = request_years.of_request(tx, id)
        history = service.application.history(tx, "request", id)
    running = request_dossier.clocks(history)
    return {
        **row,
        "cases": cases,
        "clocks": [request_dossier.shown(service.limits, each, explain=explain) for each in running],
        "history": request_dossier.happenings(history),
    }


def act(service: Service, account: Account, id: str, name: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Carry out one of `ACTIONS`; returns what the request has become. Raises what the rules refuse."""
    action = ACTIONS[name]
    with service.application.database.read() as tx:
        row = requests.one(tx, id)
    if account.role not in action.roles:
        raise Forbidden("not-allowed", "您的岗位不能做这件事。", "Your role may not do this.")
    if name == "offer" and account.role == OFFICER and row["owner"] != account.name:
        raise Forbidden("not-yours", "这件申请不由您经办。", "It is not yours to hand over.")
    command = action.command(Asked(service, id, account.name, service.now(), given))
    service.application.handle("request", id, command, actor=account.name)
    if name == "erase":
        clock.erase_keys(service)
    return read(service, id)


def read_text(service: Service, account: Account, id: str, reason: str) -> dict[str, Any]:
    """The applicant's name and words and all that was written since, after it is recorded who reads them and why."""
    service.application.handle("request", id, ReadIdentity(reason, account.name, service.now()), actor=account.name)
    with service.application.database.read() as tx:
        history = service.application.history(tx, "request", id)
    return {**_opened(service, id), "said": request_dossier.said(service.keys, id, history)}


def draft_publication(service: Service, account: Account, id: str, given: Mapping[str, Any]) -> str:
    """An answer of general interest becomes the draft of a publication, in a text for everybody; returns its id.

    It is screened like any other, and the applicant's name must not stand in it. A repeat after a crash drafts no
    second one. Raises Invalid, WrongState.
    """
    with service.application.database.read() as tx:
        row = requests.one(tx, id)
    if row["publication"]:
        return str(row["publication"])
    if row["status"] != "answered" or OUTCOMES[row["outcome"]].group not in PUBLIC_GROUPS:
        raise WrongState(
            "nothing-to-publish",
            "只有已经答复、予以公开或部分公开的申请可以转为公开稿。",
            "Only an answer that gave information can become a publication.",
            state=row["status"],
        )
    opened = _opened(service, id)
    if any(opened.get(name) and opened[name] in f"{given['title']}\n{given['body']}" for name in ("name", "contact")):
        raise Invalid(
            "applicant-named",
            "公开稿里不能出现申请人的姓名或联系方式，请删去。",
            "The applicant's name or contact must not stand in a publication. Take it out.",
        )
    publication = publications.draft(service, account.name, given, f"from request {id}")
    note = NotePublication(publication, account.name, service.now())
    service.application.handle("request", id, note, actor=account.name)
    return publication


def readings(service: Service, before: int | None) -> dict[str, Any]:
    """``older``: what to ask with to go on; None at the end."""
    with service.application.database.read() as tx:
        found = request_readings.latest(tx, before=before, limit=PAGE + 1)
    return {"readings": found[:PAGE], "older": found[PAGE - 1]["number"] if len(found) > PAGE else None}


def year(service: Service, number: int) -> RequestYear:
    with service.application.database.read() as tx:
        return request_years.of_year(tx, number)


def officers(service: Service) -> list[Account]:
    """Whom a request can be handed over to."""
    return [person for person in service.accounts.people() if person.role == OFFICER]


def _opened(service: Service, id: str) -> dict[str, Any]:
    """What the applicant gave when it was registered, corrected or not; nothing once it is erased."""
    with service.application.database.read() as tx:
        history = service.application.history(tx, "request", id)
    opened = service.keys.decrypt(id, history[0].event.particulars.text) or {}
    return {name: opened.get(name, "") for name in TEXT_FIELDS}
