"""One consistent copy of all that a node keeps, written while it runs. What can be made from the log is left out."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from shared.application import Application
from shared.eventlog import Transaction
from shared.eventlog.database import Row, statements
from shared.operations.archive import Header, Writer

_PAGE = 1000


def backup_to(application: Application, path: Path) -> Header:
    """Write a backup for its owner's eyes only, and put it in the file's place when it is whole and on disk."""
    part = path.with_name(path.name + ".part")
    part.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            header = backup(application, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    folder = os.open(path.resolve().parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return header


def backup(application: Application, out: IO[bytes]) -> Header:
    """Write a backup as of one moment, and note that there is one; who writes meanwhile does not wait."""
    with application.database.read() as tx:
        header = Header(
            application.outbox.source,
            application.outbox.epoch(tx).name,
            application.log.tail(tx).position,
            application.outbox.head(tx),
            application.clock.now().isoformat(),
        )
        writer = Writer(out, header)
        for table, keys in primary_keys(application.kept_scripts).items():
            writer.table(table)
            for rows in _pages(tx, table, keys):
                writer.rows(table, rows)
        writer.close()
    with application.database.write() as tx:
        tx.execute(
            "INSERT INTO backups VALUES ('last', ?) ON CONFLICT (name) DO UPDATE SET made_at = excluded.made_at",
            (header.made_at,),
        )
    return header


def primary_keys(scripts: list[str]) -> dict[str, list[str]]:
    """Each table that the scripts make, with the columns of its primary key."""
    found = {}
    for statement in statements(";".join(scripts)):
        if made := re.match(r"CREATE TABLE IF NOT EXISTS (\w+)", statement):
            key = re.search(r"PRIMARY KEY \(([^)]+)\)", statement) or re.search(r"(\w+) \w+ PRIMARY KEY", statement)
            assert key is not None, f"{made[1]} has no primary key"
            found[made[1]] = key[1].split(", ")
    return found


def _pages(tx: Transaction, table: str, keys: list[str]) -> Iterator[list[Row]]:
    """All rows of a table in the order of its primary key, a thousand at a time."""
    key, marks = ", ".join(keys), ", ".join("?" * len(keys))
    first = f"SELECT {key}, {table}.* FROM {table}"  # noqa: S608 - names come from our own scripts
    last: Row = ()
    while True:
        after = f" WHERE ({key}) > ({marks})" if last else ""
        rows = tx.execute(f"{first}{after} ORDER BY {key} LIMIT {_PAGE}", last)
        if not rows:
            return
        yield [row[len(keys) :] for row in rows]
        last = rows[-1][: len(keys)]
