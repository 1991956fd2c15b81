"""The boards, as the desk asks for them: the township's own is posted here, with a photograph and a signature."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from services.disclosure.composition import Service
from services.disclosure.domain.posting import TOWNSHIP, Posting, RecordPosting, RecordReceipt, RecordTakenDown
from services.disclosure.domain.publication import PublicationPublished
from services.disclosure.domain.said import digest
from services.disclosure.policies.postings import posting_id
from services.disclosure.views import receipts
from shared import photographs
from shared.application import Unit
from shared.decider import Do
from shared.errors import Invalid, NotFound, WrongState
from shared.eventlog import Transaction
from shared.photographs import Photograph
from shared.receipts import receipt_text

_FIRST_DAY = date(2018, 1, 1)


def post_at_township(service: Service, who: str, publication: str, sent: bytes) -> None:
    """The present version hangs on the township's board, as the photograph shows. Again is harmless.

    Raises NotFound (``not-addressed``), WrongState (``publication-withdrawn``), and Invalid for what is no photograph.
    """
    taken = photographs.taken(sent)
    with service.application.unit(actor=who) as unit:
        standing = _own_board(service, unit, publication)
        if _withdrawn(service, unit, publication):
            raise WrongState(
                "publication-withdrawn",
                "这项公开已撤回，不要再张贴。",
                "This has been withdrawn. Do not post it.",
                state="withdrawn",
            )
        version = max(standing.told)
        posted = RecordPosting(version, service.today(), service.now())
        if unit.do(Do("posting", posting_id(publication, TOWNSHIP), posted)):
            _sign(service, unit, {"publication": publication, "version": version, "medium": "paper"}, taken)


def take_down_at_township(service: Service, who: str, publication: str, sent: bytes | None) -> None:
    """It no longer hangs on the township's board. Again is harmless. Raises as `post_at_township` does."""
    taken = photographs.taken(sent) if sent else None
    with service.application.unit(actor=who) as unit:
        standing = _own_board(service, unit, publication)
        if not _withdrawn(service, unit, publication):
            raise WrongState(
                "not-withdrawn",
                "这项公开没有撤回，请继续张贴。",
                "This has not been withdrawn. Leave it on the board.",
                state="published",
            )
        down = RecordTakenDown(service.today(), service.now())
        if unit.do(Do("posting", posting_id(publication, TOWNSHIP), down)):
            last = max(standing.told)
            _sign(service, unit, {"publication": publication, "version": last, "medium": "removed"}, taken)


def check_place(service: Service, id: str) -> None:
    """A place that has a board: the township, or a village of the map. Raises NotFound (``unknown-village``)."""
    if id != TOWNSHIP:
        service.district.village(id)


def day_asked(asked: date | str | None, today: date) -> date:
    """A day to look at: today where none is named. Raises Invalid (``bad-day``) for one that is none, or to come."""
    try:
        day = date.fromisoformat(asked) if isinstance(asked, str) and asked else asked or today
    except ValueError:
        day = date.max
    if isinstance(day, str) or not _FIRST_DAY <= day <= today:
        raise Invalid(
            "bad-day",
            "请填写今天或以前的日期，如 2026-03-31。",
            "Give today's date or an earlier one, written like 2026-03-31.",
        )
    return day


def check_photograph(sent: bytes | None) -> bytes:
    """Raises Invalid (``photograph-missing``)."""
    if sent is None:
        raise Invalid("photograph-missing", "请附上公开栏的照片。", "Send a photograph of the board along with it.")
    return sent


def photograph(service: Service, id: str) -> Photograph:
    """Raises NotFound (``unknown-photograph``): it may still be on its way from the village."""
    with service.application.database.read() as tx:
        kept = None if receipts.is_closed(tx, id) else photographs.stored(tx, id)
    if kept is None:
        raise NotFound(
            "unknown-photograph",
            "没有这张照片，或者它还没有从村里传到。",
            "There is no such photograph, or it is still on its way from the village.",
        )
    return kept


def seen(tx: Transaction, id: str) -> str:
    """The id of a photograph that is here and may be looked at; else empty."""
    return id if id and not receipts.is_closed(tx, id) and photographs.is_stored(tx, id) else ""


def _own_board(service: Service, unit: Unit, publication: str) -> Posting:
    standing: Posting = service.application.state(unit.tx, "posting", posting_id(publication, TOWNSHIP))
    if not standing.told:
        raise NotFound(
            "not-addressed", "这项公开没有发给镇公开栏。", "This publication was not meant for the township's board."
        )
    return standing


def _withdrawn(service: Service, unit: Unit, publication: str) -> bool:
    return bool(service.application.state(unit.tx, "publication", publication).withdrawn)


def _sign(service: Service, unit: Unit, of: Mapping[str, Any], taken: Photograph | None) -> None:
    """The township signs for its own board what a village signs for its. ``of``: publication, version, medium."""
    publication, key, now = str(of["publication"]), service.node.secrets.signing_key, service.now()
    given = {
        "given_on": service.today(),
        "digest": digests(service, unit.tx, publication)[of["version"]],
        "photograph": taken.id if taken else "",
    }
    signature = key.sign(receipt_text({**of, **given, "village": TOWNSHIP}).encode())
    signed = {"version": of["version"], "medium": of["medium"], **given, "signature": signature}
    receipt = RecordReceipt(**signed, key=key.public_hex, at=now, heard_at=now)
    unit.do(Do("posting", posting_id(publication, TOWNSHIP), receipt))
    if taken:
        photographs.store(unit.tx, taken)


def digests(service: Service, tx: Transaction, publication: str) -> dict[int, str]:
    """Of each published version, what the boards sign for."""
    return {
        recorded.event.version: digest(publication, recorded.event)
        for recorded in service.application.history(tx, "publication", publication)
        if isinstance(recorded.event, PublicationPublished)
    }
