"""Single-use survey codes: secrets, and deliberately no events.

In the log a spent code would stand next to the answer that it gave. So the codes' keyed hashes stand in a table of
their own beside the log, ordered by hash, that knows no time and no answer: see docs/decisions/0008. It is no view;
rebuilding the views does not touch it.
"""

from __future__ import annotations

from shared.errors import NotFound, WrongState
from shared.eventlog import Transaction
from shared.privacy.codes import fingerprint, new_survey_code

TABLES = """
CREATE TABLE IF NOT EXISTS survey_codes (
    code_hash TEXT PRIMARY KEY, round TEXT NOT NULL, spent INTEGER NOT NULL
) WITHOUT ROWID
"""
MOST = 500
"""Codes handed out at once."""


def hand_out(tx: Transaction, key: bytes, round: str, count: int) -> list[str]:
    """Draw new codes for a round and keep their hashes. The codes themselves are never to be had again."""
    codes = [new_survey_code() for _ in range(count)]
    tx.executemany("INSERT INTO survey_codes VALUES (?, ?, 0)", [(fingerprint(key, code), round) for code in codes])
    return codes


def round_of(tx: Transaction, key: bytes, code: str) -> str:
    """The round that an unspent code is for. Raises Invalid (``code-malformed``), NotFound, WrongState."""
    rows = tx.execute("SELECT round, spent FROM survey_codes WHERE code_hash = ?", (fingerprint(key, code),))
    if not rows:
        raise _unknown()
    if rows[0][1]:
        raise _used()
    return str(rows[0][0])


def spend(tx: Transaction, key: bytes, round: str, code: str) -> None:
    """Spend a code of a round, in the transaction that records the answer. Raises as `round_of`."""
    if round_of(tx, key, code) != round:
        raise _unknown()
    # Of two that come at the same moment the second finds it spent: it waits for the first one's row.
    spent = tx.execute(
        "UPDATE survey_codes SET spent = 1 WHERE code_hash = ? AND spent = 0 RETURNING spent", (fingerprint(key, code),)
    )
    if not spent:
        raise _used()


def _unknown() -> NotFound:
    return NotFound(
        "code-unknown",
        "没有这个评议码，请对照凭条核对，或向村文书另要一张。",
        "There is no such survey code. Check it against your slip, or ask the clerk for another.",
    )


def _used() -> WrongState:
    return WrongState(
        "code-used",
        "这个评议码已经用过。如果刚才是您提交的，答卷已经收到，不用再交。",
        "This survey code has been used. If that was you a moment ago, your answer has arrived; do not send it again.",
        state="used",
    )
