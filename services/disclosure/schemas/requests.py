"""Requests for information: what is asked, what staff do with one, and how it is shown."""

from __future__ import annotations

from datetime import date
from typing import Any

from marshmallow import Schema, fields, validate

from services.disclosure.domain.information_request.particulars import CHANNELS, CONSULTED, FORMS, MEANS
from services.disclosure.domain.outcomes import ANSWERS, APPLICANTS, CASE_OUTCOMES, CASES
from services.disclosure.views.requests import SHOWN
from shared.contracts import told
from shared.contracts.fields import Text

DAYS = validate.Range(min=date(2019, 5, 15), max=date(2100, 1, 1))
"""From the day on which the revised Regulations came into force."""
LONGEST_REQUEST = 2000
LONGEST_ANSWER = 10_000


def _choice(values: Any, said: str, **more: Any) -> fields.String:
    return fields.String(validate=validate.OneOf(list(values)), metadata=told(said), **more)


class NewRequest(Schema):
    applicant = _choice(APPLICANTS, "申请人类别 · Who asks", required=True)
    name = Text(required=True, longest=60, metadata=told("姓名或名称 · Name of the applicant"))
    contact = Text(required=True, longest=200, metadata=told("联系方式 · Telephone or address"))
    wanted = Text(
        required=True,
        longest=LONGEST_REQUEST,
        metadata=told("要什么信息：名称、文号或便于查找的描述 · What is asked for: name, number or description"),
    )
    form = _choice(FORMS, "要哪种形式 · The form that is wanted", required=True)
    channel = _choice(CHANNELS, "收到的渠道；公众只能用 web · How it came; the public use web", load_default="web")
    received_on = fields.Date(
        validate=DAYS, metadata=told("收到之日（第三十一条），工作人员填 · The day of receipt of Art. 31; by staff")
    )
    identity_checked = fields.Boolean(
        load_default=False, metadata=told("已查验身份证明，工作人员填 · Proof of identity was shown; by staff")
    )


class WithCode(Schema):
    code = fields.String(required=True, validate=validate.Length(max=64), metadata=told("查询码 · The receipt code"))


class Follow(WithCode):
    explain = fields.Boolean(load_default=False, metadata=told("附逐日说明 · With every day of each clock"))


class GiveCorrection(WithCode):
    text = Text(required=True, longest=LONGEST_REQUEST, metadata=told("补正内容 · The correction"))


class ReadText(Schema):
    reason = Text(required=True, longest=200, metadata=told("为什么要看，会记下 · Why; it is recorded"))


class Step(Schema):
    """No field is needed."""


class Reasoned(Schema):
    reason = Text(required=True, longest=500, metadata=told("理由 · The reason"))


class Offer(Schema):
    to = fields.String(required=True, validate=validate.Length(max=64), metadata=told("交给谁 · Account of the next"))


class AskCorrection(Schema):
    question = Text(
        required=True, longest=1000, metadata=told("哪里不明确，要补正什么 · What is unclear, and what is to be added")
    )


class RegisterCorrection(Schema):
    text = Text(required=True, longest=LONGEST_REQUEST, metadata=told("补正内容 · The correction"))
    received_on = fields.Date(required=True, validate=DAYS, metadata=told("收到补正之日 · The day of its receipt"))
    late_because = Text(longest=500, metadata=told("逾期的正当理由，公开 · The good reason for its being late; public"))


class Consult(Schema):
    whom = _choice(CONSULTED, "征求谁的意见 · Who is asked", required=True)
    text = Text(
        required=True, longest=1000, metadata=told("名称，问什么；加密保存 · Their name and what is asked; encrypted")
    )
    sent_on = fields.Date(required=True, validate=DAYS, metadata=told("发出之日 · The day on which it was sent"))
    received_on = fields.Date(required=True, validate=DAYS, metadata=told("对方收到之日 · The day of its receipt"))


class EndConsultation(Schema):
    opinion = _choice(("agrees", "objects"), "意见 · The opinion", required=True)
    text = Text(required=True, longest=2000, metadata=told("理由；加密保存 · Their reasons; encrypted"))
    answered_on = fields.Date(required=True, validate=DAYS, metadata=told("收到答复之日 · The day of the answer"))


