"""The catalogue as the leading group changes it, and what follows when a law changes."""

from __future__ import annotations

from datetime import date

from services.disclosure.composition import Service
from services.disclosure.domain.catalogue import CatalogueItem, EndItem, NoteLawChange, PutItem
from shared.errors import Invalid

CATALOGUE = "catalogue"
"""There is one; this is its stream's id."""


def put_item(service: Service, who: str, item: CatalogueItem, reason: str) -> None:
    """Add an item or change one. Raises Invalid: unknown-office, unknown-time-limit, and what `admit_item` raises."""
    if item.owner not in {office.id for office in service.district.offices}:
        raise Invalid("unknown-office", "没有这个机构，请从列表中选择。", "There is no such office. Choose one listed.")
    if item.time_limit not in service.limits.ids():
        raise Invalid(
            "unknown-time-limit", "没有这条时限，请从列表中选择。", "There is no such time limit. Choose one listed."
        )
    _ask(service, who, PutItem(item, service.public_text(reason), who, service.now()))


def end_item(service: Service, who: str, item: str, reason: str) -> None:
    _ask(service, who, EndItem(item, service.public_text(reason), who, service.now()))


def note_law_change(service: Service, who: str, items: tuple[str, ...], law: str, changed_on: date) -> None:
    """Each of the items is then to be reviewed within its time limit, counted from ``changed_on``."""
    _ask(service, who, NoteLawChange(items, service.public_text(law), changed_on, who, service.now()))


def _ask(service: Service, who: str, command: PutItem | EndItem | NoteLawChange) -> None:
    service.found_catalogue()
    service.application.handle("catalogue", CATALOGUE, command, actor=who)
