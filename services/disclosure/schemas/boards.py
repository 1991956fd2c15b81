"""The boards: carriers, one board on a day, receipts."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from services.disclosure.domain.carrier import KINDS
from services.disclosure.schemas.parts import Paged
from shared.contracts import told
from shared.contracts.fields import Base64, Text

_WHERE = told("挂在哪里，公开 · Where it hangs, in words; public")


class CarrierQuery(Paged):
    """Which page of places; or of one village alone."""


class NewCarrier(Schema):
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    place = fields.String(
        required=True,
        validate=validate.Length(1, 40),
        metadata=told("township 或村（居）代码 · township, or a village"),
    )
    where = Text(longest=100, empty=True, load_default="", metadata=_WHERE)
    since = fields.Date(metadata=told("启用日期，默认今天 · Since when; today where left out"))


class MovedCarrier(Schema):
    where = Text(required=True, longest=100, metadata=_WHERE)
    moved_on = fields.Date(metadata=told("迁移日期，默认今天 · The day; today where left out"))


class RetiredCarrier(Schema):
    reason = Text(required=True, longest=200, metadata=told("停用理由，公开 · Why; public"))
    retired_on = fields.Date(metadata=told("停用日期，默认今天 · The day; today where left out"))


class CarrierOut(Schema):
    id = fields.String(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(KINDS))
    place = fields.String(required=True)
    where = fields.String(required=True, metadata=told("空：还没有登记 · Empty: not noted yet"))
    since = fields.Date(required=True)
    moved_on = fields.Date(required=True, allow_none=True)
    retired_on = fields.Date(required=True, allow_none=True)
    reason = fields.String(required=True)


class PlaceOut(Schema):
    place = fields.String(required=True)
    carriers = fields.List(fields.Nested(CarrierOut), required=True)


class CarrierList(Schema):
    places = fields.List(fields.Nested(PlaceOut), required=True)
    page = fields.Integer(required=True)
    size = fields.Integer(required=True)
    total = fields.Integer(required=True, metadata=told("共有几处 · How many places there are"))


class OwnBoard(Schema):
    photograph = Base64(
        required=True,
        metadata=told("JPEG、PNG、WebP，base64，最多 5 MB · In base64, of at most 5 MB; metadata is taken out"),
    )


class OwnBoardTakenDown(Schema):
    photograph = Base64(load_default=None, metadata=told("同上，可不填 · The same; not needed"))


class BoardQuery(Schema):
    on = fields.Date(metadata=told("哪一天，默认今天 · Which day; today where left out"))
    page = fields.Integer(load_default=1, validate=validate.Range(min=1, max=100_000))
    size = fields.Integer(load_default=20, validate=validate.Range(min=1, max=100))


class BoardLine(Schema):
    publication = fields.String(required=True)
    version = fields.Integer(required=True)
    title = fields.String(required=True)
    owed_since = fields.Date(required=True)
    due_on = fields.Date(required=True)
    shown_on = fields.Date(required=True, allow_none=True, metadata=told("电子公开栏 · On the electronic board"))
    hung_on = fields.Date(required=True, allow_none=True, metadata=told("纸质公开栏 · On the paper board"))
    state = fields.String(required=True, metadata=told("hanging 已张贴 · missing 缺 · due 还在期限内"))
    missing_since = fields.Date(required=True, allow_none=True)


class StillHangingOut(Schema):
    publication = fields.String(required=True)
    title = fields.String(required=True)
    withdrawn_on = fields.Date(required=True)
    days = fields.Integer(required=True)


class BoardOut(Schema):
    place = fields.String(required=True)
    on = fields.Date(required=True)
    owed = fields.Integer(required=True, metadata=told("应当公开 · Versions that had to hang there"))
    hanging = fields.Integer(required=True, metadata=told("纸质已张贴 · On the paper board"))
    shown = fields.Integer(required=True, metadata=told("电子已公开 · On the electronic board"))
    in_time = fields.Integer(required=True, metadata=told("还在期限内 · Not there, still within their time"))
    missing = fields.Integer(required=True)
    share = fields.Float(
        required=True, allow_none=True, metadata=told("齐全率 0–1，期限内的不算 · 0 to 1, without those still in time")
    )
    postings = fields.List(fields.Nested(BoardLine), required=True)
    still_hanging = fields.List(
        fields.Nested(StillHangingOut), required=True, metadata=told("最多 100 条 · At most 100 of them")
    )
    page = fields.Integer(required=True)
    size = fields.Integer(required=True)


class ReceiptQuery(Paged):
    """Which page, and of which board."""


class ReceiptOut(Schema):
    publication = fields.String(required=True)
    village = fields.String(required=True)
    version = fields.Integer(required=True)
    medium = fields.String(required=True)
    given_on = fields.Date(required=True, metadata=told("签发方的时钟 · By the signer's own clock"))
    heard_at = fields.String(required=True, metadata=told("镇里收到的时刻 · When it was heard here"))
    digest = fields.String(required=True)
    photograph = fields.String(required=True, metadata=told("空：没有照片 · Empty: there is none"))
    text = fields.String(required=True, metadata=told("签名的原文 · What was signed"))
    signature = fields.String(required=True, metadata=told("Ed25519, hex"))
    key = fields.String(required=True, metadata=told("签发方公钥 · The signer's public key, hex"))


class ReceiptList(Schema):
    receipts = fields.List(fields.Nested(ReceiptOut), required=True)
    page = fields.Integer(required=True)
    size = fields.Integer(required=True)
    total = fields.Integer(required=True)
