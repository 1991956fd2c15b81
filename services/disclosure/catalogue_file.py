"""The founding catalogue, from data/catalogue.toml, and the publications that a township starts with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate

from services.disclosure.domain.catalogue import (
    ASPECTS,
    CADENCES,
    CARRIERS,
    TIMINGS,
    Aspect,
    Catalogue,
    CatalogueItem,
    admit_item,
)
from services.disclosure.domain.figures import FigureTemplate
from shared.datafiles import DataFileError, load_headed, load_rows
from shared.district import load_district
from shared.errors import Invalid
from shared.timelimits.loading import load_time_limits


@dataclass(frozen=True)
class FoundingPublication:
    """What a township posts about an item on its first day."""

    item: str
    title_zh: str
    title_en: str
    body_zh: str
    figures: Mapping[str, int]


_WORDS = validate.Length(min=1)
_ID = validate.And(validate.Regexp(r"^[a-z][a-z0-9-]{1,40}$"), validate.NoneOf(["circular"]))


class _Text(Schema):
    zh = fields.String(required=True, validate=_WORDS)
    en = fields.String(required=True, validate=_WORDS)


class _Heading(Schema):
    version = fields.Integer(required=True, strict=True, validate=validate.Range(min=1))


class _FigureRow(_Text):
    id = fields.String(required=True, validate=validate.Regexp(r"^[a-z][a-z0-9_]{0,39}$"))
    unit = fields.String(required=True, validate=_WORDS)
    parts = fields.List(fields.String())
    people = fields.Boolean()

    @post_load
    def _made(self, data: dict[str, Any], **_: Any) -> FigureTemplate:
        return FigureTemplate(**{**data, "parts": tuple(data.get("parts", ()))})


class _ItemRow(_Text):
    id = fields.String(required=True, validate=_ID)
    timing = fields.String(required=True, validate=validate.OneOf(list(TIMINGS)))
    cadence = fields.String(validate=validate.OneOf(list(CADENCES)))
    carriers = fields.List(fields.String(validate=validate.OneOf(list(CARRIERS))), required=True, validate=_WORDS)
    owner = fields.String(required=True, validate=_WORDS)
    time_limit = fields.String(required=True, validate=_WORDS)
    legal_zh = fields.String(required=True, validate=_WORDS)
    legal_en = fields.String(required=True, validate=_WORDS)
    history = fields.Boolean()
    outline_zh = fields.String()
    figures = fields.List(fields.Nested(_FigureRow))
    basis = fields.Nested(_Text, required=True)
    content = fields.Nested(_Text, required=True)
    procedure = fields.Nested(_Text, required=True)
    standard = fields.Nested(_Text, required=True)
    result = fields.Nested(_Text, required=True)
    discipline = fields.Nested(_Text, required=True)

    @post_load
    def _made(self, data: dict[str, Any], **_: Any) -> CatalogueItem:
        aspects = tuple(Aspect(id=name, **data.pop(name)) for name in ASPECTS)
        more = {"carriers": tuple(data["carriers"]), "figures": tuple(data.get("figures", ()))}
        item = CatalogueItem(**{**data, **more, "outline_zh": data.get("outline_zh", "").strip()}, aspects=aspects)
        try:
            admit_item(item)
        except Invalid as unsound:
            raise ValidationError(unsound.en, str(unsound.code)) from unsound
        return item


class _PublicationRow(Schema):
    id = fields.String(required=True, validate=_ID)
    title_zh = fields.String(required=True, validate=_WORDS)
    title_en = fields.String(required=True, validate=_WORDS)
    body_zh = fields.String(required=True, validate=_WORDS)
    figures = fields.Dict(keys=fields.String(), values=fields.Integer(strict=True))


def load_catalogue(data_dir: Path) -> Catalogue:
    """The catalogue in ``data_dir``, its time limits and offices looked up beside it. Raises DataFileError."""
    file = data_dir / "catalogue.toml"
    heading, items = load_headed(file, _Heading(), _ItemRow())
    limits, offices = load_time_limits(data_dir).ids(), {office.id for office in load_district(data_dir).offices}
    if problems := list(_unknown(items, limits, offices)):
        raise DataFileError("\n".join(f"{file}, {problem}" for problem in problems))
    return Catalogue(heading["version"], {item.id: item for item in items})


def load_founding_publications(data_dir: Path) -> tuple[FoundingPublication, ...]:
    """The publications that a township starts with, in the order of the file. Raises DataFileError."""
    rows = load_rows(data_dir / "founding_publications.toml", _PublicationRow())
    return tuple(
        FoundingPublication(row["id"], row["title_zh"], row["title_en"], row["body_zh"].strip(), row.get("figures", {}))
        for row in rows
    )


def _unknown(items: list[CatalogueItem], limits: tuple[str, ...], offices: set[str]) -> Iterator[str]:
    for number, item in enumerate(items, start=1):
        if item.time_limit not in limits:
            yield f"row {number} ({item.id}), field time_limit: there is no {item.time_limit!r} in time_limits.toml"
        if item.owner not in offices:
            yield f"row {number} ({item.id}), field owner: there is no {item.owner!r} in offices.toml"
