"""Bad ratings at the desk, and how the person who gave one follows it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from marshmallow import Schema

from services.oversight.api.parts import CASEWORKERS, ONLOOKERS
from services.oversight.casework import bad_ratings as casework
from services.oversight.casework import following_ratings
from services.oversight.composition import Service
from services.oversight.domain.bad_rating.decide import ENOUGH_TRIES
from services.oversight.pages.lists import Answer, listed
from services.oversight.pages.public import shown_petition
from services.oversight.pages.public import shown_rating as shown_followed
from services.oversight.schemas import bad_ratings as schemas
from services.oversight.schemas.actions import Reasoned
from services.oversight.schemas.petitions import ReadText, WithCode
from services.oversight.views import bad_ratings
from shared.errors import Forbidden, Invalid, NotFound, WrongState
from shared.web.forms import read_form
from shared.web.language import t
from shared.web.roles import LEADER, PUBLIC, allow, signed_in

ACTIONS: dict[str, tuple[type[Schema], tuple[str, ...], str, str]] = {
    "contact": (schemas.NoteContact, CASEWORKERS, "已登记。", "Noted."),
    "report": (
        schemas.ReportOutcome,
        CASEWORKERS,
        "已报告，等待另一人确认。",
        "Reported; somebody else confirms it now.",
    ),
    "confirm": (schemas.ConfirmOutcome, (LEADER,), "已确认并公布。", "Confirmed; everybody can read it."),
    "send-back": (Reasoned, (LEADER,), "已退回继续整改。", "Sent back to the office."),
}
STEPS: dict[str, type[Schema]] = {"judge": schemas.JudgeOutcome, "erase": WithCode}


def _field(action: str) -> str:
    """Where in the form the reason of a refusal stands."""
    return {"contact": "tries", "report": "text", "confirm": "screened"}.get(action, "reason")


def register(pages: Blueprint, service: Service) -> None:
    words = {reason.id: reason for reason in service.reasons}

    @pages.get("/bad-ratings")
    @allow(*ONLOOKERS)
    def list_bad_ratings() -> str:
        seen, wanted = casework.scope(service, signed_in()), request.args.get("status", "open")
        state = wanted if wanted in bad_ratings.STATES else "open"
        shown = listed(
            service, lambda tx, limit, offset: bad_ratings.page(tx, seen, state=state, limit=limit, offset=offset)
        )
        return render_template("oversight/bad_ratings.html", state=state, **shown)

    def shown_rating(id: str, **changed: Any) -> str:
        found = casework.read(service, signed_in(), id)
        page: dict[str, Any] = {"errors": {}, "given": {}, "action": "", "text": None, **changed}
        return render_template("oversight/bad_rating.html", rating=found, reasons=words, enough=ENOUGH_TRIES, **page)

    @pages.get("/bad-ratings/<id>")
    @allow(*ONLOOKERS)
    def bad_rating(id: str) -> str:
        return shown_rating(id)

    @pages.post("/bad-ratings/<id>/text")
    @allow(*CASEWORKERS)
    def open_bad_rating_text(id: str) -> Answer:
        form = read_form(ReadText())
        if form.errors:
            return shown_rating(id, errors=form.errors, given=form.given, action="text"), 422
        try:
            text = casework.read_text(service, signed_in(), id, form.data["reason"])
        except WrongState as refusal:
            flash(t(refusal), "bad")
            return redirect(url_for("pages.bad_rating", id=id), 303)
        return shown_rating(id, text=text)

    def add_action(action: str, schema: type[Schema], roles: tuple[str, ...], done: tuple[str, str]) -> None:
        def act(id: str) -> Answer:
            form = read_form(schema())
            errors = form.errors
            if not errors:
                try:
                    casework.act(service, signed_in(), id, action, form.data)
                except Invalid as refusal:
                    errors = {_field(action): [t(refusal)]}
                except (WrongState, Forbidden) as refusal:
                    flash(t(refusal), "bad")
                    return redirect(url_for("pages.bad_rating", id=id), 303)
            if errors:
                return shown_rating(id, errors=errors, given=form.given, action=action), 422
            flash(t(*done), "good")
            return redirect(url_for("pages.bad_rating", id=id), 303)

        name = f"{action.replace('-', '_')}_bad_rating"
        pages.post(f"/bad-ratings/<id>/{action}", endpoint=name)(allow(*roles)(act))

    for action, (schema, roles, zh, en) in ACTIONS.items():
        add_action(action, schema, roles, (zh, en))

    @pages.post(f"/follow/rating/<any({', '.join(STEPS)}):step>")
    @allow(PUBLIC)
    def rating_step(step: str) -> Answer:
        """What the person does next, with the code that the page carries."""
        form, address = read_form(STEPS[step]()), request.remote_addr or ""
        wrong = form.errors
        try:
            if not wrong:
                following_ratings.act(service, step, form.data, address)
        except (WrongState, Invalid) as refusal:
            wrong = {"_schema": [t(refusal)]}
        except NotFound as refusal:
            return shown_petition(errors={"code": [t(refusal)]}, given=form.given), 422
        found = following_ratings.follow(service, form.given.get("code", "")[:64], address, explain=True)
        page = shown_followed(found, given=form.given, wrong=wrong, step=step, done=not wrong)
        return (page, 422) if wrong else page
