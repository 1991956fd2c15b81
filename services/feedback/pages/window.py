"""A visit to the service window, rated on somebody's own phone with the code of a slip."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, render_template, request
from marshmallow import Schema, fields, validate
from werkzeug.wrappers import Response

from services.feedback.ballots.guessing import no_guessing
from services.feedback.composition import Service
from services.feedback.pages.survey import LEVELS
from services.feedback.schemas.window import VisitForm
from services.feedback.window import slips
from services.feedback.window.rating import Rated, rate_visit
from shared.errors import Invalid, NotFound, Refusal
from shared.privacy.codes import grouped
from shared.visit_reasons import BAD
from shared.web.forms import read_form
from shared.web.language import t
from shared.web.roles import PUBLIC, allow

Page = str | Response | tuple[str, int]


class SlipForm(Schema):
    code = fields.String(required=True, validate=validate.Length(1, 60))


class SlipVisitForm(VisitForm, SlipForm):
    pass


def visit_form(service: Service, office: str, action: str, errors: Mapping[str, Any], given: Any) -> str:
    return render_template(
        "feedback/visit.html",
        office=service.district.office(office),
        action=action,
        levels=[(value, t(*words)) for value, words in LEVELS],
        reasons=[(reason.kind, reason.id, t(reason)) for reason in service.visit_reasons],
        errors=errors,
        given=given,
        form_key=given.get("form_key") or secrets.token_hex(16),
    )


def said(data: Mapping[str, Any]) -> dict[str, Any]:
    """What belongs to the face that was chosen; what another had shown, and hid again, is left out."""
    bad = data["level"] <= BAD
    return {
        "level": data["level"],
        "reasons": data["bad" if bad else "good"],
        "text": data["text"],
        "contact": data["contact"] if bad else None,
    }


def at_field(refused: Refusal) -> dict[str, list[str]]:
    """Where on the form a refusal is shown."""
    return {"text" if refused.code == "personal-data" else "_schema": [t(refused)]}


def thanks(service: Service, code: str | None, contact: bool) -> str:
    """``code``: the receipt code of a bad rating."""
    limits = service.limits
    today = service.today()
    return render_template(
        "feedback/visit_thanks.html",
        code=grouped(code) if code else "",
        contact=contact,
        follow_url=service.follow_url,
        contact_days=limits.limit("bad_rating_contact", today).length,
        rectification_days=limits.limit("bad_rating_rectification", today).length,
    )


def register(pages: Blueprint, service: Service) -> None:
    database, key = service.application.database, service.code_key

    @pages.get("/window")
    @allow(PUBLIC)
    def enter_slip() -> Page:
        return render_template("feedback/window.html", errors={}, given={})

    @pages.post("/window")
    @allow(PUBLIC)
    def visit() -> Page:
        """The code travels in the body alone: an address is logged on its way."""
        form = read_form(SlipForm())
        try:
            if not form.errors:
                with no_guessing(service, request.remote_addr or ""), database.read() as tx:
                    office = slips.check(tx, key, form.data["code"], service.today())
                return visit_form(service, office, "/window/rating", {}, {"code": form.data["code"]})
        except Refusal as refused:
            form.errors["code"] = [t(refused)]
        return render_template("feedback/window.html", errors=form.errors, given=form.given), 422

    @pages.post("/window/rating")
    @allow(PUBLIC)
    def rate() -> Page:
        """Of a good rating and of a bad one the same is logged."""
        form = read_form(SlipVisitForm())
        rated: Rated | None = None
        try:
            if not form.errors:
                given = {"code": form.data["code"], **said(form.data)}
                rated = rate_visit(service, given, form.data["form_key"], request.remote_addr or "")
        except (Invalid, NotFound) as refused:
            form.errors.update(at_field(refused))
        if rated is not None:
            return thanks(service, rated.receipt_code, rated.contact), 201
        try:
            with database.read() as tx:
                office = slips.office_of(tx, key, form.given.get("code", ""))
        except Refusal as refused:
            return render_template("feedback/window.html", errors={"code": [t(refused)]}, given=form.given), 422
        return visit_form(service, office, "/window/rating", form.errors, form.given), 422
