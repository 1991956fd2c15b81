"""What is done with one petition by those who may see it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.oversight import dossier
from services.oversight.access import scope
from services.oversight.casework import clock
from services.oversight.composition import Service
from services.oversight.domain import petition as rules
from services.oversight.views import petitions
from shared.errors import Invalid
from shared.web.roles import Account


def act(service: Service, account: Account, id: str, action: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """accept, decline, assign or resolve a petition that this person may see; returns what it has become."""
    with service.application.database.read() as tx:
        petitions.one(tx, id, scope(service.district, account))
    by, at = account.name, service.clock.now()
    command: rules.Command
    if action == "accept":
        command = rules.AcceptPetition(by, at)
    elif action == "decline":
        command = rules.DeclinePetition(given["reason"], given["where_to_go"], by, at)
    elif action == "assign":
        handler = service.handlers.get(given["handler"])
        if handler is None:
            raise Invalid(
                "unknown-handler", "没有这个经办人，请从名单中选择。", "No such handler; choose from the list."
            )
        command = rules.AssignPetition(handler.name, handler.office, by, at)
    else:
        opinion = service.keys.encrypt(id, {"opinion": given["opinion"]})
        command = rules.ResolvePetition(opinion, given["founded"], by, at)
    service.application.handle("petition", id, command, actor=by)
    if action == "decline":
        clock.erase_keys(service)
    return read(service, id, petitions.EVERYTHING)


def read(service: Service, id: str, seen: petitions.Scope) -> dict[str, Any]:
    """A petition with its clocks and history; never its text. Raises NotFound."""
    with service.application.database.read() as tx:
        row = petitions.one(tx, id, seen)
        history = service.application.history(tx, "petition", id)
    running = [clock.as_dict() for clock in dossier.clocks(history)]
    return {**row, "clocks": running, "history": dossier.happenings(history)}


def read_text(service: Service, account: Account, id: str, reason: str) -> dict[str, Any]:
    """The petitioner's own words and name, after it is recorded who reads them and why."""
    with service.application.database.read() as tx:
        petitions.one(tx, id, scope(service.district, account))
        history = service.application.history(tx, "petition", id)
    command = rules.ReadIdentity(reason, account.name, service.clock.now())
    service.application.handle("petition", id, command, actor=account.name)
    return service.keys.decrypt(id, history[0].event.particulars.text) or {}


def explanation(service: Service, account: Account, id: str) -> dict[str, Any]:
    """A deadline by its id (see `dossier.Clock`), with every day of it. Raises NotFound."""
    petition, _, number = id.rpartition(".")
    with service.application.database.read() as tx:
        petitions.one(tx, petition, scope(service.district, account))
        history = service.application.history(tx, "petition", petition)
    return dossier.explained(service.limits, dossier.clock_of(history, number))
