"""The catalogue and what of it is published."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.disclosure.catalogue import TIMINGS
from shared.contracts import told


class AspectOut(Schema):
    id = fields.String(required=True)
    zh = fields.String(required=True)
    en = fields.String(required=True)


class ItemStatusOut(Schema):
    state = fields.String(
        required=True,
        metadata=told("published 已公开 · missing 未公开 · due 待公开 · overdue 逾期 · nothing_yet 暂无"),
    )
    last_publication = fields.String(required=True, allow_none=True)
    last_published_on = fields.Date(required=True, allow_none=True)
    period_ended_on = fields.Date(required=True, allow_none=True)
    due_on = fields.Date(required=True, allow_none=True)
    overdue_days = fields.Integer(required=True)


class ItemOut(Schema):
    id = fields.String(required=True)
    timing = fields.String(required=True, validate=validate.OneOf(list(TIMINGS)))
    cadence = fields.String(required=True, allow_none=True)
    zh = fields.String(required=True)
    en = fields.String(required=True)
    carriers = fields.List(fields.String(), required=True)
    time_limit = fields.String(required=True)
    legal_zh = fields.String(required=True)
    legal_en = fields.String(required=True)
    history = fields.Boolean(required=True)
    aspects = fields.List(fields.Nested(AspectOut), required=True)
    status = fields.Nested(ItemStatusOut, required=True)


class CatalogueOut(Schema):
    version = fields.Integer(required=True)
    items = fields.List(fields.Nested(ItemOut), required=True)
