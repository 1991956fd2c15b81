"""Tables of the same names beside the live ones, seen by one connection alone: where views are made anew.

Both databases look for a name among a connection's TEMP tables first. So `project` fills these while it reads the live
log, nobody else sees them, and when the connection goes, at a kill -9 too, they are gone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from shared.eventlog.database import Database, Transaction, statements
from shared.eventlog.search import MARK


@contextmanager
def beside(database: Database, scripts: Iterable[str]) -> Iterator[Database]:
    """The same database through one more connection, in which empty TEMP tables of the scripts hide the live ones.

    ``read`` keeps what is written to them, and neither waits for writers nor holds them up. For one thread.
    """
    other = database.again()
    try:
        with other.write() as tx:
            for script in scripts:
                # Nobody searches in these, and putting them in place fills the index of the live ones.
                made = [statement for statement in statements(script) if not statement.startswith(MARK)]
                tx.define(";".join(made).replace("CREATE TABLE IF NOT EXISTS", "CREATE TEMP TABLE"))
        yield other
    finally:
        other.close()


def differs(tx: Transaction, database: Database, table: str) -> bool:
    """Whether the live table holds other rows than the one beside it."""
    live = f"{database.schema}.{table}"
    return any(
        tx.execute(f"SELECT 1 FROM (SELECT * FROM {one} EXCEPT SELECT * FROM {other}) AS missing LIMIT 1")  # noqa: S608
        for one, other in ((live, table), (table, live))
    )


def put_in_place(tx: Transaction, database: Database, table: str) -> None:
    """Give the live table the rows of the one beside it, in a write transaction."""
    live = f"{database.schema}.{table}"
    tx.execute(f"DELETE FROM {live}")  # noqa: S608 - names come from our own scripts
    tx.execute(f"INSERT INTO {live} SELECT * FROM {table}")  # noqa: S608
