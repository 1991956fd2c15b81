"""A letter to the township."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, render_template
from marshmallow import fields
from werkzeug.wrappers import Response

from services.feedback import filing
from services.feedback.composition import Service
from services.feedback.schemas import petitions as schemas
from shared.privacy.codes import grouped
from shared.web.forms import read_form
from shared.web.language import t
from shared.web.roles import PUBLIC, allow

_FORM_KEY = schemas.PetitionKey().fields["key"]
Page = str | Response | tuple[str, int]


class PetitionForm(schemas.Petition):
    form_key = fields.String(load_default=None, validate=_FORM_KEY.validate)


def register(pages: Blueprint, service: Service) -> None:
    def _form(errors: dict[str, Any], given: Any) -> str:
        return render_template(
            "feedback/petition.html",
            errors=errors,
            given=given,
            offices=[(office.id, t(office)) for office in service.district.offices],
            hotlines=service.district.hotlines,
            form_key=given.get("form_key") or secrets.token_hex(16),
        )

    @pages.get("/petition")
    @allow(PUBLIC)
    def write_petition() -> Page:
        return _form({}, {})

    @pages.post("/petition")
    @allow(PUBLIC)
    def petition() -> Page:
        form = read_form(PetitionForm())
        if form.errors:
            return _form(form.errors, form.given), 422
        receipt = filing.file_petition(service, form.data, form.data["form_key"])
        return render_template("feedback/receipt.html", receipt=receipt, code=grouped(receipt.receipt_code)), 201
