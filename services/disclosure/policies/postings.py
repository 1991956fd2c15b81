"""What the boards owe follows from what is published; what they post, they tell. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from services.disclosure.domain.posting import NotifyBoard, RecordPosting, RecordTakenDown, ReleaseBoard
from services.disclosure.domain.publication import PublicationPublished, PublicationWithdrawn
from services.disclosure.policies.sources import speaks_for_another
from shared.contracts import Heard
from shared.contracts.feedback import PUBLICATION_POSTED, PUBLICATION_TAKEN_DOWN
from shared.decider import Do


def react(heard: Heard) -> Iterable[Do]:
    """A village's receipts. Raises Forbidden where it speaks for another."""
    match heard.type:
        case t if t == PUBLICATION_POSTED:
            village = _own_village(heard)
            command = RecordPosting(heard.data["version"], heard.data["posted_on"], heard.time)
            yield Do("posting", posting_id(heard.data["publication"], village), command)
        case t if t == PUBLICATION_TAKEN_DOWN:
            village = _own_village(heard)
            taken_down = RecordTakenDown(heard.data["taken_down_on"], heard.time)
            yield Do("posting", posting_id(heard.data["publication"], village), taken_down)


def react_to_own(id: str, event: object) -> Iterable[Do]:
    """What is published is owed by each board it is meant for; what is withdrawn is owed by none."""
    if isinstance(event, PublicationPublished):
        for village in event.text.boards:
            told = NotifyBoard(id, village, event.version, event.text.title, event.posting_due, event.at)
            yield Do("posting", posting_id(id, village), told)
    elif isinstance(event, PublicationWithdrawn):
        for village in event.boards:
            yield Do("posting", posting_id(id, village), ReleaseBoard(event.at))


def posting_id(publication: str, village: str) -> str:
    return f"{publication}.{village}"


def _own_village(heard: Heard) -> str:
    village = str(heard.data["village"])
    if heard.source != f"/feedback/{village}":
        raise speaks_for_another(heard)
    return village
