"""A node put back to a backup: checked, loaded beside what is there, put in its place in one transaction, and declared.

The views are made anew beside it too, a batch in a transaction: within a single one PostgreSQL has to step over every
older version of a row that many events change, and takes longer with every event.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, islice

from shared.application import Application
from shared.eventlog.beside import beside, put_in_place
from shared.eventlog.database import Row, Transaction
from shared.eventlog.log import chained
from shared.messaging.outbox import new_epoch
from shared.operations.archive import BadBackup, Header, Reader
from shared.operations.backup import primary_keys

_BATCH = 1000
_CHAINED = {"events": "position", "outbox": "sequence"}
"""The tables whose rows are numbered from 1 and chained, with their numbers' column."""


@dataclass(frozen=True)
class Loss:
    """What the node has and the backup has not."""

    events: int
    messages: int

    def __bool__(self) -> bool:
        return bool(self.events or self.messages)


class Restoration:
    """A backup that was checked against this node and can be put in place of what it holds.

    Raises BadBackup for one that is damaged, of another node, or whose chains do not hold.
    """

    def __init__(self, application: Application, archive: Reader) -> None:
        self._application = application
        self._archive = archive
        self._tables = primary_keys(application.kept_scripts)
        self.header: Header = archive.header
        if self.header.source != application.outbox.source:
            raise BadBackup(
                f"这是 {self.header.source} 的备份，本节点是 {application.outbox.source}。",
                f"This is a backup of {self.header.source}, and this node is {application.outbox.source}.",
            )
        self._shared = dict.fromkeys(_CHAINED, 0)
        """Up to which number log and outbox of the backup are the ones that the node has now."""
        self._check()

    def loss(self) -> Loss:
        """What would be lost if it were restored now."""
        with self._application.database.read() as tx:
            return self._loss(tx)

    def carry_out(self) -> tuple[Loss, str]:
        """Replace what the node holds, with a new epoch and the views made anew: all or nothing.

        Returns what was lost, and the epoch. Others read and write until the last step, which copies the rows.
        """
        application = self._application
        views = [view.TABLES for view in application.blueprint.views]
        with beside(application.database, [*application.kept_scripts, *views]) as other:
            for table, rows in self._batches():
                marks = ", ".join("?" * len(rows[0]))
                with other.read() as tx:
                    tx.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608 - our own tables
            position, reached = -1, 0
            while reached > position:
                position = reached
                with other.read() as tx:
                    reached = application.project_after(tx, position, _BATCH)
            with other.write() as tx:
                lost = self._loss(tx)
                epoch = new_epoch(application.clock.now(), application.ids.new())
                # Where the node went on after its history had parted from the backup's, listeners may have heard that.
                parted = lost.messages and self._shared["outbox"] < self.header.messages
                application.outbox.begin_epoch(tx, epoch, self._shared["outbox"] if parted else None)
                for table in (*self._tables, *application.view_tables):
                    put_in_place(tx, other, table)
        return lost, epoch

    def _loss(self, tx: Transaction) -> Loss:
        schema, shared = self._application.database.schema, self._shared
        counted = [
            tx.execute(f"SELECT coalesce(max({number}), 0) FROM {schema}.{table}")[0][0] - shared[table]  # noqa: S608
            for table, number in _CHAINED.items()
        ]
        return Loss(*counted)

    def _check(self) -> None:
        """Read it all once: is it whole, do the chains hold, how far is it what the node has."""
        reached = dict.fromkeys(_CHAINED, (0, ""))
        for table, rows in self._batches():
            if table not in self._tables:
                raise BadBackup(
                    f"备份里有本版本没有的表 {table}，请先升级软件。",
                    f"The backup has a table {table!r} that this software does not know: update it first.",
                )
            if table in _CHAINED:
                if self._shared[table] == reached[table][0]:
                    self._shared[table] += self._alike(table, rows)
                reached[table] = _follow(table, rows, *reached[table])
        if (reached["events"][0], reached["outbox"][0]) != (self.header.events, self.header.messages):
            raise BadBackup("备份的首行与内容不符。", "The backup's first line is not what it holds.")

    def _alike(self, table: str, rows: list[Row]) -> int:
        """How many of these rows, from the first on, the node has too."""
        number = _CHAINED[table]
        with self._application.database.read() as tx:
            mine = tx.execute(
                f"SELECT hash FROM {table} WHERE {number} >= ? ORDER BY {number} LIMIT ?",  # noqa: S608
                (rows[0][0], len(rows)),
            )
        pairs = zip((row[-1] for row in rows), (row[0] for row in mine), strict=False)
        return next((count for count, (one, other) in enumerate(pairs) if one != other), min(len(rows), len(mine)))

    def _batches(self) -> Iterator[tuple[str, list[Row]]]:
        for table, group in groupby(self._archive.rows(), key=lambda found: found[0]):
            yield from ((table, rows) for rows in _in_batches(row for _, row in group))


def _follow(table: str, rows: list[Row], number: int, digest: str) -> tuple[int, str]:
    """Number and hash after these rows of a chain. Raises BadBackup where they do not follow."""
    for row in rows:
        number += 1
        # An event's hash is over all of its columns, a message's over its line.
        digest = chained(digest, row[1] if table == "outbox" else "\x1f".join(map(str, row[:-1])))
        if (row[0], row[-1]) != (number, digest):
            raise BadBackup(
                f"备份的哈希链在 {table} 第 {number} 行断了。",
                f"The backup's chain is broken at row {number} of {table}.",
            )
    return number, digest


def _in_batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    remaining = iter(rows)
    while batch := list(islice(remaining, _BATCH)):
        yield batch
