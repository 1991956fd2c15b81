"""What staff give with each action on a petition."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.oversight.domain.finding import KINDS as FINDING_KINDS
from services.oversight.domain.petition.particulars import DECLINE_REASONS, DELIVERY_MEANS, REVIEW_OUTCOMES
from services.oversight.schemas.parts import DAYS, ID, told
from shared.contracts.fields import Text


class Step(Schema):
    version = fields.Integer(
        validate=validate.Range(min=1),
        metadata=told("看到的版本；期间有变化就不办理", "the version seen; refused if it has changed since"),
    )


class Reasoned(Step):
    reason = Text(required=True, longest=500, metadata=told("理由，不写个人信息", "why; no personal data"))


class Decline(Step):
    reason = fields.String(required=True, validate=validate.OneOf(DECLINE_REASONS), metadata=told("理由", "why"))
    where_to_go = Text(required=True, longest=500, metadata=told("该找哪里，公开", "where to turn to; public"))


class Transfer(Step):
    office = fields.String(validate=validate.Length(max=64), metadata=told("转送本镇单位", "an office of the township"))
    body = Text(longest=60, empty=True, metadata=told("或转送外单位", "or another body, by its public name"))
    reason = Text(required=True, longest=500, metadata=told("转送理由，告知信访人", "why; the petitioner is told"))


class Assign(Step):
    handler = fields.String(required=True, validate=ID, metadata=told("经办人用户名", "account name of the handler"))


class Recuse(Reasoned):
    handler = fields.String(
        validate=validate.Length(max=64), metadata=told("谁回避，不填为本人", "who keeps away; oneself if left out")
    )


class Ask(Step):
    question = Text(required=True, longest=1000, metadata=told("请信访人补充什么", "what the petitioner is asked"))


class RequestExtension(Step):
    days = fields.Integer(
        required=True, validate=validate.Range(min=1, max=365), metadata=told("延长天数", "how many days more")
    )
    reason = Text(required=True, longest=500, metadata=told("理由，告知信访人", "why; the petitioner is told"))


class DecideExtension(Step):
    granted = fields.Boolean(required=True, metadata=told("是否批准", "whether it is granted"))


class Resolve(Step):
    opinion = Text(required=True, longest=5000, metadata=told("办理意见", "the answer to the petitioner"))
    founded = fields.Boolean(required=True, metadata=told("反映是否属实", "whether the petition was right"))
    finding_kind = fields.String(
        validate=validate.OneOf(["", *FINDING_KINDS]),
        metadata=told("属实的，作为哪类问题查处", "if right, which kind of finding it becomes"),
    )


class Deliver(Step):
    means = fields.String(
        required=True,
        validate=validate.OneOf([means for means in DELIVERY_MEANS if means != "read_online"]),
        metadata=told("送达方式", "how it was delivered"),
    )
    delivered_on = fields.Date(required=True, validate=DAYS, metadata=told("送达日期", "the day of delivery"))


class Review(Step):
    opinion = Text(required=True, longest=5000, metadata=told("复查或复核意见", "the review's opinion"))
    outcome = fields.String(
        required=True, validate=validate.OneOf(REVIEW_OUTCOMES), metadata=told("维持、变更或撤销", "the outcome")
    )


class Hearing(Step):
    first = fields.Date(required=True, validate=DAYS, metadata=told("听证首日", "first day of the hearing"))
    last = fields.Date(required=True, validate=DAYS, metadata=told("听证末日", "its last day"))


class SameMatter(Step):
    petition = fields.String(required=True, validate=ID, metadata=told("同一事项的编号", "id of the same matter"))


class Reward(Step):
    amount = fields.Decimal(
        required=True,
        places=2,
        as_string=True,
        # And, for the document would copy a range's limits as text, which is no JSON Schema.
        validate=validate.And(validate.Range(min=0, min_inclusive=False, max=1_000_000)),
        metadata={"type": "string", "examples": ["500.00"], **told("奖金，元", "the reward in yuan")},
    )


class Pay(Step):
    code = fields.String(
        required=True, validate=validate.Length(max=64), metadata=told("领奖人出示的查询码", "the receipt code shown")
    )
