"""The questionnaires of democratic rating (民主评议), one for each audience, from data/questionnaires/.

A questionnaire travels inside the message that opens a survey round, so a village needs no copy of these files.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from marshmallow import Schema, fields, validate

from shared.datafiles import DataFileError, load_headed

AUDIENCES = ("residents", "migrants", "subordinates")

SCALE: tuple[tuple[int, str, str], ...] = (
    (5, "非常满意", "Very satisfied"),
    (4, "满意", "Satisfied"),
    (3, "基本满意", "Fairly satisfied"),
    (2, "不满意", "Dissatisfied"),
    (1, "非常不满意", "Very dissatisfied"),
)
"""The five levels of the State Council's good-bad rating system (政务服务好差评, 2019)."""


@dataclass(frozen=True)
class Question:
    """One question. Its ``id`` is stable, so that rounds can be compared."""

    id: str
    zh: str
    en: str


@dataclass(frozen=True)
class Questionnaire:
    """What one audience is asked: ``questions`` are rated by SCALE, ``awareness`` is answered yes or no.

    ``id`` is the audience.
    """

    id: str
    version: int
    zh: str
    en: str
    questions: tuple[Question, ...]
    awareness: tuple[Question, ...]

    def as_dict(self) -> dict[str, Any]:
        """Plain lists, strings and numbers, as a message carries them."""
        plain = asdict(self)
        return {**plain, "questions": list(plain["questions"]), "awareness": list(plain["awareness"])}


_WORDS = validate.Length(min=1)


class _Heading(Schema):
    id = fields.String(required=True, validate=validate.OneOf(AUDIENCES))
    version = fields.Integer(required=True, strict=True, validate=validate.Range(min=1))
    zh = fields.String(required=True, validate=_WORDS)
    en = fields.String(required=True, validate=_WORDS)


class _QuestionRow(Schema):
    id = fields.String(required=True, validate=validate.Regexp(r"^[a-z][a-z0-9-]{1,40}$"))
    kind = fields.String(required=True, validate=validate.OneOf(["rating", "awareness"]))
    zh = fields.String(required=True, validate=_WORDS)
    en = fields.String(required=True, validate=_WORDS)


def load_questionnaires(data_dir: Path) -> dict[str, Questionnaire]:
    """The three questionnaires by audience. Raises DataFileError."""
    return {audience: _load(data_dir / "questionnaires" / f"{audience}.toml") for audience in AUDIENCES}


def _load(file: Path) -> Questionnaire:
    heading, rows = load_headed(file, _Heading(), _QuestionRow())
    if heading["id"] != file.stem:
        raise DataFileError(f"{file}, field id: it must be {file.stem!r}, like the file's name")
    asked = {
        kind: tuple(Question(row["id"], row["zh"], row["en"]) for row in rows if row["kind"] == kind)
        for kind in ("rating", "awareness")
    }
    for kind, questions in asked.items():
        if not questions:
            raise DataFileError(f"{file}, field kind: there is no row of kind {kind!r}")
    return Questionnaire(**heading, questions=asked["rating"], awareness=asked["awareness"])
