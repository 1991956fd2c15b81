"""The catalogue (公开目录): what has to be disclosed, where, when and under which six aspects.

From data/catalogue.toml; the founding publications that a township starts with stand beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from marshmallow import Schema, ValidationError, fields, post_load, validate, validates_schema

from shared.datafiles import DataFileError, load_headed, load_rows
from shared.timelimits.loading import load_time_limits

Timing = Literal["long_term", "periodic", "ad_hoc"]
Cadence = Literal["quarterly", "monthly"]

TIMINGS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "long_term": ("长期公开", "Always"),
        "periodic": ("定期公开", "Periodically"),
        "ad_hoc": ("随时公开", "As it happens"),
    }
)
CARRIERS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "township_board": ("镇公开栏", "Township board"),
        "village_board": ("村（居）公开栏", "Village board"),
        "publicity_column": ("宣传栏", "Publicity column"),
        "service_window": ("服务窗口", "Service window"),
        "web": ("网站", "Web"),
    }
)
ASPECTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "basis": ("办事依据", "Basis"),
        "content": ("办事内容", "Content"),
        "procedure": ("办事程序", "Procedure"),
        "standard": ("办事标准", "Standard"),
        "result": ("办事结果", "Result"),
        "discipline": ("办事纪律", "Discipline"),
    }
)
"""Each word of the data file with its name in Chinese and in English, in the order in which it is shown."""


@dataclass(frozen=True)
class Aspect:
    """What an item says under one of ASPECTS; ``id`` is the aspect's."""

    id: str
    zh: str
    en: str


@dataclass(frozen=True)
class CatalogueItem:
    """One thing that has to be disclosed. ``time_limit`` is the id of a row of data/time_limits.toml.

    ``cadence`` is for periodic items alone. ``history``: no longer practised, kept to be looked up.
    """

    id: str
    timing: Timing
    zh: str
    en: str
    carriers: tuple[str, ...]
    time_limit: str
    legal_zh: str
    legal_en: str
    aspects: tuple[Aspect, ...]
    cadence: Cadence | None = None
    history: bool = False

    @property
    def figures_only(self) -> bool:
        """Whether it says how many, and never who: everything but the standing texts."""
        return self.timing != "long_term"


@dataclass(frozen=True)
class Catalogue:
    """All items by id, in the order of the file."""

    version: int
    items: Mapping[str, CatalogueItem]

    def of_timing(self, timing: Timing) -> tuple[CatalogueItem, ...]:
        return tuple(item for item in self.items.values() if item.timing == timing)


@dataclass(frozen=True)
class FoundingPublication:
    """What a township posts about an item on its first day."""

    item: str
    title_zh: str
    title_en: str
    body_zh: str


_WORDS = validate.Length(min=1)
_ID = validate.And(validate.Regexp(r"^[a-z][a-z0-9-]{1,40}$"), validate.NoneOf(["circular"]))


class _Text(Schema):
    zh = fields.String(required=True, validate=_WORDS)
    en = fields.String(required=True, validate=_WORDS)


class _Heading(Schema):
    version = fields.Integer(required=True, strict=True, validate=validate.Range(min=1))


class _ItemRow(_Text):
    id = fields.String(required=True, validate=_ID)
    timing = fields.String(required=True, validate=validate.OneOf(list(TIMINGS)))
    cadence = fields.String(validate=validate.OneOf(["quarterly", "monthly"]))
    carriers = fields.List(fields.String(validate=validate.OneOf(list(CARRIERS))), required=True, validate=_WORDS)
    time_limit = fields.String(required=True, validate=_WORDS)
    legal_zh = fields.String(required=True, validate=_WORDS)
    legal_en = fields.String(required=True, validate=_WORDS)
    history = fields.Boolean()
    basis = fields.Nested(_Text, required=True)
    content = fields.Nested(_Text, required=True)
    procedure = fields.Nested(_Text, required=True)
    standard = fields.Nested(_Text, required=True)
    result = fields.Nested(_Text, required=True)
    discipline = fields.Nested(_Text, required=True)

    @validates_schema
    def _cadence_where_due(self, data: Mapping[str, Any], **_: Any) -> None:
        if (data["timing"] == "periodic") != ("cadence" in data):
            raise ValidationError("A periodic item has a cadence; no other has one.", "cadence")

    @post_load
    def _made(self, data: dict[str, Any], **_: Any) -> CatalogueItem:
        aspects = tuple(Aspect(id=name, **data.pop(name)) for name in ASPECTS)
        return CatalogueItem(**{**data, "carriers": tuple(data["carriers"])}, aspects=aspects)


class _PublicationRow(Schema):
    id = fields.String(required=True, validate=_ID)
    title_zh = fields.String(required=True, validate=_WORDS)
    title_en = fields.String(required=True, validate=_WORDS)
    body_zh = fields.String(required=True, validate=_WORDS)


def load_catalogue(data_dir: Path) -> Catalogue:
    """The catalogue in ``data_dir``, its time limits looked up in time_limits.toml. Raises DataFileError."""
    file = data_dir / "catalogue.toml"
    heading, items = load_headed(file, _Heading(), _ItemRow())
    if problems := list(_unknown_limits(items, load_time_limits(data_dir).ids())):
        raise DataFileError("\n".join(f"{file}, {problem}" for problem in problems))
    return Catalogue(heading["version"], MappingProxyType({item.id: item for item in items}))


def load_founding_publications(data_dir: Path) -> tuple[FoundingPublication, ...]:
    """The publications that a township starts with, in the order of the file. Raises DataFileError."""
    rows = load_rows(data_dir / "founding_publications.toml", _PublicationRow())
    return tuple(
        FoundingPublication(row["id"], row["title_zh"], row["title_en"], row["body_zh"].strip()) for row in rows
    )


def _unknown_limits(items: list[CatalogueItem], known: tuple[str, ...]) -> Iterator[str]:
    for number, item in enumerate(items, start=1):
        if item.time_limit not in known:
            yield (f"row {number} ({item.id}), field time_limit: there is no {item.time_limit!r} in time_limits.toml")
