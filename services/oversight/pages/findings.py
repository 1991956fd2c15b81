"""Findings: the list, and one of them with its history and what can be done next."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from marshmallow import Schema

from services.oversight.api.findings import WATCHERS
from services.oversight.api.parts import ONLOOKERS
from services.oversight.casework import findings as casework
from services.oversight.composition import Service
from services.oversight.pages.lists import Answer, listed
from services.oversight.schemas import findings as schemas
from services.oversight.schemas.actions import Reasoned
from services.oversight.views import findings
from shared.errors import Forbidden, Invalid, WrongState
from shared.web.forms import read_form
from shared.web.language import t
from shared.web.roles import LEADER, OFFICER, allow, signed_in

ACTIONS: dict[str, tuple[type[Schema], tuple[str, ...], str, str]] = {
    "date": (schemas.SetDate, (LEADER,), "已定整改期限。", "The day is set."),
    "extend": (schemas.Extend, (LEADER,), "已批准延期。", "More time is approved."),
    "report": (
        schemas.Report,
        (OFFICER, LEADER),
        "已报告，等待另一人核实。",
        "Reported; somebody else verifies it now.",
    ),
    "close": (schemas.Close, WATCHERS, "已销号，并已通报到各公开栏。", "Closed; the circular goes to all boards."),
    "send-back": (Reasoned, WATCHERS, "已退回责任单位继续整改。", "Sent back to the office."),
    "reopen": (Reasoned, WATCHERS, "已重新立案，期限重新计算。", "Open again, with a new day."),
}


def _field(action: str, refusal: Invalid) -> str:
    """Where in the form the reason of a refusal stands."""
    if refusal.code == "personal-data" and action != "report":
        return "reason"
    return {"date": "due_on", "extend": "days", "report": "rectification", "close": "screened"}.get(action, "reason")


def register(pages: Blueprint, service: Service) -> None:
    @pages.get("/findings")
    @allow(*ONLOOKERS)
    def list_findings() -> str:
        seen, wanted = casework.scope(signed_in()), request.args.get("status", "open")
        state = wanted if wanted in findings.STATES else "open"
        shown = listed(
            service, lambda tx, limit, offset: findings.page(tx, seen, state=state, limit=limit, offset=offset)
        )
        return render_template("oversight/findings.html", state=state, **shown)

    def shown_finding(id: str, **changed: Any) -> str:
        found = casework.read(service, signed_in(), id)
        draft = casework.to_be_published(service, id) if "close" in found["next"] else None
        page: dict[str, Any] = {"errors": {}, "given": {}, "action": "", **changed}
        return render_template("oversight/finding.html", finding=found, draft=draft, **page)

    @pages.get("/findings/<id>")
    @allow(*ONLOOKERS)
    def finding(id: str) -> str:
        return shown_finding(id)

    def add_action(action: str, schema: type[Schema], roles: tuple[str, ...], done: tuple[str, str]) -> None:
        def act(id: str) -> Answer:
            form = read_form(schema())
            errors = form.errors
            if not errors:
                try:
                    casework.act(service, signed_in(), id, action, form.data)
                except Invalid as refusal:
                    errors = {_field(action, refusal): [t(refusal)]}
                except (WrongState, Forbidden) as refusal:
                    flash(t(refusal), "bad")
                    return redirect(url_for("pages.finding", id=id), 303)
            if errors:
                return shown_finding(id, errors=errors, given=form.given, action=action), 422
            flash(t(*done), "good")
            return redirect(url_for("pages.finding", id=id), 303)

        name = f"{action.replace('-', '_')}_finding"
        pages.post(f"/findings/<id>/{action}", endpoint=name)(allow(*roles)(act))

    for action, (schema, roles, zh, en) in ACTIONS.items():
        add_action(action, schema, roles, (zh, en))
