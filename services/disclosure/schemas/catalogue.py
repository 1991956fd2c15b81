"""The catalogue and what of it is published."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.disclosure.domain.catalogue import ASPECTS, CADENCES, CARRIERS, TIMINGS
from shared.contracts import told
from shared.contracts.fields import Text


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


RESERVED = ("circular", "new", "publications", "postings", "catalog")
"""They stand for something else in addresses."""
ITEM_ID = r"[a-z][a-z0-9-]{1,40}"


class AspectIn(Schema):
    id = fields.String(required=True, validate=validate.OneOf(list(ASPECTS)))
    zh = Text(required=True, longest=500)
    en = Text(required=True, longest=500)


class FigureTemplateIn(Schema):
    id = fields.String(required=True, validate=validate.Regexp(r"^[a-z][a-z0-9_]{0,39}$"))
    zh = Text(required=True, longest=60)
    en = Text(required=True, longest=100)
    unit = Text(required=True, longest=10)
    parts = fields.List(
        fields.String(validate=validate.Length(max=40)), load_default=[], validate=validate.Length(max=60)
    )
    people = fields.Boolean(load_default=True)


class ItemIn(Schema):
    timing = fields.String(required=True, validate=validate.OneOf(list(TIMINGS)))
    cadence = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(list(CADENCES)))
    zh = Text(required=True, longest=60)
    en = Text(required=True, longest=100)
    carriers = fields.List(
        fields.String(validate=validate.OneOf(list(CARRIERS))), required=True, validate=validate.Length(max=5)
    )
    owner = fields.String(required=True, validate=validate.Length(max=60))
    time_limit = fields.String(required=True, validate=validate.Length(max=60))
    legal_zh = Text(required=True, longest=300)
    legal_en = Text(required=True, longest=300)
    aspects = fields.List(fields.Nested(AspectIn), required=True, validate=validate.Length(max=6))
    figures = fields.List(fields.Nested(FigureTemplateIn), load_default=[], validate=validate.Length(max=60))
    outline_zh = Text(longest=5_000, empty=True, load_default="")
    history = fields.Boolean(load_default=False)
    reason = Text(required=True, longest=500, metadata=told("为什么改，公开 · Why; public"))


class EditionOut(Schema):
    version = fields.Integer(required=True)
    day = fields.Date(required=True)
    item = fields.String(required=True, metadata=told("首版为空 · Empty for the first"))
    change = fields.String(required=True, metadata=told("founded 首版 · added · changed · ended"))
    reason = fields.String(required=True)
    changed_by = fields.String(required=True)


class EditionList(Schema):
    versions = fields.List(fields.Nested(EditionOut), required=True, metadata=told("新的在前 · Newest first"))


class ItemStood(ItemOut):
    class Meta:
        exclude = ("status",)


class CatalogueStood(Schema):
    version = fields.Integer(required=True)
    items = fields.List(fields.Nested(ItemStood), required=True)


class LawChangeIn(Schema):
    items = fields.List(
        fields.String(validate=validate.Length(max=60)),
        required=True,
        validate=validate.Length(max=100),
        metadata=told("受影响的长期公开事项 · The standing items that rest on it"),
    )
    law = Text(required=True, longest=200, metadata=told("哪部法规，怎么变 · Which law, and how"))
    changed_on = fields.Date(required=True, metadata=told("施行日期 · Since when"))


class FactIn(Schema):
    item = fields.String(required=True, validate=validate.Length(max=60))
    formed_on = fields.Date(required=True, metadata=told("哪天形成 · The day on which it was formed"))
    about = Text(required=True, longest=200, metadata=told("什么事，不写人名 · What; nobody's name"))


class ObligationsSet(Schema):
    obligations = fields.List(fields.String(), required=True)
