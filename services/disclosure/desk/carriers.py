"""The carriers, as the desk asks for them; and the founding ones, which the clock registers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.disclosure.composition import Service
from services.disclosure.desk.boards import check_place
from services.disclosure.domain.carrier import FOUNDING, MoveCarrier, RegisterCarrier, RetireCarrier, founding_id
from services.disclosure.domain.posting import TOWNSHIP
from services.disclosure.domain.text import VILLAGE_BOARD
from services.disclosure.views import carriers
from services.disclosure.views.carriers import Carrier
from shared.decider import Do
from shared.errors import Invalid, NotFound
from shared.eventlog import Transaction

Given = Mapping[str, Any]


def register(service: Service, who: str, given: Given, key: str | None) -> str:
    """Return its id. Raises NotFound (``unknown-village``), Invalid: carrier-kind, day-to-come, screening-blocked."""
    check_place(service, given["place"])
    command = RegisterCarrier(
        given["kind"], given["place"], given.get("where") or "", _past(service, given, "since"), who, service.now()
    )
    id = service.application.ids.new()  # noqa: A001 - as it is called there
    recorded = service.application.handle(
        "carrier", id, command, actor=who, key=f"{who}:carrier:{key}" if key else None
    )
    return recorded[0].id


def move(service: Service, who: str, id: str, given: Given) -> None:
    """Where it hangs now, or that it is noted at last."""
    command = MoveCarrier(given["where"], _past(service, given, "moved_on"), who, service.now())
    service.application.handle("carrier", id, command, actor=who)


def retire(service: Service, who: str, id: str, given: Given) -> None:
    command = RetireCarrier(given["reason"], _past(service, given, "retired_on"), who, service.now())
    service.application.handle("carrier", id, command, actor=who)


def places(service: Service, village: str | None = None) -> list[str]:
    """Whose carriers there are: the township first, then the villages that have joined. Raises NotFound."""
    if village:
        check_place(service, village)
        return [village]
    return [TOWNSHIP, *service.villages]


def found(service: Service, id: str) -> Carrier:
    """Raises NotFound (``unknown-carrier``)."""
    with service.application.database.read() as tx:
        carrier = carriers.one(tx, id)
    if carrier is None:
        raise NotFound("unknown-carrier", "没有这个公开载体，请核对编号。", "There is no such carrier. Check its id.")
    return carrier


def next_founding(service: Service, tx: Transaction, skip: int = 0) -> Do | None:
    """The next of those that every township and every village that has joined has from the beginning."""
    wanted = {founding_id(TOWNSHIP, kind): (TOWNSHIP, kind) for kind in FOUNDING}
    wanted |= {founding_id(village, VILLAGE_BOARD): (village, VILLAGE_BOARD) for village in service.villages}
    if carriers.count_founding(tx) >= len(wanted):
        return None
    missing = carriers.missing(tx, list(wanted))
    if skip >= len(missing):
        return None
    place, kind = wanted[missing[skip]]
    where = service.node.config.url if kind == "web" else ""
    return Do("carrier", missing[skip], RegisterCarrier(kind, place, where, service.today(), "clock", service.now()))


def _past(service: Service, given: Given, name: str) -> Any:
    day = given.get(name) or service.today()
    if day > service.today():
        raise Invalid("day-to-come", "日期不能晚于今天。", "The day cannot lie in the future.")
    return day
