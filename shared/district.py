"""Who is where: the district, the township, its villages and offices, from data/district.toml and its neighbours."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from shared.datafiles import DataFileError, load_headed, load_rows
from shared.errors import NotFound

Reach = Literal["pull", "push"]
OfficeKind = Literal["office", "service_station"]


@dataclass(frozen=True)
class Village:
    """A village or residential community. ``reach`` push: it has only an outgoing line and does the asking."""

    id: str
    zh: str
    en: str
    pilot: bool
    reach: Reach
    population: int | None = None


@dataclass(frozen=True)
class Office:
    """A body that is rated, inspected and answers petitions; ``parent`` is the id of the office above it."""

    id: str
    kind: OfficeKind
    zh: str
    en: str
    parent: str | None = None


@dataclass(frozen=True)
class Hotline:
    """A public number that anybody may call."""

    id: str
    number: str
    zh: str
    en: str


@dataclass(frozen=True)
class District:
    """The map of a district with one township."""

    district_zh: str
    district_en: str
    township_zh: str
    township_en: str
    hotlines: tuple[Hotline, ...]
    villages: tuple[Village, ...]
    offices: tuple[Office, ...]

    def joined(self, sources: Container[str]) -> District:
        """The map with only the villages that have joined: whose endpoint is among the ``sources`` of a node's peers.

        What is published or asked is meant for these alone; nobody could show it in the others.
        """
        return replace(self, villages=tuple(each for each in self.villages if f"/feedback/{each.id}" in sources))

    def village(self, id: str) -> Village:
        """Raises NotFound (``unknown-village``)."""
        for village in self.villages:
            if village.id == id:
                return village
        raise NotFound(
            "unknown-village",
            f"没有“{id}”这个村（居），请核对村（居）代码。",
            f"There is no village “{id}”; check the village's id.",
            village=id,
        )

    def office(self, id: str) -> Office:
        """Raises NotFound (``unknown-office``)."""
        for office in self.offices:
            if office.id == id:
                return office
        raise NotFound(
            "unknown-office",
            f"没有“{id}”这个机构，请核对机构代码。",
            f"There is no office “{id}”; check the office's id.",
            office=id,
        )

    def above(self, id: str) -> tuple[Office, ...]:
        """The offices above one, the nearest first. Raises NotFound."""
        found: list[Office] = []
        parent = self.office(id).parent
        while parent is not None:
            found.append(self.office(parent))
            parent = found[-1].parent
        return tuple(found)

    def above_or_below(self, one: str, other: str) -> bool:
        """Whether a handler of ``one`` must keep away from what is about ``other``. Raises NotFound.

        So it is for the same office, and for one that stands above or below the other. Offices side by side under
        the same roof are strangers. Regulations on Petition Work, Art. 28 and 30.
        """
        return (
            self.office(one) == self.office(other)
            or any(office.id == other for office in self.above(one))
            or any(office.id == one for office in self.above(other))
        )


_WORDS = validate.Length(min=1)
_ID = validate.Regexp(r"^[a-z][a-z0-9-]{1,30}$")


class _Named(Schema):
    id = fields.String(required=True, validate=_ID)
    zh = fields.String(required=True, validate=_WORDS)
    en = fields.String(required=True, validate=_WORDS)


class _HotlineRow(_Named):
    number = fields.String(required=True, validate=validate.Regexp(r"^[0-9][0-9 -]{2,19}$"))


class _VillageRow(_Named):
    id = fields.String(required=True, validate=[_ID, validate.NoneOf(["township"])])
    """``township`` is the place of the township's own board, beside the villages."""

    pilot = fields.Boolean(load_default=False)
    reach = fields.String(required=True, validate=validate.OneOf(["pull", "push"]))
    population = fields.Integer(strict=True, validate=validate.Range(min=1))


class _OfficeRow(_Named):
    kind = fields.String(required=True, validate=validate.OneOf(["office", "service_station"]))
    parent = fields.String(validate=_ID)

    @validates_schema
    def _not_its_own_parent(self, data: Mapping[str, Any], **_: Any) -> None:
        if data.get("parent") == data["id"]:
            raise ValidationError("An office does not stand above itself.", "parent")


class _Heading(Schema):
    district_zh = fields.String(required=True, validate=_WORDS)
    district_en = fields.String(required=True, validate=_WORDS)
    township_zh = fields.String(required=True, validate=_WORDS)
    township_en = fields.String(required=True, validate=_WORDS)


def load_district(data_dir: Path) -> District:
    """The map in ``data_dir``: district.toml, villages.toml, offices.toml. Raises DataFileError."""
    heading, hotlines = load_headed(data_dir / "district.toml", _Heading(), _HotlineRow())
    villages = load_rows(data_dir / "villages.toml", _VillageRow())
    file = data_dir / "offices.toml"
    offices = [Office(**row) for row in load_rows(file, _OfficeRow())]
    if problems := list(_broken_parents(offices)):
        raise DataFileError("\n".join(f"{file}, {problem}" for problem in problems))
    return District(
        **heading,
        hotlines=tuple(Hotline(**row) for row in hotlines),
        villages=tuple(Village(**row) for row in villages),
        offices=tuple(offices),
    )


def _broken_parents(offices: Sequence[Office]) -> Iterator[str]:
    parents = {office.id: office.parent for office in offices}
    for number, office in enumerate(offices, start=1):
        if office.parent is not None and office.parent not in parents:
            yield f"row {number} ({office.id}), field parent: there is no office {office.parent!r}"
        seen = {office.id}
        parent = office.parent
        while parent is not None and parent not in seen:
            seen.add(parent)
            parent = parents.get(parent)
        if parent == office.id:
            yield f"row {number} ({office.id}), field parent: it stands above itself, by way of others"
