"""Attachments of a publication."""

from __future__ import annotations

from marshmallow import Schema, fields

from shared.contracts import told
from shared.contracts.fields import Text
from shared.web.api import Upload


class AttachmentForm(Schema):
    title = Text(required=True, longest=100, metadata=told("标题，公开；不要写人名 · Its title, public; nobody's name"))


class AttachmentFile(Schema):
    file = Upload(
        required=True, metadata={"format": "binary", **told("照片或 PDF，5 MB 以内 · A photograph or PDF, 5 MB")}
    )


class AttachmentOut(Schema):
    id = fields.String(required=True, metadata=told("内容的 SHA-256 · SHA-256 of its content"))
    title = fields.String(required=True)
    media_type = fields.String(required=True)
    size = fields.Integer(required=True, metadata=told("字节数 · Bytes"))
