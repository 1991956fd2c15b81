"""What each place is owed in a year, and what a supervisor looks at: data/inspections.toml."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from marshmallow import Schema, fields, validate

from services.oversight.domain.finding import KINDS
from shared.datafiles import load_headed


@dataclass(frozen=True)
class Line:
    """One question. A ``no`` to it becomes a finding of the kind ``finding``."""

    id: str
    zh: str
    en: str
    finding: str


@dataclass(frozen=True)
class Checklist:
    """``again_percent``: of a hundred places, how many are drawn once more."""

    version: int
    open_per_year: int
    undercover_per_year: int
    again_percent: int
    lines: tuple[Line, ...]

    @property
    def per_year(self) -> int:
        return self.open_per_year + self.undercover_per_year


_WORDS = validate.Length(min=1)
_COUNT = validate.Range(min=1, max=50)


class _Heading(Schema):
    version = fields.Integer(required=True, strict=True, validate=validate.Range(min=1))
    open_per_year = fields.Integer(required=True, strict=True, validate=_COUNT)
    undercover_per_year = fields.Integer(required=True, strict=True, validate=_COUNT)
    again_percent = fields.Integer(required=True, strict=True, validate=validate.Range(min=0, max=100))


class _LineRow(Schema):
    id = fields.String(required=True, validate=validate.Regexp(r"^[a-z][a-z0-9-]{1,40}$"))
    zh = fields.String(required=True, validate=_WORDS)
    en = fields.String(required=True, validate=_WORDS)
    finding = fields.String(required=True, validate=validate.OneOf(KINDS))


def load_checklist(data_dir: Path) -> Checklist:
    """Raises DataFileError."""
    heading, rows = load_headed(data_dir / "inspections.toml", _Heading(), _LineRow())
    return Checklist(**heading, lines=tuple(Line(**row) for row in rows))
