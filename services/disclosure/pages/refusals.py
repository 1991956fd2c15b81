"""A refusal on the form that was sent: at its field where it has one, else at the top with a link to where to go."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import url_for

from services.disclosure.domain.catalogue import CARRIERS
from services.disclosure.domain.text import ScreeningHit
from services.disclosure.pages.parts import Errors
from shared.errors import Forbidden, Invalid, Refusal, WrongState
from shared.web.forms import FormRead
from shared.web.language import t


@dataclass(frozen=True)
class Refused:
    """``errors`` by field, as every form shows them; ``figures``: what is said at each figure; ``link``: where to go,
    as an address and words, for what cannot be mended on this form.
    """

    errors: Errors
    status: int = 422
    hits: Sequence[ScreeningHit] = ()
    figures: Mapping[str, str] = field(default_factory=dict)
    link: tuple[str, str] | None = None


def attempted(form: FormRead, do: Callable[[], None]) -> Refused | None:
    """Carry out a form that holds. Refusals that leave a person nothing to do here are raised."""
    if form.errors:
        return Refused(form.errors)
    try:
        do()
    except Invalid as refusal:
        return mendable(refusal, form)
    except (WrongState, Forbidden) as refusal:
        link = _elsewhere(refusal, form)
        if link is None:
            raise
        status = 403 if isinstance(refusal, Forbidden) else 409
        return Refused({"_schema": [t(refusal)]}, status, link=link)
    return None


def mendable(refusal: Invalid, form: FormRead) -> Refused:
    """What a person can put right on the form."""
    details: dict[str, Any] = refusal.details
    said = t(refusal)
    figures = details.get("figures")
    if figures and refusal.code not in _FIELDS:
        return Refused({f"figure-{figures[0]}": [said]}, figures=dict.fromkeys(figures, said))
    hits = [ScreeningHit(**hit) for hit in details.get("hits", ())]
    if hits:
        where = hits[0].field if hits[0].field in form.given else "_schema"
    elif refusal.code == "obligation-misses-boards":
        where = "carriers" if set(details["missing"]) & set(CARRIERS) else "villages"
    else:
        where = _FIELDS.get(refusal.code, "_schema")
    return Refused({where: [said]}, hits=hits)


_FIELDS = {
    "unknown-village": "villages",
    "correction-misses-boards": "villages",
    "obligation-of-another-item": "obligation",
    "moment-not-ahead": "on",
    "unknown-office": "owner",
    "unknown-time-limit": "time_limit",
    "cadence-unsound": "cadence",
    "carriers-missing": "carriers",
    "aspects-missing": "aspects",
    "figure-template-unsound": "figures",
    "no-standing-item": "items",
    "not-ad-hoc": "item",
    "item-id-unfit": "id",
}


def _elsewhere(refusal: Refusal, form: FormRead) -> tuple[str, str] | None:
    match refusal.code:
        case "period-taken" if taken := refusal.details.get("publication"):
            return url_for("pages.at_desk", id=taken), t("打开那一份", "Open it")
        case "period-taken" | "period-not-over" if answered := form.given.get("obligation"):
            return url_for("pages.obligation", id=answered), t("看这项公开任务", "See when it is due")
        case "own-draft":
            return url_for("pages.at_work"), t(
                "回工作台，请另一位审核员批准", "Back to the desk: another reviewer has to"
            )
        case "text-changed":
            return "#text", t("重新阅读", "Read it again")
    return None
