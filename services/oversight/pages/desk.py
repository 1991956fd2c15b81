"""The desk: petitions by what falls due next, and one petition with its clocks and what can be done."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from services.oversight.access import scope
from services.oversight.api.parts import CASEWORKERS, ONLOOKERS
from services.oversight.casework import petitions as casework
from services.oversight.casework.actions import ACTIONS, offered
from services.oversight.composition import Service
from services.oversight.pages.action_forms import form_fields
from services.oversight.pages.lists import Answer, listed, wants_open
from services.oversight.schemas import petitions as schemas
from services.oversight.views import petitions
from shared.errors import Forbidden, Invalid, NotFound, WrongState
from shared.web.forms import read_form
from shared.web.language import t
from shared.web.roles import allow, signed_in

_STEPS = ", ".join(f'"{name}"' for name in ACTIONS)
_PLACE = {"take": 0, "take-over": 0, "decide-extension": 0, "recuse": 2, "ask": 2, "link": 2, "merge": 2}
"""What the page opens with is what somebody waits for; what is rarely meant stands last."""


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
        page: dict[str, Any] = {"errors": {}, "given": {}, "action": "", "text": None, **changed}
        forms = [
            (action, form_fields(service, action))
            for action in sorted(offered(found, signed_in()), key=lambda action: _PLACE.get(action.name, 1))
        ]
        return render_template("oversight/petition.html", petition=found, forms=forms, **page)

    @pages.get("/petitions/<id>")
    @allow(*ONLOOKERS)
    def petition(id: str) -> str:
        return shown_petition(id)

    @pages.post(f"/petitions/<id>/<any({_STEPS}):action>")
    @allow(*CASEWORKERS)
    def act(id: str, action: str) -> Answer:
        casework.must_be_seen(service, signed_in(), id)
        wanted = ACTIONS[action]
        form = read_form(wanted.schema())
        if form.errors:
            return shown_petition(id, errors=form.errors, given=form.given, action=action), 422
        try:
            casework.act(service, signed_in(), id, action, form.data, address=request.remote_addr or "")
        except (WrongState, Invalid, Forbidden, NotFound) as refusal:
            flash(t(refusal), "bad")
        else:
            flash(t(f"{wanted.zh}：已办。", f"{wanted.en}: done."), "good")
        with read() as tx:
            try:
                petitions.one(tx, id, scope(service.district, signed_in()))
            except NotFound:  # handed over to somebody else, or never to be seen
                return redirect(url_for("pages.desk"), 303)
        return redirect(url_for("pages.petition", id=id), 303)

    @pages.post("/petitions/<id>/text")
    @allow(*CASEWORKERS)
    def open_text(id: str) -> Answer:
        form = read_form(schemas.ReadText())
        if form.errors:
            return shown_petition(id, errors=form.errors, given=form.given, action="text"), 422
        return shown_petition(id, text=casework.read_text(service, signed_in(), id, form.data["reason"]))
