"""Evaluation: scores, what cost points, the standard of the villages."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.oversight.domain.scoring import CRITERIA
from services.oversight.schemas.parts import answer, told


class QuarterQuery(Schema):
    quarter = fields.String(validate=validate.Length(max=10), metadata=told("季度，如 2026Q1", "such as 2026Q1"))
    page = fields.Integer(load_default=1, validate=validate.Range(min=1, max=100_000))


class ScoresQuery(QuarterQuery):
    kind = fields.String(validate=validate.OneOf(["office", "village"]), metadata=told("机构或村（居）", "which"))


class LossesQuery(Schema):
    criterion = fields.String(required=True, validate=validate.OneOf(CRITERIA), metadata=told("指标", "criterion"))
    page = fields.Integer(load_default=1, validate=validate.Range(min=1, max=100_000))


_FIGURE = fields.Float(allow_none=True)
_NUMBER = fields.Integer(allow_none=True)
Criterion = answer(
    "Criterion",
    "name",
    counts=fields.Dict(keys=fields.String(), values=fields.Integer()),
    cases=fields.Integer(),
    weight=fields.Float(),
    share=_FIGURE,
    of=_FIGURE,
    points=_FIGURE,
    costs=fields.Dict(keys=fields.String(), values=fields.Float()),
)
_SCORE = {"rank": _NUMBER, "score": _FIGURE, "cases": _NUMBER, "criteria": fields.List(fields.Nested(Criterion))}
Score = answer("Score", "body kind", **_SCORE)
_QUARTERS = {"counted_to": _NUMBER, "quarters": fields.List(fields.String())}
_PAGED = {number: fields.Integer() for number in ("page", "pages", "total")}
_HEAD = "quarter first last closes_on closed_at"
Scores = answer("Scores", _HEAD, **_QUARTERS, **_PAGED, items=fields.List(fields.Nested(Score)))
BodyScore = answer("BodyScore", f"{_HEAD} body kind", **_QUARTERS, **_SCORE, ranked=_NUMBER, recounted=_FIGURE)
Loss = answer("Loss", "what day title subject", position=fields.Integer(), points=_FIGURE, later=fields.Boolean())
Standing = answer(
    "Standing",
    "village",
    answers=fields.Integer(),
    awareness=_FIGURE,
    lower_end=_FIGURE,
    due=fields.Integer(),
    posted_in_time=fields.Integer(),
    findings_past_date=_NUMBER,
    meets=fields.Boolean(allow_none=True),
)
_VILLAGES = {name: fields.List(fields.String()) for name in ("met", "missed", "unknown")}
RollOut = answer("RollOut", "quarter", **_VILLAGES, pilots_met=fields.Integer())
Standings = answer(
    "Standings",
    _HEAD,
    **_QUARTERS,
    **_PAGED,
    items=fields.List(fields.Nested(Standing)),
    roll_out=fields.List(fields.Nested(RollOut)),
)
