"""What several topics accept: which page, of which village."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from shared.contracts import told


class Paged(Schema):
    page = fields.Integer(load_default=1, validate=validate.Range(min=1, max=100_000), metadata=told("页 · Page"))
    size = fields.Integer(
        load_default=20, validate=validate.Range(min=1, max=100), metadata=told("每页条数 · Entries a page")
    )
    village = fields.String(validate=validate.Length(max=40), metadata=told("只看一个村（居） · Of one village alone"))
