"""data/evaluation.toml: by which numbers offices and villages are evaluated, version after version."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate, validates_schema

from services.oversight.domain.results import FEWEST
from services.oversight.domain.scoring import CRITERIA, Standard, Weights
from shared.datafiles import DataFileError, load_rows

_SHARE = validate.Range(min=0, max=1)


def _shares(name: str, *names: str) -> fields.Nested:
    """A table of shares of one case, all of them required."""
    inner: dict[str, fields.Field[Any]] = {each: fields.Float(required=True, validate=_SHARE) for each in names}
    return fields.Nested(Schema.from_dict(inner, name=name), required=True)


class _Standard(Schema):
    awareness = fields.Float(required=True, validate=_SHARE)
    lower_end = fields.Float(required=True, validate=_SHARE)
    fewest_answers = fields.Integer(required=True, strict=True, validate=validate.Range(min=FEWEST))


class _Row(Schema):
    version = fields.Integer(required=True, strict=True, validate=validate.Range(min=1))
    effective_from = fields.Date(required=True)
    effective_to = fields.Date(load_default=None)
    grace_days = fields.Integer(required=True, strict=True, validate=validate.Range(min=0, max=60))
    fewest_cases = fields.Integer(required=True, strict=True, validate=validate.Range(min=FEWEST))
    weights = fields.Nested(
        Schema.from_dict(
            {name: fields.Float(required=True, validate=validate.Range(min=0, max=100)) for name in CRITERIA},
            name="WeightsOfCriteria",
        ),
        required=True,
    )
    posted = _shares("Posted", "late_lost")
    rated = _shares("Rated", "awareness_part")
    resolved = _shares("Resolved", "rated_badly", "rating_upheld", "overturned")
    findings = _shares("FindingsLose", "opened", "past_date", "reopened")
    standard = fields.Nested(_Standard, required=True)

    @validates_schema
    def _consistent(self, data: Mapping[str, Any], **_: Any) -> None:
        total = sum(data["weights"].values())
        if abs(total - 100) > 1e-9:
            raise ValidationError(f"Together they must be 100, not {total:g}.", "weights")
        if data["effective_to"] and data["effective_to"] < data["effective_from"]:
            raise ValidationError("It ends before it begins.", "effective_to")

    @post_load
    def _made(self, data: dict[str, Any], **_: Any) -> Weights:
        same = ("version", "effective_from", "effective_to", "grace_days", "fewest_cases", "weights")
        return Weights(
            **{name: data[name] for name in (*same, "resolved", "findings")},
            late_lost=data["posted"]["late_lost"],
            awareness_part=data["rated"]["awareness_part"],
            standard=Standard(**data["standard"]),
        )


def load_weights(data_dir: Path) -> tuple[Weights, ...]:
    """The versions in their order: each follows on the one before. Raises DataFileError."""
    file = data_dir / "evaluation.toml"
    versions = sorted(load_rows(file, _Row(), unique=("version",)), key=lambda one: one.effective_from)
    if problems := list(_gaps(versions)):
        raise DataFileError("\n".join(f"{file}, {problem}" for problem in problems))
    return tuple(versions)


def _gaps(versions: Sequence[Weights]) -> Iterator[str]:
    for earlier, later in pairwise(versions):
        if earlier.effective_to is None or earlier.effective_to + timedelta(days=1) != later.effective_from:
            yield f"version {earlier.version}, field effective_to: version {later.version} must begin the day after"
    if versions[-1].effective_to is not None:
        yield f"version {versions[-1].version}, field effective_to: the last version must not end"
