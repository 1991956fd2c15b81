"""What the boards owe follows from what is published; what they post, they tell. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from services.disclosure.domain.posting import (
    TOWNSHIP,
    NotifyBoard,
    RecordPosting,
    RecordReceipt,
    RecordTakenDown,
    ReleaseBoard,
)
from services.disclosure.domain.publication import PublicationPublished, PublicationWithdrawn
from services.disclosure.domain.text import TOWNSHIP_BOARD
from services.disclosure.policies.sources import speaks_for_another
from shared.contracts import Heard
from shared.contracts.feedback import PUBLICATION_POSTED, PUBLICATION_TAKEN_DOWN, RECEIPT_GIVEN
from shared.decider import Do
from shared.errors import Forbidden

SignedBy = Callable[[Mapping[str, object]], str | None]
"""The fields of a receipt -> the public key of its village, if the signature holds."""
_MEDIA = ("electronic", "paper", "removed")


def react(heard: Heard, signed_by: SignedBy, now: datetime) -> Iterable[Do]:
    """A village's receipts. Raises Forbidden where it speaks for another, or has not signed what it says."""
    match heard.type:
        case t if t == PUBLICATION_POSTED:
            village = _own_village(heard)
            command = RecordPosting(heard.data["version"], heard.data["posted_on"], heard.time)
            yield Do("posting", posting_id(heard.data["publication"], village), command)
        case t if t == RECEIPT_GIVEN and heard.data["medium"] in _MEDIA:
            village, key = _own_village(heard), signed_by(heard.data)
            if key is None:
                raise Forbidden(
                    "receipt-not-signed",
                    "回执的签名与该村（居）的公钥不符，不予记录。",
                    "The receipt's signature does not hold by the village's key. It is not recorded.",
                )
            said = ("version", "medium", "given_on", "digest", "photograph", "signature")
            signed = RecordReceipt(**{name: heard.data[name] for name in said}, key=key, at=heard.time, heard_at=now)
            yield Do("posting", posting_id(heard.data["publication"], village), signed)
        case t if t == PUBLICATION_TAKEN_DOWN:
            village = _own_village(heard)
            taken_down = RecordTakenDown(heard.data["taken_down_on"], heard.time)
            yield Do("posting", posting_id(heard.data["publication"], village), taken_down)


def react_to_own(id: str, event: object) -> Iterable[Do]:
    """What is published is owed by each board it is meant for; what is withdrawn is owed by none."""
    if isinstance(event, PublicationPublished):
        own = (TOWNSHIP,) if TOWNSHIP_BOARD in event.text.carriers else ()
        for village in (*own, *event.text.boards):
            told = NotifyBoard(id, village, event.version, event.text.title, event.posting_due, event.at)
            yield Do("posting", posting_id(id, village), told)
    elif isinstance(event, PublicationWithdrawn):
        for village in (TOWNSHIP, *event.boards):
            yield Do("posting", posting_id(id, village), ReleaseBoard(event.at))


def posting_id(publication: str, village: str) -> str:
    return f"{publication}.{village}"


def _own_village(heard: Heard) -> str:
    village = str(heard.data["village"])
    if heard.source != f"/feedback/{village}":
        raise speaks_for_another(heard)
    return village
