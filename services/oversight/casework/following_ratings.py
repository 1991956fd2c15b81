"""What the receipt code of a bad rating shows, and what the person can do with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.oversight import clocks
from services.oversight.casework import bad_ratings as casework
from services.oversight.casework.following import look_up, unknown_code
from services.oversight.composition import Service
from services.oversight.domain.bad_rating import commands as c
from services.oversight.domain.bad_rating import events as e
from services.oversight.domain.bad_rating.clocks import ClockEscalated, ClockWarned
from services.oversight.domain.bad_rating.decide import BadRating
from services.oversight.views import bad_ratings
from services.oversight.views.petitions import EVERYTHING
from shared.timelimits.days import china_day

_OWN_BUSINESS = (e.ContactRead, ClockWarned, ClockEscalated)
"""What is between the offices, and not told to the person."""


def find(service: Service, code: str, address: str) -> str:
    """The bad rating of a receipt code. Raises as `following.look_up`, and NotFound for the code of a petition."""
    kind, found = look_up(service, code, address)
    if kind != "bad_rating":
        raise unknown_code()
    return found


def follow(service: Service, code: str, address: str, *, explain: bool) -> dict[str, Any]:
    """What has become of it. Raises as `find` does."""
    return shown(service, find(service, code, address), explain=explain)


def shown(service: Service, id: str, *, explain: bool) -> dict[str, Any]:
    """Not the person's own words: whoever finds the slip reads what became of it, and no more."""
    with service.application.database.read() as tx:
        row = bad_ratings.one(tx, id, EVERYTHING)
        history = service.application.history(tx, "bad_rating", id)
        state: BadRating = service.application.state(tx, "bad_rating", id)
    running = clocks.of_bad_rating(history)
    return {
        **row,
        "answer": casework.texts(history)["answer"],
        "clocks": [clocks.explained(service.limits, each) if explain else each.as_dict() for each in running],
        "history": [
            {"what": one.name, "on": china_day(one.occurred_at).isoformat()}
            for one in history
            if not isinstance(one.event, _OWN_BUSINESS)
        ],
        "may": _may(state),
    }


def _may(state: BadRating) -> list[str]:
    wanted = {
        "judge": state.status == "answered" and state.judged is None,
        "erase": state.given is not None and state.given.locked is not None and not state.erasure_ordered,
    }
    return [name for name, possible in wanted.items() if possible]


def act(service: Service, name: str, given: Mapping[str, Any], address: str) -> dict[str, Any]:
    """judge or erase, by whoever has the code. Raises as `find`, and what is refused."""
    found, now = find(service, given["code"], address), service.clock.now()
    command = c.JudgeOutcome(given["put_right"], now) if name == "judge" else c.OrderErasure(c.PERSON, now)
    service.application.handle("bad_rating", found, command, actor=c.PERSON)
    if name == "erase":
        casework.erase_contacts(service)
    return shown(service, found, explain=False)
