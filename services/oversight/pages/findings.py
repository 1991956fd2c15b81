"""Findings, and closing one, which publishes its circular."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for

from services.oversight.casework import findings as casework
from services.oversight.composition import Service
from services.oversight.pages.lists import Answer, listed, wants_open
from services.oversight.schemas import findings as schemas
from services.oversight.views import findings
from shared.errors import Invalid
from shared.web.forms import read_form
from shared.web.language import t
from shared.web.roles import DISTRICT, LEADER, allow, signed_in


def register(pages: Blueprint, service: Service) -> None:
    @pages.get("/findings")
    @allow(LEADER, DISTRICT)
    def list_findings() -> str:
        return shown_findings()

    def shown_findings(**changed: Any) -> str:
        still_open = wants_open()
        shown = listed(
            service, lambda tx, limit, offset: findings.page(tx, still_open=still_open, limit=limit, offset=offset)
        )
        page = {"errors": {}, "given": {}, "closing": "", "still_open": still_open, **shown, **changed}
        return render_template("oversight/findings.html", **page)

    @pages.post("/findings/<id>/close")
    @allow(LEADER)
    def close_finding(id: str) -> Answer:
        form = read_form(schemas.CloseFinding())
        errors = form.errors
        if not errors:
            try:
                casework.close_finding(service, signed_in(), id, form.data["rectification"])
            except Invalid as refusal:
                errors = {"rectification": [t(refusal)]}
        if errors:
            return shown_findings(errors=errors, given=form.given, closing=id), 422
        flash(t("已销号，并已通报到各公开栏。", "Closed; the circular goes to all boards."), "good")
        return redirect(url_for("pages.list_findings"), 303)
