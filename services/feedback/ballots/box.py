"""The ballot box (票箱): sealed ballots that nobody in the village can read, in no order and with no time.

A table beside the log, and no view: rebuilding the views does not touch it. Its key is random, so that where a ballot
lies in the file says nothing of when it was put there.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from shared.eventlog import Transaction

TABLES = """
CREATE TABLE IF NOT EXISTS ballot_box (
    ballot TEXT PRIMARY KEY, round TEXT NOT NULL, sealed TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS ballot_box_round ON ballot_box (round)
"""


def put(tx: Transaction, round: str, sealed: Iterable[str]) -> None:
    tx.executemany(
        "INSERT INTO ballot_box VALUES (?, ?, ?)", [(secrets.token_hex(16), round, ballot) for ballot in sealed]
    )


def count(tx: Transaction, round: str) -> int:
    """How many lie in it."""
    lying: int = tx.execute("SELECT count(*) FROM ballot_box WHERE round = ?", (round,))[0][0]
    return lying


def filled(tx: Transaction) -> dict[str, int]:
    """round -> how many lie in it."""
    return dict(tx.execute("SELECT round, count(*) FROM ballot_box GROUP BY round"))


def take(tx: Transaction, round: str, leave: int) -> tuple[str, ...]:
    """Take all but some out, at random, and in random order."""
    lying = tx.execute("SELECT ballot, sealed FROM ballot_box WHERE round = ?", (round,))
    drawn = secrets.SystemRandom().sample(lying, max(0, len(lying) - leave))
    tx.executemany("DELETE FROM ballot_box WHERE ballot = ?", [(ballot,) for ballot, _ in drawn])
    return tuple(sealed for _, sealed in drawn)
