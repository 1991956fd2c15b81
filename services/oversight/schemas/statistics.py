"""Statistics and their release."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.oversight.schemas.parts import answer, told
from shared.contracts.fields import Text

LONGEST_ADVICE = 5000
_PERIOD = fields.String(required=True, validate=validate.Length(max=10), metadata=told("2026Q1 或 2026", "or 2026"))


class EditionQuery(Schema):
    edition = fields.Integer(
        load_default=None,
        allow_none=True,
        validate=validate.Range(min=1, max=10_000),
        metadata=told("第几份；不写就是最新的", "which edition; the latest if none is named"),
    )


class Advice(Schema):
    advice = Text(
        load_default="",
        longest=LONGEST_ADVICE,
        metadata=told("存在问题和工作建议，公开", "problems and advice; public"),
    )


class Publish(Advice):
    period = _PERIOD


class Correct(Advice):
    reason = Text(required=True, longest=1000, metadata=told("更正原因，公开", "why it is corrected; public"))


_COUNT = fields.Integer(allow_none=True, metadata=told("不公布的为空", "null where it is withheld"))
Figure = answer(
    "Figure",
    "measure",
    total=_COUNT,
    amount_fen=fields.Integer(allow_none=True, metadata=told("金额，分", "sum of money, in fen")),
    tables=fields.Dict(keys=fields.String(), values=fields.Dict(keys=fields.String(), values=_COUNT)),
)
_EDITION = {"edition": fields.Integer()}
Release = answer("Release", "period released_on reason", **_EDITION)
ReleaseRead = answer(
    "ReleaseRead",
    "period released_on reason advice",
    **_EDITION,
    editions=fields.Integer(),
    figures=fields.List(fields.Nested(Figure)),
)
Draft = answer("Draft", "period", figures=fields.List(fields.Nested(Figure)))
Running = answer("Running", "quarter", totals=fields.Dict(keys=fields.String(), values=_COUNT))
