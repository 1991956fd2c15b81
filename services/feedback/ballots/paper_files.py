"""Which paper questionnaires have been entered: for each file, or sheet typed by itself, a keyed hash, so that none is
taken twice.

A table beside the log: an event of it would stand next to when they were entered, with nothing to gain. The key makes
sure that nobody finds out from a copy what a small file said, by trying all that it could say.
"""

from __future__ import annotations

from collections.abc import Sequence

from shared.errors import WrongState
from shared.eventlog import Transaction

TABLES = """
CREATE TABLE IF NOT EXISTS paper_files (
    digest TEXT PRIMARY KEY, round TEXT NOT NULL, answers INTEGER NOT NULL
) WITHOUT ROWID
"""
_AT_ONCE = 500


def remember(tx: Transaction, digest: str, round: str, answers: int) -> None:
    """``answers``: how many of the round stood in it. Raises WrongState (``already-imported``)."""
    taken = tx.execute(
        "INSERT INTO paper_files VALUES (?, ?, ?) ON CONFLICT DO NOTHING RETURNING digest", (digest, round, answers)
    )
    if not taken:
        raise WrongState(
            "already-imported",
            "这些答卷已经录入过了，不能录第二次。如果是另外几份，只是碰巧一样，请在键盘录入页逐份录。",
            "These answers have been entered already, and are not taken twice. If they are others that happen to say"
            " the same, type them one by one on the page for the keyboard.",
            state="imported",
        )


def known(tx: Transaction, digests: Sequence[str]) -> set[str]:
    """Which of them have been entered."""
    found: set[str] = set()
    for at in range(0, len(digests), _AT_ONCE):
        some = digests[at : at + _AT_ONCE]
        asked = ",".join("?" * len(some))
        found |= {row[0] for row in tx.execute(f"SELECT digest FROM paper_files WHERE digest IN ({asked})", some)}  # noqa: S608
    return found


def partly(first: int, last: int) -> WrongState:
    """The rows between have been entered already, as a file of their own."""
    return WrongState(
        "already-imported",
        f"第 {first} 行到第 {last} 行已经录入过了。请删去这些行，只留新的，再导入；只是碰巧一样的，请用键盘逐份录。",
        f"Rows {first} to {last} have been entered already. Delete them, leave only the new ones, and import again;"
        " what only happens to say the same is typed in sheet by sheet.",
        state="imported",
    )


def entered(tx: Transaction, round: str) -> int:
    """How many answers from paper have been entered for a round."""
    count: int = tx.execute("SELECT coalesce(sum(answers), 0) FROM paper_files WHERE round = ?", (round,))[0][0]
    return count
