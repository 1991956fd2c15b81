"""A village joins."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.oversight.schemas.parts import answer, told

_KEY = validate.Regexp(r"^[0-9a-f]{64}$")


class Join(Schema):
    village = fields.String(
        required=True, validate=validate.Length(min=2, max=31), metadata=told("村（居）代码", "the village's id")
    )
    invitation = fields.String(
        required=True, validate=_KEY, metadata=told("接入文件的公钥", "the public half of the invitation's key")
    )
    verify_key = fields.String(
        required=True, validate=_KEY, metadata=told("本村的公钥", "the public half of the village's own key")
    )
    signature = fields.String(
        required=True,
        validate=validate.Regexp(r"^[0-9a-f]{128}$"),
        metadata=told("用接入文件的私钥签名", "by the invitation's key, over the village and its own key"),
    )


Joined = answer("Joined", "village zh en")
