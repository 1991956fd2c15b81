"""Files that belong to a petition, for staff; and what reads like the same matter."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, url_for

from services.oversight.access import scope
from services.oversight.api.intake import FILES_LIMIT, downloaded
from services.oversight.api.parts import CASEWORKERS
from services.oversight.casework import attachments, same_matter
from services.oversight.casework import petitions as casework
from services.oversight.composition import Service
from services.oversight.pages.lists import Answer
from services.oversight.schemas.intake import ReadAttachment
from shared.errors import Invalid, WrongState
from shared.web.bodies import DEFAULT_LIMIT, body_limit, uploads
from shared.web.forms import read_form
from shared.web.language import t
from shared.web.roles import allow, signed_in


def register(pages: Blueprint, service: Service) -> None:
    @pages.post("/petitions/<id>/attachments")
    @allow(*CASEWORKERS)
    @body_limit(FILES_LIMIT, fields=DEFAULT_LIMIT)
    def attach_as_staff(id: str) -> Answer:
        try:
            attached = attachments.attach_as_staff(service, signed_in(), id, uploads("files"))
            flash(t(f"收到 {attached} 个附件。", f"Attachments taken: {attached}."), "good")
        except (Invalid, WrongState) as refusal:
            flash(t(refusal), "bad")
        return redirect(url_for("pages.petition", id=id), 303)

    @pages.post("/petitions/<id>/attachment")
    @allow(*CASEWORKERS)
    def read_attachment(id: str) -> Response | Answer:
        account, form = signed_in(), read_form(ReadAttachment())
        if form.errors:
            casework.read(service, id, scope(service.district, account))  # says no more to who may not know of it
            flash(t("请选择附件，并写明为何要看。", "Choose an attachment, and say why you open it."), "bad")
            return redirect(url_for("pages.petition", id=id), 303)
        asked = form.data
        return downloaded(attachments.read(service, account, id, asked["attachment"], asked["reason"]))

    @pages.post("/petitions/<id>/same-matter")
    @allow(*CASEWORKERS)
    def find_same_matter(id: str) -> Answer:
        account = signed_in()
        try:
            suggestions = same_matter.suggest(service, account, id)
        except WrongState as refusal:
            flash(t(refusal), "bad")
            return redirect(url_for("pages.petition", id=id), 303)
        found = casework.read(service, id, scope(service.district, account))
        return render_template("oversight/same_matter_page.html", petition=found, suggestions=suggestions, joins=True)
