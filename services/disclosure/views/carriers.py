"""Every carrier of the township and the villages: where people can read what is public."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.disclosure.domain.carrier import CarrierMoved, CarrierRegistered, CarrierRetired, founding_id
from shared.eventlog import Recorded, Transaction

TABLES = """
CREATE TABLE IF NOT EXISTS carriers (
    id TEXT PRIMARY KEY, kind TEXT NOT NULL, place TEXT NOT NULL, hangs TEXT NOT NULL, since TEXT NOT NULL,
    moved_on TEXT NOT NULL, retired_on TEXT NOT NULL, reason TEXT NOT NULL, founding INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS carriers_founding ON carriers (founding, id);
CREATE INDEX IF NOT EXISTS carriers_of_place ON carriers (place, retired_on, kind, id)
"""
_COLUMNS = "id, kind, place, hangs, since, moved_on, retired_on, reason"


@dataclass(frozen=True)
class Carrier:
    """``where`` in words, empty where nobody has noted it yet; ``moved_on``: since when it hangs there."""

    id: str
    kind: str
    place: str
    where: str
    since: date
    moved_on: date | None
    retired_on: date | None
    reason: str


def project(tx: Transaction, recorded: Recorded) -> None:
    match recorded.event:
        case CarrierRegistered() as event:
            tx.execute(
                "INSERT INTO carriers VALUES (?, ?, ?, ?, ?, '', '', '', ?)",
                (
                    *(recorded.id, event.kind, event.place, event.where, event.since.isoformat()),
                    int(recorded.id == founding_id(event.place, event.kind)),
                ),
            )
        case CarrierMoved() as event:
            tx.execute(
                "UPDATE carriers SET hangs = ?, moved_on = ? WHERE id = ?",
                (event.where, event.moved_on.isoformat(), recorded.id),
            )
        case CarrierRetired() as event:
            tx.execute(
                "UPDATE carriers SET retired_on = ?, reason = ? WHERE id = ?",
                (event.retired_on.isoformat(), event.reason, recorded.id),
            )


def of_places(tx: Transaction, places: Sequence[str]) -> dict[str, list[Carrier]]:
    """By place, what is in use first; a place without any is there with none."""
    marks = ", ".join("?" * len(places))
    rows = tx.execute(
        f"SELECT {_COLUMNS} FROM carriers WHERE place IN ({marks}) ORDER BY place, retired_on, kind, id",  # noqa: S608
        places,
    )
    found: dict[str, list[Carrier]] = {place: [] for place in places}
    for carrier in map(_carrier, rows):
        found[carrier.place].append(carrier)
    return found


def one(tx: Transaction, id: str) -> Carrier | None:
    rows = tx.execute(f"SELECT {_COLUMNS} FROM carriers WHERE id = ?", (id,))  # noqa: S608
    return _carrier(rows[0]) if rows else None


def count_founding(tx: Transaction) -> int:
    return int(tx.execute("SELECT count(*) FROM carriers WHERE founding = 1")[0][0])


def missing(tx: Transaction, ids: Sequence[str]) -> list[str]:
    """Those of these ids that are not there."""
    known = {row[0] for row in tx.execute("SELECT id FROM carriers WHERE founding = 1")}
    return [each for each in ids if each not in known]


def _carrier(row: Sequence[Any]) -> Carrier:
    named = dict(zip(("id", "kind", "place", "where", "since", "moved_on", "retired_on", "reason"), row, strict=True))
    days = {name: date.fromisoformat(named[name]) if named[name] else None for name in ("moved_on", "retired_on")}
    return Carrier(**{**named, **days, "since": date.fromisoformat(named["since"])})
