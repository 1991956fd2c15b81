"""Findings and circulars."""

from __future__ import annotations

from marshmallow import Schema

from services.oversight.schemas.parts import answer, told
from shared.contracts.fields import Text


class CloseFinding(Schema):
    rectification = Text(required=True, longest=2000, metadata=told("整改情况，公开", "how it was put right; public"))


Finding = answer("Finding", "id kind origin about facts basis opened_at closed_at rectification")
Circular = answer("Circular", "id number title body about finding finding_kind issued_on")
