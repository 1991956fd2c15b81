"""Findings and circulars."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.oversight.schemas.actions import Reasoned, Step
from services.oversight.schemas.parts import DAYS, answer, told
from services.oversight.views.findings import STATES
from shared.contracts.fields import Text


class FindingsQuery(Schema):
    page = fields.Integer(load_default=1, validate=validate.Range(min=1, max=100_000))
    status = fields.String(load_default="open", validate=validate.OneOf(STATES))


class SetDate(Step):
    due_on = fields.Date(
        load_default=None,
        validate=DAYS,
        metadata=told(
            "整改期限，不晚于规定期限；不填即按规定", "by when; at the latest, and by default, the rule's day"
        ),
    )


class Extend(Reasoned):
    days = fields.Integer(
        required=True, validate=validate.Range(min=1, max=365), metadata=told("延长几个工作日", "working days more")
    )


class Report(Step):
    rectification = Text(required=True, longest=2000, metadata=told("整改情况，公开", "how it was put right; public"))


class Close(Step):
    screened = fields.Boolean(
        required=True,
        metadata=told(
            "已通读将公布的全文，认不出任何当事人", "has read all that is published: it tells of no petitioner"
        ),
    )


_TEXTS = "id kind origin about facts basis opened_at state due_on closed_at rectification"
_OTHERS = {"round": fields.Integer(), "overdue": fields.Boolean(), "extended": fields.Boolean()}
Finding = answer("Finding", _TEXTS, **_OTHERS)
FindingHappening = answer("FindingHappening", "what at recorded_at by text due_on")
FindingWhole = answer(
    "FindingWhole",
    f"{_TEXTS} petition bad_rating deadline",
    **_OTHERS,
    circulars=fields.List(fields.Nested(answer("CircularOf", "id number issued_on"))),
    version=fields.Integer(),
    history=fields.List(fields.Nested(FindingHappening)),
    next=fields.List(fields.String(), metadata=told("现在可以做的", "what you may do now")),
)
Circular = answer("Circular", "id number title body about finding finding_kind issued_on")
