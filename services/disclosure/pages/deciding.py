"""The desk: what is under way, and what is done with a publication after a look at it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.datastructures import MultiDict

from services.disclosure.composition import Service
from services.disclosure.desk import publications as desk
from services.disclosure.desk.steps import STEPS, Step, possible, writable
from services.disclosure.difference import Comparison, compared
from services.disclosure.domain.publication import Stage
from services.disclosure.pages.parts import PAGE, Page, page_asked, page_count
from services.disclosure.pages.refusals import Refused, attempted
from services.disclosure.views import obligations, publications
from services.disclosure.views.publication_shapes import Whole
from shared.errors import Forbidden, NotFound
from shared.timelimits.days import noon
from shared.web.forms import read_form
from shared.web.language import t
from shared.web.roles import DISTRICT, LEADER, OFFICER, REVIEWER, allow, may, signed_in

AT_THE_DESK = (OFFICER, REVIEWER, LEADER, DISTRICT)
TO_DO = 12
ABANDONED = timedelta(days=14)
"""A draft that nobody has touched for so long is shown as left lying."""
OLDEST = 5
UNDER_WAY = (Stage.BLOCKED, Stage.SUBMITTED, Stage.APPROVED, Stage.SCHEDULED, Stage.DRAFT)


def register(pages: Blueprint, service: Service) -> None:
    @pages.get("/desk")
    @allow(*AT_THE_DESK)
    def at_work() -> Page:
        page = page_asked()
        with service.application.database.read() as tx:
            listed = publications.listed(tx, states=UNDER_WAY, drafts=True, limit=PAGE, offset=(page - 1) * PAGE)
            due = obligations.to_do(tx, service.now(), service.today(), TO_DO) if page == 1 else []
            old, how_many_old = publications.abandoned(tx, service.today() - ABANDONED, OLDEST)
        return render_template(
            "disclosure/desk.html",
            listed=listed,
            page=page,
            pages=page_count(listed.total),
            due=due,
            old=old if page == 1 else [],
            how_many_old=how_many_old,
        )

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
        tomorrow = service.today() + timedelta(days=1)
        given = {"on": tomorrow.isoformat(), "hour": "09:00"} if step is STEPS["schedule"] else {}
        return _confirm(service, desk.found(service, id), step, given)

    @pages.post("/desk/<string:id>/<string:name>")
    @allow(OFFICER, REVIEWER, LEADER)
    def act(id: str, name: str) -> Page:
        step = _step(name)
        form = read_form(step.schema)
        if refused := attempted(form, lambda: step.do(service, signed_in().name, id, form.data)):
            return _confirm(service, desk.found(service, id), step, form.given, refused), refused.status
        flash(t(step.done), "good")
        public = name in ("publish", "withdraw")
        if name == "discard":
            return redirect(url_for("pages.at_work"), 303)
        return redirect(url_for("pages.publication" if public else "pages.at_desk", id=id), 303)


@dataclass(frozen=True)
class PublishingDay:
    """A day on which it could be published, whether it is worked, and by which day the boards would have to post it."""

    day: date
    worked: bool
    boards_by: date


def _confirm(
    service: Service,
    whole: Whole,
    step: Step,
    given: Mapping[str, Any] | MultiDict[str, str],
    refused: Refused | None = None,
) -> str:
    comparison = None if step is STEPS["withdraw"] else _correction(whole)
    refused = refused or Refused({})
    return render_template(
        "disclosure/confirm.html",
        whole=whole,
        step=step,
        given=given,
        refused=refused,
        errors=refused.errors,
        comparison=comparison,
        coming=list(_coming(service)) if step is STEPS["schedule"] else [],
    )


def _coming(service: Service) -> Iterator[PublishingDay]:
    for ahead in range(1, 8):
        day = service.today() + timedelta(days=ahead)
        due = service.limits.deadline("posting_receipt", noon(day))
        yield PublishingDay(day, service.limits.calendar.is_working_day(day), due.due_on)


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
