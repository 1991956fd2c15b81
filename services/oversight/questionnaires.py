"""The questionnaires of democratic rating (民主评议), any number of them, from data/questionnaires/.

How to write one: docs/surveys.md.

A questionnaire travels inside the message that opens a survey round, so a village needs no copy of these files.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from marshmallow import Schema, fields, validate

from shared.config import SHIPPED_DATA
from shared.datafiles import DataFileError, load_headed
from shared.operations.actions import fail, say

AUDIENCES = ("residents", "migrants", "subordinates")

SCALE: tuple[tuple[int, str, str], ...] = (
    (5, "非常满意", "Very satisfied"),
    (4, "满意", "Satisfied"),
    (3, "基本满意", "Fairly satisfied"),
    (2, "不满意", "Dissatisfied"),
    (1, "非常不满意", "Very dissatisfied"),
)
"""The five levels of the State Council's good-bad rating system (政务服务好差评, 2019)."""

KINDS = ("rating", "awareness", "text")
"""Rated by SCALE; answered yes or no; answered in words."""
MOST_QUESTIONS = 30
"""More than a sheet of paper on both sides takes, and than anybody answers with care."""
LONGEST_ZH, LONGEST_EN = 60, 160
"""Characters of a question: two lines on a sheet of paper and on a telephone."""


@dataclass(frozen=True)
class Question:
    """One question. Its ``id`` is stable, so that rounds can be compared."""

    id: str
    zh: str
    en: str


@dataclass(frozen=True)
class Questionnaire:
    """What one audience is asked: ``questions`` are rated by SCALE, ``awareness`` is answered yes or no, ``texts`` in
    words.
    """

    id: str
    audience: str
    version: int
    zh: str
    en: str
    questions: tuple[Question, ...]
    awareness: tuple[Question, ...]
    texts: tuple[Question, ...]

    def as_dict(self) -> dict[str, Any]:
        """Plain lists, strings and numbers, as a message carries them."""
        plain = asdict(self)
        return {**plain, **{part: list(plain[part]) for part in ("questions", "awareness", "texts")}}


_ID = validate.Regexp(r"^[a-z][a-z0-9-]{1,40}$")
_ZH, _EN = validate.Length(1, LONGEST_ZH), validate.Length(1, LONGEST_EN)


class _Heading(Schema):
    id = fields.String(required=True, validate=_ID)
    audience = fields.String(required=True, validate=validate.OneOf(AUDIENCES))
    version = fields.Integer(required=True, strict=True, validate=validate.Range(min=1))
    zh = fields.String(required=True, validate=_ZH)
    en = fields.String(required=True, validate=_EN)


class _QuestionRow(Schema):
    id = fields.String(required=True, validate=_ID)
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    zh = fields.String(required=True, validate=_ZH)
    en = fields.String(required=True, validate=_EN)


def load_questionnaires(data_dir: Path) -> dict[str, Questionnaire]:
    """All questionnaires by id: by audience, then by id. Raises DataFileError, which names all that is wrong."""
    folder, found, problems = data_dir / "questionnaires", [], []
    for file in sorted(folder.glob("*.toml")):
        try:
            found.append(_load(file))
        except DataFileError as error:
            problems.append(str(error))
    if not found and not problems:
        problems = [f"{folder}: there is no questionnaire in it"]
    if problems:
        raise DataFileError("\n".join(problems))
    found.sort(key=lambda one: (AUDIENCES.index(one.audience), one.id))
    return {one.id: one for one in found}


def _load(file: Path) -> Questionnaire:
    heading, rows = load_headed(file, _Heading(), _QuestionRow())
    asked = {
        kind: tuple(Question(row["id"], row["zh"], row["en"]) for row in rows if row["kind"] == kind) for kind in KINDS
    }
    if problems := list(_problems(file, heading["id"], asked)):
        raise DataFileError("\n".join(problems))
    return Questionnaire(**heading, questions=asked["rating"], awareness=asked["awareness"], texts=asked["text"])


def _problems(file: Path, id: str, asked: dict[str, tuple[Question, ...]]) -> Iterator[str]:
    if id != file.stem:
        yield f"{file}, field id: it must be {file.stem!r}, like the file's name"
    for kind in ("rating", "awareness"):
        if not asked[kind]:
            yield f"{file}, field kind: there is no row of kind {kind!r}"
    count = sum(map(len, asked.values()))
    if count > MOST_QUESTIONS:
        yield f"{file}: {count} questions are more than the {MOST_QUESTIONS} that people answer; leave some out"


def main(arguments: Sequence[str]) -> int:
    """Check the questionnaires of a data folder, as a start of the service would: 0, or 1 and what is wrong."""
    folder = Path(arguments[0]) if arguments else SHIPPED_DATA
    try:
        found = load_questionnaires(folder)
    except DataFileError as error:
        return fail(str(error), 1)
    for one in found.values():
        asked = len(one.questions) + len(one.awareness) + len(one.texts)
        say(f"{one.id}: 第 {one.version} 版，{asked} 题 / version {one.version}, {asked} questions")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
