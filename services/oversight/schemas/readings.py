"""Who read a petitioner's name and words."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.oversight.schemas.parts import answer, told

Reading = answer("Reading", "petition bad_rating read_by read_at why", number=fields.Integer())


class ReadingsQuery(Schema):
    before = fields.Integer(
        load_default=None,
        validate=validate.Range(min=1, max=1 << 62),
        metadata=told("只列这个序号以前的", "only those before this number"),
    )


Readings = Schema.from_dict(
    {
        "items": fields.List(fields.Nested(Reading)),
        "older": fields.Integer(allow_none=True, metadata=told("接着往前查时的 before", "the before of the next page")),
    },
    name="Readings",
)
