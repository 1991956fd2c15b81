"""Survey rounds and ratings."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.oversight.questionnaires import AUDIENCES
from services.oversight.schemas.parts import DAYS, ID, answer, told
from shared.contracts.fields import Text
from shared.contracts.oversight import Question


class OpenRound(Schema):
    questionnaire = fields.String(required=True, validate=validate.OneOf(AUDIENCES), metadata=told("问卷", "its id"))
    office = fields.String(required=True, validate=ID, metadata=told("被评单位", "id of the office rated"))
    villages = fields.List(
        fields.String(validate=ID),
        required=True,
        validate=validate.Length(min=1, max=1000),
        metadata=told("村", "ids"),
    )
    title = Text(required=True, longest=100, metadata=told("标题", "title"))
    opens_on = fields.Date(required=True, validate=DAYS, metadata=told("开始日", "first day"))
    closes_on = fields.Date(required=True, validate=DAYS, metadata=told("截止日", "last day"))


_QUESTIONS = {name: fields.List(fields.Nested(Question)) for name in ("questions", "awareness")}
Questionnaire = answer("Questionnaire", "id zh en", version=fields.Integer(), **_QUESTIONS)
Round = answer(
    "Round",
    "id title office audience questionnaire opens_on closes_on closed_on",
    questionnaire_version=fields.Integer(),
    villages=fields.List(fields.String()),
    **_QUESTIONS,
)
Rating = answer(
    "Rating", "village kind question", count=fields.Integer(allow_none=True), mean=fields.Float(allow_none=True)
)
Ratings = Schema.from_dict(
    {"round": fields.Nested(Round), "rows": fields.List(fields.Nested(Rating))},
    name="Ratings",
)
