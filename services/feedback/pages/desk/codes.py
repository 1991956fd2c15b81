"""Survey codes handed out on slips of paper, and made void where slips were lost."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from services.feedback.ballots.codes import new_bundle
from services.feedback.ballots.giving import hand_out_codes, make_codes_void
from services.feedback.composition import Service
from services.feedback.pages.desk.running import form
from services.feedback.schemas import survey as schemas
from services.feedback.views import rounds
from shared.errors import Refusal
from shared.notices import Slips
from shared.web.errors import NotReady
from shared.web.forms import read_form
from shared.web.language import t
from shared.web.press import Press
from shared.web.roles import CLERK, allow, signed_in

Page = str | Response | tuple[str, int]


def register(desk: Blueprint, service: Service) -> None:
    press = Press()

    def shown(errors: dict[str, Any], given: Any, wrong: dict[str, Any] | None = None) -> str:
        return form(service, "feedback/codes.html", errors, given, states=("upcoming", "open"), wrong=wrong or {})

    @desk.get("/codes")
    @allow(CLERK)
    def codes() -> Page:
        return shown({}, {"count": "50", "round": request.args.get("round", "")})

    @desk.post("/codes")
    @allow(CLERK)
    def slips() -> Page:
        """The slips as the answer itself: no address leads to codes, and they are never to be had again."""
        read, actor = read_form(schemas.CodesForm()), signed_in().name
        if read.errors:
            return shown(read.errors, read.given), 422

        def draw() -> Slips:
            asked, bundle = read.data["round"], new_bundle()
            drawn = hand_out_codes(service, asked, read.data["count"], actor, bundle)
            return _slips(service, asked, bundle, drawn)

        try:
            return press.slips(draw, service.today())
        except NotReady:
            raise
        except Refusal as refused:
            return shown({"_schema": [t(refused)]}, read.given), 422

    @desk.post("/codes/void")
    @allow(CLERK)
    def void() -> Page:
        read = read_form(schemas.BundleForm())
        if not read.errors:
            try:
                count = make_codes_void(service, read.data["bundle"], read.data["sheet"], signed_in().name)
                flash(t(f"已作废 {count} 个没用过的评议码。", f"{count} unused codes are void."), "good")
                return redirect(url_for("desk.codes"), 303)
            except Refusal as refused:
                read.errors["bundle"] = [t(refused)]
        return shown({}, read.given, read.errors), 422


def _slips(service: Service, round: str, bundle: str, drawn: list[str]) -> Slips:
    with service.application.database.read() as tx:
        survey = rounds.survey_of(rounds.one(tx, round, service.today()))
    address = f"{service.node.config.url}{url_for('pages.enter_code')}/{round}"
    village = service.village
    return Slips(village.zh, village.en, survey.title, survey.closes_on, address, bundle, tuple(drawn))
