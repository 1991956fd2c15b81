"""What several schemas share."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from shared.contracts import told

ID = validate.Length(min=1, max=100)


class Page(Schema):
    page = fields.Integer(load_default=1, validate=validate.Range(1, 1_000_000), metadata=told("From 1."))
    size = fields.Integer(load_default=20, validate=validate.Range(1, 100), metadata=told("How many a page."))


class Paged(Schema):
    """An answer that is one page of a list."""

    page = fields.Integer()
    size = fields.Integer()
    total = fields.Integer()
