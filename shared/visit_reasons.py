"""What a person may tick when rating a visit to the service window (文明窗口): data/visit_reasons.toml.

A village offers them, and oversight counts them: State Council's good-bad rating system (政务服务好差评, 2019).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from marshmallow import Schema, fields, validate

from shared.datafiles import DataFileError, load_rows

BAD = 2
"""A level so low or lower (1 to 5, 5 very satisfied) is a bad rating (差评)."""
KINDS = ("good", "bad")


@dataclass(frozen=True)
class VisitReason:
    """``kind`` bad: offered with levels 1 and 2; good: with 3 to 5."""

    id: str
    kind: Literal["good", "bad"]
    zh: str
    en: str


def offered(reasons: Iterable[VisitReason], level: int) -> list[VisitReason]:
    """What may be ticked beside this level."""
    kind = "bad" if level <= BAD else "good"
    return [reason for reason in reasons if reason.kind == kind]


_WORDS = validate.Length(min=1, max=40)


class _ReasonRow(Schema):
    id = fields.String(required=True, validate=validate.Regexp(r"^[a-z][a-z0-9-]{1,30}$"))
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    zh = fields.String(required=True, validate=_WORDS)
    en = fields.String(required=True, validate=_WORDS)


def load_visit_reasons(data_dir: Path) -> tuple[VisitReason, ...]:
    """In the order of the file. Raises DataFileError."""
    file = data_dir / "visit_reasons.toml"
    reasons = tuple(VisitReason(**row) for row in load_rows(file, _ReasonRow()))
    for kind in KINDS:
        if not any(reason.kind == kind for reason in reasons):
            raise DataFileError(f"{file}, field kind: there is no row of kind {kind!r}")
    return reasons
