"""One worker leads. Of several on one database, one relays, hears, catches up and ticks; the others stand by.

Nothing hangs on there being only one: pages are applied in order by whoever has the writers' turn, and a clock that has
said something says it once. A frozen leader that wakes up beside the next one is therefore harmless. The lease keeps
the work from being done twice, and lets a stand-by take over within seconds. It compares no clocks of two machines:
a stand-by watches whether the leader's beats go on.
"""

from __future__ import annotations

import errno
import os
import socket

from shared.eventlog.database import Database, Transaction
from shared.ids import Ids

TABLES = """
CREATE TABLE IF NOT EXISTS leases (name TEXT PRIMARY KEY, holder TEXT NOT NULL, beats INTEGER NOT NULL) WITHOUT ROWID
"""
BEAT_EVERY = 1.0
"""Seconds between two beats of the leader."""
TAKEN_AFTER = 4.0
"""Seconds without a beat, on the stand-by's own steady clock, until it takes over."""
_NAME = "worker"


class Lease:
    def __init__(self, database: Database, ids: Ids) -> None:
        self._database = database
        self._host = socket.gethostname()
        self._holder = f"{self._host}:{os.getpid()}:{ids.new()}"
        self._seen: tuple[str, int] | None = None
        self._seen_at = 0.0

    def take(self, now: float) -> bool:
        """Take the lease if it is free, or if its holder is dead or silent; ``now`` in seconds of any steady clock."""
        with self._database.read() as tx:
            rows = tx.execute("SELECT holder, beats FROM leases WHERE name = ?", (_NAME,))
        standing: tuple[str, int] | None = (rows[0][0], rows[0][1]) if rows else None
        if standing != self._seen:
            self._seen, self._seen_at = standing, now
        if standing is None:
            return self._write(
                "INSERT INTO leases VALUES (?, ?, 1) ON CONFLICT DO NOTHING RETURNING beats", _NAME, self._holder
            )
        if now - self._seen_at < TAKEN_AFTER and not self._died_here(standing[0]):
            return False
        follow = "UPDATE leases SET holder = ?, beats = beats + 1 WHERE name = ? AND holder = ? AND beats = ?"
        return self._write(f"{follow} RETURNING beats", self._holder, _NAME, *standing)

    def renew(self, tx: Transaction) -> bool:
        """One more beat; False once somebody else leads."""
        beat = "UPDATE leases SET beats = beats + 1 WHERE name = ? AND holder = ? RETURNING beats"
        return bool(tx.execute(beat, (_NAME, self._holder)))

    def release(self) -> None:
        """Make room at once, at a clean end."""
        with self._database.write() as tx:
            tx.execute("DELETE FROM leases WHERE name = ? AND holder = ?", (_NAME, self._holder))

    def _write(self, sql: str, *parameters: object) -> bool:
        with self._database.write() as tx:
            return bool(tx.execute(sql, parameters))

    def _died_here(self, holder: str) -> bool:
        """Whether the holder was a process of this machine that is no more: nobody need wait for its beats."""
        host, pid, _ = holder.rsplit(":", 2)
        if host != self._host or holder == self._holder:
            return False
        if int(pid) == os.getpid():
            return True
        try:
            os.kill(int(pid), 0)
        except OSError as error:
            return error.errno == errno.ESRCH
        return False
