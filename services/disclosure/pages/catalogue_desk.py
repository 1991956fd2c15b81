"""Where the catalogue is changed, and where it is noted what makes something due: a changed law, a fact."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from marshmallow import ValidationError
from werkzeug.datastructures import MultiDict

from services.disclosure.api.catalogue import unfit_id
from services.disclosure.composition import Service
from services.disclosure.desk import catalogue as desk
from services.disclosure.desk import obligations
from services.disclosure.domain.catalogue import ASPECTS, CADENCES, TIMINGS, CatalogueItem
from services.disclosure.pages.catalogue import limits_named
from services.disclosure.pages.parts import Page
from services.disclosure.pages.refusals import Refused, attempted
from services.disclosure.schemas.catalogue import ITEM_ID, RESERVED, FactIn, ItemIn, LawChangeIn
from services.disclosure.schemas.publications import Reason
from shared.errors import NotFound
from shared.web.forms import FormRead, read_form
from shared.web.language import t
from shared.web.messages import field_errors
from shared.web.roles import LEADER, OFFICER, allow, signed_in

BLANK_ROWS = 4
_PLAIN = ("timing", "zh", "en", "owner", "time_limit", "legal_zh", "legal_en", "outline_zh", "reason")
Given = Mapping[str, Any] | MultiDict[str, str]


def register(pages: Blueprint, service: Service) -> None:
    _items(pages, service)
    _causes(pages, service)


def _items(pages: Blueprint, service: Service) -> None:
    @pages.get("/desk/catalogue/new")
    @allow(LEADER)
    def new_item() -> Page:
        return _item_form(service, None, {"carriers": ("township_board", "village_board", "web")})

    @pages.post("/desk/catalogue/new")
    @allow(LEADER)
    def add_item() -> Page:
        return _put(service, None, request.form.get("id", "").strip())

    @pages.get("/desk/catalogue/<string:item>")
    @allow(LEADER)
    def change_item(item: str) -> Page:
        found = _known(service, item)
        return _item_form(service, found, _as_given(found))

    @pages.post("/desk/catalogue/<string:item>")
    @allow(LEADER)
    def put_item(item: str) -> Page:
        return _put(service, _known(service, item), item)

    @pages.post("/desk/catalogue/<string:item>/end")
    @allow(LEADER)
    def end_item(item: str) -> Page:
        found, form = _known(service, item), read_form(Reason())
        if refused := attempted(form, lambda: desk.end_item(service, signed_in().name, item, form.data["reason"])):
            return _item_form(service, found, _as_given(found), refused, ending=form.given), refused.status
        return _done(service)


def _causes(pages: Blueprint, service: Service) -> None:
    @pages.get("/desk/law-changes/new")
    @allow(OFFICER, LEADER)
    def new_law_change() -> Page:
        return render_template("disclosure/law_change.html", given={}, errors={})

    @pages.post("/desk/law-changes/new")
    @allow(OFFICER, LEADER)
    def note_law_change() -> Page:
        form = read_form(LawChangeIn())

        def do() -> None:
            given = form.data
            desk.note_law_change(service, signed_in().name, tuple(given["items"]), given["law"], given["changed_on"])

        if refused := attempted(form, do):
            return render_template("disclosure/law_change.html", given=form.given, errors=refused.errors), 422
        flash(t("已登记，各事项限期复核。", "Noted: each item is to be reviewed in time."), "good")
        return redirect(url_for("pages.at_work"), 303)

    @pages.get("/desk/facts/new")
    @allow(OFFICER, LEADER)
    def new_fact() -> Page:
        return render_template("disclosure/fact.html", given={"formed_on": service.today().isoformat()}, errors={})

    @pages.post("/desk/facts/new")
    @allow(OFFICER, LEADER)
    def record_fact() -> Page:
        form, who, names = read_form(FactIn()), signed_in().name, list[str]()

        def do() -> None:
            given = form.data
            names.append(obligations.record_fact(service, who, given["item"], given["formed_on"], given["about"]))

        if refused := attempted(form, do):
            return render_template("disclosure/fact.html", given=form.given, errors=refused.errors), 422
        flash(t("已登记，下面是最后期限。", "Noted. It is due by the day below."), "good")
        return redirect(url_for("pages.obligation", id=names[0]), 303)


def _put(service: Service, item: CatalogueItem | None, id: str) -> Page:
    given = MultiDict((name, value.strip()) for name, value in request.form.items(multi=True) if value.strip())
    try:
        form = FormRead(ItemIn().load(_nested(given)), {}, given)
    except ValidationError as error:
        form = FormRead({}, _at_fields(field_errors(error.messages)), given)

    def do() -> None:
        if not re.fullmatch(ITEM_ID, id) or id in RESERVED:
            raise unfit_id()
        desk.put_item(service, signed_in().name, desk.item_from(id, form.data), form.data["reason"])

    if refused := attempted(form, do):
        return _item_form(service, item, given, refused), refused.status
    return _done(service)


def _done(service: Service) -> Page:
    flash(
        t(
            "已改好，成为新的一版。计划和台账一会儿就随之改变；公开过的不变。",
            "Changed: this is the next version. Plan and ledger follow at the clock's next tick; what was published "
            "stays.",
        ),
        "good",
    )
    return redirect(url_for("pages.catalogue_version", number=service.catalogue.version), 303)


def _known(service: Service, id: str) -> CatalogueItem:
    found = service.catalogue.items.get(id)
    if found is None:
        raise NotFound("unknown-item", "公开目录里没有这个事项。", "There is no such item in the catalogue.")
    return found


def _nested(given: MultiDict[str, str]) -> dict[str, Any]:
    """A form of rows as the API takes it. A row without any name is left out; new figures are named by their place."""
    document: dict[str, Any] = {name: given[name] for name in _PLAIN if name in given}
    document["carriers"] = given.getlist("carriers")
    document["cadence"] = given.get("cadence")
    document["history"] = "history" in given
    document["aspects"] = [
        {"id": name, **{lang: given[f"{name}-{lang}"] for lang in ("zh", "en") if f"{name}-{lang}" in given}}
        for name in ASPECTS
    ]
    rows = [n for n in range(60) if f"figure-{n}-zh" in given or f"figure-{n}-en" in given]
    taken = {given[f"figure-{n}-id"] for n in rows if f"figure-{n}-id" in given}
    ids = {n: given.get(f"figure-{n}-id") or _unused(n, taken) for n in rows}
    document["figures"] = [
        {
            "id": ids[n],
            **{name: given[f"figure-{n}-{name}"] for name in ("zh", "en", "unit") if f"figure-{n}-{name}" in given},
            "people": f"figure-{n}-people" in given,
            "parts": [ids[part] for part in rows if given.get(f"figure-{part}-total") == str(n + 1)],
        }
        for n in rows
    ]
    return document


def _at_fields(errors: dict[str, list[str]]) -> dict[str, list[str]]:
    """``aspects.0.zh`` is the field basis-zh; what is wrong with a figure is said at the figures."""
    found: dict[str, list[str]] = {}
    for name, said in errors.items():
        place = re.fullmatch(r"aspects\.(\d)\.(zh|en)", name)
        field = f"{list(ASPECTS)[int(place[1])]}-{place[2]}" if place else name.split(".")[0]
        found[field] = list(dict.fromkeys([*found.get(field, []), *said]))
    return found


def _unused(number: int, taken: set[str]) -> str:
    name = f"figure_{number + 1}"
    while name in taken:
        name += "_new"
    return name


def _as_given(item: CatalogueItem) -> dict[str, Any]:
    given = {name: getattr(item, name) for name in (*_PLAIN[:-1], "carriers", "cadence", "history")}
    given |= {f"{one.id}-{lang}": getattr(one, lang) for one in item.aspects for lang in ("zh", "en")}
    place = {figure.id: number for number, figure in enumerate(item.figures, start=1)}
    total = {part: place[figure.id] for figure in item.figures for part in figure.parts}
    for number, figure in enumerate(item.figures):
        row = {"id": figure.id, "zh": figure.zh, "en": figure.en, "unit": figure.unit}
        row |= {"people": "1" if figure.people else "", "total": str(total.get(figure.id, ""))}
        given |= {f"figure-{number}-{name}": value for name, value in row.items()}
    return given


def _item_form(
    service: Service,
    item: CatalogueItem | None,
    given: Given,
    refused: Refused | None = None,
    ending: Given | None = None,
) -> str:
    used = [int(found[1]) for name in given if (found := re.fullmatch(r"figure-(\d{1,2})-(?:zh|en)", name))]
    return render_template(
        "disclosure/item_form.html",
        item=item,
        given=given,
        ending=ending or {},
        errors=refused.errors if refused else {},
        rows=min(60, max(used, default=-1) + 1 + BLANK_ROWS),
        timing_options=[(name, t(*named)) for name, named in TIMINGS.items()],
        cadence_options=[(name, t(*named)) for name, named in CADENCES.items()],
        office_options=[(office.id, t(office)) for office in service.district.offices],
        limit_options=[(name, t(*limits_named(service)[name])) for name in _limits_of_items(service)],
    )


def _limits_of_items(service: Service) -> list[str]:
    """Those that items of this township have or had at its founding; others are other people's clocks."""
    known = [*service.founding.items.values(), *service.catalogue.items.values()]
    return list(dict.fromkeys(item.time_limit for item in known))
