"""An item of the catalogue in words, and what one version of it says otherwise than the one before. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from services.disclosure.difference import Part, difference
from services.disclosure.domain.catalogue import ASPECTS, CADENCES, CARRIERS, TIMINGS, CatalogueItem

Names = Mapping[str, tuple[str, str]]
FIELDS: Names = {
    "name": ("名称", "Name"),
    "timing": ("公开时限类型", "Timing"),
    "cadence": ("多久一次", "Cadence"),
    "carriers": ("公开载体", "Carriers"),
    "owner": ("责任机构", "Office"),
    "time_limit": ("期限", "Time limit"),
    "legal": ("依据", "Rule"),
    **ASPECTS,
    "figures": ("数字", "Figures"),
    "outline": ("正文提纲", "Outline of the text"),
    "history": ("历史资料", "Kept as history"),
}
"""What an item is made of, in the order in which it is shown."""


@dataclass(frozen=True)
class Changed:
    """``field``: of FIELDS."""

    field: str
    parts: tuple[Part, ...]


def changed(old: CatalogueItem | None, new: CatalogueItem | None, offices: Names, limits: Names) -> list[Changed]:
    before, after = (in_words(item, offices, limits) if item else {} for item in (old, new))
    pairs = {name: (before.get(name, ""), after.get(name, "")) for name in FIELDS}
    return [Changed(name, difference(*pair)) for name, pair in pairs.items() if pair[0] != pair[1]]


def in_words(item: CatalogueItem, offices: Names, limits: Names) -> dict[str, str]:
    """Each field as text, Chinese and English."""
    figures = {figure.id: figure.zh for figure in item.figures}
    return {
        "name": f"{item.zh}\n{item.en}",
        "timing": _both(TIMINGS[item.timing]),
        "cadence": _both(CADENCES[item.cadence]) if item.cadence else "",
        "carriers": "\n".join(_both(CARRIERS[name]) for name in item.carriers),
        "owner": _both(offices.get(item.owner, (item.owner, item.owner))),
        "time_limit": _both(limits.get(item.time_limit, (item.time_limit, item.time_limit))),
        "legal": f"{item.legal_zh}\n{item.legal_en}",
        **{aspect.id: f"{aspect.zh}\n{aspect.en}" for aspect in item.aspects},
        "figures": "\n".join(
            f"{figure.zh} · {figure.en}（{figure.unit}）"
            + (f" = {' + '.join(figures[part] for part in figure.parts)}" if figure.parts else "")
            + ("" if figure.people else "，不计人 · counts no people")
            for figure in item.figures
        ),
        "outline": item.outline_zh,
        "history": "是 · yes" if item.history else "",
    }


def _both(named: tuple[str, str]) -> str:
    return f"{named[0]} · {named[1]}"
