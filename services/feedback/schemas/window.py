"""Visits to the service window: slips and kiosks of the clerk, and a rating."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.feedback.ballots.codes import MOST
from services.feedback.schemas.parts import ID
from services.feedback.schemas.petitions import PetitionKey
from services.feedback.schemas.survey import LEVEL
from services.feedback.window.rating import LONGEST_CONTACT, LONGEST_TEXT
from shared.contracts import told
from shared.contracts.fields import Text
from shared.web.language import Both

_CHOOSE = Both("请选一张脸。", "Choose one of the five.")


class Said(Schema):
    """What somebody says of a visit, by whatever way."""

    level = fields.Integer(
        required=True,
        strict=True,
        validate=LEVEL,
        metadata=told("1 (very dissatisfied) to 5 (very satisfied); 1 and 2 are bad."),
    )
    text = Text(load_default=None, longest=LONGEST_TEXT, metadata=told("A few words, without naming anybody."))
    contact = Text(
        load_default=None,
        longest=LONGEST_CONTACT,
        metadata=told("Where the person wants to be contacted; with a bad rating alone."),
    )


class Visit(Said):
    code = fields.String(
        load_default=None, validate=validate.Length(1, 60), metadata=told("Of a slip: 12 digits; spaces do no harm.")
    )
    kiosk = fields.String(
        load_default=None, validate=validate.Length(1, 100), metadata=told("A kiosk's token, instead of a code.")
    )
    reasons = fields.List(
        fields.String(validate=ID),
        load_default=list,
        validate=validate.Length(max=20),
        metadata=told("Ids of what is offered with this level: see /api/window."),
    )


class VisitKey(Schema):
    key = fields.String(
        load_default=None,
        data_key="Idempotency-Key",
        validate=PetitionKey().fields["key"].validate,
        metadata=told("Random, hard to guess: makes it safe to send the same rating again."),
    )


class VisitForm(Said):
    """As a page sends it: what was ticked with a face and then hidden by another is sent along."""

    level = fields.Integer(
        required=True, validate=LEVEL, error_messages={"required": _CHOOSE, "invalid": _CHOOSE, "null": _CHOOSE}
    )
    good = fields.List(fields.String(validate=ID), load_default=list, validate=validate.Length(max=20))
    bad = fields.List(fields.String(validate=ID), load_default=list, validate=validate.Length(max=20))
    form_key = fields.String(load_default=None, validate=PetitionKey().fields["key"].validate)


class RatedOut(Schema):
    visit = fields.String()
    rated_on = fields.Date()
    receipt_code = fields.String(
        allow_none=True, metadata=told("Of a bad rating. Kept nowhere. Whoever has it can follow what becomes of it.")
    )
    follow_url = fields.String(allow_none=True)


class OfficeOut(Schema):
    id = fields.String()
    zh = fields.String()
    en = fields.String()


class ReasonOut(OfficeOut):
    kind = fields.String(metadata=told("good: offered with the levels 3 to 5; bad: with 1 and 2."))


class WindowOut(Schema):
    offices = fields.List(fields.Nested(OfficeOut))
    reasons = fields.List(fields.Nested(ReasonOut))


class Window(Schema):
    office = fields.String(
        required=True,
        validate=ID,
        error_messages={"required": Both("请选择单位。", "Choose an office.")},
        metadata=told("Whose window it is."),
    )


class SlipsWanted(Window):
    count = fields.Integer(
        required=True,
        strict=True,
        validate=validate.Range(1, MOST, error=Both("一次 {min} 到 {max} 个。", "From {min} to {max} at once.")),
        metadata=told("How many."),
    )


class SlipsForm(SlipsWanted):
    count = fields.Integer(required=True, validate=SlipsWanted().fields["count"].validate)


class SlipsOut(Schema):
    office = fields.String()
    until = fields.Date(metadata=told("The last day on which they are taken."))
    codes = fields.List(fields.String(), metadata=told("Shown this once."))


class KioskOut(Schema):
    office = fields.String()
    kiosk = fields.String(metadata=told("The token with which this kiosk rates. Shown this once."))


class KiosksEnded(Schema):
    ended = fields.Integer(metadata=told("How many kiosks were running."))
