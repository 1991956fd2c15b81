"""What the drafting form is made of: an item's figures with their last values, what a text could answer, a preview."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from services.disclosure.composition import Service
from services.disclosure.desk.publications import Given, beside, check_village
from services.disclosure.domain.catalogue import CatalogueItem
from services.disclosure.domain.figures import Figure, FigureTemplate, figures_from
from services.disclosure.domain.text import ScreeningHit, Text, screened
from services.disclosure.views import obligations, publications
from services.disclosure.views.obligations import Entry
from services.disclosure.views.publication_shapes import Version
from shared.errors import Invalid


@dataclass(frozen=True)
class FigureAsked:
    """``depth``: of how many totals it is a part, one within the other. ``last``: the last period's, if it had it."""

    figure: FigureTemplate
    depth: int
    last: Figure | None


def figures_asked(service: Service, item: CatalogueItem, *, but: str | None) -> list[FigureAsked]:
    """In the item's order. ``but``: the last period's are not of this publication."""
    with service.application.database.read() as tx:
        last = {figure.id: figure for figure in publications.last_figures(tx, item.id, but=but)}
    total_of = {part: figure.id for figure in item.figures for part in figure.parts}

    def depth(id: str) -> int:
        return 1 + depth(total_of[id]) if id in total_of else 0

    return [FigureAsked(figure, depth(figure.id), last.get(figure.id)) for figure in item.figures]


def to_answer(service: Service, item: str) -> list[Entry]:
    """What a text about this item could answer now, the longest due first."""
    with service.application.database.read() as tx:
        return obligations.to_answer(tx, item, service.now(), service.today())


def begun(service: Service, item: CatalogueItem, answers: Sequence[Entry], asked: str) -> dict[str, Any]:
    """What a new draft's form begins with. ``asked``: the obligation that somebody came for; else the longest due."""
    answered = next((entry for entry in answers if entry.id == asked), answers[0] if answers else None)
    title = answered.owed.title if answered else item.zh
    return {
        "title": title,
        "body": item.outline_zh or f"现将{title}公布如下。",
        "carriers": item.carriers,
        "villages": service.villages,
        "obligation": answered.id if answered else "",
    }


@dataclass(frozen=True)
class Preview:
    """What would be kept, everything that screening says of it, and what is wrong with it beside."""

    text: Text
    hits: tuple[ScreeningHit, ...]
    refusal: Invalid | None


def previewed(
    service: Service, item: CatalogueItem | None, given: Given, *, standing: Version | None, but: str | None
) -> Preview:
    """Nothing is stored. ``standing``: the version that is rewritten or corrected, ``but`` its publication."""
    refusal = None
    text = Text(
        given["title"],
        given["body"],
        tuple(given.get("carriers") or ()),
        tuple(given.get("villages") or ()),
        attachments=standing.attachments if standing else (),
    )
    try:
        for village in text.villages:
            check_village(service, village)
        if item:
            text = replace(text, figures=figures_from(item.figures, given.get("figures") or {}))
    except Invalid as found:
        refusal = found
    warned = beside(service, item.id, text, but=but) if item else ()
    return Preview(text, (*screened(service.screen, text), *warned), refusal)
