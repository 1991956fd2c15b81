"""What waits for the leading group: what nobody else may decide, and what has come up to it."""

from __future__ import annotations

from flask import Blueprint, render_template

from services.oversight.access import scope
from services.oversight.casework import bad_ratings as rating
from services.oversight.casework import progress
from services.oversight.composition import Service
from services.oversight.views import bad_ratings, findings, petitions
from shared.web.roles import LEADER, allow, signed_in

_SHOWN = 20
"""Of each kind; what is done makes room for the next."""


def register(pages: Blueprint, service: Service) -> None:
    @pages.get("/leading")
    @allow(LEADER)
    def leading() -> str:
        with service.application.database.read() as tx:
            seen = scope(service.district, signed_in())
            waiting = petitions.waiting_for_leaders(tx, seen, _SHOWN)
            reported, _ = findings.page(tx, state="reported", limit=_SHOWN, offset=0)
            clocks = petitions.clocks(tx, seen)
            rated, _ = bad_ratings.page(
                tx, rating.scope(service, signed_in()), state="reported", limit=_SHOWN, offset=0
            )
        return render_template(
            "oversight/leading.html",
            waiting=waiting,
            reported=reported,
            rated=rated,
            clocks=clocks,
            running=progress.running(service, _SHOWN),
        )
