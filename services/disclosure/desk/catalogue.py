"""The catalogue as the leading group changes it, and what follows when a law changes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from services.disclosure.composition import Service
from services.disclosure.domain.catalogue import (
    ASPECTS,
    Aspect,
    CatalogueItem,
    EndItem,
    NoteLawChange,
    PutItem,
)
from services.disclosure.domain.figures import FigureTemplate
from services.disclosure.domain.text import admitted_words
from shared.errors import Invalid

CATALOGUE = "catalogue"
"""There is one; this is its stream's id."""


def put_item(service: Service, who: str, item: CatalogueItem, reason: str) -> None:
    """Add an item or change one. Raises Invalid: unknown-office, unknown-time-limit, and what `admit_item` raises."""
    if item.owner not in {office.id for office in service.district.offices}:
        raise Invalid("unknown-office", "没有这个机构，请从列表中选择。", "There is no such office. Choose one listed.")
    if item.time_limit not in service.limits.ids():
        raise Invalid(
            "unknown-time-limit", "没有这条时限，请从列表中选择。", "There is no such time limit. Choose one listed."
        )
    admitted_words(service.screen, _words(item))
    _ask(service, who, PutItem(item, service.public_text(reason), who, service.now()))


def item_from(id: str, given: Mapping[str, Any]) -> CatalogueItem:
    """What a form or the API gives (schemas.catalogue.ItemIn) as an item."""
    known = {name: value for name, value in given.items() if name != "reason"}
    figures = tuple(FigureTemplate(**{**each, "parts": tuple(each["parts"])}) for each in given["figures"])
    aspects = {each["id"]: Aspect(**each) for each in given["aspects"]}
    return CatalogueItem(
        **{
            **known,
            "id": id,
            "carriers": tuple(dict.fromkeys(given["carriers"])),
            "figures": figures,
            "aspects": tuple(aspects[name] for name in ASPECTS if name in aspects),
        }
    )


def end_item(service: Service, who: str, item: str, reason: str) -> None:
    _ask(service, who, EndItem(item, service.public_text(reason), who, service.now()))


def note_law_change(service: Service, who: str, items: tuple[str, ...], law: str, changed_on: date) -> None:
    """Each of the items is then to be reviewed within its time limit, counted from ``changed_on``."""
    _ask(service, who, NoteLawChange(items, service.public_text(law), changed_on, who, service.now()))


def _words(item: CatalogueItem) -> dict[str, str]:
    """All that everybody will read, by field."""
    said = {name: getattr(item, name) for name in ("zh", "en", "legal_zh", "legal_en", "outline_zh")}
    said |= {f"aspects.{n}.{lang}": getattr(one, lang) for n, one in enumerate(item.aspects) for lang in ("zh", "en")}
    return said | {f"figures.{n}.{lang}": getattr(one, lang) for n, one in enumerate(item.figures) for lang in _NAMES}


_NAMES = ("zh", "en", "unit")


def _ask(service: Service, who: str, command: PutItem | EndItem | NoteLawChange) -> None:
    service.found_catalogue()
    service.application.handle("catalogue", CATALOGUE, command, actor=who)
