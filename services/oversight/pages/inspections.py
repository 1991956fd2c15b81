"""Inspections for everybody: what the year owes, what is announced, what was done. Reports for those who may."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for

from services.oversight.api.evaluation import slice_of
from services.oversight.api.intake import downloaded
from services.oversight.casework import inspections as casework
from services.oversight.casework import supervisors as appointing
from services.oversight.composition import Service
from services.oversight.pages.lists import Answer, listed, page_number
from services.oversight.schemas import inspections as schemas
from services.oversight.views import inspections
from shared.errors import Invalid
from shared.timelimits.days import china_day
from shared.web.forms import read_form
from shared.web.language import t
from shared.web.roles import DISTRICT, LEADER, OFFICER, PUBLIC, SUPERVISOR, allow, signed_in


def register(pages: Blueprint, service: Service) -> None:
    def this_year() -> int:
        return china_day(service.clock.now()).year

    @pages.get("/inspections")
    @allow(PUBLIC)
    def list_inspections() -> str:
        """The year: what is owed, done, missing. The table is public, for it shows no one but offices and villages."""
        given = request.args.get("year", "")
        year = int(given) if given.isascii() and given.isdigit() and len(given) == 4 else this_year()
        found = casework.year(service, year)
        rows = slice_of(sorted(found["places"], key=lambda row: -row["missing"]), page_number())
        return render_template("oversight/inspections.html", found=found, this_year=this_year(), **rows)

    @pages.get("/inspections/announced")
    @allow(PUBLIC)
    def announced() -> str:
        return shown_announced()

    def shown_announced(**changed: Any) -> str:
        shown = listed(service, lambda tx, limit, offset: inspections.announced(tx, limit=limit, offset=offset))
        page = {"errors": {}, "given": {}, "withdrawing": "", **shown, **changed}
        in_office = appointing.in_office_today(service)
        return render_template("oversight/announced.html", in_office=in_office, **page)

    @pages.post("/inspections/announced")
    @allow(LEADER)
    def announce() -> Answer:
        form = read_form(schemas.AnnounceInspection())
        errors = form.errors
        if not errors:
            try:
                casework.announce(service, signed_in(), form.data)
            except Invalid as refusal:
                errors = {"day": [t(refusal)]}
        if errors:
            return shown_announced(errors=errors, given=form.given), 422
        flash(t("已预告，大家都能看到。", "Announced; everybody can see it."), "good")
        return redirect(url_for("pages.announced"), 303)

    @pages.post("/inspections/announced/<id>/withdraw")
    @allow(LEADER)
    def withdraw(id: str) -> Answer:
        form = read_form(schemas.PublicReason())
        errors = form.errors
        if not errors:
            try:
                casework.withdraw(service, signed_in(), id, form.data["reason"])
            except Invalid as refusal:
                errors = {"reason": [t(refusal)]}
        if errors:
            return shown_announced(errors=errors, given=form.given, withdrawing=id), 422
        flash(t("已撤回。", "Withdrawn."), "good")
        return redirect(url_for("pages.announced"), 303)

    @pages.get("/inspections/done")
    @allow(PUBLIC)
    def done() -> str:
        shown = listed(service, lambda tx, limit, offset: inspections.page(tx, limit=limit, offset=offset))
        return render_template("oversight/inspected.html", **shown)

    @pages.get("/inspections/done/<id>")
    @allow(LEADER, DISTRICT, OFFICER, SUPERVISOR)
    def inspection(id: str) -> str:
        found = casework.read(service, signed_in(), id)
        return render_template("oversight/inspection.html", one=found, checklist=service.checklist)

    @pages.get("/inspections/done/<id>/photographs/<photograph>")
    @allow(LEADER, DISTRICT, OFFICER, SUPERVISOR)
    def photograph(id: str, photograph: str) -> Response:
        return downloaded(casework.photograph(service, signed_in(), id, photograph))
