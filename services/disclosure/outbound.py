"""What this service tells the others of its own events. Pure."""

from __future__ import annotations

from collections.abc import Callable

from services.disclosure.domain.information_request.events import DeadlineMissed
from services.disclosure.domain.obligation import ObligationMissed
from services.disclosure.domain.posting import TOWNSHIP, MissDisproved, PostingMissed
from services.disclosure.domain.publication import PublicationPublished, PublicationWithdrawn, VersionClosed
from services.disclosure.domain.said import digest
from shared.contracts import Message
from shared.contracts.disclosure import (
    DISCLOSURE_OVERDUE,
    POSTING_MISS_DISPROVED,
    POSTING_OVERDUE,
    PUBLICATION_PUBLISHED,
    PUBLICATION_PUBLISHED_V2,
    PUBLICATION_WITHDRAWN,
    REQUEST_OVERDUE,
    TOWNSHIP_POSTING_OVERDUE,
    VERSION_CLOSED,
)


def message_for(id: str, event: object) -> Message | tuple[Message, ...] | None:
    match event:
        case PublicationPublished():
            return _published(id, event)
        case PublicationWithdrawn():
            return Message(
                PUBLICATION_WITHDRAWN,
                id,
                {
                    "publication": id,
                    "villages": event.boards,
                    "reason": event.reason,
                    "withdrawn_on": event.withdrawn_on,
                },
            )
        case VersionClosed():
            told = {"publication": id, "version": event.version, "villages": event.boards}
            return Message(VERSION_CLOSED, id, {**told, "reason": event.reason, "closed_on": event.closed_on})
        case PostingMissed():
            told = {
                "publication": event.publication,
                "version": event.version,
                "title": event.title,
                "due_on": event.due.due_on,
                "basis": f"{event.due.limit}/{event.due.limit_version}",
            }
            if event.village == TOWNSHIP:
                return Message(TOWNSHIP_POSTING_OVERDUE, event.publication, told)
            return Message(POSTING_OVERDUE, event.publication, told | {"village": event.village})
        case MissDisproved():
            return Message(
                POSTING_MISS_DISPROVED,
                event.publication,
                {
                    "publication": event.publication,
                    "version": event.version,
                    "village": event.village,
                    "due_on": event.due.due_on,
                    "posted_on": event.posted_on,
                },
            )
        case ObligationMissed():
            return Message(
                DISCLOSURE_OVERDUE,
                id,
                {
                    "obligation": id,
                    "item": event.owed.item,
                    "title": event.owed.title,
                    "office": event.owed.owner,
                    "due_on": event.due.due_on,
                    "basis": f"{event.due.limit}/{event.due.limit_version}",
                },
            )
        case _:
            return None


def _published(id: str, event: PublicationPublished) -> tuple[Message, ...]:
    """In the older version too, for villages that were not updated yet (docs/decisions/0021)."""
    data = {
        "publication": id,
        "version": event.version,
        "item": event.item,
        "timing": event.timing,
        "title": event.text.title,
        "body": event.text.body,
        "carriers": event.text.carriers,
        "villages": event.text.boards,
        "published_on": event.posting_due.starts_on,
        "posting_due_on": event.posting_due.due_on,
    }
    more = {
        "number": event.number or "",
        "obligation": event.obligation or "",
        "figures": event.text.figures,
        "reason": event.reason or "",
        "digest": digest(id, event),
    }
    return (
        Message(PUBLICATION_PUBLISHED, id, data, newer=PUBLICATION_PUBLISHED_V2),
        Message(PUBLICATION_PUBLISHED_V2, id, data | more),
    )


def request_overdue(veiled: Callable[[str], str], id: str, event: object) -> Message | None:
    """Of requests for information only this: that one was not answered in time. ``veiled``: an id that leads nobody
    to the one that it is of; a corrected request can be missed once more, and has another then.
    """
    if not isinstance(event, DeadlineMissed):
        return None
    name, due = veiled(f"{id}/{event.deadline.starts_on}"), event.deadline
    basis = f"{due.limit}/{due.limit_version}"
    data = {"request": name, "office": event.office, "due_on": due.due_on, "basis": basis}
    return Message(REQUEST_OVERDUE, name, data)
