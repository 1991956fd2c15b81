"""What comes with a petition or in bulk: attachments, imports, and what reads like the same matter."""

from __future__ import annotations

from marshmallow import Schema, fields

from services.oversight.schemas.parts import ID, answer, told
from services.oversight.schemas.petitions import Filed, ReadText
from shared.web.api import Upload


class Files(Schema):
    files = fields.List(
        Upload(metadata={"format": "binary"}),
        metadata=told("照片、PDF 或录音", "photographs, PDF or recordings"),
    )


class ReadAttachment(ReadText):
    attachment = fields.String(required=True, validate=ID)


Attached = answer("Attached", "", attached=fields.Integer(metadata=told("收下几个", "how many were taken")))


class Receipt(Filed):  # type: ignore[valid-type,misc]
    row = fields.Integer(metadata=told("表格的行", "the row of the table"))


Imported = answer("Imported", "", imported=fields.Integer(), receipts=fields.List(fields.Nested(Receipt)))
ReadsAlike = answer("ReadsAlike", "petition likeness", same_contact=fields.Boolean())
