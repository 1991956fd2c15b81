"""A publication from the draft to its end, as the desk asks for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from services.disclosure.composition import Service
from services.disclosure.domain.publication import CIRCULAR
from services.disclosure.domain.publishing import (
    ApprovePublication,
    CorrectPublication,
    DraftPublication,
    PublishPublication,
    ReturnDraft,
    RewriteDraft,
    SchedulePublication,
    SubmitForApproval,
    WithdrawPublication,
)
from services.disclosure.domain.text import Text
from services.disclosure.views import publications
from services.disclosure.views.publication_shapes import Whole
from shared.clock import CHINA
from shared.errors import Invalid, NotFound

Given = Mapping[str, Any]


def draft(service: Service, who: str, given: Given, key: str | None) -> str:
    """Begin a publication; return its id. Raises Invalid: unknown-item, unknown-village, screening-blocked."""
    item = service.catalogue.items.get(given["item"])
    if item is None:
        raise _unknown_item(given["item"])
    text = _text(service, given, item.carriers, service.villages)
    command = DraftPublication(item.id, item.timing, given.get("aspect"), text, who, service.now())
    return _ask(service, service.application.ids.new(), command, who, _key(who, "draft", key))


def rewrite(service: Service, who: str, id: str, given: Given) -> None:
    """What ``given`` leaves out stays as it is in the draft."""
    present = found(service, id)
    standing = present.draft or present.present
    text = _text(service, given, standing.carriers, standing.villages)
    _ask(service, id, RewriteDraft(text, who, service.now()), who)


def submit(service: Service, who: str, id: str, given: Given) -> None:
    _ask(service, id, SubmitForApproval(given.get("reason"), who, service.now()), who)


def approve(service: Service, who: str, id: str, given: Given) -> None:
    _ask(service, id, ApprovePublication(given.get("revision"), who, service.now()), who)


def send_back(service: Service, who: str, id: str, given: Given) -> None:
    _ask(service, id, ReturnDraft(given["reason"], who, service.now()), who)


def publish(service: Service, who: str, id: str, given: Given) -> None:
    _ask(service, id, PublishPublication(who, service.now()), who)


def schedule(service: Service, who: str, id: str, given: Given) -> None:
    """``publish_at``, or a day and an hour in China: ``on`` and ``hour``."""
    at = given.get("publish_at") or datetime.combine(given["on"], given["hour"], CHINA)
    _ask(service, id, SchedulePublication(at, who, service.now()), who)


def correct(service: Service, who: str, id: str, given: Given, key: str | None) -> None:
    """What ``given`` leaves out stays as it is in the published version."""
    standing = found(service, id).present
    text = _text(service, given, standing.carriers, standing.villages)
    command = CorrectPublication(text, given["reason"], who, service.now())
    _ask(service, id, command, who, _key(who, f"correct {id}", key))


def withdraw(service: Service, who: str, id: str, given: Given) -> None:
    _ask(service, id, WithdrawPublication(given["reason"], who, service.today(), service.now()), who)


def found(service: Service, id: str, *, staff: bool = True) -> Whole:
    """The publication; what was never published is not there for the public. Raises NotFound."""
    with service.application.database.read() as tx:
        whole = publications.one(tx, id)
    if whole is None or not (staff or whole.public):
        raise NotFound(
            "unknown-publication", "没有这项公开，请核对编号。", "There is no such publication. Check its id."
        )
    return whole


def check_item(service: Service, id: str) -> None:
    """Circulars have none and go by ``circular``. Raises Invalid (``unknown-item``)."""
    if id != CIRCULAR and id not in service.catalogue.items:
        raise _unknown_item(id)


def check_village(service: Service, id: str) -> None:
    """Raises Invalid (``unknown-village``)."""
    if id not in service.villages:
        raise Invalid(
            "unknown-village",
            f"没有“{id}”这个村（居），或它还没有接入，请核对村（居）代码。",
            f"There is no village “{id}”, or it has not joined. Check the village's id.",
            village=id,
        )


def _unknown_item(id: str) -> Invalid:
    return Invalid(
        "unknown-item",
        f"公开目录里没有“{id}”，请从目录中选择。",
        f"There is no “{id}” in the catalogue. Choose one of its items.",
        item=id,
    )


def _text(service: Service, given: Given, carriers: Sequence[str], villages: Sequence[str]) -> Text:
    chosen = given.get("villages")
    for village in chosen or ():
        check_village(service, village)
    return Text(
        given["title"],
        given["body"],
        tuple(dict.fromkeys(given.get("carriers") or carriers)),
        tuple(dict.fromkeys(villages if chosen is None else chosen)),
    )


def _ask(service: Service, id: str, command: object, who: str, key: str | None = None) -> str:
    """Carry it out; return the id of the publication it went to, which with a repeated key is the first one's."""
    recorded = service.application.handle("publication", id, command, actor=who, key=key)
    return recorded[0].id if recorded else id


def _key(who: str, what: str, key: str | None) -> str | None:
    return f"{who}:{what}:{key}" if key else None
