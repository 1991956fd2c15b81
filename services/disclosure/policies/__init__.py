"""What this service does about what it hears, and about its own events: one file a topic."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from services.disclosure.policies import members, obligations, postings, publications
from services.disclosure.policies.postings import SignedBy
from shared.contracts import Heard
from shared.decider import Do
from shared.timelimits import TimeLimits


def react(heard: Heard, *, villages: Sequence[str], signed_by: SignedBy, now: datetime) -> Iterable[Do]:
    """Another's message -> commands. ``villages``: all that have joined. ``now``: when it is heard.

    Raises Forbidden where a source speaks for somebody else; the message is then parked for people to look at.
    """
    yield from postings.react(heard, signed_by, now)
    yield from publications.react(heard, villages=villages, now=now)
    yield from members.react(heard)


def react_to_own(issuer: str, limits: TimeLimits, id: str, event: object) -> Iterable[Do]:
    """``issuer``: the name of the township, in Chinese."""
    yield from publications.react_to_own(issuer, id, event)
    yield from obligations.react_to_own(limits, id, event)
    yield from postings.react_to_own(id, event)
