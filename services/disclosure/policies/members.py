"""Oversight lets villages far away in, and shuts them out; this service follows. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from services.disclosure.domain.member import AdmitMember, ShutOutMember
from services.disclosure.policies.sources import speaks_for_another
from shared.contracts import Heard
from shared.contracts.oversight import VILLAGE_JOINED, VILLAGE_SHUT_OUT
from shared.decider import Do


def react(heard: Heard) -> Iterable[Do]:
    """Raises Forbidden where a source other than oversight says so."""
    if heard.type not in (VILLAGE_JOINED, VILLAGE_SHUT_OUT):
        return
    if heard.source != "/oversight":
        raise speaks_for_another(heard)
    if heard.type == VILLAGE_JOINED:
        yield Do("member", heard.data["village"], AdmitMember(heard.data["verify_key"], heard.time))
    else:
        yield Do("member", heard.data["village"], ShutOutMember(heard.time))
