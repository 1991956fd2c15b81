"""The list of who read whose name and words."""

from __future__ import annotations

from typing import Any

from services.oversight.access import scope
from services.oversight.casework import bad_ratings
from services.oversight.composition import Service
from services.oversight.views import readings
from shared.web.roles import Account

PAGE = 50


def listed(service: Service, account: Account, before: int | None) -> dict[str, Any]:
    """``older``: what to ask with to go on; None at the end. Not counted: there may be a million."""
    with service.application.database.read() as tx:
        seen = scope(service.district, account), bad_ratings.scope(service, account)
        found = readings.latest(tx, *seen, before=before, limit=PAGE + 1)
    return {"items": found[:PAGE], "older": found[PAGE - 1]["number"] if len(found) > PAGE else None}
