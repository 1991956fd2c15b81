"""The desk: petitions by what falls due next, and one petition with its clocks and what can be done."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from marshmallow import Schema

from services.oversight.access import scope
from services.oversight.api.parts import CASEWORKERS, ONLOOKERS
from services.oversight.casework import petitions as casework
from services.oversight.composition import Service
from services.oversight.pages.lists import Answer, listed, wants_open
from services.oversight.schemas import parts
from services.oversight.schemas import petitions as schemas
from services.oversight.views import petitions
from shared.errors import Forbidden, Invalid, NotFound, WrongState
from shared.web.forms import read_form
from shared.web.language import t
from shared.web.roles import allow, signed_in

ACTIONS: dict[str, tuple[type[Schema], str, str]] = {
    "accept": (parts.Nothing, "已受理，新的期限开始计算。", "Accepted; the next clock has started."),
    "decline": (schemas.Decline, "已告知不予受理。", "Declined; the petitioner can read why."),
    "assign": (schemas.Assign, "已交办。", "Assigned."),
    "resolve": (
        schemas.Resolve,
        "已办结，信访人可凭查询码看到意见。",
        "Resolved; the petitioner can read the opinion.",
    ),
}


def register(pages: Blueprint, service: Service) -> None:
    read = service.application.database.read

    @pages.get("/desk")
    @allow(*ONLOOKERS)
    def desk() -> str:
        seen, still_open = scope(service.district, signed_in()), wants_open()
        shown = listed(
            service,
            lambda tx, limit, offset: petitions.page(tx, seen, still_open=still_open, limit=limit, offset=offset),
        )
        return render_template("oversight/desk.html", still_open=still_open, **shown)

    def shown_petition(id: str, **changed: Any) -> str:
        found = casework.read(service, id, scope(service.district, signed_in()))
        handlers = sorted(service.handlers.values(), key=lambda handler: handler.name)
        page: dict[str, Any] = {"errors": {}, "given": {}, "action": "", "text": None, **changed}
        return render_template("oversight/petition.html", petition=found, handlers=handlers, **page)

    @pages.get("/petitions/<id>")
    @allow(*ONLOOKERS)
    def petition(id: str) -> str:
        return shown_petition(id)

    @pages.post("/petitions/<id>/<any(accept, decline, assign, resolve):action>")
    @allow(*CASEWORKERS)
    def act(id: str, action: str) -> Answer:
        schema, zh, en = ACTIONS[action]
        form = read_form(schema())
        if form.errors:
            return shown_petition(id, errors=form.errors, given=form.given, action=action), 422
        try:
            casework.act(service, signed_in(), id, action, form.data)
        except (WrongState, Invalid, Forbidden) as refusal:
            flash(t(refusal), "bad")
            return redirect(url_for("pages.petition", id=id), 303)
        flash(t(zh, en), "good")
        with read() as tx:
            try:
                petitions.one(tx, id, scope(service.district, signed_in()))
            except NotFound:  # handed over to somebody else
                return redirect(url_for("pages.desk"), 303)
        return redirect(url_for("pages.petition", id=id), 303)

    @pages.post("/petitions/<id>/text")
    @allow(*CASEWORKERS)
    def open_text(id: str) -> Answer:
        form = read_form(schemas.ReadText())
        if form.errors:
            return shown_petition(id, errors=form.errors, given=form.given, action="text"), 422
        return shown_petition(id, text=casework.read_text(service, signed_in(), id, form.data["reason"]))

    @pages.get("/deadlines/<id>")
    @allow(*ONLOOKERS)
    def clock(id: str) -> str:
        explained = casework.explanation(service, signed_in(), id)
        return render_template("oversight/clock.html", clock=explained)
