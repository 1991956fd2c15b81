"""Where people can read what is public: every carrier, by village; and the forms by which they are kept."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for

from services.disclosure.composition import Service
from services.disclosure.desk import carriers as desk
from services.disclosure.domain.carrier import KINDS
from services.disclosure.domain.posting import TOWNSHIP
from services.disclosure.pages.parts import Errors, Page, key_drawn, page_asked, tried
from services.disclosure.schemas.boards import MovedCarrier, NewCarrier, RetiredCarrier
from services.disclosure.views import carriers
from shared.web.forms import read_form
from shared.web.kept import KeptPages
from shared.web.language import t
from shared.web.roles import LEADER, OFFICER, PUBLIC, allow, signed_in

PLACES = 30
"""Villages on a page."""


def register(pages: Blueprint, service: Service) -> None:
    database, kept = service.application.database, KeptPages(service.application, service.today)

    @pages.get("/carriers", endpoint="carriers")
    @allow(PUBLIC)
    @kept
    def all_carriers() -> Page:
        page, places = page_asked(), desk.places(service)
        shown = places[(page - 1) * PLACES :][:PLACES]
        with database.read() as tx:
            found = carriers.of_places(tx, shown)
        return render_template("disclosure/carriers.html", found=found, page=page, pages=-(-len(places) // PLACES))

    @pages.get("/carriers/new")
    @allow(OFFICER, LEADER)
    def new_carrier() -> Page:
        return _new({}, {})

    @pages.post("/carriers/new")
    @allow(OFFICER, LEADER)
    def register_carrier() -> Page:
        form = read_form(NewCarrier())
        if refused := tried(form, lambda: _register(form.data)):
            return _new(form.given, _at(refused[0], "where")), 422
        flash(t("已登记。", "Registered."), "good")
        return redirect(url_for("pages.carriers"), 303)

    @pages.get("/carriers/<string:id>")
    @allow(OFFICER, LEADER)
    def one_carrier(id: str) -> Page:
        return _one(id, {}, {}, "")

    @pages.post("/carriers/<string:id>/move")
    @allow(OFFICER, LEADER)
    def move_carrier(id: str) -> Page:
        form = read_form(MovedCarrier())
        if refused := tried(form, lambda: desk.move(service, signed_in().name, id, form.data)):
            return _one(id, form.given, _at(refused[0], "where"), "move"), 422
        flash(t("已记下新位置。", "Its place is noted."), "good")
        return redirect(url_for("pages.carriers"), 303)

    @pages.post("/carriers/<string:id>/retire")
    @allow(OFFICER, LEADER)
    def retire_carrier(id: str) -> Page:
        form = read_form(RetiredCarrier())
        if refused := tried(form, lambda: desk.retire(service, signed_in().name, id, form.data)):
            return _one(id, form.given, refused[0], "retire"), 422
        flash(t("已停用。", "Retired."), "good")
        return redirect(url_for("pages.carriers"), 303)

    def _register(given: Mapping[str, Any]) -> None:
        desk.register(service, signed_in().name, given, key_drawn())

    def _new(given: Mapping[str, Any], errors: Errors) -> str:
        places = [(TOWNSHIP, t(service.district.township_zh, service.district.township_en))]
        places += [(village.id, t(village)) for village in service.district.villages]
        return render_template(
            "disclosure/new_carrier.html",
            given=given,
            errors=errors,
            place_choice=places,
            kinds=KINDS,
            key=key_drawn() or secrets.token_hex(16),
        )

    def _one(id: str, given: Mapping[str, Any], errors: Errors, at: str) -> str:
        carrier = desk.found(service, id)
        return render_template("disclosure/carrier.html", carrier=carrier, given=given, errors=errors, at=at)


def _at(errors: Errors, name: str) -> Errors:
    """What screening finds it calls a reason: here it stands in another field."""
    return {name if key == "reason" else key: said for key, said in errors.items()}
