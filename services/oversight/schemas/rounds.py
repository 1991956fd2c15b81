"""Survey rounds and their results."""

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
        load_default=(),
        validate=validate.Length(max=1000),
        metadata=told("提醒哪些村（居）", "ids of those that are reminded"),
    )
    fewer_than = fields.Integer(
        load_default=None,
        allow_none=True,
        validate=validate.Range(min=1, max=100_000),
        metadata=told("答卷少于几份的都提醒", "and all with fewer answers"),
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


class ResultsQuery(Schema):
    village = fields.String(
        load_default=None, allow_none=True, validate=ID, metadata=told("只看这个村（居）和合计", "only this village")
    )


def _numbers(names: str) -> dict[str, fields.Field[Any]]:
    """Null where there is nothing to say."""
    return {name: fields.Float(allow_none=True) for name in names.split()}


_COUNT = fields.Integer(allow_none=True, metadata=told("不足 5 份不公布，为空", "null where it is withheld"))
_VERSION = {
    "version": fields.Integer(metadata=told("2 及以上是迟到的，单独一行", "2 and more came late, a row of its own"))
}
Result = answer(
    "Result",
    "village kind question",
    **_VERSION,
    count=_COUNT,
    counts=fields.List(
        fields.Integer(),
        allow_none=True,
        metadata=told("1 到 5 级各几份；或不知道、知道", "of levels 1 to 5; or no, yes"),
    ),
    **_numbers("mean share low high"),
    change=fields.Nested(
        Schema.from_dict(_numbers("mean mean_low mean_high share low high"), name="Change"), allow_none=True
    ),
)
Awareness = answer(
    "Awareness",
    "village verdict",
    **_VERSION,
    people=_COUNT,
    **_numbers("rate low high"),
    change=fields.Nested(Schema.from_dict(_numbers("rate low high"), name="ChangeOfAwareness"), allow_none=True),
)
Results = answer(
    "Results",
    "published_on",
    round=fields.Nested(Round),
    version=fields.Integer(),
    target=fields.Float(metadata=told("知晓率目标", "target of the awareness rate")),
    missing=fields.List(fields.String(), metadata=told("还没有交齐的村（居）", "not all of theirs have come")),
    turnout=fields.List(
        fields.Nested(
            answer("Turnout", "village published_on", **_VERSION, answers=fields.Integer(), spoilt=fields.Integer())
        )
    ),
    rows=fields.List(fields.Nested(Result)),
    awareness=fields.List(fields.Nested(Awareness)),
    compared_with=fields.Nested(
        answer("ComparedWith", "round title published_on", same_villages=fields.Boolean()), allow_none=True
    ),
)
Progress = answer(
    "Progress",
    "latest",
    round=fields.Nested(Round),
    rows=fields.List(
        fields.Nested(
            answer(
                "VillageProgress",
                "village heard_at reminded_on",
                answers=fields.Integer(),
                spoilt=fields.Integer(),
                population=fields.Integer(allow_none=True),
                share=fields.Float(allow_none=True),
                emptied=fields.Boolean(),
            )
        )
    ),
    answers=fields.Integer(),
    silent=fields.List(fields.String(), metadata=told("还没有送来答卷的村（居）", "those that have sent none")),
    waits=fields.Integer(metadata=told("还没有交齐的村（居）有几个", "how many have not sent all of theirs")),
    days_left=fields.Integer(),
    begun=fields.Boolean(),
)
SurveyTexts = answer(
    "SurveyTexts",
    "question",
    round=fields.Nested(Round),
    questions=fields.List(fields.Nested(answer("AskedInWords", "id zh en", count=_COUNT))),
    items=fields.List(fields.Nested(answer("SurveyText", "text", number=fields.Integer()))),
    withheld=fields.Integer(metadata=told("写到具体的人，没有保留的", "named a person and were not kept")),
    late=fields.Integer(metadata=told("来得太晚，不显示的", "came too late to be shown")),
    **{number: fields.Integer() for number in ("page", "pages", "total")},
)


class ComparisonQuery(Schema):
    audience = fields.String(load_default=None, allow_none=True, validate=ID, metadata=told("评议对象", "the last one"))
    village = fields.String(
        load_default="", validate=validate.Length(max=64), metadata=told("空为合计", "all together")
    )


_POINT = {"count": _COUNT, "counts": fields.List(fields.Integer(), allow_none=True), **_numbers("mean share low high")}
Comparison = answer(
    "Comparison",
    "office audience village",
    audiences=fields.List(fields.String()),
    rounds=fields.List(fields.Nested(answer("ComparedRound", "id title opens_on closes_on published_on"))),
    questions=fields.List(
        fields.Nested(
            answer(
                "ComparedQuestion",
                "id zh en kind",
                reworded=fields.Boolean(metadata=told("措辞改过", "was asked in other words before")),
                points=fields.List(fields.Nested(answer("Point", "", **_POINT), allow_none=True)),
            )
        )
    ),
    awareness=fields.List(
        fields.Nested(answer("AwarenessPoint", "verdict", people=_COUNT, **_numbers("rate low high")), allow_none=True)
    ),
    target=fields.Float(allow_none=True),
)
