"""The same matter again (Regulations on Petition Work, Art. 19): which running petitions read like this one.

A suggestion for a person, who alone can tell: by pairs of neighbouring characters and by the number left to be called
on. It says which petition and how like, never a word of its text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from services.oversight.access import scope
from services.oversight.composition import Service
from services.oversight.domain.petition import commands
from services.oversight.views import petitions
from shared.errors import NotFound
from shared.web.language import t
from shared.web.roles import Account

LATEST = 300
"""Running petitions about the same office that are looked at, the latest first."""
SHOWN = 5
_BANDS = ((0.6, "high"), (0.4, "middle"), (0.25, "low"))
_FEWEST_PAIRS = 6
"""Less in common says nothing: every other petition has an office's name in it."""


@dataclass(frozen=True)
class Suggestion:
    """``likeness``: high, middle or low."""

    petition: str
    likeness: str
    same_contact: bool


def suggest(service: Service, account: Account, id: str) -> list[Suggestion]:
    """Up to five running petitions, the likest first, out of those that this person may see.

    That the texts were compared is recorded as a reading of this one. Raises NotFound, and WrongState once its text has
    been erased.
    """
    application, seen = service.application, scope(service.district, account)
    with application.database.read() as tx:
        about = petitions.one(tx, id, seen)["about"]
        others = [other for other in petitions.running_about(tx, about, seen, LATEST + 1) if other != id][:LATEST]
        locked = {petition: application.log.first(tx, f"petition-{petition}") for petition in (id, *others)}
    reason = t("查找同一事项", "Looking for the same matter")
    application.handle(
        "petition", id, commands.ReadIdentity(reason, account.name, service.clock.now()), actor=account.name
    )
    opened = {
        petition: text
        for petition, first in locked.items()
        if (text := service.keys.decrypt(petition, first.event.particulars.text)) is not None
    }
    mine = opened.pop(id)
    found = [(_likeness(mine, text), petition) for petition, text in opened.items()]
    likest = sorted((pair for pair in found if pair[0][0] > 0), reverse=True)[:SHOWN]
    return [Suggestion(petition, _band(score), same) for (score, same), petition in likest]


def suggest_if_seen(service: Service, account: Account, id: str) -> list[Suggestion]:
    """As `suggest`; nothing where this person, having registered it, may not see it any more."""
    try:
        return suggest(service, account, id)
    except NotFound:
        return []


def _likeness(one: Mapping[str, Any], other: Mapping[str, Any]) -> tuple[float, bool]:
    """From 0 to 1, and whether both left the same number, which makes it likelier by a quarter."""
    first, second = _pairs(one), _pairs(other)
    common = len(first & second)
    share = common / min(len(first), len(second)) if common >= _FEWEST_PAIRS else 0.0
    same = bool(_numbers(one) & _numbers(other))
    score = min(1.0, share + 0.25) if same else share
    return (score if score >= _BANDS[-1][0] else 0.0), same


def _band(score: float) -> str:
    return next(band for least, band in _BANDS if score >= least)


def _pairs(text: Mapping[str, Any]) -> set[str]:
    """Pairs of neighbouring letters and figures of title and text, whatever stands between them."""
    folded = unicodedata.normalize("NFKC", f"{text['title']}{text['text']}").casefold()
    letters = [character for character in folded if character.isalnum()]
    return {a + b for a, b in pairwise(letters)}


def _numbers(text: Mapping[str, Any]) -> set[str]:
    """Telephone numbers, without country code and whatever stands between the figures."""
    contact = unicodedata.normalize("NFKC", text.get("contact") or "")
    runs = (re.sub(r"\D", "", run) for run in re.findall(r"\d(?:[\s-]?\d){6,}", contact))
    return {run.removeprefix("0086").removeprefix("86") if len(run) > 11 else run for run in runs}
