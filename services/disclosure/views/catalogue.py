"""The catalogue as it stands, and as it stood in every version: one row a version, one an item and span of versions."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime

from services.disclosure.domain.catalogue import (
    Aspect,
    Catalogue,
    CatalogueFounded,
    CatalogueItem,
    ItemEnded,
    ItemPut,
    LawChanged,
)
from services.disclosure.domain.figures import FigureTemplate
from shared.eventlog import Recorded, Transaction
from shared.timelimits.days import china_day

# `until`: the first version in which the item reads otherwise, or is gone; 0 while it stands. `place`: its order.
TABLES = """
CREATE TABLE IF NOT EXISTS catalogue_versions (
    version INTEGER PRIMARY KEY, day TEXT NOT NULL, item TEXT NOT NULL, change TEXT NOT NULL, reason TEXT NOT NULL,
    changed_by TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS catalogue_items (
    item TEXT NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL, place INTEGER NOT NULL, data TEXT NOT NULL,
    PRIMARY KEY (item, since)
);
CREATE TABLE IF NOT EXISTS law_changes (
    law TEXT NOT NULL, changed_on TEXT NOT NULL, items TEXT NOT NULL, noted_by TEXT NOT NULL,
    PRIMARY KEY (law, changed_on)
)
"""


@dataclass(frozen=True)
class Edition:
    """One version. ``change``: founded, added, changed or ended; ``item`` is empty for the first one."""

    version: int
    item: str
    change: str
    reason: str
    changed_by: str
    day: date | None = None


def project(tx: Transaction, recorded: Recorded) -> None:
    match recorded.event:
        case CatalogueFounded() as event:
            _edition(tx, event.at, Edition(1, "", "founded", "", ""))
            for place, item in enumerate(event.items, start=1):
                tx.execute("INSERT INTO catalogue_items VALUES (?, 1, 0, ?, ?)", (item.id, place, _data(item)))
        case ItemPut() as event:
            stood = _close(tx, event.item.id, event.version)
            change = "changed" if stood else "added"
            _edition(tx, event.at, Edition(event.version, event.item.id, change, event.reason, event.put_by))
            tx.execute(
                "INSERT INTO catalogue_items VALUES (?, ?, 0, ?, ?)",
                (event.item.id, event.version, stood or event.version + 10_000, _data(event.item)),
            )
        case ItemEnded() as event:
            _close(tx, event.item, event.version)
            _edition(tx, event.at, Edition(event.version, event.item, "ended", event.reason, event.ended_by))
        case LawChanged() as event:
            items = " ".join(item.id for item in event.items)
            tx.execute(
                "INSERT INTO law_changes VALUES (?, ?, ?, ?)",
                (event.law, event.changed_on.isoformat(), items, event.noted_by),
            )


def present(tx: Transaction) -> int:
    """The version in force; 0 before there is one."""
    return int(tx.execute("SELECT coalesce(max(version), 0) FROM catalogue_versions")[0][0])


def founded_on(tx: Transaction) -> date | None:
    rows = tx.execute("SELECT day FROM catalogue_versions WHERE version = 1")
    return date.fromisoformat(rows[0][0]) if rows else None


def at_version(tx: Transaction, version: int) -> Catalogue:
    """The catalogue as it stood in a version: empty where there is no such version."""
    rows = tx.execute(
        "SELECT data FROM catalogue_items WHERE since <= ? AND (until = 0 OR until > ?) ORDER BY place",
        (version, version),
    )
    items = (_item(row[0]) for row in rows)
    return Catalogue(version, {item.id: item for item in items})


def editions(tx: Transaction, limit: int = 100) -> list[Edition]:
    """The newest first."""
    rows = tx.execute(
        "SELECT version, item, change, reason, changed_by, day FROM catalogue_versions ORDER BY version DESC LIMIT ?",
        (limit,),
    )
    return [Edition(row[0], row[1], row[2], row[3], row[4], date.fromisoformat(row[5])) for row in rows]


@dataclass(frozen=True)
class LawChange:
    law: str
    changed_on: date
    items: tuple[str, ...]
    noted_by: str


def law_changes(tx: Transaction, limit: int = 50) -> list[LawChange]:
    """The latest first."""
    rows = tx.execute(
        "SELECT law, changed_on, items, noted_by FROM law_changes ORDER BY changed_on DESC, law LIMIT ?", (limit,)
    )
    return [LawChange(law, date.fromisoformat(day), tuple(items.split()), who) for law, day, items, who in rows]


def edition(tx: Transaction, version: int) -> Edition | None:
    rows = tx.execute(
        "SELECT version, item, change, reason, changed_by, day FROM catalogue_versions WHERE version = ?", (version,)
    )
    if not rows:
        return None
    number, item, change, reason, changed_by, day = rows[0]
    return Edition(number, item, change, reason, changed_by, date.fromisoformat(day))


def _edition(tx: Transaction, at: datetime, made: Edition) -> None:
    tx.execute(
        "INSERT INTO catalogue_versions VALUES (?, ?, ?, ?, ?, ?)",
        (made.version, china_day(at).isoformat(), made.item, made.change, made.reason, made.changed_by),
    )


def _close(tx: Transaction, item: str, version: int) -> int | None:
    """End what stands of the item; return its place, None where nothing stands."""
    rows = tx.execute("SELECT place FROM catalogue_items WHERE item = ? AND until = 0", (item,))
    tx.execute("UPDATE catalogue_items SET until = ? WHERE item = ? AND until = 0", (version, item))
    return int(rows[0][0]) if rows else None


def _data(item: CatalogueItem) -> str:
    return json.dumps(asdict(item), ensure_ascii=False)


def _item(data: str) -> CatalogueItem:
    values = json.loads(data)
    figures = tuple(FigureTemplate(**{**each, "parts": tuple(each["parts"])}) for each in values["figures"])
    aspects = tuple(Aspect(**each) for each in values["aspects"])
    return CatalogueItem(**{**values, "carriers": tuple(values["carriers"]), "figures": figures, "aspects": aspects})
