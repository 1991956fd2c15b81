"""The public's pages: what this is, the follow-up, the circulars."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request
from marshmallow import Schema

from services.oversight.casework import following, following_ratings
from services.oversight.composition import Service
from services.oversight.domain.results import FEWEST
from services.oversight.pages.lists import Answer, listed
from services.oversight.schemas import petitions as schemas
from services.oversight.views import circulars, petitions
from shared.errors import Invalid, NotFound, WrongState
from shared.timelimits.days import china_day
from shared.web.forms import read_form
from shared.web.language import t
from shared.web.roles import PUBLIC, allow

STEPS: dict[str, type[Schema]] = {
    "supplement": schemas.GiveSupplement,
    "review": schemas.RequestReview,
    "rate": schemas.RateOutcome,
    "withdraw": schemas.WithCode,
    "erase": schemas.WithCode,
}


def register(pages: Blueprint, service: Service) -> None:
    read = service.application.database.read

    @pages.get("/")
    @allow(PUBLIC)
    def home() -> str:
        """How many clocks run and how many were missed; small figures are not shown."""
        with read() as tx:
            clocks = petitions.clocks(tx, petitions.KEPT_FROM_NOBODY)
            latest, _ = circulars.page(tx, limit=3, offset=0)
        running = clocks["running"] + clocks["warned"] + clocks["missed"]
        today = china_day(service.clock.now())
        limits = [service.limits.limit(name, today) for name in ("enquiry", "acceptance", "resolution", "promise_60")]
        figures = [(count if count >= FEWEST else None) for count in (running, clocks["missed"])]
        return render_template(
            "oversight/home.html", running=figures[0], missed=figures[1], latest=latest, limits=limits
        )

    @pages.get("/follow")
    @allow(PUBLIC)
    def ask_code() -> str:
        return shown_petition()

    @pages.post("/follow")
    @allow(PUBLIC)
    def follow() -> Answer:
        form, address = read_form(schemas.Follow()), request.remote_addr or ""
        errors, found = form.errors, None
        if not errors:
            try:
                kind, _ = following.look_up(service, form.data["code"], address)
                if kind == "bad_rating":
                    rating = following_ratings.follow(service, form.data["code"], address, explain=True)
                    return shown_rating(rating, given=form.given)
                found = following.follow(service, form.data["code"], address, explain=True)
            except (Invalid, NotFound) as refusal:
                errors = {"code": [t(refusal)]}
        page = shown_petition(errors=errors, given=form.given, found=found)
        return (page, 422) if errors else page

    @pages.post(f"/follow/<any({', '.join(STEPS)}):step>")
    @allow(PUBLIC)
    def step(step: str) -> Answer:
        """What the petitioner does next, with the code that the page carries."""
        form, address = read_form(STEPS[step]()), request.remote_addr or ""
        code = form.given.get("code", "")[:64]
        wrong = form.errors
        try:
            if not wrong:
                following.act(service, step, form.data, address)
        except (WrongState, Invalid) as refusal:
            wrong = {"_schema": [t(refusal)]}
        except NotFound as refusal:
            return shown_petition(errors={"code": [t(refusal)]}, given=form.given), 422
        if step == "erase" and not wrong:  # the code is none any more
            return shown_petition(erased=True)
        found = following.follow(service, code, address, explain=True)
        page = shown_petition(found=found, given=form.given, wrong=wrong, step=step, done=not wrong)
        return (page, 422) if wrong else page

    @pages.get("/circulars")
    @allow(PUBLIC)
    def list_circulars() -> str:
        shown = listed(service, lambda tx, limit, offset: circulars.page(tx, limit=limit, offset=offset))
        return render_template("oversight/circulars.html", **shown)


def shown_petition(**changed: Any) -> str:
    """The code goes along in the page, which nobody keeps, and never in an address."""
    page = {"errors": {}, "given": {}, "found": None, "wrong": {}, "step": "", "done": False, **changed}
    return render_template("oversight/follow.html", **page)


def shown_rating(found: dict[str, Any], **changed: Any) -> str:
    """As `shown_petition`, of a bad rating."""
    page = {"given": {}, "wrong": {}, "step": "", "done": False, **changed}
    return render_template("oversight/follow_rating.html", found=found, **page)
