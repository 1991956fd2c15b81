"""A petition handed in at this village: sealed to oversight before it is kept, on the writer's device or here."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.feedback.composition import Service
from services.feedback.domain.petition import FilePetition
from services.feedback.receipts import occasion
from services.feedback.views import seal_keys
from shared.decider import Do
from shared.errors import Invalid, NotFound, WrongState
from shared.eventlog import Transaction
from shared.privacy.sealing import key_and_box, seal, seal_naming

PUBLIC = "public"
PETITION = ("kind", "about", "title", "text", "name", "contact")


@dataclass(frozen=True)
class Receipt:
    """``receipt_code`` is shown to the petitioner and kept nowhere; ``follow_url`` None: nobody knows the address."""

    petition: str
    received_on: date
    receipt_code: str
    follow_url: str | None


@dataclass(frozen=True)
class Filed:
    """Of a petition whose receipt code nobody knows here."""

    petition: str
    received_on: date
    follow_url: str | None


def file_petition(service: Service, given: Mapping[str, str], form_key: str | None) -> Receipt:
    """Seal a petition to oversight and keep it; on disk when this returns. Repeating it is harmless: see receipts.

    Raises Invalid (``unknown-office``).
    """
    content = {name: given.get(name) for name in PETITION}
    try:
        service.district.office(given["about"])
    except NotFound as unknown:
        raise Invalid(unknown.code, unknown.zh, unknown.en, **unknown.details) from unknown
    this = occasion(service.code_key, form_key or secrets.token_hex(16), content)
    application = service.application
    with application.unit(actor=PUBLIC) as unit:

        def filing() -> Do:
            sealed = _sealed(service, unit.tx, content | {"receipt_code": this.receipt_code})
            return Do("petition", application.ids.new(), FilePetition(sealed, service.today(), service.now()))

        (filed,) = unit.once(this.key, filing)
    return Receipt(filed.id, filed.event.received_on, this.receipt_code, service.follow_url)


def file_sealed(service: Service, sealed: str) -> Filed:
    """Keep a petition that was sealed on the petitioner's own device; on disk when this returns.

    Nothing of what it says is known here, not even its receipt code. The same box is filed once, however often it
    comes. Raises WrongState (``seal-key-used``) with another key where the one that it names does not serve any more.
    """
    application = service.application
    with application.unit(actor=PUBLIC) as unit:

        def filing() -> Do:
            box = _served(service, unit.tx, sealed)
            return Do("petition", application.ids.new(), FilePetition(box, service.today(), service.now()))

        (filed,) = unit.once(f"sealed-petition:{hashlib.sha256(sealed.encode()).hexdigest()}", filing)
    return Filed(filed.id, filed.event.received_on, service.follow_url)


def key_to_seal_to(service: Service) -> str:
    """One that serves for one petition; where there is none left, oversight's long-term key. As hex."""
    with service.application.database.read() as tx:
        return _offered(service, tx)


def _offered(service: Service, tx: Transaction) -> str:
    return seal_keys.any_key(tx, service.application.outbox.epoch(tx).name) or service.seal_key


def _served(service: Service, tx: Transaction, sealed: str) -> str:
    """The box as it is kept. The long-term key serves only where there is none of the others: it is never erased."""
    named, box = key_and_box(sealed)
    epoch = service.application.outbox.epoch(tx).name
    if named and seal_keys.serves(tx, epoch, named):
        return sealed
    if named == service.seal_key and not seal_keys.stock(tx, epoch):
        return box
    raise WrongState(
        "seal-key-used",
        "这把密封钥匙刚被用掉。请换新的钥匙重新密封，再提交一次。",
        "This seal key has just been used. Seal it anew with the new key and send it again.",
        state="used",
        seal_key=_offered(service, tx),
    )


def _sealed(service: Service, tx: Transaction, content: Mapping[str, Any]) -> str:
    """Sealed to a key that serves this once; where there is none left, to oversight's long-term key.

    Within the transaction that uses it up, so that no two petitions share one: it is erased with the first of them.
    """
    key = seal_keys.next_key(tx, service.application.outbox.epoch(tx).name)
    return seal(service.seal_key, content) if key is None else seal_naming(key, content)
