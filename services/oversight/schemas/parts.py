"""What the schemas of all topics are made of."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from marshmallow import Schema, fields, validate

from shared.clock import CHINA

ID = validate.Length(min=1, max=64)
DAYS = validate.Range(min=date(2018, 1, 1), max=date(2100, 1, 1))
"""From the first year of the calendar."""
MOMENTS = validate.Range(min=datetime(2018, 1, 1, tzinfo=CHINA), max=datetime(2100, 1, 1, tzinfo=CHINA))


def told(zh: str, en: str) -> dict[str, str]:
    return {"description": f"{zh} · {en}"}


class Nothing(Schema):
    """An empty object."""


class ListQuery(Schema):
    page = fields.Integer(load_default=1, validate=validate.Range(min=1, max=100_000))
    status = fields.String(load_default="open", validate=validate.OneOf(["open", "closed"]))


def answer(name: str, texts: str, /, **others: Any) -> type[Schema]:
    """An answer: the named texts, each null where there is nothing to say, and what else is in it."""
    told_or_not = {text: fields.String(allow_none=True) for text in texts.split()}
    return Schema.from_dict({**told_or_not, **others}, name=name)


def list_of(item: type[Schema], name: str) -> type[Schema]:
    """A page of a list."""
    numbers = {number: fields.Integer() for number in ("page", "pages", "total")}
    return Schema.from_dict({"items": fields.List(fields.Nested(item)), **numbers}, name=name)
