"""An oversight with a register of a million petitions, as some years of a busy township would leave it.

Written into the log directly and projected, without deciding each one: what is measured afterwards does not care.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache

from bench.casebook import CIPHER, METADATA
from services.oversight.composition import Service
from services.oversight.domain.petition import events as e
from services.oversight.domain.petition.particulars import Particulars
from services.oversight.sealed_petitions import INTAKE
from shared.timelimits import Deadline
from shared.timelimits.days import china_day, noon

_COMMIT = 5_000
"""Petitions that one transaction writes."""
_FIRST = date(2023, 1, 2)
_OPEN_DAYS = 12
"""The open ones came in on the last days: none of their clocks falls while something is measured."""


def fill(service: Service, petitions: int, still_open: int) -> None:
    """So many petitions in the log and in the views, so many of them open. Takes about a minute for 300,000."""
    log, database = service.application.log, service.application.database
    made = _petitions(service, petitions, still_open)
    written = 0
    while written < petitions:
        with database.write() as tx:
            tail = log.tail(tx)
            for name, events in (next(made) for _ in range(min(_COMMIT, petitions - written))):
                log.append(tx, tail, f"petition-{name}", 0, events, now=events[-1].at, metadata=METADATA)
                written += 1
    position, reached = -1, 0
    while reached > position:
        position = reached
        with database.write() as tx:
            reached = service.application.project_after(tx, position, 20_000)


def _petitions(service: Service, petitions: int, still_open: int) -> Iterator[tuple[str, list[e.Event]]]:
    offices = [office.id for office in service.district.offices]
    villages = [village.id for village in service.district.villages]
    today = china_day(datetime.now(UTC))
    days = (today - _FIRST).days - 120

    @cache
    def deadline(limit: str, day: date) -> Deadline:
        return service.limits.deadline(limit, noon(day))

    for number in range(petitions):
        name, about = f"p{number:019d}", offices[number % len(offices)]
        is_open = number >= petitions - still_open
        day = (
            today - timedelta(days=number % _OPEN_DAYS)
            if is_open
            else _FIRST + timedelta(days=number * days // petitions)
        )
        at = noon(day)
        kind = "claim" if is_open or number % 3 == 0 else "enquiry"
        village = villages[number % len(villages)] if number % 2 else None
        channel = "village" if village else "web"
        known = Particulars(channel, kind, about, INTAKE, village, day, CIPHER, f"{number:064d}", "public")
        limit = "enquiry" if kind == "enquiry" else "acceptance"
        events: list[e.Event] = [e.PetitionRegistered(known, deadline(limit, day), at)]
        if is_open and number % 2:
            events.append(e.PetitionAccepted(deadline("resolution", day), "chen", at))
        elif not is_open and kind == "enquiry":
            events.append(e.PetitionResolved(CIPHER, True, "chen", at + timedelta(days=1)))
        elif not is_open:
            later = at + timedelta(days=2)
            events.append(e.PetitionAccepted(deadline("resolution", day), "chen", at + timedelta(days=1)))
            events.append(e.OpinionIssued(CIPHER, number % 4 == 0, "chen", later))
            due = deadline("review_request", china_day(later))
            events.append(e.OpinionDelivered("handling", "read_online", china_day(later), due, "petitioner", later))
            events.append(e.PetitionClosed("review_request_passed", due.due_at))
        yield name, events