class RequestExtension(Schema):
    days = fields.Integer(
        required=True, validate=validate.Range(min=1, max=20), metadata=told("延长几个工作日 · Working days more")
    )
    reason = Text(required=True, longest=500, metadata=told("理由，告知申请人 · Why; the applicant is told"))


class DecideExtension(Schema):
    granted = fields.Boolean(required=True, metadata=told("是否批准 · Whether it is granted"))


class DraftAnswer(Schema):
    outcome = _choice(ANSWERS, "答复类型 · The outcome", required=True)
    text = Text(
        required=True, longest=LONGEST_ANSWER, metadata=told("答复内容和理由 · The answer, and the reasons for it")
    )
    taken_out = Text(
        longest=2000, metadata=told("部分公开时：删去了什么、为什么 · If in part: what was taken out, and why")
    )
    where = Text(longest=1000, metadata=told("到哪里看或找谁 · Where it is to be found, or whom to ask"))
    may_stand_because = Text(
        longest=500, metadata=told("筛查有提醒时，说明为什么可以 · Why what screening warns of may stand")
    )


class ApproveAnswer(Schema):
    draft = fields.Integer(
        validate=validate.Range(min=1, max=1_000_000),
        metadata=told("所读的是第几稿；已改动则不批准 · The draft that was read; refused if it is not the present one"),
    )


class Deliver(Schema):
    means = _choice([means for means in MEANS if means != "read_online"], "怎么送达 · How", required=True)
    delivered_on = fields.Date(required=True, validate=DAYS, metadata=told("送达之日 · The day of delivery"))


class RecordCase(Schema):
    case = _choice(CASES, "复议还是诉讼 · Review or lawsuit", required=True)
    outcome = _choice(CASE_OUTCOMES, "结果 · The outcome", required=True)
    on = fields.Date(
        required=True, validate=DAYS, metadata=told("受理或结案之日 · The day on which it was lodged or decided")
    )


class DraftPublication(Schema):
    item = fields.String(
        required=True, validate=validate.Length(max=60), metadata=told("公开目录事项 · The catalogue item's id")
    )
    title = Text(required=True, longest=100, metadata=told("标题 · The title"))
    body = Text(
        required=True,
        longest=20_000,
        metadata=told("写给所有人的正文，不提申请人 · A text for everybody, without the applicant"),
    )


class RequestQuery(Schema):
    page = fields.Integer(load_default=1, validate=validate.Range(min=1, max=100_000), metadata=told("页 · Page"))
    show = _choice(SHOWN, "看哪些 · Which", load_default="open")


class YearQuery(Schema):
    year = fields.Integer(required=True, validate=validate.Range(min=2019, max=2100), metadata=told("年份 · The year"))


class ReadingsQuery(Schema):
    before = fields.Integer(
        load_default=None, validate=validate.Range(min=1, max=1 << 62), metadata=told("从哪一条往前 · Those before")
    )


class Day(Schema):
    day = fields.Date()
    counted = fields.Boolean()
    rule = fields.String()
    zh = fields.String()
    en = fields.String()
    calendar = fields.String()


class ClockOut(Schema):
    limit = fields.String(required=True)
    zh = fields.String(required=True)
    en = fields.String(required=True)
    legal_zh = fields.String(required=True)
    legal_en = fields.String(required=True)
    starts_on = fields.Date(required=True)
    due_on = fields.Date(required=True)
    provisional = fields.Boolean(required=True)
    state = fields.String(required=True, metadata=told("running、suspended、stopped 或 missed"))
    days = fields.List(fields.Nested(Day), metadata=told("逐日说明 · Every day of it, where asked for"))


class Happening(Schema):
    what = fields.String(required=True)
    at = fields.AwareDateTime(required=True)
    by = fields.String(metadata=told("谁，只给工作人员 · Who; for staff alone"))
    why = fields.String(allow_none=True)


def _maybe(names: str) -> dict[str, Any]:
    return {name: fields.String(allow_none=True) for name in names.split()}


