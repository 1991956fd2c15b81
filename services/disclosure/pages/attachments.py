"""Attachments: for everybody who reads a publication, and at the desk where they are put to a draft."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for

from services.disclosure.api.attachments import ONE_FILE
from services.disclosure.api.files import UNCHANGING
from services.disclosure.composition import Service
from services.disclosure.desk import attachments
from services.disclosure.desk import publications as desk
from services.disclosure.desk.steps import writable
from services.disclosure.pages.parts import Page, tried
from services.disclosure.schemas.attachments import AttachmentForm
from shared.privacy.attachments import SUFFIXES
from shared.web.bodies import DEFAULT_LIMIT, body_limit, uploads
from shared.web.forms import FormRead, read_form
from shared.web.language import t
from shared.web.pictures import pictured
from shared.web.roles import DISTRICT, LEADER, OFFICER, PUBLIC, REVIEWER, allow, may, signed_in


def register(pages: Blueprint, service: Service) -> None:
    @pages.get("/publications/<string:id>/attachments/<string:attachment>")
    @allow(PUBLIC)
    def attachment(id: str, attachment: str) -> Response:
        found = attachments.read(service, id, attachment, staff=may(OFFICER, REVIEWER, LEADER, DISTRICT))
        attached = found.attached
        answer = pictured(found.content, attached.media_type)
        # A reader of PDF has scripts of its own, which our policy for pages would stop: it is saved, then opened.
        shown = "inline" if attached.media_type.startswith("image/") else "attachment"
        name = quote(attached.title + SUFFIXES[attached.media_type], safe="")
        answer.headers["Content-Disposition"] = f"{shown}; filename*=UTF-8''{name}"
        answer.headers["Cache-Control"] = UNCHANGING if found.published else "no-store"
        return answer

    @pages.get("/desk/<string:id>/attachments")
    @allow(OFFICER)
    def attachments_of_draft(id: str) -> Page:
        return _shown(service, id)

    @pages.post("/desk/<string:id>/attachments")
    @allow(OFFICER)
    @body_limit(ONE_FILE, fields=DEFAULT_LIMIT)
    def attach(id: str) -> Page:
        form = read_form(AttachmentForm())
        sent = next(iter(uploads("file")), None)
        if sent is None:
            nothing = t("请选择照片或 PDF。", "Choose a photograph or PDF.")
            form = FormRead({}, {**form.errors, "file": [nothing]}, form.given)

        def do() -> None:
            attachments.attach(service, signed_in().name, id, form.data["title"], sent or b"")

        if refused := tried(form, do):
            return _shown(service, id, form.given, refused[0]), 422
        flash(t("附件已加上。", "The attachment is there."), "good")
        return redirect(url_for("pages.attachments_of_draft", id=id), 303)

    @pages.post("/desk/<string:id>/attachments/remove")
    @allow(OFFICER)
    def detach(id: str) -> Page:
        chosen = request.form.get("attachment", "")
        attachments.detach(service, signed_in().name, id, chosen)
        flash(t("附件已去掉。", "The attachment is taken off."), "good")
        return redirect(url_for("pages.attachments_of_draft", id=id), 303)


def _shown(service: Service, id: str, given: Any = None, errors: Any = None) -> str:
    whole = desk.found(service, id)
    return render_template(
        "disclosure/attachments.html",
        whole=whole,
        possible=whole.draft is not None and writable(whole),
        given=given or {},
        errors=errors or {},
    )
