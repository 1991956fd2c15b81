"""What the boards owe."""

from __future__ import annotations

from marshmallow import Schema, fields

from services.disclosure.schemas.parts import Paged
from shared.contracts import told


class OverdueQuery(Paged):
    """Which page, and of which village."""


class PostingOut(Schema):
    village = fields.String(required=True, metadata=told("村（居），township 为镇公开栏 · A village, or township"))
    version = fields.Integer(required=True)
    due_on = fields.Date(required=True)
    posted_on = fields.Date(required=True, allow_none=True)
    state = fields.String(
        required=True,
        metadata=told("due 待张榜 · posted 已张榜 · late 迟张榜 · overdue 逾期 · ended 已撤回，不再要求"),
    )
    late_days = fields.Integer(required=True, metadata=told("逾期天数 · Calendar days late, so far or at the end"))
    shown_on = fields.Date(
        required=True, allow_none=True, metadata=told("电子公开栏 · Since when the electronic board shows it")
    )
    taken_down_on = fields.Date(required=True, allow_none=True)


class OverduePosting(Schema):
    publication = fields.String(required=True)
    title = fields.String(required=True)
    village = fields.String(required=True)
    version = fields.Integer(required=True)
    due_on = fields.Date(required=True)
    late_days = fields.Integer(required=True)


class OverdueList(Schema):
    postings = fields.List(fields.Nested(OverduePosting), required=True)
    page = fields.Integer(required=True)
    size = fields.Integer(required=True)
    total = fields.Integer(required=True)
