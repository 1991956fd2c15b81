"""A letter to the township."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
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
from shared.web.messages import field_errors
from shared.web.roles import PUBLIC, allow

_FORM_KEY = schemas.PetitionKey().fields["key"]
_WRITTEN = ("title", "text", "name", "contact")
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
            seal_key=filing.key_to_seal_to(service),
            follow_url=service.follow_url,
            sentences=_sentences,
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


def _sentences(labels: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """What the page says where something does not hold, before it seals: what `PetitionForm` says of the same."""
    schema = PetitionForm()
    missing = field_errors(schema.validate({}))
    said: dict[str, dict[str, Any]] = {
        name: {"label": f"{label.rstrip('？?')}{t('：', ': ')}", "missing": " ".join(missing.get(name, []))}
        for name, label in labels.items()
    }
    longest = {name: schema.fields[name].metadata["maxLength"] for name in _WRITTEN}
    long = field_errors(schema.validate({name: "x" * (most + 1) for name, most in longest.items()}))
    control = field_errors(schema.validate(dict.fromkeys(_WRITTEN, "\x07")))
    for name in _WRITTEN:
        said[name] |= {"longest": longest[name], "long": " ".join(long[name]), "control": " ".join(control[name])}
    return said
