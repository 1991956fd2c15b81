"""Survey rounds and ratings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from services.oversight.schemas.parts import DAYS, ID, answer, told
from shared.contracts.fields import Text
from shared.contracts.oversight import Question
from shared.web.language import Both


class OpenRound(Schema):
    questionnaire = fields.String(required=True, validate=ID, metadata=told("问卷", "its id"))
    office = fields.String(required=True, validate=ID, metadata=told("被评单位", "id of the office rated"))
    villages = fields.List(
        fields.String(validate=ID),
        load_default=(),
        validate=validate.Length(max=1000),
        metadata=told("村", "ids"),
    )
    everywhere = fields.Boolean(
        load_default=False, metadata=told("所有已接入的村（居）", "all villages that have joined")
    )
    title = Text(required=True, longest=100, metadata=told("标题", "title"))
    opens_on = fields.Date(required=True, validate=DAYS, metadata=told("开始日", "first day"))
    closes_on = fields.Date(required=True, validate=DAYS, metadata=told("截止日", "last day"))
    reworded = fields.Boolean(
        load_default=False, metadata=told("措辞改了，意思没变", "questions with other words than before ask the same")
    )

    @validates_schema
    def _asks_somebody(self, data: Mapping[str, Any], **_: Any) -> None:
        if not data["villages"] and not data["everywhere"]:
            raise ValidationError(Both("请选择村（居）。", "Choose villages."), "villages")


class Remind(Schema):
    villages = fields.List(
        fields.String(validate=ID),
        required=True,
        validate=validate.Length(min=1, max=1000),
        metadata=told("提醒哪些村（居）", "ids of those that are reminded"),
    )


_QUESTIONS = {name: fields.List(fields.Nested(Question)) for name in ("questions", "awareness", "texts")}
Questionnaire = answer("Questionnaire", "id audience zh en", version=fields.Integer(), **_QUESTIONS)
Round = answer(
    "Round",
    "id title office audience questionnaire opens_on closes_on closed_on",
    questionnaire_version=fields.Integer(),
    villages=fields.List(fields.String()),
    **_QUESTIONS,
)
Reminded = answer("RemindedRound", "id title", reminded=fields.List(fields.String()))
Rating = answer(
    "Rating", "village kind question", count=fields.Integer(allow_none=True), mean=fields.Float(allow_none=True)
)
Ratings = Schema.from_dict(
    {"round": fields.Nested(Round), "rows": fields.List(fields.Nested(Rating))},
    name="Ratings",
)
