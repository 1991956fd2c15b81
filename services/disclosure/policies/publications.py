"""A circular of oversight is published to all boards; what is approved gets its number. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from services.disclosure.domain.publication import PublicationApproved
from services.disclosure.domain.publication_commands import PublishCircular, TakeNumber
from services.disclosure.domain.register import GiveNumber, NumberGiven
from services.disclosure.domain.text import Text
from services.disclosure.policies.sources import speaks_for_another
from shared.contracts import Heard
from shared.contracts.oversight import CIRCULAR_ISSUED
from shared.decider import Do
from shared.timelimits.days import china_day

CIRCULAR_CARRIERS = ("township_board", "village_board", "web")


def react(heard: Heard, *, villages: Sequence[str], now: datetime) -> Iterable[Do]:
    """The boards' time for a circular runs from when they are told of it, not from when oversight issued it."""
    if heard.type == CIRCULAR_ISSUED:
        if heard.source != "/oversight":
            raise speaks_for_another(heard)
        yield Do("publication", f"circular-{heard.data['circular']}", _circular(heard, villages, now))


def react_to_own(issuer: str, id: str, event: object) -> Iterable[Do]:
    """``issuer``: the township, whose register it is."""
    match event:
        case PublicationApproved(version=1):
            year = china_day(event.at).year
            yield Do("register", str(year), GiveNumber(id, year, event.at))
        case NumberGiven():
            number = f"{issuer}公开〔{event.year}〕{event.number}号"
            yield Do("publication", event.publication, TakeNumber(number, event.at))


def _circular(heard: Heard, villages: Sequence[str], now: datetime) -> PublishCircular:
    number, body = heard.data["number"], heard.data["body"]
    # On a board the number is how people refer to a circular, so it has to stand in what is posted.
    text = Text(
        heard.data["title"], body if number in body else f"{number}\n\n{body}", CIRCULAR_CARRIERS, tuple(villages)
    )
    return PublishCircular(number, text, heard.data["finding"], heard.data["about"], heard.source, now)
