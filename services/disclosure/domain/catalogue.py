"""The catalogue (公开目录): what has to be disclosed, where, when, by whom and under which six aspects.

It is founded once with what data/catalogue.toml holds; from then on each change is an event, with a reason, and makes
the next version. Old versions stay readable.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from types import MappingProxyType
from typing import Literal, assert_never

from services.disclosure.domain.figures import FigureTemplate, admit_template
from shared.errors import Invalid, NotFound
from shared.timelimits.days import china_day

Timing = Literal["long_term", "periodic", "ad_hoc"]
Cadence = Literal["monthly", "quarterly", "yearly"]

TIMINGS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "long_term": ("长期公开", "Always"),
        "periodic": ("定期公开", "Periodically"),
        "ad_hoc": ("随时公开", "As it happens"),
    }
)
CADENCES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {"monthly": ("每月", "Every month"), "quarterly": ("每季度", "Every quarter"), "yearly": ("每年", "Every year")}
)
CARRIERS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "township_board": ("镇公开栏", "Township board"),
        "village_board": ("村（居）公开栏", "Village board"),
        "publicity_column": ("宣传栏", "Publicity column"),
        "service_window": ("服务窗口", "Service window"),
        "web": ("网站", "Web"),
    }
)
ASPECTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "basis": ("办事依据", "Basis"),
        "content": ("办事内容", "Content"),
        "procedure": ("办事程序", "Procedure"),
        "standard": ("办事标准", "Standard"),
        "result": ("办事结果", "Result"),
        "discipline": ("办事纪律", "Discipline"),
    }
)
"""Each word of the data file with its name in Chinese and in English, in the order in which it is shown."""


@dataclass(frozen=True)
class Aspect:
    """What an item says under one of ASPECTS; ``id`` is the aspect's."""

    id: str
    zh: str
    en: str


@dataclass(frozen=True)
class CatalogueItem:
    """One thing that has to be disclosed. ``time_limit`` is the id of a row of data/time_limits.toml.

    ``owner``: the office that owes it. ``cadence`` is for periodic items alone. ``figures``: what is to be typed;
    ``outline_zh``: what the text begins as, in Markdown. ``history``: no longer practised, kept to be looked up.
    """

    id: str
    timing: Timing
    zh: str
    en: str
    carriers: tuple[str, ...]
    owner: str
    time_limit: str
    legal_zh: str
    legal_en: str
    aspects: tuple[Aspect, ...]
    cadence: Cadence | None = None
    figures: tuple[FigureTemplate, ...] = ()
    outline_zh: str = ""
    history: bool = False

    @property
    def figures_only(self) -> bool:
        """Whether it says how many, and never who: everything but the standing texts."""
        return self.timing != "long_term"


# Commands


@dataclass(frozen=True)
class FoundCatalogue:
    items: tuple[CatalogueItem, ...]
    at: datetime


@dataclass(frozen=True)
class PutItem:
    """Add an item, or change one."""

    item: CatalogueItem
    reason: str
    put_by: str
    at: datetime


@dataclass(frozen=True)
class EndItem:
    """Nothing of it is due any more; what was published stays."""

    item: str
    reason: str
    ended_by: str
    at: datetime


@dataclass(frozen=True)
class NoteLawChange:
    """A law or rule that these items rest on has changed: each is reviewed within its time limit."""

    items: tuple[str, ...]
    law: str
    changed_on: date
    noted_by: str
    at: datetime


Command = FoundCatalogue | PutItem | EndItem | NoteLawChange

# Events


@dataclass(frozen=True)
class CatalogueFounded:
    items: tuple[CatalogueItem, ...]
    at: datetime


@dataclass(frozen=True)
class ItemPut:
    version: int
    item: CatalogueItem
    reason: str
    put_by: str
    at: datetime


@dataclass(frozen=True)
class ItemEnded:
    version: int
    item: str
    reason: str
    ended_by: str
    at: datetime


@dataclass(frozen=True)
class LawChanged:
    """``items``: those that are to be reviewed because of it, as they stand in the catalogue now."""

    items: tuple[CatalogueItem, ...]
    catalogue_version: int
    law: str
    changed_on: date
    noted_by: str
    at: datetime


Event = CatalogueFounded | ItemPut | ItemEnded | LawChanged

# State


@dataclass(frozen=True)
class Catalogue:
    """All items by id, in their order. ``version`` 0: not founded yet."""

    version: int = 0
    items: Mapping[str, CatalogueItem] = field(default_factory=dict)
    law_changes: frozenset[tuple[str, date]] = frozenset()

    def of_timing(self, timing: Timing) -> tuple[CatalogueItem, ...]:
        return tuple(item for item in self.items.values() if item.timing == timing)


# Decide


def decide(state: Catalogue, command: Command) -> list[Event]:
    match command:
        case FoundCatalogue():
            return [] if state.version else [CatalogueFounded(command.items, command.at)]
        case PutItem():
            admit_item(command.item)
            if state.items.get(command.item.id) == command.item:
                return []
            return [ItemPut(state.version + 1, command.item, command.reason, command.put_by, command.at)]
        case EndItem():
            _known(state, command.item)
            return [ItemEnded(state.version + 1, command.item, command.reason, command.ended_by, command.at)]
        case NoteLawChange():
            return _note_law_change(state, command)
        case _:
            assert_never(command)


def _note_law_change(state: Catalogue, do: NoteLawChange) -> list[Event]:
    if (do.law, do.changed_on) in state.law_changes:
        return []
    if do.changed_on > china_day(do.at):
        raise Invalid(
            "day-ahead", "日期还没有到，请在生效之日起登记。", "That day has not come yet. Note it when it has."
        )
    items = tuple(_known(state, item) for item in do.items)
    if not items or any(item.timing != "long_term" for item in items):
        raise Invalid(
            "no-standing-item",
            "请选择受影响的长期公开事项。",
            "Choose the items that are always posted and rest on this law.",
        )
    return [LawChanged(items, state.version, do.law, do.changed_on, do.noted_by, do.at)]


def admit_item(item: CatalogueItem) -> None:
    """Raises Invalid: cadence-unsound, carriers-missing, aspects-missing, figure-template-unsound."""
    if (item.timing == "periodic") != (item.cadence is not None):
        raise Invalid(
            "cadence-unsound",
            "定期公开的事项要写明每月、每季度还是每年；其他事项不填。",
            "An item that is disclosed periodically says how often; no other does.",
        )
    if not item.carriers or not set(item.carriers) <= set(CARRIERS):
        raise Invalid("carriers-missing", "至少选一个载体。", "Choose at least one carrier.")
    if tuple(aspect.id for aspect in item.aspects) != tuple(ASPECTS):
        raise Invalid("aspects-missing", "六个方面都要写明。", "All six aspects have to be given.")
    admit_template(item.figures)


def _known(state: Catalogue, id: str) -> CatalogueItem:
    if id not in state.items:
        raise NotFound("unknown-item", "公开目录里没有这个事项。", "There is no such item in the catalogue.")
    return state.items[id]


# Evolve


def evolve(state: Catalogue, event: Event) -> Catalogue:
    match event:
        case CatalogueFounded():
            return Catalogue(1, {item.id: item for item in event.items})
        case ItemPut():
            return replace(state, version=event.version, items={**state.items, event.item.id: event.item})
        case ItemEnded():
            left = {name: item for name, item in state.items.items() if name != event.item}
            return replace(state, version=event.version, items=left)
        case LawChanged():
            return replace(state, law_changes=state.law_changes | {(event.law, event.changed_on)})
        case _:
            assert_never(event)
