"""Supervisors, draws, inspections, hearings of opinion."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from services.oversight.domain.inspection import MOST_PHOTOGRAPHS
from services.oversight.domain.supervisor import ORIGINS
from services.oversight.schemas.parts import DAYS, ID, answer, told
from shared.contracts.fields import Base64, Text

FIRST_YEAR = 2018
_YEAR = validate.Range(min=FIRST_YEAR, max=2100)
_REASON = told("理由，公开", "the reason; public")


class AppointSupervisor(Schema):
    name = fields.String(required=True, validate=ID, metadata=told("账户名", "name of an account of the role"))
    origin = fields.String(
        required=True,
        validate=validate.OneOf(ORIGINS),
        metadata=told("群众代表或知名人士", "a resident, or somebody well known"),
    )
    first_day = fields.Date(required=True, validate=DAYS, metadata=told("任期第一天", "first day of the term"))
    last_day = fields.Date(required=True, validate=DAYS, metadata=told("任期最后一天", "last day of the term"))


class PublicReason(Schema):
    reason = Text(required=True, longest=200, metadata=_REASON)


class AnnounceInspection(Schema):
    place = fields.String(required=True, validate=ID, metadata=told("单位或村", "id of an office or village"))
    day = fields.Date(required=True, validate=DAYS, metadata=told("日期", "the day"))
    supervisors = fields.List(
        fields.String(validate=ID),
        required=True,
        validate=validate.Length(min=1, max=20),
        metadata=told("监督员", "names of their accounts"),
    )


class CommitDraw(Schema):
    year = fields.Integer(required=True, validate=_YEAR, metadata=told("年度", "this year or the next"))


class ContributeToDraw(Schema):
    contribution = Text(
        required=True, longest=64, metadata=told("补充数，公开", "16 to 64 letters and digits; public at once")
    )


class Answer(Schema):
    item = fields.String(required=True, validate=ID, metadata=told("清单项目", "id of a line of the checklist"))
    seen = fields.String(required=True, validate=validate.OneOf(["yes", "no", "not_seen"]))
    text = Text(longest=500, empty=True, load_default="", metadata=told("问题，公开", "what was wrong; public"))


class FileInspection(Schema):
    place = fields.String(required=True, validate=ID, metadata=told("单位或村", "id of an office or village"))
    day = fields.Date(required=True, validate=DAYS, metadata=told("督察日期", "the day of the inspection"))
    mode = fields.String(required=True, validate=validate.OneOf(["open", "undercover"]))
    answers = fields.List(fields.Nested(Answer), required=True, validate=validate.Length(min=1, max=50))
    text = Text(longest=2000, empty=True, load_default="", metadata=told("所见情况", "what was seen"))
    photographs = fields.List(
        Base64(),
        load_default=[],
        validate=validate.Length(max=MOST_PHOTOGRAPHS),
        metadata=told("照片", "photographs (JPEG, PNG, WebP) of at most 5 MB, in base64; their metadata is taken out"),
    )


class RecordHearing(Schema):
    place = fields.String(required=True, validate=ID, metadata=told("单位或村", "id of an office or village"))
    day = fields.Date(required=True, validate=DAYS, metadata=told("日期", "the day"))
    heard = fields.Integer(
        required=True, validate=validate.Range(min=1, max=10_000), metadata=told("人数", "how many people were heard")
    )
    text = Text(required=True, longest=2000, metadata=told("意见概要", "what they said on the whole; nobody by name"))


def _nested(schema: type[Schema]) -> fields.Field[Any]:
    return fields.List(fields.Nested(schema))


Term = answer("Term", "name origin first_day last_day ended_on reason")
Announcement = answer(
    "Announcement",
    "id place day withdrawn",
    year=fields.Integer(),
    number=fields.Integer(),
    supervisors=fields.List(fields.String()),
)
Seen = answer("Seen", "item seen")
Inspection = answer("Inspection", "id place day mode", checklist=fields.Integer(), answers=_nested(Seen))
InspectionReport = answer(
    "InspectionReport",
    "id place day mode text supervisor filed_at",
    checklist=fields.Integer(),
    answers=_nested(answer("SeenAndSaid", "item seen text")),
    photographs=_nested(answer("Photograph", "id media_type", size=fields.Integer())),
)
Recorded = answer("HearingRecorded", "id")
ToDo = answer("ToDo", "mode place from_day")
ToDoList = Schema.from_dict({"items": _nested(ToDo)}, name="ToDoList")
OpinionHearing = answer("OpinionHearing", "id place day text recorded_by", heard=fields.Integer())
_COUNTS = ("open", "undercover", "hearings", "missing_open", "missing_undercover", "missing")
InspectionYear = Schema.from_dict(
    {
        **{name: fields.Integer() for name in ("year", "open_per_year", "undercover_per_year", "missing")},
        "places": _nested(answer("PlaceInYear", "place", **{name: fields.Integer() for name in _COUNTS})),
    },
    name="InspectionYear",
)
_INPUTS: dict[str, fields.Field[Any]] = {
    **{name: fields.Integer() for name in ("year", "per_place", "again")},
    **{name: fields.List(fields.String()) for name in ("places", "supervisors")},
}
_DRAW = "commitment committed_at contribution contributed_on secret revealed_at lost lost_at"
Draws = Schema.from_dict(
    {
        "year": fields.Integer(),
        "attempts": _nested(
            answer(
                "Draw",
                _DRAW,
                attempt=fields.Integer(),
                inputs=fields.Nested(Schema.from_dict(_INPUTS, name="DrawInputs")),
                tasks=_nested(
                    answer(
                        "DrawTask",
                        "place week inspection",
                        nth=fields.Integer(),
                        supervisors=fields.List(fields.String()),
                    )
                ),
            )
        ),
    },
    name="Draws",
)
