"""SQLite through apsw, which brings a sound library: see docs/decisions/0003."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import apsw

from shared.eventlog.database import Row, statements
from shared.eventlog.search import Search, sqlite_index, sqlite_query
from shared.turns import Turns

# 3.7.0 to 3.51.2 can corrupt a WAL database under several connections; the fix went into these lines too.
_FIXED_LINES = {(3, 50): 7, (3, 44): 6}
_FIXED_SINCE = (3, 51, 3)


class UnsoundSqliteError(RuntimeError):
    """This SQLite library has the WAL-reset bug; running on it could lose complaints."""


def refuse_unsound(version: str) -> None:
    """Raise UnsoundSqliteError for a library that may corrupt a WAL database. See sqlite.org/wal.html."""
    major, minor, patch = (int(part) for part in version.split(".")[:3])
    if (major, minor, patch) >= _FIXED_SINCE or patch >= _FIXED_LINES.get((major, minor), 1 << 30):
        return
    raise UnsoundSqliteError(
        f"SQLite {version} can corrupt its database under several connections; install apsw with SQLite 3.51.3 or newer"
    )


class SqliteTransaction:
    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        return self._connection.execute(sql, parameters).fetchall()

    def executemany(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        self._connection.executemany(sql, rows)

    def define(self, ddl: str) -> None:
        for statement in statements(ddl):
            self._connection.execute(sqlite_index(statement) or statement)

    def search(self, search: Search) -> list[int]:
        return [row[0] for row in self.execute(*sqlite_query(search))]


class SqliteDatabase:
    """One file, one connection a thread; writers of all threads and processes take turns."""

    errors: tuple[type[Exception], ...] = (apsw.Error, OSError)
    schema = "main"

    def __init__(self, path: Path) -> None:
        refuse_unsound(apsw.sqlite_lib_version())
        path.parent.mkdir(parents=True, exist_ok=True)
        self._path = path
        self._turns = Turns(path)
        self._local = threading.local()
        self._open: list[apsw.Connection] = []

    def _connection(self) -> apsw.Connection:
        connection: apsw.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = apsw.Connection(str(self._path))
            # Our own writers take turns: only a stranger's lock is waited for here, and everybody behind waits with us.
            connection.set_busy_timeout(3_000)
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
            self._local.connection = connection
            self._open.append(connection)
        return connection

    @contextmanager
    def write(self) -> Iterator[SqliteTransaction]:
        connection = self._connection()
        with self._turns.take():
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield SqliteTransaction(connection)
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    @contextmanager
    def read(self) -> Iterator[SqliteTransaction]:
        connection = self._connection()
        connection.execute("BEGIN")
        try:
            yield SqliteTransaction(connection)
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise

    def create(self, ddl: str) -> None:
        with self.write() as tx:
            tx.define(ddl)

    def again(self) -> SqliteDatabase:
        return SqliteDatabase(self._path)

    def close(self) -> None:
        for connection in self._open:
            connection.close()
