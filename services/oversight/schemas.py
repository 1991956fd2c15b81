"""What HTTP accepts and answers."""

from __future__ import annotations

from datetime import date
from typing import Any

from marshmallow import Schema, fields, validate

from services.oversight.domain.petition import CHANNELS, DECLINE_REASONS, KINDS
from services.oversight.questionnaires import AUDIENCES
from shared.contracts.fields import Text
from shared.contracts.oversight import Question

_ID = validate.Length(min=1, max=64)
_DAYS = validate.Range(min=date(2018, 1, 1), max=date(2100, 1, 1))


def _told(zh: str, en: str) -> dict[str, str]:
    return {"description": f"{zh} · {en}"}


class NewPetition(Schema):
    kind = fields.String(required=True, validate=validate.OneOf(KINDS), metadata=_told("类别", "its kind"))
    about = fields.String(required=True, validate=_ID, metadata=_told("反映哪个单位", "id of the office it is about"))
    title = Text(required=True, longest=100, metadata=_told("标题", "in a few words"))
    text = Text(required=True, longest=5000, metadata=_told("内容", "what happened"))
    name = Text(longest=60, empty=True, metadata=_told("姓名，可不留", "name, optional"))
    contact = Text(longest=100, empty=True, metadata=_told("联系方式，可不留", "how to reach the person, optional"))
    village = fields.String(validate=_ID, metadata=_told("所在村（居）", "id of the village"))
    channel = fields.String(
        load_default="web",
        validate=validate.OneOf([channel for channel in CHANNELS if channel != "village"]),
        metadata=_told("渠道；web 以外须登录", "other channels than web are for staff"),
    )
    received_on = fields.Date(validate=_DAYS, metadata=_told("收到日期，默认今天", "day of receipt; staff only"))


class SealedPetition(Schema):
    """What a village seals to this service."""

    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    about = fields.String(required=True, validate=_ID)
    title = Text(required=True, longest=200)
    text = Text(required=True, longest=10_000)
    name = Text(longest=100, empty=True, allow_none=True)
    contact = Text(longest=200, empty=True, allow_none=True)
    receipt_code = fields.String(required=True, validate=validate.Length(max=40))


class Nothing(Schema):
    """An empty object."""


class Decline(Schema):
    reason = fields.String(required=True, validate=validate.OneOf(DECLINE_REASONS), metadata=_told("理由", "why"))
    where_to_go = Text(required=True, longest=500, metadata=_told("该找哪里，公开", "where to turn to; public"))


class Assign(Schema):
    handler = fields.String(required=True, validate=_ID, metadata=_told("经办人用户名", "account name of the handler"))


class Resolve(Schema):
    opinion = Text(required=True, longest=5000, metadata=_told("办理意见", "the answer to the petitioner"))
    founded = fields.Boolean(required=True, metadata=_told("反映是否属实", "whether the petition was right"))


class ReadText(Schema):
    reason = Text(required=True, longest=200, metadata=_told("为何要看，记入日志", "why it is read; recorded"))


class Follow(Schema):
    code = fields.String(required=True, validate=validate.Length(max=64), metadata=_told("查询码", "receipt code"))
    explain = fields.Boolean(load_default=False, metadata=_told("逐日说明期限", "explain the clocks day by day"))


class CloseFinding(Schema):
    rectification = Text(required=True, longest=2000, metadata=_told("整改情况，公开", "how it was put right; public"))


class OpenRound(Schema):
    questionnaire = fields.String(required=True, validate=validate.OneOf(AUDIENCES), metadata=_told("问卷", "its id"))
    office = fields.String(required=True, validate=_ID, metadata=_told("被评单位", "id of the office rated"))
    villages = fields.List(
        fields.String(validate=_ID),
        required=True,
        validate=validate.Length(min=1, max=1000),
        metadata=_told("村", "ids"),
    )
    title = Text(required=True, longest=100, metadata=_told("标题", "title"))
    opens_on = fields.Date(required=True, validate=_DAYS, metadata=_told("开始日", "first day"))
    closes_on = fields.Date(required=True, validate=_DAYS, metadata=_told("截止日", "last day"))


