"""Boxes that came as petitions and could not be opened, or had none in them; each until it could be after all."""

from __future__ import annotations

from datetime import date

from services.oversight.domain.petition.events import PetitionRegistered
from services.oversight.domain.spoilt_petition import SpoiltPetitionHeard
from shared.eventlog import Recorded, Transaction

TABLES = """
CREATE TABLE IF NOT EXISTS spoilt_petitions (
    petition TEXT PRIMARY KEY, village TEXT NOT NULL, received_on TEXT NOT NULL, sealed TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS spoilt_petitions_village ON spoilt_petitions (village)
"""


def project(tx: Transaction, recorded: Recorded) -> None:
    match recorded.event:
        case SpoiltPetitionHeard() as heard:
            row = (recorded.id, heard.village, heard.received_on.isoformat(), heard.sealed)
            tx.execute("INSERT INTO spoilt_petitions VALUES (?, ?, ?, ?)", row)
        case PetitionRegistered(particulars=known) if known.channel == "village":
            tx.execute("DELETE FROM spoilt_petitions WHERE petition = ?", (recorded.id,))


def by_village(tx: Transaction) -> dict[str, int]:
    """How many came from each."""
    return dict(tx.execute("SELECT village, count(*) FROM spoilt_petitions GROUP BY village"))


def after(tx: Transaction, petition: str, limit: int) -> list[tuple[str, str, date, str]]:
    """Petition, village, day of receipt and box, in the order of the petitions' ids after one."""
    rows = tx.execute(
        "SELECT petition, village, received_on, sealed FROM spoilt_petitions WHERE petition > ?"
        " ORDER BY petition LIMIT ?",
        (petition, limit),
    )
    return [(found, village, date.fromisoformat(day), sealed) for found, village, day, sealed in rows]
