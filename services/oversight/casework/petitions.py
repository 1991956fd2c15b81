"""What is done with one petition by those who may see it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from services.oversight import clocks, dossier
from services.oversight.access import scope
from services.oversight.casework import clock, following
from services.oversight.casework.actions import ACTIONS, Action, Asked
from services.oversight.composition import Service
from services.oversight.domain.petition.commands import ReadIdentity
from services.oversight.domain.petition.state import ENDED
from services.oversight.views import attachments, petitions
from shared.decider import Do
from shared.errors import Forbidden, Invalid, WrongState
from shared.eventlog import Recorded, Transaction
from shared.web.roles import OFFICER, Account

_UNSEEN = ("deadline-warned", "deadline-missed", "deadline-escalated", "identity-read")
"""Events after which what a person has seen of a petition still holds."""


def act(
    service: Service, account: Account, id: str, name: str, given: Mapping[str, Any], *, address: str = ""
) -> dict[str, Any]:
    """Carry out one of `ACTIONS` on a petition that this person may see; returns what it has become.

    With those merged into it, all or nothing. Raises what the rules refuse; WrongState(``stale-version``) where
    ``given`` names the version seen and it is no longer that.
    """
    action, at = ACTIONS[name], service.clock.now()
    must_be_seen(service, account, id)  # and looked at again below: what is refused here does not wait to write
    if name == "pay" and following.find(service, given["code"], address) != id:
        raise following.unknown_code()
    with service.application.unit(actor=account.name) as unit:
        row = petitions.one(unit.tx, id, scope(service.district, account))
        _must_be_theirs(service, row, account, action, given)
        seen = given.get("version")
        if seen is not None and seen != version(service.application.history(unit.tx, "petition", id)):
            raise WrongState(
                "stale-version",
                "这件事项刚有了新变化，请先看过再办。",
                "This petition has changed since you looked. Look again first.",
                state=row["status"],
            )
        if name in {"link", "merge"}:
            _must_be_joinable(service, unit.tx, account, row, given["petition"])
        members = petitions.merged_into(unit.tx, id, row["status"]) if action.together else []
        for petition in (id, *members):
            unit.do(Do("petition", petition, action.command(Asked(service, petition, account.name, at, given))))
    if name in {"decline", "erase"}:
        clock.erase_keys(service)
    return read(service, id, petitions.EVERYTHING)


def must_be_seen(service: Service, account: Account, id: str) -> None:
    """Raises NotFound alike for what is not there and what this person may not know to be there."""
    with service.application.database.read() as tx:
        petitions.one(tx, id, scope(service.district, account))


def _must_be_theirs(
    service: Service, row: Mapping[str, Any], account: Account, action: Action, given: Mapping[str, Any]
) -> None:
    """First-asked responsibility: who has it owns it until the next has taken it, who till then may do only that."""
    if account.role not in action.roles:
        raise Forbidden("not-allowed", "您的岗位不能做这件事。", "Your role may not do this.")
    if account.role != OFFICER:
        return
    owned = row["handler"] == account.name or (row["handler"] is None and row["office"] == account.office)
    received = row["status"] == "transferred" and row["transferred_to"] == account.office
    inside = row["transferred_to"] in {office.id for office in service.district.offices}
    if action.name in {"object", "take-over"}:
        theirs = received if inside else owned
    elif action.name in {"take", "refuse"}:
        theirs = True  # the rules know whom it is offered to
    elif action.name == "recuse" and given.get("handler") in {None, account.name}:
        theirs = True  # whoever sees it may keep away from it
    else:
        theirs = owned
    if not theirs:
        raise Forbidden(
            "not-yours",
            "这件事项不由您经办；交给您的，请先接收。",
            "It is not yours to handle. If it is being handed over to you, accept that first.",
        )


def _must_be_joinable(service: Service, tx: Transaction, account: Account, row: Mapping[str, Any], other: str) -> None:
    """The other one is seen by the same person, runs, and is not tied to a third."""
    target = petitions.one(tx, other, scope(service.district, account))
    if other == row["id"] or target["status"] in ENDED or target["tied_to"] is not None:
        raise Invalid(
            "cannot-join",
            "只能并入正在办理、本身没有并入他案的另一件事项。",
            "It can only be joined to another petition that runs and is not itself joined to a third.",
        )
    if petitions.merged_into(tx, row["id"]):
        raise Invalid(
            "has-members", "已有事项并入本件，请并入那些事项的主件。", "Others are merged into this one already."
        )


def version(history: Iterable[Recorded]) -> int:
    """How many facts have come about by people: what a form was filled in against."""
    return sum(1 for recorded in history if recorded.name not in _UNSEEN)


def read(service: Service, id: str, seen: petitions.Scope) -> dict[str, Any]:
    """A petition with its clocks and history; never its text. Raises NotFound."""
    with service.application.database.read() as tx:
        row = petitions.one(tx, id, seen)
        history = service.application.history(tx, "petition", id)
        attached = attachments.of_petition(tx, id)
    received_at = history[0].event.particulars.received_at
    return {
        **row,
        "received_at": received_at.isoformat() if received_at else None,
        "version": version(history),
        "clocks": [each.as_dict() for each in clocks.of_petition(history)],
        "history": dossier.happenings(history),
        "attachments": attached,
    }


def read_text(service: Service, account: Account, id: str, reason: str) -> dict[str, Any]:
    """The petitioner's own words and name, after it is recorded who reads them and why."""
    with service.application.database.read() as tx:
        petitions.one(tx, id, scope(service.district, account))
        history = service.application.history(tx, "petition", id)
    command = ReadIdentity(reason, account.name, service.clock.now())
    service.application.handle("petition", id, command, actor=account.name)
    opened = service.keys.decrypt(id, history[0].event.particulars.text) or {}
    return {**opened, "supplements": dossier.supplements(service.keys, id, history)}
