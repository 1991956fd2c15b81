"""The district page."""

from __future__ import annotations

from marshmallow import fields

from services.oversight.schemas.parts import answer, told

_LINK_FIGURES = {
    name: fields.Integer() for name in ("applied", "behind", "waiting", "parked", "seal_keys", "without_key", "spoilt")
}
_RESTORED = answer("Restored", "noticed_at", heard=fields.Integer(), since=fields.Integer())
Link = answer(
    "Link",
    "village source heard_at trouble invited_until joined_at joined_mark refused_at refused_mark shut_out_at version",
    connected=fields.Boolean(),
    clock_ahead=fields.Integer(
        allow_none=True, metadata=told("时钟快了多少秒，不准才写", "seconds its clock is ahead, if wrong")
    ),
    restored=fields.Nested(_RESTORED, allow_none=True),
    **_LINK_FIGURES,
)
_COUNTS = fields.Dict(keys=fields.String(), values=fields.Integer())
Overview = answer(
    "Overview",
    "",
    clocks=_COUNTS,
    findings=_COUNTS,
    circulars=fields.Integer(),
    inspections_missing=fields.Integer(
        metadata=told("今年还差的督察", "inspections that are owed this year and not done")
    ),
    villages=fields.List(fields.Nested(Link)),
)