class ListQuery(Schema):
    page = fields.Integer(load_default=1, validate=validate.Range(min=1, max=100_000))
    status = fields.String(load_default="open", validate=validate.OneOf(["open", "closed"]))


def _answer(name: str, texts: str, **others: Any) -> type[Schema]:
    """An answer: the named texts, each null where there is nothing to say, and what else is in it."""
    return Schema.from_dict({**{text: fields.String() for text in texts.split()}, **others}, name=name)


def list_of(item: type[Schema], name: str) -> type[Schema]:
    """A page of a list."""
    numbers = {number: fields.Integer() for number in ("page", "pages", "total")}
    return Schema.from_dict({"items": fields.List(fields.Nested(item)), **numbers}, name=name)


_CLOCK = {"limit_version": fields.Integer(), "provisional": fields.Boolean(), "warned": fields.Float(allow_none=True)}
_CLOCK_TEXTS = "limit calendar_version starts_on due_on due_at state missed_at"
Day = _answer("Day", "day rule zh en calendar", counted=fields.Boolean())
Clock = _answer("Clock", _CLOCK_TEXTS, **_CLOCK)
ExplainedClock = _answer("ExplainedClock", _CLOCK_TEXTS, **_CLOCK, days=fields.List(fields.Nested(Day)))
Happening = _answer("Happening", "what at recorded_at by")
_PETITION_TEXTS = (
    "id kind channel village about office handler handler_office status received_on registered_on limit due_on due_at"
    " reason where_to_go"
)
_PETITION = {"missed": fields.Boolean(), "founded": fields.Boolean(allow_none=True)}
Petition = _answer("Petition", _PETITION_TEXTS, **_PETITION)
Dossier = _answer(
    "Dossier",
    _PETITION_TEXTS,
    **_PETITION,
    clocks=fields.List(fields.Nested(Clock)),
    history=fields.List(fields.Nested(Happening)),
)
Filed = _answer("Filed", "petition receipt_code registered_on", deadline=fields.Nested(Clock))
PetitionText = _answer("PetitionText", "title text name contact")
Followed = _answer(
    "Followed",
    "kind about status received_on registered_on limit due_on due_at reason where_to_go opinion",
    founded=fields.Boolean(allow_none=True),
    clocks=fields.List(fields.Nested(ExplainedClock)),
    history=fields.List(fields.Nested(Happening)),
)
Finding = _answer("Finding", "id kind origin about facts basis opened_at closed_at rectification")
Circular = _answer("Circular", "id number title body about finding finding_kind issued_on")
_QUESTIONS = {name: fields.List(fields.Nested(Question)) for name in ("questions", "awareness")}
Questionnaire = _answer("Questionnaire", "id zh en", version=fields.Integer(), **_QUESTIONS)
Round = _answer(
    "Round",
    "id title office audience questionnaire opens_on closes_on closed_on",
    questionnaire_version=fields.Integer(),
    villages=fields.List(fields.String()),
    **_QUESTIONS,
)
Rating = _answer(
    "Rating", "village kind question", count=fields.Integer(allow_none=True), mean=fields.Float(allow_none=True)
)
Ratings = Schema.from_dict(
    {"round": fields.Nested(Round), "rows": fields.List(fields.Nested(Rating))},
    name="Ratings",
)
_LINK_FIGURES = {name: fields.Integer() for name in ("applied", "behind", "waiting", "parked")}
_RESTORED = _answer("Restored", "noticed_at", heard=fields.Integer(), since=fields.Integer())
Link = _answer(
    "Link",
    "village source heard_at trouble",
    connected=fields.Boolean(),
    restored=fields.Nested(_RESTORED, allow_none=True),
    **_LINK_FIGURES,
)
_COUNTS = fields.Dict(keys=fields.String(), values=fields.Integer())
Overview = _answer(
    "Overview",
    "",
    clocks=_COUNTS,
    findings=_COUNTS,
    circulars=fields.Integer(),
    villages=fields.List(fields.Nested(Link)),
)
