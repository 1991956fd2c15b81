"""Real SQLite, in memory: a disk that survives its node's crashes, and a handle that dies with each of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

import apsw

from shared.eventlog.database import Row
from shared.eventlog.sqlite import SqliteTransaction


class Crashed(BaseException):
    """The process is gone. A BaseException, so that no code can take it for an error to be handled."""


def nothing(*_: object) -> None:
    """A hook that does nothing."""


class Disk:
    """What a node's database holds. ``applied``: the messages whose effects have been committed, in that order."""

    def __init__(self, image: bytes | None = None) -> None:
        self.connection = apsw.Connection(":memory:")
        if image:
            self.connection.deserialize("main", image)
        self.applied: dict[str, list[int]] = defaultdict(list)
        self.commits = 0

    def image(self) -> bytes:
        return bytes(self.connection.serialize("main"))

    def copy(self) -> Disk:
        """As a backup taken now."""
        copied = Disk(self.image())
        copied.applied = defaultdict(list, {source: list(numbers) for source, numbers in self.applied.items()})
        return copied


class MemoryDatabase:
    """One life of a node: after its crash nothing reaches the disk through it any more.

    ``before_write`` runs before a write transaction has its turn (others may be faster); ``at_commit`` is asked with
    "before" and "after" at each commit, and may raise Crashed; ``statement`` sees each statement of a write.
    """

    errors: tuple[type[Exception], ...] = (apsw.Error, OSError)

    def __init__(self, disk: Disk) -> None:
        self.disk = disk
        self.dead = False
        self.before_write: Callable[[], None] = nothing
        self.at_commit: Callable[[str], None] = nothing
        self.statement: Callable[[MemoryDatabase, str], None] | None = None
        self.written = 0
        self._applying: list[tuple[str, int]] = []

    def note_applied(self, source: str, sequence: int) -> None:
        """Within a write transaction: a message has been applied, if this commits."""
        self._applying.append((source, sequence))

    @contextmanager
    def write(self) -> Iterator[SqliteTransaction]:
        self._alive()
        self.before_write()
        self._alive()
        connection = self.disk.connection
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield _Watched(self) if self.statement else SqliteTransaction(connection)
            self.commit()
        except BaseException:
            self._applying.clear()
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        self.at_commit("after")

    def commit(self) -> None:
        self._alive()
        self.at_commit("before")
        self.disk.connection.execute("COMMIT")
        self.disk.commits += 1
        for source, sequence in self._applying:
            self.disk.applied[source].append(sequence)
        self._applying.clear()

    @contextmanager
    def read(self) -> Iterator[SqliteTransaction]:
        self._alive()
        connection = self.disk.connection
        connection.execute("BEGIN")
        try:
            yield SqliteTransaction(connection)
        finally:
            connection.execute("ROLLBACK")

    def create(self, ddl: str) -> None:
        with self.write() as tx:
            tx.define(ddl)

    def close(self) -> None:
        """The disk stays."""

    def _alive(self) -> None:
        if self.dead:
            raise Crashed


class _Watched(SqliteTransaction):
    def __init__(self, database: MemoryDatabase) -> None:
        super().__init__(database.disk.connection)
        self._database = database

    def execute(self, sql: str, parameters: Sequence[object] = ()) -> list[Row]:
        self._database.statement(self._database, sql)
        return super().execute(sql, parameters)

    def executemany(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        self._database.statement(self._database, sql)
        super().executemany(sql, rows)
