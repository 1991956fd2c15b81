"""The catalogue for everybody, in force and in every version, with what each version changed and why."""

from __future__ import annotations

from flask import Blueprint, render_template

from services.disclosure.catalogue_change import FIELDS, changed, in_words
from services.disclosure.composition import Service
from services.disclosure.domain.catalogue import CADENCES, Catalogue
from services.disclosure.pages.parts import Page
from services.disclosure.views import catalogue as view
from shared.errors import NotFound
from shared.web.roles import PUBLIC, allow


def register(pages: Blueprint, service: Service) -> None:
    offices = {office.id: (office.zh, office.en) for office in service.district.offices}

    @pages.get("/catalogue")
    @allow(PUBLIC)
    def catalogue() -> Page:
        with service.application.database.read() as tx:
            stood = service.catalogue_in(tx)
            editions, laws = view.editions(tx), view.law_changes(tx)
        return _shown(stood, None, editions=editions, laws=laws)

    @pages.get("/catalogue/versions/<string:number>")
    @allow(PUBLIC)
    def catalogue_version(number: str) -> Page:
        version = int(number) if number.isascii() and number.isdigit() and len(number) < 8 else 0
        with service.application.database.read() as tx:
            made = view.edition(tx, version)
            if made is None:
                raise NotFound("unknown-version", "公开目录没有这一版。", "The catalogue has no such version.")
            stood, newest = service.catalogue_in(tx, version), view.present(tx)
            before = service.catalogue_in(tx, version - 1) if version > 1 else Catalogue()
        old, new = before.items.get(made.item), stood.items.get(made.item)
        differences = changed(old, new, offices, limits_named(service)) if made.item else []
        return _shown(stood, made, differences=differences, newest=newest, changed_item=new or old)

    def _shown(stood: Catalogue, made: view.Edition | None, **more: object) -> str:
        named = limits_named(service)
        return render_template(
            "disclosure/catalogue.html",
            stood=stood,
            made=made,
            said={item.id: in_words(item, offices, named) for item in stood.items.values()},
            item_fields=FIELDS,
            cadences=CADENCES,
            **more,
        )


def limits_named(service: Service) -> dict[str, tuple[str, str]]:
    """Each time limit by its id, with its length as it is today."""
    named = {}
    for name in service.limits.ids():
        limit = service.limits.limit(name, service.today())
        working = limit.unit == "working_days"
        named[name] = (
            f"{limit.zh}（{limit.length} 个{'工作日' if working else '自然日'}）",
            f"{limit.en} ({limit.length} {'working' if working else 'calendar'} days)",
        )
    return named
