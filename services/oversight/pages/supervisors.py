"""Supervisors: who is in office, for everybody; appointing them; and their own page with what they are to inspect."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from marshmallow import Schema, fields, validate

from services.oversight.api.intake import FILES_LIMIT
from services.oversight.casework import inspections as casework
from services.oversight.casework import supervisors as appointing
from services.oversight.checklist import Checklist
from services.oversight.composition import Service
from services.oversight.pages.lists import Answer, listed
from services.oversight.schemas import inspections as schemas
from services.oversight.views import inspections, supervisors
from shared.contracts.fields import Text
from shared.errors import Invalid, WrongState
from shared.timelimits.days import china_day
from shared.web.bodies import DEFAULT_LIMIT, body_limit, uploads
from shared.web.forms import read_form
from shared.web.language import t
from shared.web.roles import DISTRICT, LEADER, PUBLIC, SUPERVISOR, allow, signed_in


def register(pages: Blueprint, service: Service) -> None:
    _appointing(pages, service)
    _inspecting(pages, service)
    _hearing(pages, service)


def _appointing(pages: Blueprint, service: Service) -> None:
    @pages.get("/supervisors")
    @allow(PUBLIC)
    def list_supervisors() -> str:
        return shown()

    def shown(**changed: Any) -> str:
        found = listed(service, lambda tx, limit, offset: supervisors.page(tx, limit=limit, offset=offset))
        page = {"errors": {}, "given": {}, "ending": "", **found, **changed}
        candidates = appointing.appointable(service)
        return render_template("oversight/supervisors.html", candidates=candidates, **page)

    @pages.post("/supervisors")
    @allow(LEADER)
    def appoint() -> Answer:
        form = read_form(schemas.AppointSupervisor())
        errors = form.errors
        if not errors:
            try:
                appointing.appoint(service, signed_in(), form.data)
            except Invalid as refusal:
                errors = {"last_day": [t(refusal)]}
        if errors:
            return shown(errors=errors, given=form.given), 422
        flash(t("已聘任。", "Appointed."), "good")
        return redirect(url_for("pages.list_supervisors"), 303)

    @pages.post("/supervisors/<name>/end")
    @allow(LEADER)
    def end_appointment(name: str) -> Answer:
        form = read_form(schemas.PublicReason())
        errors = form.errors
        if not errors:
            try:
                appointing.end(service, signed_in(), name, form.data["reason"])
            except Invalid as refusal:
                errors = {"reason": [t(refusal)]}
        if errors:
            return shown(errors=errors, given=form.given, ending=name), 422
        flash(t("已解聘。", "The appointment has ended."), "good")
        return redirect(url_for("pages.list_supervisors"), 303)


def _inspecting(pages: Blueprint, service: Service) -> None:
    form_schema = _form_of(service.checklist)

    @pages.get("/supervision")
    @allow(SUPERVISOR)
    def supervision() -> str:
        account = signed_in()
        unreadable = None
        try:
            to_do = casework.to_do(service, account)
        except WrongState as refusal:
            to_do, unreadable = [], t(refusal)
        shown = listed(
            service,
            lambda tx, limit, offset: inspections.page(tx, limit=limit, offset=offset, supervisor=account.name),
        )
        return render_template("oversight/supervision.html", to_do=to_do, unreadable=unreadable, **shown)

    @pages.get("/supervision/report")
    @allow(SUPERVISOR)
    def write_report() -> str:
        return shown_report()

    def shown_report(**changed: Any) -> str:
        """What is to be reported is chosen on the page: in an address it would stand in the logs of servers."""
        today = china_day(service.clock.now()).isoformat()
        to_do = [each for each in casework.to_do(service, signed_in()) if each["from_day"] <= today]
        page = {"checklist": service.checklist, "to_do": to_do, "given": {}, "errors": {}, **changed}
        return render_template("oversight/report.html", **page)

    @pages.post("/supervision/report")
    @allow(SUPERVISOR)
    @body_limit(FILES_LIMIT, fields=DEFAULT_LIMIT)
    def file_report() -> Answer:
        form = read_form(form_schema())
        errors = form.errors
        if not errors:
            try:
                given = _answered(service.checklist, form.data)
                casework.file_report(service, signed_in(), given, uploads("photographs"))
            except Invalid as refusal:
                errors = {"_schema": [t(refusal)]}
        if errors:
            return shown_report(given=form.given, errors=errors), 422
        flash(t("报告已提交，问题已立案督察。", "Filed; what was wrong is now a finding."), "good")
        return redirect(url_for("pages.supervision"), 303)


def _hearing(pages: Blueprint, service: Service) -> None:
    @pages.get("/hearings-of-opinion")
    @allow(LEADER, DISTRICT, SUPERVISOR)
    def list_hearings() -> str:
        return shown()

    def shown(**changed: Any) -> str:
        found = listed(service, lambda tx, limit, offset: inspections.hearings(tx, limit=limit, offset=offset))
        page = {"errors": {}, "given": {}, "key": secrets.token_hex(8), **found, **changed}
        return render_template("oversight/opinion_hearings.html", **page)

    @pages.post("/hearings-of-opinion")
    @allow(LEADER, SUPERVISOR)
    def record_hearing() -> Answer:
        form = read_form(schemas.RecordHearing())
        key = form.given.get("key", "")[:100]
        errors = form.errors
        if not errors:
            try:
                casework.record_hearing(service, signed_in(), form.data, key or None)
            except Invalid as refusal:
                errors = {"text": [t(refusal)]}
        if errors:
            return shown(errors=errors, given=form.given, key=key), 422
        flash(t("已登记。", "Recorded."), "good")
        return redirect(url_for("pages.list_hearings"), 303)


def _form_of(checklist: Checklist) -> type[Schema]:
    """The report as one flat form: which task, and for each line of the checklist what was seen and what was wrong."""
    taken = schemas.FileInspection().fields
    task = fields.String(required=True, validate=validate.Regexp(r"^(open|undercover) [a-z][a-z0-9-]{1,30}$"))
    lines: dict[str, fields.Field[Any]] = {"task": task, "day": taken["day"], "text": taken["text"]}
    for line in checklist.lines:
        lines[f"seen-{line.id}"] = fields.String(required=True, validate=validate.OneOf(["yes", "no", "not_seen"]))
        lines[f"text-{line.id}"] = Text(longest=500, empty=True, load_default="")
    return Schema.from_dict(lines, name="InspectionForm")


def _answered(checklist: Checklist, given: Mapping[str, Any]) -> dict[str, Any]:
    mode, _, place = given["task"].partition(" ")
    answers = [
        {"item": line.id, "seen": given[f"seen-{line.id}"], "text": given[f"text-{line.id}"]}
        for line in checklist.lines
    ]
    return {"mode": mode, "place": place, "day": given["day"], "text": given["text"], "answers": answers}
