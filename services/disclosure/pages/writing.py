"""Where texts are written: a new publication, the next revision of a draft, a correction."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from marshmallow import Schema
from werkzeug.datastructures import MultiDict

from services.disclosure.composition import Service
from services.disclosure.desk import publications as desk
from services.disclosure.domain.catalogue import CatalogueItem
from services.disclosure.domain.text import ScreeningHit
from services.disclosure.pages.parts import Errors, Page, key_drawn, tried
from services.disclosure.schemas.publications import Correction, NewPublication, Rewriting
from services.disclosure.views.publication_shapes import Whole
from shared.web.forms import FormRead, read_form
from shared.web.language import t
from shared.web.roles import OFFICER, allow, signed_in


def register(pages: Blueprint, service: Service) -> None:
    @pages.get("/desk/new")
    @allow(OFFICER)
    def new() -> Page:
        item = service.catalogue.items.get(request.args.get("item", ""))
        if item is None:
            return render_template("disclosure/choose_item.html")
        return _form({"carriers": item.carriers, "villages": service.villages}, item=item)

    @pages.post("/desk/new")
    @allow(OFFICER)
    def draft() -> Page:
        form = _read_document(NewPublication())
        item = service.catalogue.items.get(form.given.get("item", ""))
        if item is None:
            return render_template("disclosure/choose_item.html"), 422
        ids: list[str] = []
        refused = tried(form, lambda: ids.append(desk.draft(service, signed_in().name, form.data, key_drawn())))
        if refused:
            return _form(form.given, *refused, item=item), 422
        flash(t("草稿已保存，只有工作人员能看到。", "The draft is kept; only staff can see it."), "good")
        return redirect(url_for("pages.at_desk", id=ids[0]), 303)

    @pages.get("/desk/<string:id>/text")
    @allow(OFFICER)
    def text(id: str) -> Page:
        """Of what is published, a correction is written; of a draft, its next revision."""
        whole = desk.found(service, id)
        standing = whole.draft or whole.present
        given = {name: getattr(standing, name) for name in ("title", "body", "carriers", "villages")}
        return _form(given, {}, standing.screening if whole.draft else (), whole=whole)

    @pages.post("/desk/<string:id>/text")
    @allow(OFFICER)
    def write(id: str) -> Page:
        whole = desk.found(service, id)
        form = _read_document(Rewriting() if whole.draft else Correction())

        def do() -> None:
            if whole.draft:
                desk.rewrite(service, signed_in().name, id, form.data)
            else:
                desk.correct(service, signed_in().name, id, form.data, key_drawn())

        if refused := tried(form, do):
            return _form(form.given, *refused, whole=whole), 422
        flash(t("已保存，只有工作人员能看到。", "Kept; only staff can see it."), "good")
        return redirect(url_for("pages.at_desk", id=id), 303)


def _form(
    given: Mapping[str, Any] | MultiDict[str, str],
    errors: Errors | None = None,
    hits: Sequence[ScreeningHit] = (),
    *,
    item: CatalogueItem | None = None,
    whole: Whole | None = None,
) -> str:
    """The form for a text: of a new publication (``item``) or of the next version of one that there is (``whole``)."""
    return render_template(
        "disclosure/text.html",
        given=given,
        errors=errors or {},
        hits=hits,
        item=item,
        whole=whole,
        key=request.form.get("key") or secrets.token_hex(16),
    )


def _read_document(schema: Schema) -> FormRead:
    """On the API a list left out means "as it is"; a row of boxes without a tick means none."""
    form = read_form(schema)
    if "carriers" not in form.given:
        nothing = t("至少选一个载体。", "Choose at least one carrier.")
        return FormRead({}, {**form.errors, "carriers": [nothing]}, form.given)
    return FormRead({"villages": [], **form.data}, form.errors, form.given)
