"""What waits for the clerk."""

from __future__ import annotations

from marshmallow import Schema, fields

from services.feedback.schemas.board import TodoOut
from services.feedback.schemas.petitions import PassedOnOut
from services.feedback.schemas.survey import RoundOut
from shared.contracts import told


class RoundAtDesk(RoundOut):
    codes_used = fields.Integer(metadata=told("How many of the codes have been used."))
    from_paper = fields.Integer(metadata=told("How many of the answers were entered from paper."))


class ClerkOut(Schema):
    to_post = fields.List(fields.Nested(TodoOut))
    to_take_down = fields.List(fields.Nested(TodoOut))
    petitions = fields.Nested(PassedOnOut)
    rounds = fields.List(fields.Nested(RoundAtDesk))
