"""Requests for information at the desk: by what falls due next, one with its clocks, the counter, who read what."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from services.disclosure.composition import Service
from services.disclosure.desk import request_filing
from services.disclosure.desk import requests as desk
from services.disclosure.desk.request_actions import ACTIONS, offered
from services.disclosure.pages.parts import Page, key_drawn, page_asked
from services.disclosure.pages.request_forms import form_fields
from services.disclosure.schemas import requests as schemas
from services.disclosure.views.requests import SHOWN
from shared.errors import Forbidden, Invalid, Refusal, WrongState
from shared.web.forms import read_form
from shared.web.language import t
from shared.web.roles import DISTRICT, LEADER, OFFICER, REVIEWER, allow, may, signed_in

READERS = (OFFICER, REVIEWER, LEADER)
ONLOOKERS = (*READERS, DISTRICT)
_STEPS = ", ".join(f'"{name}"' for name in ACTIONS)
_AFTER_READING = ("approve", "return")
"""What a person decides who has just read it: the page offers it beside the opened text."""
_PLACE = {"take": 0, "decide-extension": 0, "answer": 1, "end-consultation": 1, "correct": 1, "deliver": 1}
"""What the page opens with is what somebody waits for."""


def register(pages: Blueprint, service: Service) -> None:
    _lists(pages, service)
    _one(pages, service)
    _general_interest(pages, service)


def _lists(pages: Blueprint, service: Service) -> None:
    @pages.get("/desk/requests")
    @allow(*ONLOOKERS)
    def requests_at_desk() -> Page:
        shown = request.args.get("show", "open")
        shown = shown if shown in SHOWN else "open"
        listed = desk.listed(service, shown, page_asked())
        return render_template("disclosure/requests_desk.html", show=shown, today=service.today().isoformat(), **listed)

    @pages.get("/desk/requests/counter")
    @allow(OFFICER, LEADER)
    def request_counter() -> Page:
        given = {"received_on": service.today().isoformat(), "channel": request.args.get("channel", "")}
        return _counter(given, {}, secrets.token_hex(16))

    @pages.post("/desk/requests/counter")
    @allow(OFFICER, LEADER)
    def register_request() -> Page:
        """The receipt is the answer itself, to be read aloud or written down: the code may stand in no address."""
        form, key = read_form(schemas.NewRequest()), key_drawn()
        errors = form.errors
        if not errors:
            try:
                filed = request_filing.file_request(service, form.data, signed_in(), key or None)
            except Refusal as refusal:
                errors = {str(refusal.details.get("field", "_schema")): [t(refusal)]}
        if errors:
            return _counter(form.given, errors, key), 422
        return render_template("disclosure/requests_receipt.html", filed=filed, given=form.data, counter=True)

    @pages.get("/desk/requests/readings")
    @allow(LEADER, DISTRICT)
    def request_readings() -> Page:
        before = request.args.get("before", "")
        number = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None
        return render_template("disclosure/requests_readings.html", before=number, **desk.readings(service, number))


def _one(pages: Blueprint, service: Service) -> None:
    def shown(id: str, **changed: Any) -> str:
        row = desk.read(service, id, explain=True)
        page: dict[str, Any] = {"errors": {}, "given": {}, "action": "", "text": None, **changed}
        actions = [
            action
            for action in sorted(offered(row, signed_in()), key=lambda action: _PLACE.get(action.name, 2))
            if page["text"] or action.name not in _AFTER_READING
        ]
        forms = [(action, form_fields(service, action)) for action in actions]
        return render_template("disclosure/requests_one.html", one=row, forms=forms, **page)

    @pages.get("/desk/requests/<string:id>")
    @allow(*ONLOOKERS)
    def request_at_desk(id: str) -> Page:
        return shown(id)

    @pages.post("/desk/requests/<string:id>/text")
    @allow(*READERS)
    def open_request(id: str) -> Page:
        form = read_form(schemas.ReadText())
        if form.errors:
            return shown(id, errors=form.errors, given=form.given, action="text"), 422
        return shown(id, text=desk.read_text(service, signed_in(), id, form.data["reason"]))

    @pages.post(f"/desk/requests/<string:id>/<any({_STEPS}):action>")
    @allow(*READERS)
    def act_on_request(id: str, action: str) -> Page:
        wanted = ACTIONS[action]
        if not may(*wanted.roles):
            raise Forbidden("not-allowed", "您的岗位不能做这件事。", "Your role may not do this.")
        form = read_form(wanted.schema())
        errors = form.errors
        if not errors:
            try:
                desk.act(service, signed_in(), id, action, form.data)
            except Invalid as refusal:
                errors = {_field_of(refusal, form.given): [t(refusal)]}
            except (WrongState, Forbidden) as refusal:
                flash(t(refusal), "bad")
                return redirect(url_for("pages.request_at_desk", id=id), 303)
        if errors:
            return shown(id, errors=errors, given=form.given, action=action), 422
        flash(t(f"{wanted.zh}：已办。", f"{wanted.en}: done."), "good")
        return redirect(url_for("pages.request_at_desk", id=id), 303)


def _general_interest(pages: Blueprint, service: Service) -> None:
    @pages.get("/desk/requests/<string:id>/publication")
    @allow(OFFICER)
    def write_general(id: str) -> Page:
        return _general(service, id, {}, {})

    @pages.post("/desk/requests/<string:id>/publication")
    @allow(OFFICER)
    def draft_general(id: str) -> Page:
        form = read_form(schemas.DraftPublication())
        errors = form.errors
        if not errors:
            try:
                publication = desk.draft_publication(service, signed_in(), id, form.data)
            except Invalid as refusal:
                errors = {_field_of(refusal, form.given): [t(refusal)]}
        if errors:
            return _general(service, id, form.given, errors), 422
        flash(t("公开稿已起草，请照常筛查、审批。", "Drafted. Screen it and have it approved as always."), "good")
        return redirect(url_for("pages.at_desk", id=publication), 303)


def _field_of(refusal: Invalid, given: Any) -> str:
    """The field of the form to which a refusal belongs, where it names one that is there."""
    hits: Any = refusal.details.get("hits") or [{}]
    named = str(refusal.details.get("field") or hits[0].get("field", ""))
    return named if named in given or named in {"taken_out", "where"} else "_schema"


def _counter(given: Any, errors: Any, key: str) -> str:
    return render_template("disclosure/requests_counter.html", given=given, errors=errors, key=key)


def _general(service: Service, id: str, given: Any, errors: Any) -> str:
    return render_template("disclosure/requests_general.html", one=desk.read(service, id), given=given, errors=errors)
