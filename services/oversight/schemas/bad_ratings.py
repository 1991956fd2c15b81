"""Bad ratings of visits: what is done with them, what is told, and what the person does with the receipt code."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.oversight.domain.bad_rating.commands import OUTCOMES
from services.oversight.schemas.actions import Step
from services.oversight.schemas.parts import answer, told
from services.oversight.schemas.petitions import Clock, ExplainedClock, WithCode
from services.oversight.views.bad_ratings import STATES
from shared.contracts.fields import Text


class BadRatingsQuery(Schema):
    page = fields.Integer(load_default=1, validate=validate.Range(min=1, max=100_000))
    status = fields.String(load_default="open", validate=validate.OneOf(STATES))


class NoteContact(Step):
    reached = fields.Boolean(required=True, metadata=told("是否联系上", "whether the person was reached"))
    tries = fields.Integer(
        required=True,
        validate=validate.Range(min=1, max=20),
        metadata=told("这次联系了几次", "how often it was tried this time"),
    )


class ReportOutcome(Step):
    outcome = fields.String(
        required=True,
        validate=validate.OneOf(OUTCOMES),
        metadata=told("put_right 已整改；nothing_to_do 不需整改", "put right, or nothing had to be"),
    )
    text = Text(
        required=True,
        longest=1000,
        metadata=told("怎样整改的，或者为什么不需整改，公开", "how, or why not; it will be public"),
    )


class ConfirmOutcome(Step):
    screened = fields.Boolean(
        required=True,
        metadata=told("已通读将公布的全文，认不出任何当事人", "has read all that is published: it tells of no person"),
    )


class JudgeOutcome(WithCode):
    put_right = fields.Boolean(required=True, metadata=told("整改到位了没有", "whether it has been put right"))


_TEXTS = "id office village rated_on status contacted contact_due_on due_on outcome judged answered_on"
_OTHERS = {
    **{name: fields.Integer() for name in ("level", "tries")},
    "reasons": fields.List(fields.String(), metadata=told("勾选的原因", "ids of the reasons ticked")),
    "contact": fields.Boolean(metadata=told("留有联系方式", "a contact was left")),
    "words": fields.Boolean(metadata=told("留有文字", "words were left")),
    "words_withheld": fields.Boolean(
        metadata=told("文字含个人信息，没有保存", "words named a person and were dropped")
    ),
    **{name: fields.Boolean() for name in ("reopened", "erased", "missed")},
}
BadRating = answer("BadRating", _TEXTS, **_OTHERS)
_HAPPENING = answer(
    "BadRatingHappening",
    "what at recorded_at by text limit",
    reached=fields.Boolean(allow_none=True),
    tries=fields.Integer(allow_none=True),
)
BadRatingWhole = answer(
    "BadRatingWhole",
    f"{_TEXTS} report answer",
    **_OTHERS,
    version=fields.Integer(),
    clocks=fields.List(fields.Nested(Clock)),
    history=fields.List(fields.Nested(_HAPPENING)),
    next=fields.List(fields.String(), metadata=told("现在可以做的", "what you may do now")),
)
BadRatingText = answer("BadRatingText", "text contact")
BadRatingFollowed = answer(
    "BadRatingFollowed",
    "office village rated_on status contacted contact_due_on due_on outcome judged answered_on answer",
    **_OTHERS,
    may=fields.List(fields.String(), metadata=told("现在可以做什么", "what the person can do now")),
    clocks=fields.List(fields.Nested(ExplainedClock)),
    history=fields.List(fields.Nested(answer("BadRatingStep", "what on"))),
)
