"""Supervisors: appointed among those who have an account of that role."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.oversight.composition import Service
from services.oversight.domain.supervisor import AppointSupervisor, EndAppointment, Term
from services.oversight.views import supervisors
from shared.errors import Invalid
from shared.timelimits.days import china_day
from shared.web.roles import SUPERVISOR, Account


def appointable(service: Service) -> list[Account]:
    """Who has an account of the role."""
    return [person for person in service.accounts.people() if person.role == SUPERVISOR]


def appoint(service: Service, account: Account, given: Mapping[str, Any]) -> dict[str, Any]:
    if given["name"] not in {person.name for person in appointable(service)}:
        raise Invalid(
            "no-supervisor-account",
            "这个人还没有监督员账户，请先由运维员开户。",
            "This person has no supervisor's account yet; the operator makes one first.",
        )
    term = Term(given["first_day"], given["last_day"])
    command = AppointSupervisor(given["origin"], term, account.name, service.clock.now())
    service.application.handle("supervisor", given["name"], command, actor=account.name)
    return _latest(service, given["name"])


def end(service: Service, account: Account, name: str, reason: str) -> dict[str, Any]:
    """Raises NotFound."""
    command = EndAppointment(reason, account.name, service.clock.now())
    service.application.handle("supervisor", name, command, actor=account.name)
    return _latest(service, name)


def in_office_today(service: Service) -> list[str]:
    with service.application.database.read() as tx:
        return supervisors.in_office(tx, china_day(service.clock.now()))


def _latest(service: Service, name: str) -> dict[str, Any]:
    with service.application.database.read() as tx:
        return supervisors.latest(tx, name)
