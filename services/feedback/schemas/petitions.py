"""A petition handed in at this village."""

from __future__ import annotations

import re

from marshmallow import Schema, fields, validate

from services.feedback.schemas.parts import ID
from shared.contracts import told
from shared.contracts.fields import Text
from shared.web.language import Both

LONGEST_BOX = 64_000
"""Characters. The longest petition, each character of four bytes, takes less than half of it."""
KINDS = ("enquiry", "claim", "report", "suggestion")


class Petition(Schema):
    kind = fields.String(
        required=True,
        validate=validate.OneOf(KINDS, error=Both("请选择类别。", "Choose a kind.")),
        metadata=told("enquiry, claim, report or suggestion."),
    )
    about = fields.String(required=True, validate=ID, metadata=told("Id of the office that it is about."))
    title = Text(required=True, longest=100, metadata=told("In a few words."))
    text = Text(required=True, longest=5000, metadata=told("What happened, and what is wanted."))
    name = Text(load_default=None, longest=50, metadata=told("Not needed: it may be anonymous."))
    contact = Text(load_default=None, longest=100, metadata=told("Telephone or address, where an answer is wanted."))


class PetitionKey(Schema):
    key = fields.String(
        load_default=None,
        data_key="Idempotency-Key",
        validate=validate.Regexp(
            r"^[!-~]{16,100}$", error=Both("应为 16 到 100 个可见字符。", "16 to 100 printable characters.")
        ),
        metadata=told("Random, hard to guess: makes it safe to send the same petition again."),
    )


class SealedPetition(Schema):
    sealed = fields.String(
        required=True,
        validate=[
            validate.Length(max=LONGEST_BOX),
            validate.Regexp(
                r"^[0-9a-f]{64}\.(?:[\w-]{4}){16,}(?:[\w-]{2}==|[\w-]{3}=)?$",
                flags=re.ASCII,
                error=Both(
                    "应为“钥匙.密封的内容”，内容是 base64。",
                    "It is “key.box”: the key as hex, the box as urlsafe base64.",
                ),
            ),
        ],
        metadata=told(
            "A libsodium sealed box in urlsafe base64, after the key that it is sealed to (as hex) and a dot. In it is"
            " JSON: kind, about, title, text, name, contact and receipt_code, 16 digits, the last of them Luhn's,"
            " drawn there too. The page /petition offers a key; where it has been used meanwhile, the"
            " refusal seal-key-used has another as seal_key. The same box is filed once."
        ),
    )


class FiledOut(Schema):
    petition = fields.String()
    received_on = fields.Date()
    follow_url = fields.String(allow_none=True)


class ReceiptOut(FiledOut):
    receipt_code = fields.String(metadata=told("Kept nowhere. Whoever has it can follow the petition."))


class PassedOnOut(Schema):
    passed_on = fields.Integer()
    confirmed = fields.Integer()
    waiting = fields.Integer()
