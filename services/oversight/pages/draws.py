"""The draw of undercover inspections: committing, contributing, and checking it afterwards, for everybody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from marshmallow import Schema

from services.oversight.casework import draws as casework
from services.oversight.composition import Service
from services.oversight.pages.lists import Answer
from services.oversight.schemas import inspections as schemas
from shared.errors import Invalid
from shared.timelimits.days import china_day
from shared.web.forms import read_form
from shared.web.language import t
from shared.web.roles import DISTRICT, LEADER, PUBLIC, allow, signed_in


def register(pages: Blueprint, service: Service) -> None:
    def shown(year: int, **changed: Any) -> str:
        found = casework.published(service, year)
        page = {"errors": {}, "given": {}, "form": "", **changed}
        this_year = china_day(service.clock.now()).year
        return render_template("oversight/draw.html", this_year=this_year, **found, **page)

    def carried_out(
        year: int, name: str, schema: Schema, do: Callable[[dict[str, Any]], object], said: tuple[str, str]
    ) -> Answer:
        form = read_form(schema)
        errors = form.errors
        if not errors:
            try:
                do(form.data)
            except Invalid as refusal:
                errors = {next(iter(schema.fields), "_schema"): [t(refusal)]}
        if errors:
            return shown(year, errors=errors, given=form.given, form=name), 422
        flash(t(*said), "good")
        return redirect(url_for("pages.draw", year=year), 303)

    @pages.get("/draws/<int(min=2018, max=2100):year>")
    @allow(PUBLIC)
    def draw(year: int) -> str:
        return shown(year)

    @pages.post("/draws/<int(min=2018, max=2100):year>/commit")
    @allow(LEADER)
    def commit_draw(year: int) -> Answer:
        said = ("已承诺。请区里提供补充数。", "Committed. Now the district contributes.")
        return carried_out(year, "commit", Schema(), lambda _: casework.commit(service, signed_in(), year), said)

    @pages.post("/draws/<int(min=2018, max=2100):year>/contribute")
    @allow(DISTRICT)
    def contribute_to_draw(year: int) -> Answer:
        return carried_out(
            *(year, "contribute", schemas.ContributeToDraw()),
            lambda given: casework.contribute(service, signed_in(), year, given["contribution"]),
            ("已公布补充数，抽签已定。", "The contribution is public, and the draw decided."),
        )

    @pages.post("/draws/<int(min=2018, max=2100):year>/lost")
    @allow(DISTRICT)
    def declare_draw_lost(year: int) -> Answer:
        return carried_out(
            *(year, "lost", schemas.PublicReason()),
            lambda given: casework.declare_lost(service, signed_in(), year, given["reason"]),
            ("已公布作废，可以重新抽签。", "Published as lost; the draw can be made anew."),
        )
