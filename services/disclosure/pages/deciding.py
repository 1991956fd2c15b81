"""The desk: what is under way, and what is done with a publication after a look at it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.datastructures import MultiDict

from services.disclosure.composition import Service
from services.disclosure.desk import publications as desk
from services.disclosure.desk.steps import STEPS, Step, possible, writable
from services.disclosure.difference import Comparison, compared
from services.disclosure.domain.publication import Stage
from services.disclosure.pages.parts import PAGE, Errors, Page, page_asked, page_count, tried
from services.disclosure.views import publications
from services.disclosure.views.publication_shapes import Whole
from shared.errors import Forbidden, NotFound
from shared.web.forms import read_form
from shared.web.language import t
from shared.web.roles import DISTRICT, LEADER, OFFICER, REVIEWER, allow, may, signed_in

AT_THE_DESK = (OFFICER, REVIEWER, LEADER, DISTRICT)
UNDER_WAY = (Stage.BLOCKED, Stage.SUBMITTED, Stage.APPROVED, Stage.SCHEDULED, Stage.DRAFT)


def register(pages: Blueprint, service: Service) -> None:
    @pages.get("/desk")
    @allow(*AT_THE_DESK)
    def at_work() -> Page:
        page = page_asked()
        with service.application.database.read() as tx:
            listed = publications.listed(tx, states=UNDER_WAY, drafts=True, limit=PAGE, offset=(page - 1) * PAGE)
        return render_template("disclosure/desk.html", listed=listed, page=page, pages=page_count(listed.total))

    @pages.get("/desk/<string:id>")
    @allow(*AT_THE_DESK)
    def at_desk(id: str) -> Page:
        whole = desk.found(service, id)
        able = [name for name in possible(whole) if may(*STEPS[name].roles)]
        return render_template(
            "disclosure/draft.html", whole=whole, able=able, writable=writable(whole), comparison=_correction(whole)
        )

    @pages.get("/desk/<string:id>/<string:name>")
    @allow(OFFICER, REVIEWER, LEADER)
    def confirm(id: str, name: str) -> Page:
        step = _step(name)
        return _confirm(desk.found(service, id), step, {}, {})

    @pages.post("/desk/<string:id>/<string:name>")
    @allow(OFFICER, REVIEWER, LEADER)
    def act(id: str, name: str) -> Page:
        step = _step(name)
        form = read_form(step.schema)
        if refused := tried(form, lambda: step.do(service, signed_in().name, id, form.data)):
            return _confirm(desk.found(service, id), step, form.given, refused[0]), 422
        flash(t(step.done), "good")
        public = name in ("publish", "withdraw")
        return redirect(url_for("pages.publication" if public else "pages.at_desk", id=id), 303)


def _confirm(whole: Whole, step: Step, given: Mapping[str, Any] | MultiDict[str, str], errors: Errors) -> str:
    comparison = None if step is STEPS["withdraw"] else _correction(whole)
    return render_template(
        "disclosure/confirm.html", whole=whole, step=step, given=given, errors=errors, comparison=comparison
    )


def _correction(whole: Whole) -> Comparison | None:
    """What the correction under way changes, if there is one."""
    return compared(whole.present.text, whole.draft.text) if whole.public and whole.draft else None


def _step(name: str) -> Step:
    step = STEPS.get(name)
    if step is None:
        raise NotFound("not-found", "没有这个页面，请检查地址。", "There is no such page. Check the address.")
    if not may(*step.roles):
        raise Forbidden("not-allowed", "您的岗位不能做这件事。", "Your role may not do this.")
    return step
