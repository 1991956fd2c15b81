"""Rated visits opened: what a village's window has sealed, so that it does not know itself what was said of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate, validates_schema

from services.oversight import access
from services.oversight.domain.bad_rating.events import Given
from services.oversight.domain.visit import Visit
from services.oversight.policies.visits import Rated
from services.oversight.schemas.parts import ID
from shared.contracts.fields import Text
from shared.district import District
from shared.privacy.codes import fingerprint
from shared.privacy.screening import screen
from shared.privacy.sealing import unseal
from shared.privacy.subject_keys import SubjectKeys
from shared.visit_reasons import BAD, VisitReason, offered
from shared.web.roles import Account

LONGEST_TEXT, LONGEST_CONTACT = 300, 100


class SealedVisit(Schema):
    """What a village seals to this service: see the message visit-rated."""

    office = fields.String(required=True, validate=ID)
    level = fields.Integer(required=True, strict=True, validate=validate.Range(1, 5))
    reasons = fields.List(fields.String(validate=ID), load_default=list, validate=validate.Length(max=20))
    text = Text(longest=LONGEST_TEXT, empty=True, allow_none=True, load_default="")
    contact = Text(longest=LONGEST_CONTACT, empty=True, allow_none=True, load_default="")
    receipt_code = fields.String(allow_none=True, load_default=None, validate=validate.Length(max=40))

    @validates_schema
    def _can_be_followed(self, data: Mapping[str, Any], **_: Any) -> None:
        if data["level"] <= BAD and not data["receipt_code"]:
            raise ValidationError("A bad rating comes with a receipt code.", "receipt_code")


@dataclass(frozen=True)
class VisitOpener:
    """``handlers``: who keeps away from a bad rating that names them; ``public_numbers``: which anybody may name.

    Raises Unsealable, ValidationError, Invalid or NotFound: the message is parked, for a person. A bad rating is
    somebody's complaint, so nothing of it is thrown away in silence as a spoilt ballot may be. A reason that is not
    offered here beside that level is passed over: the two data files may differ for a while.
    """

    district: District
    reasons: tuple[VisitReason, ...]
    handlers: Callable[[], Iterable[Account]]
    keys: SubjectKeys
    code_key: bytes
    seal_key: str
    public_numbers: frozenset[str]

    def __call__(self, bad_rating: str, village: str, sealed: str, rated_on: date) -> Rated:
        given: dict[str, Any] = SealedVisit().load(unseal(self.seal_key, sealed), unknown=EXCLUDE)
        level = given["level"]
        known = [reason.id for reason in offered(self.reasons, level) if reason.id in given["reasons"]]
        visit = Visit(self.district.office(given["office"]).id, village, level, tuple(known), rated_on)
        return Rated(visit, self._followed(bad_rating, visit, given) if level <= BAD else None)

    def _followed(self, bad_rating: str, visit: Visit, given: Mapping[str, Any]) -> Given:
        said, contact = given["text"] or "", given["contact"] or ""
        text = "" if any(hit.severity == "block" for hit in screen(said, allowed=self.public_numbers)) else said
        locked = None
        # Heard again after it was erased, it stays so.
        if (text or contact) and not self.keys.erased(bad_rating):
            locked = self.keys.encrypt(bad_rating, {"text": text, "contact": contact})
        return Given(
            visit,
            locked,
            contact=bool(contact and locked),
            words=bool(text and locked),
            words_withheld=text != said,
            named=access.named_in(self.handlers(), {"title": "", "text": text}),
            receipt_hash=fingerprint(self.code_key, given["receipt_code"]),
        )