_ROW: dict[str, Any] = {
    **_maybe("owner offered_to limit due_on due_at correction_due_on corrected_on consulted drafted_by outcome"),
    **_maybe("approved_by ended_on delivered_on means publication"),
    **{name: fields.String() for name in ("id", "channel", "applicant", "form", "office", "status")},
    **{name: fields.String() for name in ("received_on", "registered_on")},
    **{name: fields.Boolean() for name in ("identity_checked", "late", "erased")},
    "said": fields.Float(metadata=told("已提醒到期限的几成，1 为超期 · Share of its time warned of; 1 is missed")),
    "extension_days": fields.Integer(allow_none=True),
    "drafts": fields.Integer(),
}
RequestOut = Schema.from_dict(_ROW, name="InformationRequest")
RequestList = Schema.from_dict(
    {
        "requests": fields.List(fields.Nested(RequestOut)),
        **{name: fields.Integer() for name in ("page", "pages", "total")},
    },
    name="InformationRequests",
)


Dossier = Schema.from_dict(
    {
        **_ROW,
        "cases": fields.Dict(keys=fields.String(), values=fields.String()),
        "clocks": fields.List(fields.Nested(ClockOut)),
        "history": fields.List(fields.Nested(Happening)),
    },
    name="InformationRequestDossier",
)


class Answered(Schema):
    outcome = fields.String()
    zh = fields.String()
    en = fields.String()
    ground = fields.String(metadata=told("依据 · The legal ground"))
    text = fields.String()
    taken_out = fields.String(allow_none=True)
    where = fields.String(allow_none=True)
    at = fields.AwareDateTime()


class Followed(Schema):
    status = fields.String()
    applicant = fields.String()
    form = fields.String()
    received_on = fields.String()
    outcome = fields.String(allow_none=True)
    due_on = fields.String(allow_none=True)
    limit = fields.String(allow_none=True)
    publication = fields.String(allow_none=True)
    correction = fields.String(allow_none=True, metadata=told("要求补正什么 · What is to be corrected"))
    answer = fields.Nested(Answered, allow_none=True)
    clocks = fields.List(fields.Nested(ClockOut))
    history = fields.List(fields.Nested(Happening))
    may = fields.List(fields.String(), metadata=told("现在可以做什么 · What the applicant can do now"))


class Receipt(Schema):
    request = fields.String(metadata=told("编号 · The request's id"))
    receipt_code = fields.String(metadata=told("查询码，只给这一次 · The receipt code, told this once"))
    received_on = fields.Date()
    due_on = fields.Date(metadata=told("最迟答复之日 · The last day for the answer"))


class RequestText(Schema):
    name = fields.String()
    contact = fields.String()
    wanted = fields.String()
    said = fields.List(
        fields.Dict(keys=fields.String(), values=fields.String(allow_none=True)),
        metadata=told("补正、征求意见、答复各稿 · Corrections, consultations, drafts of the answer"),
    )


class Publication(Schema):
    publication = fields.String(metadata=told("草稿编号 · The id of the draft"))


class Reading(Schema):
    number = fields.Integer()
    request = fields.String()
    read_by = fields.String()
    read_at = fields.String()
    why = fields.String()


class Readings(Schema):
    readings = fields.List(fields.Nested(Reading))
    older = fields.Integer(allow_none=True)


class YearOut(Schema):
    year = fields.Integer()
    received = fields.Integer(metadata=told("新收 · Received in the year"))
    carried_over = fields.Integer(metadata=told("上年结转 · Open when the year began"))
    ended = fields.Integer(metadata=told("办结 · Ended in the year"))
    carried_on = fields.Integer(metadata=told("结转下年 · Open when it ended, or now"))
    late = fields.Integer(metadata=told("办结的里面超期的 · Of those ended, not in time"))
    made_public = fields.Integer(metadata=told("转为主动公开的 · Made public for everybody"))
    outcomes = fields.Dict(
        keys=fields.String(), values=fields.Integer(), metadata=told("按年报的行 · By line of the annual report's form")
    )
