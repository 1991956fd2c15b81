"""What people see: the catalogue with what is missing, publications, the boards; and the desk where they are made."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from marshmallow import Schema
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from services.disclosure import desk
from services.disclosure.catalogue import ASPECTS, CARRIERS, TIMINGS, CatalogueItem
from services.disclosure.composition import Service
from services.disclosure.domain.publication import CIRCULAR, STAGES, PublicationPublished, Stage
from services.disclosure.domain.text import ScreeningHit
from services.disclosure.schemas import Correction, NewPublication, Rewriting
from services.disclosure.steps import STEPS, Step, possible, writable
from services.disclosure.views import postings, publications
from services.disclosure.views.catalogue_status import status
from services.disclosure.views.publications import Whole
from shared.errors import Forbidden, Invalid, NotFound
from shared.web.forms import FormRead, read_form
from shared.web.language import t
from shared.web.roles import DISTRICT, LEADER, OFFICER, PUBLIC, REVIEWER, allow, may, signed_in

PAGE = 20
AS_COLUMNS = 8
"""Up to how many villages have a column of their own on the boards page."""
AT_THE_DESK = (OFFICER, REVIEWER, LEADER, DISTRICT)
UNDER_WAY = (Stage.BLOCKED, Stage.SUBMITTED, Stage.APPROVED, Stage.DRAFT)
Page = str | Response | tuple[str, int]
Errors = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Piece:
    """Part of a text, and what screening says about it."""

    text: str
    hit: ScreeningHit | None = None


def pieces(text: str, hits: Sequence[ScreeningHit]) -> list[Piece]:
    """The text cut at what screening found, so that it can be marked where it stands."""
    cut, end = [], 0
    for hit in sorted(hits, key=lambda hit: hit.start):
        cut += [Piece(text[end : hit.start]), Piece(text[hit.start : hit.end], hit)]
        end = hit.end
    return [piece for piece in [*cut, Piece(text[end:])] if piece.text]


def blueprint(service: Service) -> Blueprint:
    pages = Blueprint("pages", __name__)
    villages = {village.id: village for village in service.district.villages}

    @pages.context_processor
    def words() -> dict[str, Any]:
        return {
            "items": service.catalogue.items,
            "villages": villages,
            "carriers": CARRIERS,
            "aspects": ASPECTS,
            "timings": TIMINGS,
            "stages": STAGES,
            "steps": STEPS,
            "township": t(service.district.township_zh, service.district.township_en),
            "pieces": pieces,
            "aspect_options": [(name, t(*named)) for name, named in ASPECTS.items()],
            "carrier_options": [(name, t(*named)) for name, named in CARRIERS.items()],
            "village_options": [(village.id, t(village)) for village in service.joined.villages],
        }

    _public(pages, service)
    _writing(pages, service)
    _deciding(pages, service)
    return pages


def _public(pages: Blueprint, service: Service) -> None:
    database = service.application.database

    @pages.get("/")
    @allow(PUBLIC)
    def start() -> Page:
        today = service.today()
        with database.read() as tx:
            shown = [(item, status(tx, item, service.limits, today)) for item in service.catalogue.items.values()]
            circulars = publications.listed(tx, states=(Stage.PUBLISHED,), item=CIRCULAR, limit=3)
            _, overdue = postings.overdue(tx, now=service.now(), today=today, limit=1)
        classes = {timing: [one for one in shown if one[0].timing == timing] for timing in TIMINGS}
        return render_template("disclosure/start.html", classes=classes, circulars=circulars, overdue=overdue)

    @pages.get("/items/<string:id>")
    @allow(PUBLIC)
    def item(id: str) -> Page:
        found = service.catalogue.items.get(id)
        if found is None and id != CIRCULAR:
            raise NotFound("unknown-item", "公开目录里没有这个事项。", "There is no such item in the catalogue.")
        page = _page()
        with database.read() as tx:
            standing = status(tx, found, service.limits, service.today()) if found else None
            states = (Stage.PUBLISHED, Stage.WITHDRAWN)
            listed = publications.listed(tx, states=states, item=id, limit=PAGE, offset=(page - 1) * PAGE)
        return render_template(
            "disclosure/item.html", item=found, standing=standing, listed=listed, page=page, pages=_pages(listed.total)
        )

    @pages.get("/publications/<string:id>")
    @allow(PUBLIC)
    def publication(id: str) -> Page:
        whole = desk.found(service, id, staff=False)
        with database.read() as tx:
            boards = postings.of_publication(tx, id, now=service.now(), today=service.today())
            due = [
                recorded.event.posting_due
                for recorded in service.application.history(tx, "publication", id)
                if isinstance(recorded.event, PublicationPublished)
            ][-1]
        return render_template(
            "disclosure/publication.html",
            whole=whole,
            boards=boards,
            due=due,
            days=service.limits.explain(due),
            limit=service.limits.version(due.limit, due.limit_version),
            writable=writable(whole),
        )

    @pages.get("/boards")
    @allow(PUBLIC)
    def boards() -> Page:
        page, now, today = _page(), service.now(), service.today()
        with database.read() as tx:
            listed = publications.listed(tx, states=(Stage.PUBLISHED,), limit=PAGE, offset=(page - 1) * PAGE)
            matrix = postings.of_publications(tx, [row.id for row in listed.rows], now=now, today=today)
            late, total = postings.overdue(tx, now=now, today=today, limit=PAGE)
        columns = service.joined.villages if len(service.villages) <= AS_COLUMNS else ()
        return render_template(
            "disclosure/boards.html",
            rows=[(row, matrix.get((row.id, row.version or 0), {})) for row in listed.rows],
            columns=columns,
            late=late,
            total=total,
            page=page,
            pages=_pages(listed.total),
        )


def _writing(pages: Blueprint, service: Service) -> None:
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
        refused = _tried(form, lambda: ids.append(desk.draft(service, signed_in().name, form.data, _key())))
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
                desk.correct(service, signed_in().name, id, form.data, _key())

        if refused := _tried(form, do):
            return _form(form.given, *refused, whole=whole), 422
        flash(t("已保存，只有工作人员能看到。", "Kept; only staff can see it."), "good")
        return redirect(url_for("pages.at_desk", id=id), 303)


def _deciding(pages: Blueprint, service: Service) -> None:
    @pages.get("/desk")
    @allow(*AT_THE_DESK)
    def at_work() -> Page:
        page = _page()
        with service.application.database.read() as tx:
            listed = publications.listed(tx, states=UNDER_WAY, drafts=True, limit=PAGE, offset=(page - 1) * PAGE)
        return render_template("disclosure/desk.html", listed=listed, page=page, pages=_pages(listed.total))

    @pages.get("/desk/<string:id>")
    @allow(*AT_THE_DESK)
    def at_desk(id: str) -> Page:
        whole = desk.found(service, id)
        able = [name for name in possible(whole) if may(*STEPS[name].roles)]
        return render_template("disclosure/draft.html", whole=whole, able=able, writable=writable(whole))

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
        if refused := _tried(form, lambda: step.do(service, signed_in().name, id, form.data)):
            return _confirm(desk.found(service, id), step, form.given, refused[0]), 422
        flash(t(step.done), "good")
        public = name in ("publish", "withdraw")
        return redirect(url_for("pages.publication" if public else "pages.at_desk", id=id), 303)


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


def _confirm(whole: Whole, step: Step, given: Mapping[str, Any] | MultiDict[str, str], errors: Errors) -> str:
    return render_template("disclosure/confirm.html", whole=whole, step=step, given=given, errors=errors)


def _step(name: str) -> Step:
    step = STEPS.get(name)
    if step is None:
        raise NotFound("not-found", "没有这个页面，请检查地址。", "There is no such page. Check the address.")
    if not may(*step.roles):
        raise Forbidden("not-allowed", "您的岗位不能做这件事。", "Your role may not do this.")
    return step


def _read_document(schema: Schema) -> FormRead:
    """On the API a list left out means "as it is"; a row of boxes without a tick means none."""
    form = read_form(schema)
    if "carriers" not in form.given:
        nothing = t("至少选一个载体。", "Choose at least one carrier.")
        return FormRead({}, {**form.errors, "carriers": [nothing]}, form.given)
    return FormRead({"villages": [], **form.data}, form.errors, form.given)


def _tried(form: FormRead, do: Callable[[], None]) -> tuple[Errors, Sequence[ScreeningHit]] | None:
    """Carry out a form that holds. What a person can mend on it comes back; any other refusal is raised."""
    if form.errors:
        return form.errors, ()
    try:
        do()
    except Invalid as refusal:
        found: Any = refusal.details.get("hits", ())
        hits = [ScreeningHit(**hit) for hit in found]
        where = hits[0].field if hits and hits[0].field in form.given else "_schema"
        return {where: [t(refusal)]}, hits
    return None


def _key() -> str:
    """Drawn with the form, so that a double tap does a thing once."""
    return request.form.get("key", "")[:100]


def _page() -> int:
    number = request.args.get("page", "1")
    return min(max(int(number), 1), 100_000) if number.isascii() and number.isdigit() and len(number) < 9 else 1


def _pages(total: int) -> int:
    return max(1, -(-total // PAGE))
