"""Petitions: what is filed, what is done with them, what is told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from services.oversight.domain.petition.particulars import CHANNELS, KINDS, MOST_REPRESENTATIVES
from services.oversight.schemas.parts import DAYS, ID, MOMENTS, answer, told
from shared.clock import CHINA
from shared.contracts.fields import Text
from shared.web.language import Both


class Names(fields.List):  # type: ignore[type-arg]
    """Names one by one, or in one line as people write them."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> list[Any]:
        if isinstance(value, list) and all(isinstance(text, str) for text in value):
            value = [name.strip() for text in value for name in re.split(r"[、,，;；\n]", text) if name.strip()]
        return super()._deserialize(value, attr, data, **kwargs)


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
    received_at = fields.AwareDateTime(
        default_timezone=CHINA,
        validate=MOMENTS,
        metadata=told("收到时间，代替日期；不写时区按北京时间", "moment of receipt instead of the day; staff only"),
    )
    people = fields.Integer(
        load_default=1, validate=validate.Range(min=1, max=100_000), metadata=told("几个人一起反映", "how many people")
    )
    # Regulations on Petition Work, Art. 20.
    representatives = Names(
        Text(longest=60),
        validate=validate.Length(
            max=MOST_REPRESENTATIVES,
            error=Both(
                "多人共同反映的，代表不得超过 5 人（信访工作条例第二十条）。",
                "A joint petition has at most 5 representatives (Regulations on Petition Work, Art. 20).",
            ),
        ),
        metadata=told("代表姓名，最多五人", "names of at most five representatives of a joint petition"),
    )

    @validates_schema
    def _together(self, data: Mapping[str, Any], **_: Any) -> None:
        if data["people"] < len(data.get("representatives", ())):
            raise ValidationError(
                Both("代表人数多于反映的人数。", "There are more representatives than people."), "representatives"
            )


class SealedPetition(Schema):
    """What a village seals to this service."""

    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    about = fields.String(required=True, validate=ID)
    title = Text(required=True, longest=200)
    text = Text(required=True, longest=10_000)
    name = Text(longest=100, empty=True, allow_none=True)
    contact = Text(longest=200, empty=True, allow_none=True)
    receipt_code = fields.String(required=True, validate=validate.Length(max=40))


class ReadText(Schema):
    reason = Text(required=True, longest=200, metadata=told("为何要看，记入日志", "why it is read; recorded"))


class Follow(Schema):
    code = fields.String(required=True, validate=validate.Length(max=64), metadata=told("查询码", "receipt code"))
    explain = fields.Boolean(load_default=False, metadata=told("逐日说明期限", "explain the clocks day by day"))


_CLOCK = {
    "limit_version": fields.Integer(),
    "provisional": fields.Boolean(),
    "warned": fields.Float(allow_none=True),
    "petitioners": fields.Boolean(metadata=told("是否信访人的期限", "whether it is the petitioner's")),
    "extended_by": fields.List(fields.Integer()),
    "changes": fields.List(fields.Nested(answer("ChangeOfDay", "what at was_due_on due_on"))),
}
_CLOCK_TEXTS = "id limit calendar_version starts_on due_on due_at state missed_at escalated_to"
Day = answer("Day", "day rule zh en calendar", counted=fields.Boolean(), nth=fields.Integer(allow_none=True))
CalendarOfYear = answer("CalendarOfYear", "id source_zh source_en", provisional=fields.Boolean())
StoodStill = answer("StoodStill", "first last")
Clock = answer("Clock", _CLOCK_TEXTS, **_CLOCK)
ExplainedClock = answer(
    "ExplainedClock",
    f"{_CLOCK_TEXTS} zh en unit basis legal_zh legal_en last_day of",
    **_CLOCK,
    length=fields.Integer(),
    named=fields.Boolean(metadata=told("由人定得比规定更早", "a nearer day than the rule's, named by a person")),
    last_day_is=fields.String(metadata=told("数满那天是哪类日子", "working, make-up, weekend or holiday")),
    pauses=fields.List(fields.Nested(StoodStill)),
    days=fields.List(fields.Nested(Day)),
    calendars=fields.List(fields.Nested(CalendarOfYear)),
)
Happening = answer("Happening", "what at recorded_at by why")
_PETITION_TEXTS = (
    "id kind channel village about office handler handler_office status received_on registered_on limit due_on due_at"
    " reason where_to_go ended_at offered_to transferred_to tied_to"
)
_PETITION = {
    **{name: fields.Boolean() for name in ("missed", "rating_upheld", "reward_paid", "erased")},
    **{name: fields.Integer(allow_none=True) for name in ("people", "extension_days", "score", "reward_fen")},
    "founded": fields.Boolean(allow_none=True),
}
Petition = answer("Petition", _PETITION_TEXTS, **_PETITION)
Dossier = answer(
    "Dossier",
    f"{_PETITION_TEXTS} received_at",
    **_PETITION,
    version=fields.Integer(),
    clocks=fields.List(fields.Nested(Clock)),
    history=fields.List(fields.Nested(Happening)),
    attachments=fields.List(fields.Nested(answer("Attachment", "id media_type by at", size=fields.Integer()))),
)
Filed = answer("Filed", "petition receipt_code registered_on", deadline=fields.Nested(Clock))
PetitionText = answer(
    "PetitionText", "title text name contact", representatives=fields.List(fields.String(), allow_none=True)
)
_OPINION = answer("Opinion", "stage text outcome at", founded=fields.Boolean(allow_none=True))
_SUPPLEMENT = answer("Supplement", "by text at")
Followed = answer(
    "Followed",
    "kind about status received_on registered_on limit due_on due_at reason where_to_go opinion transferred_to",
    **_PETITION,
    opinions=fields.List(fields.Nested(_OPINION)),
    supplements=fields.List(fields.Nested(_SUPPLEMENT)),
    attachments=fields.Integer(metadata=told("收到几个附件", "how many attachments were received")),
    may=fields.List(fields.String(), metadata=told("现在可以做什么", "what the petitioner can do now")),
    clocks=fields.List(fields.Nested(ExplainedClock)),
    history=fields.List(fields.Nested(Happening)),
)


class WithCode(Schema):
    code = fields.String(required=True, validate=validate.Length(max=64), metadata=told("查询码", "receipt code"))


class GiveSupplement(WithCode):
    text = Text(required=True, longest=5000, metadata=told("补充内容", "what is added"))


class RequestReview(WithCode):
    grounds = Text(required=True, longest=5000, metadata=told("为什么不服", "why the opinion is not accepted"))


class RateOutcome(WithCode):
    score = fields.Integer(
        required=True, validate=validate.Range(min=1, max=5), metadata=told("1 很不满意到 5 很满意", "1 to 5")
    )
