"""A publication from the draft to its end, as the desk asks for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from services.disclosure import attachments
from services.disclosure.composition import Service
from services.disclosure.desk.annual_check import differing_from_records
from services.disclosure.domain.catalogue import CatalogueItem
from services.disclosure.domain.figures import against_last, figures_from
from services.disclosure.domain.publication import CIRCULAR
from services.disclosure.domain.publication_commands import (
    ApprovePublication,
    CorrectPublication,
    DiscardDraft,
    DraftPublication,
    PublishPublication,
    ReturnDraft,
    RewriteDraft,
    SchedulePublication,
    SubmitForApproval,
    WithdrawPublication,
)
from services.disclosure.domain.text import VILLAGE_BOARD, ScreeningHit, Text
from services.disclosure.views import obligations, publications
from services.disclosure.views.publication_shapes import Version, Whole
from shared.clock import CHINA
from shared.decider import Do
from shared.errors import Invalid, NotFound

Given = Mapping[str, Any]


def draft(service: Service, who: str, given: Given, key: str | None) -> str:
    """Begin a publication; return its id. ``obligation``: what it answers; left out, what has been due longest.

    Raises Invalid: unknown-item, unknown-village, obligation-of-another-item, obligation-misses-boards,
    screening-blocked, and what `figures_from` raises; WrongState: period-taken, period-not-over.
    """
    item = service.catalogue.items.get(given["item"])
    if item is None:
        raise _unknown_item(given["item"])
    text = text_of(service, given, item.carriers, service.villages)
    text = replace(text, figures=figures_from(item.figures, given.get("figures") or {}))
    answers = _answered(service, item, text, given.get("obligation"))
    command = DraftPublication(
        item.id,
        item.timing,
        given.get("aspect"),
        text,
        who,
        service.now(),
        answers,
        beside(service, item.id, text, but=None, answers=answers),
    )
    return _ask(service, service.application.ids.new(), command, who, _key(who, "draft", key))


def rewrite(service: Service, who: str, id: str, given: Given) -> None:
    """What ``given`` leaves out stays as it is in the draft."""
    present = found(service, id)
    text = _rewritten(service, present, present.draft or present.present, given)
    _ask(service, id, RewriteDraft(text, who, service.now(), beside(service, present.item, text, but=id)), who)


def submit(service: Service, who: str, id: str, given: Given) -> None:
    _ask(service, id, SubmitForApproval(given.get("reason"), who, service.now()), who)


def approve(service: Service, who: str, id: str, given: Given) -> None:
    _ask(service, id, ApprovePublication(given.get("revision"), who, service.now()), who)


def send_back(service: Service, who: str, id: str, given: Given) -> None:
    _ask(service, id, ReturnDraft(given["reason"], who, service.now()), who)


def discard(service: Service, who: str, id: str, given: Given) -> None:
    end(service, who, id, DiscardDraft(given["reason"], who, service.now()))


def publish(service: Service, who: str, id: str, given: Given) -> None:
    _ask(service, id, PublishPublication(who, service.now()), who)


def schedule(service: Service, who: str, id: str, given: Given) -> None:
    """``publish_at``, or a day and an hour in China: ``on`` and ``hour``."""
    at = given.get("publish_at") or datetime.combine(given["on"], given["hour"], CHINA)
    _ask(service, id, SchedulePublication(at, who, service.now()), who)


def correct(service: Service, who: str, id: str, given: Given, key: str | None) -> None:
    """What ``given`` leaves out stays as it is in the published version."""
    present = found(service, id)
    text = _rewritten(service, present, present.present, given)
    if (answered := given.get("obligation")) and not answered.startswith(f"{present.item}."):
        raise _of_another_item()
    command = CorrectPublication(
        text,
        given["reason"],
        who,
        service.now(),
        answered,
        beside(service, present.item, text, but=id),
    )
    _ask(service, id, command, who, _key(who, f"correct {id}", key))


def withdraw(service: Service, who: str, id: str, given: Given) -> None:
    end(service, who, id, WithdrawPublication(given["reason"], who, service.today(), service.now()))


def end(service: Service, who: str, id: str, command: object) -> None:
    """Carry out what ends a draft or a version, and delete the attachments that nothing names after it."""
    with service.application.unit(actor=who) as unit:
        unit.do(Do("publication", id, command))
        if whole := publications.one(unit.tx, id):
            attachments.keep_only(unit.tx, id, whole.attached)


def found(service: Service, id: str, *, staff: bool = True) -> Whole:
    """The publication; what was never published is not there for the public, what was discarded for nobody.

    Raises NotFound.
    """
    with service.application.database.read() as tx:
        whole = publications.one(tx, id)
    if whole is None or not (whole.public or (staff and whole.draft)):
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


def _of_another_item() -> Invalid:
    return Invalid(
        "obligation-of-another-item",
        "这项公开任务属于另一个事项，请重新选择。",
        "That obligation is of another item. Choose one of this item.",
    )


def _answered(service: Service, item: CatalogueItem, text: Text, asked: str | None) -> str | None:
    """The obligation that a new text answers. One that nobody named is answered only by what goes to every board."""
    missed = [carrier for carrier in item.carriers if carrier not in text.carriers]
    if VILLAGE_BOARD in item.carriers:
        missed += [village for village in service.villages if village not in text.villages]
    if asked is None:
        with service.application.database.read() as tx:
            return None if missed else obligations.next_to_draft(tx, item.id, service.today())
    if not asked.startswith(f"{item.id}."):
        raise _of_another_item()
    if missed:
        raise Invalid(
            "obligation-misses-boards",
            f"这一项要发到目录规定的全部载体和村（居），还差：{'、'.join(missed)}。",
            f"It has to go to every carrier and village of the item. Missing: {', '.join(missed)}.",
            missing=missed,
        )
    return asked


def _rewritten(service: Service, present: Whole, standing: Version, given: Given) -> Text:
    """What ``given`` leaves out stays as it stands."""
    text = text_of(service, given, standing.carriers, standing.villages)
    figures, item = standing.figures, service.catalogue.items.get(present.item)
    if "figures" in given and item is not None:
        figures = figures_from(item.figures, given["figures"])
    return replace(text, figures=figures, attachments=standing.attachments)


def beside(
    service: Service, item: str, text: Text, *, but: str | None, answers: str | None = None
) -> tuple[ScreeningHit, ...]:
    """What has to be looked at beside the text: figures that are far from the last ones, a report that is not what the
    records say. ``but``: not of itself; ``answers``: the obligation, of a text that is new.
    """
    if not text.figures:
        return ()
    with service.application.database.read() as tx:
        last = publications.last_figures(tx, item, but=but)
        differing = differing_from_records(service, tx, text, but, answers)
    leaps = (
        ScreeningHit(f"figures.{warning.figure}", "figure-leap", "warn", 0, 0, warning.zh, warning.en)
        for warning in against_last(text.figures, last)
    )
    return (*leaps, *differing)


def text_of(service: Service, given: Given, carriers: Sequence[str], villages: Sequence[str]) -> Text:
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
