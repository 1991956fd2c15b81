"""The public's form, its receipt, and what the petitioner attaches afterwards."""

from __future__ import annotations

import secrets

from flask import Blueprint, render_template, request

from services.oversight.api.intake import FILES_LIMIT
from services.oversight.casework import filing, following
from services.oversight.composition import Service
from services.oversight.pages.lists import Answer
from services.oversight.pages.public import shown_petition
from services.oversight.schemas import petitions as schemas
from shared.errors import Invalid, NotFound, WrongState
from shared.web.bodies import DEFAULT_LIMIT, body_limit, uploads
from shared.web.forms import read_form
from shared.web.language import t
from shared.web.roles import PUBLIC, allow, current_account


def register(pages: Blueprint, service: Service) -> None:
    @pages.get("/petition")
    @allow(PUBLIC)
    def write_petition() -> str:
        return render_template("oversight/petition_form.html", errors={}, given={}, key=secrets.token_hex(8))

    @pages.post("/petition")
    @allow(PUBLIC)
    @body_limit(FILES_LIMIT, fields=DEFAULT_LIMIT)
    def file_petition() -> Answer:
        """The receipt is the answer itself: the code may stand in no address."""
        form = read_form(schemas.NewPetition())
        errors, key, files = form.errors, form.given.get("key", "")[:100], uploads("files")
        if not errors:
            try:
                filed = filing.file_petition(service, form.data, current_account(), key or None, files)
            except Invalid as refusal:
                errors = {"files" if files else "_schema": [t(refusal)]}
        if errors:
            return render_template("oversight/petition_form.html", errors=errors, given=form.given, key=key), 422
        return render_template("oversight/receipt.html", filed=filed, attached=len(files))

    @pages.post("/follow/attachments")
    @allow(PUBLIC)
    @body_limit(FILES_LIMIT, fields=DEFAULT_LIMIT)
    def attach() -> Answer:
        form, address = read_form(schemas.WithCode()), request.remote_addr or ""
        code, wrong = form.given.get("code", "")[:64], {}
        try:
            following.find(service, code, address)
        except (Invalid, NotFound) as refusal:
            return shown_petition(errors={"code": [t(refusal)]}, given=form.given), 422
        try:
            following.attach(service, code, address, uploads("files"))
        except (Invalid, WrongState) as refusal:
            wrong = {"files": [t(refusal)]}
        found = following.follow(service, code, address, explain=True)
        page = shown_petition(found=found, given=form.given, wrong=wrong, step="attachments", done=not wrong)
        return (page, 422) if wrong else page
