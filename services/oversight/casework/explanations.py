"""A deadline that explains itself, to those who may see what it belongs to."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from services.oversight import access, clocks
from services.oversight.casework import bad_ratings as rating
from services.oversight.casework.findings import scope
from services.oversight.composition import Service
from services.oversight.views import bad_ratings, findings, petitions
from shared.errors import NotFound
from shared.eventlog import Transaction
from shared.web.roles import Account


def explanation(service: Service, account: Account, id: str) -> dict[str, Any]:
    """The deadline of a petition, finding or bad rating by its id (see `clocks.Clock`), with every day of it.

    Raises NotFound alike for what is not there and for what this person may not know to be there.
    """
    whose, _, number = id.rpartition(".")
    with service.application.database.read() as tx:
        of, found = _clocks_of(service, tx, account, whose)
    return {"of": of, **clocks.explained(service.limits, clocks.numbered(found, number))}


def _clocks_of(service: Service, tx: Transaction, account: Account, id: str) -> tuple[str, list[clocks.Clock]]:
    with suppress(NotFound):
        petitions.one(tx, id, access.scope(service.district, account))
        return "petition", clocks.of_petition(service.application.history(tx, "petition", id))
    with suppress(NotFound):
        findings.one(tx, id, scope(account))
        return "finding", clocks.of_finding(service.application.history(tx, "finding", id))
    with suppress(NotFound):
        bad_ratings.one(tx, id, rating.scope(service, account))
        return "bad_rating", clocks.of_bad_rating(service.application.history(tx, "bad_rating", id))
    return "", []
