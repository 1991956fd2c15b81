"""What this service does about what it hears, and about its own events. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from services.disclosure.domain.posting import NotifyBoard, RecordPosting, RecordTakenDown, ReleaseBoard
from services.disclosure.domain.publication import PublicationPublished, PublicationWithdrawn
from services.disclosure.domain.publishing import PublishCircular
from services.disclosure.domain.text import Text
from shared.contracts import Heard
from shared.contracts.feedback import PUBLICATION_POSTED, PUBLICATION_TAKEN_DOWN
from shared.contracts.oversight import CIRCULAR_ISSUED
from shared.decider import Do
from shared.errors import Forbidden

CIRCULAR_CARRIERS = ("township_board", "village_board", "web")


def react(heard: Heard, *, villages: Sequence[str], now: datetime) -> Iterable[Do]:
    """Another's message -> commands. ``villages``: all that have joined. ``now``: the boards' time for a circular
    runs from when they are told of it, not from when oversight issued it.

    Raises Forbidden where a source speaks for somebody else; the message is then parked for people to look at.
    """
    match heard.type:
        case t if t == PUBLICATION_POSTED:
            village = _own_village(heard)
            command = RecordPosting(heard.data["version"], heard.data["posted_on"], heard.time)
            yield Do("posting", posting_id(heard.data["publication"], village), command)
        case t if t == PUBLICATION_TAKEN_DOWN:
            village = _own_village(heard)
            taken_down = RecordTakenDown(heard.data["taken_down_on"], heard.time)
            yield Do("posting", posting_id(heard.data["publication"], village), taken_down)
        case t if t == CIRCULAR_ISSUED:
            if heard.source != "/oversight":
                raise _speaks_for_another(heard)
            yield Do("publication", f"circular-{heard.data['circular']}", _circular(heard, villages, now))


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


def _circular(heard: Heard, villages: Sequence[str], now: datetime) -> PublishCircular:
    number, body = heard.data["number"], heard.data["body"]
    # On a board the number is how people refer to a circular, so it has to stand in what is posted.
    text = Text(
        heard.data["title"], body if number in body else f"{number}\n\n{body}", CIRCULAR_CARRIERS, tuple(villages)
    )
    return PublishCircular(number, text, heard.data["finding"], heard.data["about"], heard.source, now)


def _own_village(heard: Heard) -> str:
    village = str(heard.data["village"])
    if heard.source != f"/feedback/{village}":
        raise _speaks_for_another(heard)
    return village


def _speaks_for_another(heard: Heard) -> Forbidden:
    return Forbidden(
        "speaks-for-another",
        f"{heard.source} 不能代别处发“{heard.type}”。",
        f"{heard.source} may not say “{heard.type}” for somebody else.",
    )
