"""Who may see which petition. No office sees a report about itself, or about one above or below it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from services.oversight.views.petitions import EVERYTHING, Scope
from shared.district import District
from shared.web.roles import DISTRICT, LEADER, OFFICER, Account

NOTHING = Scope("1 = 0")


def related(district: District, office: str | None, about: str) -> bool:
    """Whether somebody of ``office`` must keep away from a report about ``about``: Regulations, Art. 28 and 30.

    The office at the top stands above all others and has to lead them, so only a report about itself is kept from it.
    """
    if office is None or office == about:
        return office is not None
    return bool(district.above(office)) and district.above_or_below(office, about)


def scope(district: District, account: Account) -> Scope:
    """An officer sees what is his, is offered to him, or is his office's and nobody's yet; a leader sees all.

    Nobody sees one that names him or that he was recused from, nor a report about those around his own office.
    """
    if account.role == DISTRICT:
        return EVERYTHING
    if account.role == LEADER:
        seen = EVERYTHING
    elif account.role == OFFICER:
        seen = Scope(
            "(handler = ? OR offered_to = ? OR (handler IS NULL AND office = ?)"
            " OR (status = 'transferred' AND transferred_to = ?))",
            (account.name, account.name, account.office, account.office),
        )
    else:
        return NOTHING
    barred = " AND NOT EXISTS (SELECT 1 FROM barred WHERE barred.petition = petitions.id AND barred.account = ?)"
    seen = Scope(seen.sql + barred, (*seen.parameters, account.name))
    hidden = [office.id for office in district.offices if related(district, account.office, office.id)]
    if not hidden:
        return seen
    marks = ",".join("?" * len(hidden))
    return Scope(f"{seen.sql} AND NOT (kind = 'report' AND about IN ({marks}))", (*seen.parameters, *hidden))


def named_in(people: Iterable[Account], given: Mapping[str, Any]) -> tuple[str, ...]:
    """The accounts of those whom a petition's text calls by name: they must keep away from it (Art. 28 and 30)."""
    text = f"{given['title']}\n{given['text']}"
    return tuple(sorted(person.name for person in people if len(person.display) > 1 and person.display in text))
