"""How many seal keys each village has left, as far as has been heard, and how many petitions it sealed without one."""

from __future__ import annotations

from dataclasses import astuple, dataclass, replace

from services.oversight.domain.petition.events import PetitionRegistered
from services.oversight.domain.seal_keys import ErasedPetitionHeard, SealKeysOffered
from services.oversight.domain.spoilt_petition import SpoiltPetitionHeard
from shared.eventlog import Recorded, Transaction

TABLES = """
CREATE TABLE IF NOT EXISTS seal_keys (key TEXT PRIMARY KEY, village TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS seal_stocks (
    village TEXT PRIMARY KEY, epoch TEXT NOT NULL, offers INTEGER NOT NULL, unused INTEGER NOT NULL,
    without_key INTEGER NOT NULL
) WITHOUT ROWID
"""


@dataclass(frozen=True)
class Stock:
    """``epoch``: the village's, for which its keys are. ``offers``: how many it was told. ``unused``: keys it has left.

    ``without_key``: petitions that came sealed to the long-term key, since the village had none of these.
    """

    epoch: str = ""
    offers: int = 0
    unused: int = 0
    without_key: int = 0


def project(tx: Transaction, recorded: Recorded) -> None:
    match recorded.event:
        case SealKeysOffered() as offered:
            village = recorded.id
            before = stock(tx, village)
            if offered.instead or offered.epoch != before.epoch:
                tx.execute("DELETE FROM seal_keys WHERE village = ?", (village,))
                before = replace(before, epoch=offered.epoch, unused=0)
            tx.executemany("INSERT INTO seal_keys VALUES (?, ?)", [(key, village) for key in offered.keys])
            _keep(tx, village, replace(before, offers=before.offers + 1, unused=before.unused + len(offered.keys)))
        case PetitionRegistered(particulars=known) if known.channel == "village" and known.village is not None:
            if known.seal_key is None:
                before = stock(tx, known.village)
                _keep(tx, known.village, replace(before, without_key=before.without_key + 1))
            else:
                _used(tx, known.seal_key)
        case ErasedPetitionHeard(seal_key=str(key)) | SpoiltPetitionHeard(seal_key=str(key)):
            _used(tx, key)


def stock(tx: Transaction, village: str) -> Stock:
    rows = tx.execute("SELECT epoch, offers, unused, without_key FROM seal_stocks WHERE village = ?", (village,))
    return Stock(*rows[0]) if rows else Stock()


def stocks(tx: Transaction) -> dict[str, Stock]:
    """By village."""
    rows = tx.execute("SELECT village, epoch, offers, unused, without_key FROM seal_stocks")
    return {village: Stock(*figures) for village, *figures in rows}


def unused(tx: Transaction, village: str) -> list[str]:
    return [row[0] for row in tx.execute("SELECT key FROM seal_keys WHERE village = ? ORDER BY key", (village,))]


def _used(tx: Transaction, key: str) -> None:
    for (village,) in tx.execute("DELETE FROM seal_keys WHERE key = ? RETURNING village", (key,)):
        tx.execute("UPDATE seal_stocks SET unused = unused - 1 WHERE village = ?", (village,))


def _keep(tx: Transaction, village: str, stock: Stock) -> None:
    tx.execute(
        "INSERT INTO seal_stocks VALUES (?, ?, ?, ?, ?) ON CONFLICT (village) DO UPDATE SET epoch = excluded.epoch,"
        " offers = excluded.offers, unused = excluded.unused, without_key = excluded.without_key",
        (village, *astuple(stock)),
    )
