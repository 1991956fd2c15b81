"""Whose turn it is to write to a SQLite file: a queue of threads and processes in which nobody is overtaken."""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Turns:
    """Two lock files beside the database, opened once a thread.

    SQLite's own busy handler sleeps and tries again, which gives tails of a second. The lock alone would not do either:
    who leaves it and comes again at once (a worker with much to do) is faster than who has to be woken first, and a
    page can wait for many seconds. So whoever waits for the lock stands in the door, and the others before the door.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._mine = threading.local()

    @contextmanager
    def take(self) -> Iterator[None]:
        """Wait for the turn; it ends with the block."""
        if not hasattr(self._mine, "lock"):
            self._mine.door, self._mine.lock = self._open("door"), self._open("lock")
        fcntl.flock(self._mine.door, fcntl.LOCK_EX)
        try:
            fcntl.flock(self._mine.lock, fcntl.LOCK_EX)
        finally:
            fcntl.flock(self._mine.door, fcntl.LOCK_UN)
        try:
            yield
        finally:
            fcntl.flock(self._mine.lock, fcntl.LOCK_UN)

    def _open(self, name: str) -> int:
        return os.open(f"{self._path}.{name}", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
