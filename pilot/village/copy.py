"""Copies a live SQLite database, as of one moment: ``python -m pilot.village.copy FROM TO``."""

from __future__ import annotations

import sys

import apsw


def copy(source: str, target: str) -> None:
    """Who writes meanwhile does not wait. Raises apsw.Error."""
    read, written = apsw.Connection(source, flags=apsw.SQLITE_OPEN_READONLY), apsw.Connection(target)
    with written.backup("main", read, "main") as progress:
        while not progress.done:
            progress.step(10_000)


if __name__ == "__main__":
    copy(*sys.argv[1:3])
