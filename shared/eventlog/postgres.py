"""PostgreSQL through psycopg 3. Imported only when a URL asks for it."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import psycopg

from shared.eventlog.database import Row, statements
from shared.eventlog.search import Search, postgres_index, postgres_query

LOCK_WAIT = "10s"
"""How long a statement waits for a lock; then whoever sent something is told to send it again."""
# A process that was frozen within a transaction, or whose machine is gone, may not keep the others waiting.
_OPTIONS = "-c idle_in_transaction_session_timeout=15s -c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5"
_TURN = "SELECT pg_advisory_xact_lock(778512)"
"""Held until the commit: writers queue, first come first served, as they do at SQLite's lock file."""


@lru_cache(maxsize=1024)
def gives_rows(sql: str) -> bool:
    """Whether a statement is waited for; one that gives nothing travels with the next one that does."""
    return re.match(r"\s*(SELECT|WITH)\b", sql, re.IGNORECASE) is not None or "RETURNING" in sql


@lru_cache(maxsize=1024)
def translate(sql: str) -> str:
    """From the shared dialect to PostgreSQL's: the parameter mark."""
    return sql.replace("%", "%%").replace("?", "%s")


def translate_ddl(sql: str) -> str:
    """From the shared dialect to PostgreSQL's: the type names and SQLite's table option."""
    return re.sub(r"\bINTEGER\b", "BIGINT", sql).replace("WITHOUT ROWID", "").replace("REAL", "DOUBLE PRECISION")


class PostgresTransaction:
    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        cursor = self._connection.execute(translate(sql), parameters)
        return cursor.fetchall() if gives_rows(sql) else []

    def executemany(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        with self._connection.cursor() as cursor:
            cursor.executemany(translate(sql), rows)

    def define(self, ddl: str) -> None:
        for statement in statements(ddl):
            for one in postgres_index(statement) or [translate_ddl(statement)]:
                self.execute(one)

    def search(self, search: Search) -> list[int]:
        return [row[0] for row in self.execute(*postgres_query(search))]


class PostgresDatabase:
    """One database, one connection a thread. A lost connection is opened again at the next transaction."""

    # All but psycopg.DataError: a value that does not fit (NUL in a text) is the message's fault, and it is parked.
    errors: tuple[type[Exception], ...] = (
        psycopg.OperationalError,
        psycopg.InterfaceError,
        psycopg.InternalError,
        psycopg.IntegrityError,
        psycopg.ProgrammingError,
        psycopg.NotSupportedError,
        OSError,
    )
    schema = "public"

    def __init__(self, url: str) -> None:
        self._url = url
        self._local = threading.local()
        self._open: list[psycopg.Connection[Any]] = []

    def _connection(self) -> psycopg.Connection[Any]:
        connection: psycopg.Connection[Any] | None = getattr(self._local, "connection", None)
        if connection is None or connection.closed:
            connection = psycopg.connect(
                self._url, autocommit=True, connect_timeout=5, options=f"{_OPTIONS} -c lock_timeout={LOCK_WAIT}"
            )
            self._local.connection = connection
            self._open.append(connection)
        return connection

    @contextmanager
    def write(self) -> Iterator[PostgresTransaction]:
        connection = self._connection()
        with connection.pipeline(), connection.transaction():
            connection.execute(_TURN)
            yield PostgresTransaction(connection)

    @contextmanager
    def read(self) -> Iterator[PostgresTransaction]:
        connection = self._connection()
        with connection.pipeline(), connection.transaction():
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield PostgresTransaction(connection)

    def create(self, ddl: str) -> None:
        with self.write() as tx:
            tx.define(ddl)

    def again(self) -> PostgresDatabase:
        return PostgresDatabase(self._url)

    def close(self) -> None:
        for connection in self._open:
            connection.close()
