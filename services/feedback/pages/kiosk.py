"""The kiosk (评价机): a screen at the service window on which anybody rates a visit, answers a survey, reads the board.

Nothing of one person is left for the next. Every step that sends something ends at an address that shows it once; going
back to the start clears the session, so that what the browser still remembers cannot be sent again, nor shown.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, redirect, render_template, request, session, url_for
from marshmallow import Schema, fields, validate
from werkzeug.wrappers import Response

from services.feedback.ballots import codes
from services.feedback.ballots.guessing import no_guessing
from services.feedback.composition import Service
from services.feedback.domain.round import admit
from services.feedback.pages.window import at_field, said, thanks, visit_form
from services.feedback.schemas.window import VisitForm
from services.feedback.views import rounds
from services.feedback.window import kiosks
from services.feedback.window.rating import rate_visit
from shared.errors import Invalid, Refusal, TooMany
from shared.web.forms import read_form
from shared.web.language import t
from shared.web.roles import PUBLIC, allow, current_account

AWAY = 60
"""Seconds without a touch after which a kiosk goes back to its start."""
YEAR = 365 * 24 * 3600
LONGEST = 30
_SHOWN = "rated"
Page = str | Response | tuple[str, int]


class Typed(Schema):
    """Digits of a code that are typed on the screen; ``key``: one more, or ``back``."""

    code = fields.String(load_default="", validate=validate.Length(max=LONGEST))
    key = fields.String(load_default="", validate=validate.OneOf([*"0123456789", "back", ""]))


def cookie_name() -> str:
    return f"{current_app.config['SESSION_COOKIE_NAME']}_kiosk"


def make_kiosk(token: str) -> Response:
    """This browser is a kiosk from now on, and whoever had signed in is signed out."""
    session.clear()
    answer = redirect(url_for("pages.kiosk"), 303)
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    answer.set_cookie(cookie_name(), token, max_age=YEAR, httponly=True, samesite="Lax", secure=secure)
    return answer


def register(pages: Blueprint, service: Service) -> None:
    database, key = service.application.database, service.code_key

    @pages.app_context_processor
    def kiosk_look() -> dict[str, Any]:
        """Large, with three ways and no way out; by the cookie alone, so that an error page has it too."""
        if cookie_name() not in request.cookies or current_account() is not None:
            return {}
        links = (
            ("pages.kiosk", t("评窗口", "Rate the window")),
            ("pages.kiosk_code", t("凭码评议", "Survey, by code")),
            ("pages.village_board", t("公开栏", "Board")),
        )
        return {
            "kiosk": {"start": url_for("pages.kiosk"), "away": AWAY},
            "navigation": [
                {"address": url_for(endpoint), "text": text, "here": request.endpoint == endpoint}
                for endpoint, text in links
            ],
            "folded_navigation": [],
            "search_address": "",
        }

    def office() -> str | None:
        """Whose window this kiosk stands at; None for a browser that is none, or no longer."""
        with database.read() as tx:
            found = kiosks.find(tx, key, request.cookies.get(cookie_name(), ""))
        return found.office if found else None

    def no_kiosk() -> Page:
        answer = redirect(url_for("pages.enter_slip"), 303)
        answer.delete_cookie(cookie_name())
        return answer

    @pages.get("/kiosk")
    @allow(PUBLIC)
    def kiosk() -> Page:
        mine = office()
        if mine is None:
            return no_kiosk()
        if current_account() is None:
            session.clear()
        return visit_form(service, mine, url_for("pages.rate_at_kiosk"), {}, {})

    @pages.post("/kiosk")
    @allow(PUBLIC)
    def rate_at_kiosk() -> Page:
        mine = office()
        if mine is None:
            return no_kiosk()
        form = read_form(VisitForm())
        status = 422
        try:
            if not form.errors:
                given = {"kiosk": request.cookies[cookie_name()], **said(form.data)}
                rated = rate_visit(service, given, form.data["form_key"], request.remote_addr or "")
                session[_SHOWN] = [rated.receipt_code, rated.contact]
                return redirect(url_for("pages.kiosk_thanks"), 303)
        except (Invalid, TooMany) as refused:
            form.errors.update(at_field(refused))
            status = 429 if isinstance(refused, TooMany) else 422
        return visit_form(service, mine, url_for("pages.rate_at_kiosk"), form.errors, form.given), status

    @pages.get("/kiosk/thanks")
    @allow(PUBLIC)
    def kiosk_thanks() -> Page:
        """The receipt code comes in the session's cookie, which no page can read and the start takes away."""
        if _SHOWN not in session:
            return redirect(url_for("pages.kiosk"), 303)
        code, contact = session[_SHOWN]
        return thanks(service, code, contact)

    @pages.get("/kiosk/code")
    @allow(PUBLIC)
    def kiosk_code() -> Page:
        return _keypad("", [])

    def _keypad(typed: str, wrong: list[str]) -> str:
        with database.read() as tx:
            running = [each for each in rounds.not_closed(tx, service.today()) if each["state"] == "open"]
        return render_template("feedback/kiosk_code.html", typed=typed, wrong=wrong, running=running)

    @pages.post("/kiosk/code")
    @allow(PUBLIC)
    def kiosk_code_typed() -> Page:
        """One digit more or less, where no script does it; then the code goes on to the survey."""
        form = read_form(Typed())
        typed, pressed = form.data.get("code", ""), form.data.get("key", "")
        if pressed:
            return _keypad(typed[:-1] if pressed == "back" else (typed + pressed)[:LONGEST], [])
        try:
            with no_guessing(service, request.remote_addr or ""), database.read() as tx:
                found = rounds.one(tx, codes.round_of(tx, codes.read(key, typed)), service.today())
            admit(found["state"])
        except Refusal as refused:
            return _keypad(typed, [t(refused)]), 422
        # With what was sent: the survey takes the code from the body, never from an address.
        return redirect(url_for("pages.questionnaire"), 307)
