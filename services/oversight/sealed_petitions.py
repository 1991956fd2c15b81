"""Petitions that come sealed from the villages: nobody opens them but this service."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from marshmallow import EXCLUDE, ValidationError

from services.oversight import access
from services.oversight.domain.petition.particulars import Particulars
from services.oversight.policies.petitions import Erased, Spoilt
from services.oversight.schemas.petitions import SealedPetition
from shared.district import District
from shared.errors import Invalid, NotFound
from shared.privacy.codes import fingerprint
from shared.privacy.sealing import Unsealable, key_and_box, unseal
from shared.privacy.subject_keys import SubjectKeys
from shared.web.roles import Account

INTAKE = "petition-office"
"""The office that owns what comes in from the public and from villages, until it is handed over."""
TEXT_FIELDS = ("title", "text", "name", "contact", "representatives")
"""What is encrypted under the petition's own key."""


@dataclass(frozen=True)
class Opener:
    """Opens a village's sealed box, and locks its text again, now under the petition's own key.

    What is in it was written on a device that nobody vouches for: where it does not open, or has no petition in it, it
    is Spoilt. One about an office that is not known here is a petition all the same, and its owner reads about whom.
    Raises Undecipherable where the key that it names is lost or erased: the message is parked, for a person.
    """

    district: District
    handlers: Callable[[], Iterable[Account]]
    keys: SubjectKeys
    code_key: bytes
    seal_key: str

    def __call__(self, petition: str, village: str, sealed: str, received_on: date) -> Particulars | Erased | Spoilt:
        key, box = key_and_box(sealed)
        if self.keys.erased(petition):
            return Erased(key)
        try:
            opened = unseal(self.seal_key, box) if key is None else self.keys.unseal(key, box)
            given: dict[str, Any] = SealedPetition().load(opened, unknown=EXCLUDE)
            receipt_hash = fingerprint(self.code_key, given["receipt_code"])
        except (Unsealable, ValidationError, Invalid):
            return Spoilt(key)
        return Particulars(
            channel="village",
            kind=given["kind"],
            about=self._about(given["about"]),
            office=INTAKE,
            village=village,
            received_on=received_on,
            named=access.named_in(self.handlers(), given),
            text=self.keys.encrypt(petition, {name: given.get(name) for name in TEXT_FIELDS}),
            receipt_hash=receipt_hash,
            registered_by=f"/feedback/{village}",
            seal_key=key,
        )

    def _about(self, office: str) -> str:
        try:
            return self.district.office(office).id
        except NotFound:
            return INTAKE
