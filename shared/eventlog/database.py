"""One small interface over SQLite and PostgreSQL: a durable write transaction, a consistent read.

SQL is written once, in the part that both share, with ``?`` for parameters and SQLite's type names; the
PostgreSQL side translates. Which one is used is a matter of the URL.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

from shared.eventlog.search import Search

Row = tuple[Any, ...]


class Transaction(Protocol):
    def execute(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        """Run one statement and return all of its rows."""
        ...

    def executemany(self, sql: str, rows: Iterable[Sequence[object]]) -> None: ...

    def define(self, ddl: str) -> None:
        """Run a script of ``;``-separated statements that make or drop tables and indexes."""
        ...

    def search(self, search: Search) -> list[int]:
        """The ids of the rows that have the terms, the greatest first: see `shared.eventlog.search`."""
        ...


class Database(Protocol):
    errors: tuple[type[Exception], ...]
    """What the driver raises when the database itself fails (disk full, connection lost), not a statement's fault."""
    schema: str
    """The schema in which the tables are."""

    def write(self) -> AbstractContextManager[Transaction]:
        """All or nothing; on disk when the block has been left. Writers take turns, first come first served."""
        ...

    def read(self) -> AbstractContextManager[Transaction]:
        """One consistent snapshot. Never waits for a writer. What is written to TEMP tables stays."""
        ...

    def create(self, ddl: str) -> None:
        """Create the tables of a script of ``;``-separated statements, where they are missing."""
        ...

    def again(self) -> Database:
        """The same database through connections of its own."""
        ...

    def close(self) -> None: ...


def open_database(url: str) -> Database:
    """Open ``sqlite:///path`` or ``postgresql://…``. Raises what the driver raises when it cannot be opened."""
    if url.startswith("sqlite:///"):
        from shared.eventlog.sqlite import SqliteDatabase

        return SqliteDatabase(Path(url.removeprefix("sqlite:///")))
    from shared.eventlog.postgres import PostgresDatabase

    return PostgresDatabase(url)


def statements(ddl: str) -> list[str]:
    return [statement.strip() for statement in ddl.split(";") if statement.strip()]
