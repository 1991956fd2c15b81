"""The catalogue and what of it is published."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.disclosure.domain.catalogue import TIMINGS
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
    obligation = fields.String(
        required=True, allow_none=True, metadata=told("未完成的公开任务 · What is due and not done")
    )
    period_ended_on = fields.Date(required=True, allow_none=True)
    due_on = fields.Date(required=True, allow_none=True)
    overdue_days = fields.Integer(required=True)


class FigureTemplateOut(Schema):
    id = fields.String(required=True)
    zh = fields.String(required=True)
    en = fields.String(required=True)
    unit = fields.String(required=True)
    parts = fields.List(
        fields.String(), required=True, metadata=told("合计的各项 · Of which figures this is the total")
    )
    people = fields.Boolean(required=True, metadata=told("是否计人、计件，1 到 4 不公布 · 1 to 4 are not shown"))


class ItemOut(Schema):
    id = fields.String(required=True)
    timing = fields.String(required=True, validate=validate.OneOf(list(TIMINGS)))
    cadence = fields.String(required=True, allow_none=True)
    zh = fields.String(required=True)
    en = fields.String(required=True)
    carriers = fields.List(fields.String(), required=True)
    owner = fields.String(required=True, metadata=told("责任机构 · The office that owes it"))
    figures = fields.List(fields.Nested(FigureTemplateOut), required=True)
    outline_zh = fields.String(required=True, metadata=told("正文提纲 · What the text begins as"))
    time_limit = fields.String(required=True)
    legal_zh = fields.String(required=True)
    legal_en = fields.String(required=True)
    history = fields.Boolean(required=True)
    aspects = fields.List(fields.Nested(AspectOut), required=True)
    status = fields.Nested(ItemStatusOut, required=True)


class CatalogueOut(Schema):
    version = fields.Integer(required=True)
    items = fields.List(fields.Nested(ItemOut), required=True)
