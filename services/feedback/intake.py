"""What people hand in at a village: an answer, a petition; and the codes that the clerk hands out."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.feedback import codes
from services.feedback.composition import Service
from services.feedback.domain.petition import FilePetition
from services.feedback.domain.response import RecordResponse
from services.feedback.domain.round import HandOutCodes
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


def hand_out_codes(service: Service, round: str, count: int, actor: str) -> list[str]:
    """New codes for a round, which are never to be had again. Raises NotFound, WrongState (``round-closed``)."""
    with service.application.unit(actor=actor) as unit:
        unit.do(Do("round", round, HandOutCodes(count, service.now())))
        return codes.hand_out(unit.tx, service.code_key, round, count)


def record_answer(service: Service, given: Mapping[str, Any]) -> date:
    """Spend the code and record the answer, both or neither; return the day.

    ``given``: round, code, scores, awareness, and audience where it is known. Raises what `codes.spend` and the
    response's rules refuse.
    """
    application, today = service.application, service.today()
    with application.unit(actor=PUBLIC) as unit:
        standing = application.state(unit.tx, "round", given["round"])
        standing.asked()
        codes.spend(unit.tx, service.code_key, given["round"], given["code"])
        answer = RecordResponse(
            given["round"],
            standing,
            given.get("audience"),
            given["scores"],
            given["awareness"],
            on_paper=False,
            on=today,
        )
        unit.do(Do("response", application.ids.new(), answer))
    return today


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
