"""Requests for information as the public see them: what one may ask, the form, the receipt, what has become of it."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, render_template, request
from marshmallow import Schema

from services.disclosure.composition import Service
from services.disclosure.desk import request_filing, request_following
from services.disclosure.desk import requests as desk
from services.disclosure.desk.request_actions import petitions_address
from services.disclosure.domain.information_request import particulars, rules
from services.disclosure.domain.outcomes import APPLICANTS, CASE_OUTCOMES, CASES, GROUPS, LINES, OUTCOMES
from services.disclosure.pages.parts import Page, key_drawn
from services.disclosure.schemas import requests as schemas
from services.disclosure.views import request_years
from shared.errors import Invalid, NotFound, WrongState
from shared.web.forms import read_form
from shared.web.language import t
from shared.web.roles import PUBLIC, allow

STEPS: dict[str, type[Schema]] = {
    "correct": schemas.GiveCorrection,
    "withdraw": schemas.WithCode,
    "erase": schemas.WithCode,
}
LIMITS = ("information_answer", "information_correction", "information_supplement")


def register(pages: Blueprint, service: Service) -> None:
    @pages.context_processor
    def request_words() -> dict[str, Any]:
        """``rw``: every code of a request in words, Chinese and English."""
        words = {
            "applicants": APPLICANTS,
            "forms": particulars.FORMS,
            "channels": particulars.CHANNELS,
            "received": particulars.RECEIVED,
            "means": particulars.MEANS,
            "consulted": particulars.CONSULTED,
            "opinions": particulars.OPINIONS,
            "states": rules.STATES,
            "outcomes": OUTCOMES,
            "groups": GROUPS,
            "cases": CASES,
            "case_outcomes": CASE_OUTCOMES,
        }
        petitions = petitions_address(service)
        return {"rw": words, "person": service.accounts.display, "petitions_address": petitions}

    @pages.get("/requests")
    @allow(PUBLIC)
    def about_requests() -> Page:
        """What may be asked for and what comes of it; and the year's figures, in full: see docs/decisions."""
        with service.application.database.read() as tx:
            years = request_years.years(tx) or [service.today().year]
        asked = request.args.get("year", "")
        shown = int(asked) if asked.isascii() and asked.isdigit() and int(asked) in years else years[0]
        limits = {name: service.limits.limit(name, service.today()) for name in LIMITS}
        return render_template(
            "disclosure/requests.html", year=desk.year(service, shown), years=years, lines=LINES, limits=limits
        )

    @pages.get("/requests/new")
    @allow(PUBLIC)
    def write_request() -> Page:
        return _form({}, {}, secrets.token_hex(16))

    @pages.post("/requests/new")
    @allow(PUBLIC)
    def file_request() -> Page:
        """The receipt is the answer itself: the code may stand in no address."""
        form, key = read_form(schemas.NewRequest()), key_drawn()
        errors = form.errors
        if not errors:
            try:
                filed = request_filing.file_request(service, form.data, None, key or None)
            except Invalid as refusal:
                errors = {str(refusal.details.get("field", "_schema")): [t(refusal)]}
        if errors:
            return _form(form.given, errors, key), 422
        return render_template("disclosure/requests_receipt.html", filed=filed, given=form.data)

    @pages.get("/requests/follow")
    @allow(PUBLIC)
    def ask_request_code() -> Page:
        return shown_request()

    @pages.post("/requests/follow")
    @allow(PUBLIC)
    def follow_request() -> Page:
        form = read_form(schemas.Follow())
        errors, found = form.errors, None
        if not errors:
            try:
                address = request.remote_addr or ""
                found = request_following.follow(service, form.data["code"], address, explain=True)
            except (Invalid, NotFound) as refusal:
                errors = {"code": [t(refusal)]}
        page = shown_request(errors=errors, given=form.given, found=found)
        return (page, 422) if errors else page

    @pages.post(f"/requests/follow/<any({', '.join(STEPS)}):step>")
    @allow(PUBLIC)
    def request_step(step: str) -> Page:
        """What the applicant does next, with the code that the page carries."""
        form, address = read_form(STEPS[step]()), request.remote_addr or ""
        code, wrong = form.given.get("code", "")[:64], form.errors
        try:
            if not wrong:
                request_following.act(service, step, form.data, address)
        except (WrongState, Invalid) as refusal:
            wrong = {str(refusal.details.get("field", "_schema")): [t(refusal)]}
        except NotFound as refusal:
            return shown_request(errors={"code": [t(refusal)]}, given=form.given), 422
        if step == "erase" and not wrong:  # the code is none any more
            return shown_request(erased=True)
        found = request_following.follow(service, code, address, explain=True)
        page = shown_request(found=found, given=form.given, wrong=wrong, step=step, done=not wrong)
        return (page, 422) if wrong else page


def _form(given: Any, errors: Any, key: str) -> str:
    return render_template("disclosure/requests_form.html", given=given, errors=errors, key=key)


def shown_request(**changed: Any) -> str:
    """The code goes along in the page, which nobody keeps, and never in an address."""
    page = {"errors": {}, "given": {}, "found": None, "wrong": {}, "step": "", "done": False, **changed}
    return render_template("disclosure/requests_follow.html", **page)
