"""What this service tells the others of its own events. Pure."""

from __future__ import annotations

from services.disclosure.domain.posting import PostingMissed
from services.disclosure.domain.publication import PublicationPublished, PublicationWithdrawn
from shared.contracts import Message
from shared.contracts.disclosure import POSTING_OVERDUE, PUBLICATION_PUBLISHED, PUBLICATION_WITHDRAWN


def message_for(id: str, event: object) -> Message | None:
    match event:
        case PublicationPublished():
            return Message(
                PUBLICATION_PUBLISHED,
                id,
                {
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
                },
            )
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
        case PostingMissed():
            return Message(
                POSTING_OVERDUE,
                event.publication,
                {
                    "publication": event.publication,
                    "version": event.version,
                    "title": event.title,
                    "village": event.village,
                    "due_on": event.due.due_on,
                    "basis": f"{event.due.limit}/{event.due.limit_version}",
                },
            )
        case _:
            return None
