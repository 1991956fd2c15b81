"""The stock of keys that serve for one petition each."""

from __future__ import annotations

import secrets

from services.feedback.domain.petition import PetitionFiled
from services.feedback.domain.seal_keys import SealKeysTaken
from shared.eventlog import Recorded, Transaction
from shared.privacy.sealing import key_and_box

TABLES = """
CREATE TABLE IF NOT EXISTS seal_keys (key TEXT PRIMARY KEY, epoch TEXT NOT NULL) WITHOUT ROWID
"""


def project(tx: Transaction, recorded: Recorded) -> None:
    match recorded.event:
        case SealKeysTaken() as taken:
            # Of a petition sealed before this village was put back to a backup nothing may be known here any more.
            older = "epoch < ?" if not taken.instead else "epoch <= ?"
            tx.execute(f"DELETE FROM seal_keys WHERE {older}", (taken.epoch,))  # noqa: S608 - our own words
            tx.executemany(
                "INSERT INTO seal_keys VALUES (?, ?) ON CONFLICT DO NOTHING",
                [(key, taken.epoch) for key in taken.keys],
            )
        case PetitionFiled() as filed:
            key, _ = key_and_box(filed.sealed)
            if key is not None:
                tx.execute("DELETE FROM seal_keys WHERE key = ?", (key,))


def next_key(tx: Transaction, epoch: str) -> str | None:
    """One that has not been used; None where there is none of this epoch."""
    rows = tx.execute("SELECT key FROM seal_keys WHERE epoch = ? ORDER BY key LIMIT 1", (epoch,))
    return rows[0][0] if rows else None


def any_key(tx: Transaction, epoch: str) -> str | None:
    """One at random, so that two who write at the same time seldom have the same; None where there is none."""
    left = stock(tx, epoch)
    rows = tx.execute(
        "SELECT key FROM seal_keys WHERE epoch = ? ORDER BY key LIMIT 1 OFFSET ?",
        (epoch, secrets.randbelow(max(left, 1))),
    )
    return rows[0][0] if rows else None


def serves(tx: Transaction, epoch: str, key: str) -> bool:
    """Whether it has not been used."""
    return bool(tx.execute("SELECT 1 FROM seal_keys WHERE key = ? AND epoch = ?", (key, epoch)))


def stock(tx: Transaction, epoch: str) -> int:
    """How many are left."""
    count: int = tx.execute("SELECT count(*) FROM seal_keys WHERE epoch = ?", (epoch,))[0][0]
    return count
