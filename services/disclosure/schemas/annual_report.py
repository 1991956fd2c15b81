"""Annual reports on open government information."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.disclosure.annual_report import TO_SAY
from services.disclosure.schemas.publications import FigureOut
from shared.contracts import told
from shared.contracts.fields import Text


class Said(Schema):
    zh = fields.String(required=True)
    en = fields.String(required=True)


class TableRow(Said):
    values = fields.List(fields.String(), required=True, metadata=told("一列一个 · One for each column"))


class ReportTable(Said):
    id = fields.String(required=True)
    columns = fields.List(fields.Nested(Said), required=True)
    rows = fields.List(fields.Nested(TableRow), required=True)


class ReportYear(Schema):
    year = fields.Integer(required=True)
    state = fields.String(
        required=True,
        metadata=told("planned 年度未完 · due 待公布 · overdue 逾期 · done 按期 · late 逾期公布 · lifted 不再要求"),
    )
    due_on = fields.Date(required=True)
    late_days = fields.Integer(required=True)
    published = fields.Boolean(required=True)


class ReportList(Schema):
    reports = fields.List(fields.Nested(ReportYear), required=True, metadata=told("新的在前 · Newest first"))


class ReportOut(Schema):
    year = fields.Integer(required=True)
    publication = fields.String(required=True)
    number = fields.String(required=True, allow_none=True)
    title = fields.String(required=True)
    version = fields.Integer(required=True)
    published_on = fields.Date(required=True)
    digest = fields.String(required=True, metadata=told("该版内容的 SHA-256 · SHA-256 of what this version says"))
    body = fields.String(required=True, metadata=told("全文，Markdown · The whole text"))
    figures = fields.List(fields.Nested(FigureOut), required=True)
    tables = fields.List(fields.Nested(ReportTable), required=True, metadata=told("公布时的数字 · As published"))


class RecordsOut(Schema):
    year = fields.Integer(required=True)
    as_of = fields.Date(required=True, metadata=told("数据截至 · Counted up to"))
    over = fields.Boolean(required=True, metadata=told("年度是否已结束 · Whether the year is over"))
    publication = fields.String(required=True, allow_none=True, metadata=told("草稿或已公布的 · Draft or published"))
    fees = fields.Integer(
        required=True, allow_none=True, metadata=told("各期公开的征收合计，元 · Fees published, in yuan")
    )
    tables = fields.List(fields.Nested(ReportTable), required=True)


class ReportDraft(Schema):
    figures = fields.Dict(
        keys=fields.String(validate=validate.Length(max=40)),
        values=fields.Integer(strict=True),
        required=True,
        validate=validate.Length(max=100),
        metadata=told("要填的数字，见公开目录的模板 · The figures of the item's template"),
    )
    texts = fields.Dict(
        keys=fields.String(validate=validate.OneOf(list(TO_SAY))),
        values=Text(longest=5000),
        metadata=told("各部分的文字，不填则照旧 · What is said in each section; one left out stays as it is"),
    )
    reason = Text(longest=500, metadata=told("更正说明，已公布的才要 · Why it is corrected, of one that is out"))


class ReportDrafted(Schema):
    publication = fields.String(required=True)
