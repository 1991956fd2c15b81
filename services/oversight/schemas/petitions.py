"""Petitions: what is filed, what is done with them, what is told."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.oversight.domain.petition import CHANNELS, DECLINE_REASONS, KINDS
from services.oversight.schemas.parts import DAYS, ID, answer, told
from shared.contracts.fields import Text


class NewPetition(Schema):
    kind = fields.String(required=True, validate=validate.OneOf(KINDS), metadata=told("类别", "its kind"))
    about = fields.String(required=True, validate=ID, metadata=told("反映哪个单位", "id of the office it is about"))
    title = Text(required=True, longest=100, metadata=told("标题", "in a few words"))
    text = Text(required=True, longest=5000, metadata=told("内容", "what happened"))
    name = Text(longest=60, empty=True, metadata=told("姓名，可不留", "name, optional"))
    contact = Text(longest=100, empty=True, metadata=told("联系方式，可不留", "how to reach the person, optional"))
    village = fields.String(validate=ID, metadata=told("所在村（居）", "id of the village"))
    channel = fields.String(
        load_default="web",
        validate=validate.OneOf([channel for channel in CHANNELS if channel != "village"]),
        metadata=told("渠道；web 以外须登录", "other channels than web are for staff"),
    )
    received_on = fields.Date(validate=DAYS, metadata=told("收到日期，默认今天", "day of receipt; staff only"))


class SealedPetition(Schema):
    """What a village seals to this service."""

    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    about = fields.String(required=True, validate=ID)
    title = Text(required=True, longest=200)
    text = Text(required=True, longest=10_000)
    name = Text(longest=100, empty=True, allow_none=True)
    contact = Text(longest=200, empty=True, allow_none=True)
    receipt_code = fields.String(required=True, validate=validate.Length(max=40))


class Decline(Schema):
    reason = fields.String(required=True, validate=validate.OneOf(DECLINE_REASONS), metadata=told("理由", "why"))
    where_to_go = Text(required=True, longest=500, metadata=told("该找哪里，公开", "where to turn to; public"))


class Assign(Schema):
    handler = fields.String(required=True, validate=ID, metadata=told("经办人用户名", "account name of the handler"))


class Resolve(Schema):
    opinion = Text(required=True, longest=5000, metadata=told("办理意见", "the answer to the petitioner"))
    founded = fields.Boolean(required=True, metadata=told("反映是否属实", "whether the petition was right"))


class ReadText(Schema):
    reason = Text(required=True, longest=200, metadata=told("为何要看，记入日志", "why it is read; recorded"))


class Follow(Schema):
    code = fields.String(required=True, validate=validate.Length(max=64), metadata=told("查询码", "receipt code"))
    explain = fields.Boolean(load_default=False, metadata=told("逐日说明期限", "explain the clocks day by day"))


_CLOCK = {"limit_version": fields.Integer(), "provisional": fields.Boolean(), "warned": fields.Float(allow_none=True)}
_CLOCK_TEXTS = "id limit calendar_version starts_on due_on due_at state missed_at"
Day = answer("Day", "day rule zh en calendar", counted=fields.Boolean(), nth=fields.Integer(allow_none=True))
CalendarOfYear = answer("CalendarOfYear", "id source_zh source_en", provisional=fields.Boolean())
StoodStill = answer("StoodStill", "first last")
Clock = answer("Clock", _CLOCK_TEXTS, **_CLOCK)
ExplainedClock = answer(
    "ExplainedClock",
    f"{_CLOCK_TEXTS} zh en unit basis legal_zh legal_en last_day",
    **_CLOCK,
    length=fields.Integer(),
    extended_by=fields.List(fields.Integer()),
    pauses=fields.List(fields.Nested(StoodStill)),
    days=fields.List(fields.Nested(Day)),
    calendars=fields.List(fields.Nested(CalendarOfYear)),
)
Happening = answer("Happening", "what at recorded_at by")
_PETITION_TEXTS = (
    "id kind channel village about office handler handler_office status received_on registered_on limit due_on due_at"
    " reason where_to_go"
)
_PETITION = {"missed": fields.Boolean(), "founded": fields.Boolean(allow_none=True)}
Petition = answer("Petition", _PETITION_TEXTS, **_PETITION)
Dossier = answer(
    "Dossier",
    _PETITION_TEXTS,
    **_PETITION,
    clocks=fields.List(fields.Nested(Clock)),
    history=fields.List(fields.Nested(Happening)),
)
Filed = answer("Filed", "petition receipt_code registered_on", deadline=fields.Nested(Clock))
PetitionText = answer("PetitionText", "title text name contact")
Followed = answer(
    "Followed",
    "kind about status received_on registered_on limit due_on due_at reason where_to_go opinion",
    founded=fields.Boolean(allow_none=True),
    clocks=fields.List(fields.Nested(ExplainedClock)),
    history=fields.List(fields.Nested(Happening)),
)
