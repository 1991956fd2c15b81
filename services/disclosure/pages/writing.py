"""Where texts are written: a new publication, the next revision of a draft, a correction."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from marshmallow import Schema
from werkzeug.datastructures import MultiDict

from services.disclosure.composition import Service
from services.disclosure.desk import publications as desk
from services.disclosure.desk.drafting import Preview, begun, figures_asked, previewed, to_answer
from services.disclosure.domain.catalogue import CatalogueItem
from services.disclosure.domain.obligation import Kind
from services.disclosure.pages.figure_fields import as_typed, figure_fields, typed_figures
from services.disclosure.pages.parts import Page, key_drawn
from services.disclosure.pages.refusals import Refused, attempted, mendable
from services.disclosure.schemas.publications import Correction, NewPublication, Rewriting
from services.disclosure.views import obligations
from services.disclosure.views.publication_shapes import Whole
from shared.web.forms import FormRead, read_form
from shared.web.language import t
from shared.web.roles import OFFICER, allow, signed_in

Given = Mapping[str, Any] | MultiDict[str, str]
_TO_DO = 30


def register(pages: Blueprint, service: Service) -> None:
    @pages.get("/desk/new")
    @allow(OFFICER)
    def new() -> Page:
        item = service.catalogue.items.get(request.args.get("item", ""))
        if item is None:
            return _choose(service)
        answers = to_answer(service, item.id)
        return _form(service, begun(service, item, answers, request.args.get("obligation", "")), item=item)

    @pages.post("/desk/new")
    @allow(OFFICER)
    def draft() -> Page:
        item = service.catalogue.items.get(request.form.get("item", ""))
        if item is None:
            return _choose(service), 422
        form = _read_document(NewPublication(), item)
        if _to_preview(form):
            return _previewed(service, form, item=item)
        ids: list[str] = []
        refused = attempted(form, lambda: ids.append(desk.draft(service, signed_in().name, form.data, key_drawn())))
        if refused:
            return _again(service, form, refused, item=item)
        flash(t("草稿已保存，只有工作人员能看到。", "The draft is kept; only staff can see it."), "good")
        return redirect(url_for("pages.at_desk", id=ids[0]), 303)

    @pages.get("/desk/<string:id>/text")
    @allow(OFFICER)
    def text(id: str) -> Page:
        """Of what is published, a correction is written; of a draft, its next revision."""
        whole = desk.found(service, id)
        standing = whole.draft or whole.present
        given = {name: getattr(standing, name) for name in ("title", "body", "carriers", "villages")}
        given |= {"obligation": request.args.get("obligation", "")} | as_typed(standing.figures)
        return _form(service, given, hits_of=standing if whole.draft else None, whole=whole)

    @pages.post("/desk/<string:id>/text")
    @allow(OFFICER)
    def write(id: str) -> Page:
        whole = desk.found(service, id)
        form = _read_document(Rewriting() if whole.draft else Correction(), service.catalogue.items.get(whole.item))
        if _to_preview(form):
            return _previewed(service, form, whole=whole)

        def do() -> None:
            if whole.draft:
                desk.rewrite(service, signed_in().name, id, form.data)
            else:
                desk.correct(service, signed_in().name, id, form.data, key_drawn())

        if refused := attempted(form, do):
            return _again(service, form, refused, whole=whole)
        flash(t("已保存，只有工作人员能看到。", "Kept; only staff can see it."), "good")
        return redirect(url_for("pages.at_desk", id=id), 303)


def _choose(service: Service) -> str:
    with service.application.database.read() as tx:
        due = obligations.to_do(tx, service.now(), service.today(), _TO_DO)
    return render_template("disclosure/choose_item.html", due=[one for one in due if one.publication is None])


def _to_preview(form: FormRead) -> bool:
    return "preview" in request.form and not form.errors


def _previewed(
    service: Service, form: FormRead, *, item: CatalogueItem | None = None, whole: Whole | None = None
) -> str:
    seen = _seen(service, form, item, whole)
    refused = mendable(seen.refusal, form) if seen.refusal else Refused({})
    return _form(service, form.given, refused, seen, item=item, whole=whole)


def _again(
    service: Service, form: FormRead, refused: Refused, *, item: CatalogueItem | None = None, whole: Whole | None = None
) -> tuple[str, int]:
    """The form as it was typed, with what is wrong. Where screening blocks, its warnings are shown in one go too."""
    seen = _seen(service, form, item, whole) if refused.hits else None
    return _form(service, form.given, refused, seen, item=item, whole=whole, kept=False), refused.status


def _seen(service: Service, form: FormRead, item: CatalogueItem | None, whole: Whole | None) -> Preview:
    if whole is None:
        return previewed(service, item, form.data, standing=None, but=None)
    of = service.catalogue.items.get(whole.item)
    return previewed(service, of, form.data, standing=whole.draft or whole.present, but=whole.id)


def _form(
    service: Service,
    given: Given,
    refused: Refused | None = None,
    seen: Preview | None = None,
    *,
    hits_of: Any = None,
    item: CatalogueItem | None = None,
    whole: Whole | None = None,
    kept: bool = True,
) -> str:
    """The form for a text: of a new publication (``item``) or of the next version of one that there is (``whole``).

    ``seen``: shown as it would be read, unless it is only there for its hits (``kept`` False).
    """
    refused = refused or Refused({})
    about = item or service.catalogue.items.get(whole.item if whole else "")
    asked = figures_asked(service, about, but=whole.id if whole else None) if about else []
    marked = seen.text if seen else hits_of
    hits = seen.hits if seen else hits_of.screening if hits_of else refused.hits
    return render_template(
        "disclosure/text.html",
        given=given,
        refused=refused,
        errors=refused.errors,
        hits=hits,
        marked_text=marked,
        seen=seen if kept else None,
        figures=figure_fields(asked, given, refused.figures, refused.errors, hits),
        answers=_answers(service, item, whole),
        item=item,
        whole=whole,
        key=request.form.get("key") or secrets.token_hex(16),
    )


def _answers(service: Service, item: CatalogueItem | None, whole: Whole | None) -> list[Any]:
    """What the text could answer: of a new one all that is open, of a correction a fact or a changed law."""
    if item:
        return to_answer(service, item.id)
    if whole and not whole.draft:
        return [one for one in to_answer(service, whole.item) if one.owed.kind in (Kind.LAW, Kind.FACT)]
    return []


def _read_document(schema: Schema, item: CatalogueItem | None) -> FormRead:
    """On the API a list left out means "as it is"; a row of boxes without a tick means none. So with figures."""
    form = read_form(schema)
    errors = dict(form.errors)
    if "carriers" not in form.given:
        errors["carriers"] = [t("至少选一个载体。", "Choose at least one carrier.")]
    data: dict[str, Any] = {"villages": [], **form.data}
    if item and item.figures:
        data["figures"], wrong = typed_figures(item.figures, form.given)
        errors |= wrong
    return FormRead({} if errors else data, errors, form.given)
