"""How visits to the service window were rated."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields, validate

from services.oversight.schemas.parts import ID, answer, told

_QUARTER = validate.Length(max=10)


class WindowQuery(Schema):
    quarter = fields.String(
        load_default=None, validate=_QUARTER, metadata=told("2026Q1；默认最近结束的季度", "by default the last over")
    )
    page = fields.Integer(load_default=1, validate=validate.Range(min=1, max=100_000))
    office = fields.String(load_default=None, validate=ID, metadata=told("单位；默认第一个", "id of an office"))


_COUNT = fields.Integer(allow_none=True, metadata=told("不公布的为空", "null where it is withheld"))
_FIGURES: dict[str, Any] = {
    "visits": _COUNT,
    "levels": fields.Dict(
        keys=fields.String(),
        values=fields.Integer(),
        metadata=told("5 非常满意到 1 非常不满意", "5 very satisfied to 1"),
    ),
    "satisfied": fields.Float(metadata=told("满意率：3 至 5 级的份额", "share of levels 3 to 5")),
    "low": fields.Float(metadata=told("95% 区间下限（Wilson）", "lower end of Wilson's 95 % interval")),
    "high": fields.Float(metadata=told("上限", "upper end")),
    "reasons": fields.Dict(
        keys=fields.String(), values=fields.Integer(), metadata=told("勾选次数", "how many ticked it")
    ),
}
Window = answer(
    "WindowRatings",
    "quarter office",
    quarters=fields.List(fields.String(), metadata=told("可查的季度", "the quarters that can be asked for")),
    **{number: fields.Integer() for number in ("page", "pages", "total")},
    withheld=fields.Boolean(metadata=told("不足五次，不公布", "fewer than five visits: withheld")),
    together=fields.Nested(answer("WindowFigures", "", **_FIGURES), allow_none=True),
    villages=fields.List(fields.Nested(answer("WindowVillage", "village", **_FIGURES))),
)
