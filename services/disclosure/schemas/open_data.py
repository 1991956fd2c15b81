"""The files of the archive and of the open data."""

from __future__ import annotations

from marshmallow import Schema, fields

from shared.contracts import told


class FigureSaid(Schema):
    id = fields.String(required=True)
    zh = fields.String(required=True)
    en = fields.String(required=True)
    unit = fields.String(required=True)
    value = fields.Integer(
        required=True, allow_none=True, metadata=told("null：太小，不公布 · null: too small to show")
    )


class AttachmentSaid(Schema):
    id = fields.String(required=True, metadata=told("内容的 SHA-256 · SHA-256 of its content"))
    title = fields.String(required=True)
    media_type = fields.String(required=True)
    size = fields.Integer(required=True, metadata=told("字节数 · Bytes"))


class VersionSaid(Schema):
    """What one version said. Its bytes are those that posting receipts are signed for."""

    publication = fields.String(required=True)
    version = fields.Integer(required=True)
    number = fields.String(required=True, allow_none=True, metadata=told("文号 · Its number in the register"))
    item = fields.String(required=True)
    obligation = fields.String(required=True, allow_none=True, metadata=told("事项.期间 · What it answers"))
    title = fields.String(required=True)
    body = fields.String(required=True, metadata=told("Markdown"))
    figures = fields.List(fields.Nested(FigureSaid), required=True)
    attachments = fields.List(fields.Nested(AttachmentSaid), required=True)
    carriers = fields.List(fields.String(), required=True)
    villages = fields.List(fields.String(), required=True)
    reason = fields.String(required=True, allow_none=True, metadata=told("更正说明 · Why it was corrected"))
    published_on = fields.Date(required=True)


class PublicationListed(Schema):
    publication = fields.String(required=True)
    item = fields.String(required=True)
    timing = fields.String(required=True)
    number = fields.String(required=True, allow_none=True)
    period = fields.String(
        required=True, allow_none=True, metadata=told("2026-q3、2026-09、2026 或所依的事实 · The period, or the fact")
    )
    title = fields.String(required=True)
    state = fields.String(required=True, metadata=told("published 或 withdrawn"))
    version = fields.Integer(required=True)
    first_published_on = fields.Date(required=True)
    published_on = fields.Date(required=True)
    reason = fields.String(required=True, allow_none=True, metadata=told("更正说明 · Why it was corrected"))
    withdrawn_on = fields.Date(required=True, allow_none=True)
    withdrawn_because = fields.String(required=True, allow_none=True)
    address = fields.URL(required=True, metadata=told("网页 · The page"))
    archive = fields.URL(required=True, metadata=told("本版存档 · This version in the archive"))
    sha256 = fields.String(required=True, metadata=told("存档文件的 SHA-256 · SHA-256 of the archived file"))


class FigureData(FigureSaid):
    withheld = fields.Boolean(required=True)


class AttachmentData(AttachmentSaid):
    address = fields.URL(required=True)


class PublicationData(PublicationListed):
    text = fields.String(required=True, metadata=told("Markdown"))
    figures = fields.List(fields.Nested(FigureData), required=True)
    attachments = fields.List(fields.Nested(AttachmentData), required=True)


class ItemData(Schema):
    item = fields.String(required=True)
    zh = fields.String(required=True)
    en = fields.String(required=True)
    licence = fields.URL(required=True)
    publications = fields.List(
        fields.Nested(PublicationData), required=True, metadata=told("现在有效的，旧的在前 · What holds, oldest first")
    )


class PublicationsData(Schema):
    licence = fields.URL(required=True)
    publications = fields.List(
        fields.Nested(PublicationListed), required=True, metadata=told("含已撤回的，旧的在前 · Oldest first")
    )
