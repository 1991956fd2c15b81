"""A petition handed in at this village: sealed to oversight before it is kept."""

from __future__ import annotations

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
from shared.errors import Invalid, NotFound
from shared.eventlog import Transaction
from shared.privacy.sealing import seal, seal_naming

PUBLIC = "public"
PETITION = ("kind", "about", "title", "text", "name", "contact")


@dataclass(frozen=True)
class Receipt:
    """``receipt_code`` is shown to the petitioner and kept nowhere; ``follow_url`` None: nobody knows the address."""

    petition: str
    received_on: date
    receipt_code: str
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


def _sealed(service: Service, tx: Transaction, content: Mapping[str, Any]) -> str:
    """Sealed to a key that serves this once; where there is none left, to oversight's long-term key.

    Within the transaction that uses it up, so that no two petitions share one: it is erased with the first of them.
    """
    key = seal_keys.next_key(tx, service.application.outbox.epoch(tx).name)
    return seal(service.seal_key, content) if key is None else seal_naming(key, content)
