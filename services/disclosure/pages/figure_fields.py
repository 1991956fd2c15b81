"""The figures of an item as fields of a form: typed, withheld, or wrong."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from services.disclosure.desk.drafting import FigureAsked
from services.disclosure.domain.figures import Figure, FigureTemplate
from services.disclosure.domain.text import ScreeningHit
from shared.web.language import t


@dataclass(frozen=True)
class FigureField:
    asked: FigureAsked
    typed: str
    withheld: bool
    wrong: str
    hits: tuple[ScreeningHit, ...]


def typed_figures(
    template: Iterable[FigureTemplate], given: Mapping[str, str]
) -> tuple[dict[str, int | None], dict[str, list[str]]]:
    """What was typed, by figure; and for what is no number, an error by its field. An empty field is left out."""
    values: dict[str, int | None] = {}
    errors: dict[str, list[str]] = {}
    for figure in template:
        typed = given.get(f"figure-{figure.id}", "")
        if given.get(f"withhold-{figure.id}"):
            values[figure.id] = None
        elif typed:
            number = _number(typed)
            if number is None:
                errors[f"figure-{figure.id}"] = [
                    t("请填整数，没有就填 0。", "Give a whole number, 0 if there was none.")
                ]
            else:
                values[figure.id] = number
    return values, errors


def as_typed(figures: Iterable[Figure]) -> dict[str, str]:
    """Standing figures as the fields of a form that is opened."""
    return {
        name: value
        for figure in figures
        for name, value in (
            (f"figure-{figure.id}", "" if figure.value is None else str(figure.value)),
            (f"withhold-{figure.id}", "1" if figure.value is None else ""),
        )
    }


def figure_fields(
    asked: Iterable[FigureAsked],
    given: Mapping[str, Any],
    wrong: Mapping[str, str],
    errors: Mapping[str, Sequence[str]],
    hits: Iterable[ScreeningHit],
) -> list[FigureField]:
    found = list(hits)
    return [
        FigureField(
            one,
            given.get(f"figure-{one.figure.id}", ""),
            bool(given.get(f"withhold-{one.figure.id}")),
            wrong.get(one.figure.id, "") or " ".join(errors.get(f"figure-{one.figure.id}", ())),
            tuple(hit for hit in found if hit.field == f"figures.{one.figure.id}"),
        )
        for one in asked
    ]


def _number(typed: str) -> int | None:
    """Also with full-width digits and thousands marked."""
    plain = unicodedata.normalize("NFKC", typed).replace(",", "").replace(" ", "")
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) <= 15 else None
