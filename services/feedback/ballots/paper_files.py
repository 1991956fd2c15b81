"""Which files of paper questionnaires have been entered: by a hash of what they say, so that none is taken twice.

A table beside the log: an event of it would stand next to when they were entered, with nothing to gain.
"""

from __future__ import annotations

from shared.errors import WrongState
from shared.eventlog import Transaction

TABLES = """
CREATE TABLE IF NOT EXISTS paper_files (
    digest TEXT PRIMARY KEY, round TEXT NOT NULL, answers INTEGER NOT NULL
) WITHOUT ROWID
"""


def remember(tx: Transaction, digest: str, round: str, answers: int) -> None:
    """``answers``: how many of the round stood in it. Raises WrongState (``already-imported``)."""
    taken = tx.execute(
        "INSERT INTO paper_files VALUES (?, ?, ?) ON CONFLICT DO NOTHING RETURNING digest", (digest, round, answers)
    )
    if not taken:
        raise WrongState(
            "already-imported",
            "这个文件已经录入过了，不能录第二次。",
            "This file has been entered already. It is not taken twice.",
            state="imported",
        )
