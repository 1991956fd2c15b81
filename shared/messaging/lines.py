"""How the line to each other node is, its clock and its version: noted where they speak over HTTP.

Both sides say their time: who asks signs it, who answers puts it into a header. So each sees whether the other's clock
agrees with its own, also where a request is refused for it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal

from shared.clock import Clock
from shared.eventlog.database import Database, Transaction

TABLES = """
CREATE TABLE IF NOT EXISTS lines (
    source TEXT PRIMARY KEY, answered_at TEXT, ahead INTEGER, version TEXT, failed_at TEXT, reason TEXT NOT NULL
) WITHOUT ROWID
"""
TIME, VERSION = "Sunshine-Time", "Sunshine-Version"
WRONG = timedelta(minutes=2)
"""A clock that is further off than this is said to be wrong."""
_NOTED_FROM = timedelta(seconds=15)
"""A difference between two clocks that has changed by less is not noted: most of it is the way there and back."""
Reason = Literal["", "no-answer", "certificate", "refused", "clock", "trouble"]
"""Why the last try failed: nothing answered; its certificate does not hold (or our clock is wrong); our key is not
known there; our clock is more than a day off; it answered that something is wrong there."""


@dataclass(frozen=True)
class Line:
    """``ahead``: seconds that the other's clock is ahead of this node's, None where it is not known.

    ``reason``: why the last try failed, empty if it did not.
    """

    answered_at: datetime | None = None
    ahead: int | None = None
    version: str | None = None
    failed_at: datetime | None = None
    reason: str = ""

    @property
    def clock_wrong(self) -> bool:
        return self.ahead is not None and abs(self.ahead) > WRONG.total_seconds()


class Lines:
    """Notes what is new; what is as before only every ``every``, for each note is a write. Never in a transaction."""

    def __init__(self, database: Database, clock: Clock, every: timedelta) -> None:
        self._database = database
        self._clock = clock
        self._every = every
        self._known: dict[str, Line] = {}

    def spoke(self, source: str, their_time: str | None, version: str | None, reason: Reason = "") -> None:
        """It was there, at this time of its own; ``reason``: what it refused us for."""
        now = self._clock.now()
        before = self._line(source)
        ahead = _difference(their_time, now)
        if ahead is not None and before.ahead is not None and abs(ahead - before.ahead) < _NOTED_FROM.total_seconds():
            ahead = before.ahead
        failed_at = now if reason else before.failed_at
        after = Line(before.answered_at if reason else now, ahead, version, failed_at, reason)
        self._note(source, before, after)

    def failed(self, source: str, reason: Reason) -> None:
        """Nothing that it said was understood."""
        before = self._line(source)
        self._note(source, before, replace(before, failed_at=self._clock.now(), reason=reason))

    def _line(self, source: str) -> Line:
        if source not in self._known:
            with self._database.read() as tx:
                self._known[source] = all_lines(tx).get(source, Line())
        return self._known[source]

    def _note(self, source: str, before: Line, after: Line) -> None:
        new = (before.ahead, before.version, before.reason) != (after.ahead, after.version, after.reason)
        if not new and not _due(before, after, self._every):
            return
        with self._database.write() as tx:
            tx.execute(
                "INSERT INTO lines VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (source) DO UPDATE SET"
                " answered_at = excluded.answered_at, ahead = excluded.ahead, version = excluded.version,"
                " failed_at = excluded.failed_at, reason = excluded.reason",
                (
                    source,
                    after.answered_at and after.answered_at.isoformat(),
                    after.ahead,
                    after.version,
                    after.failed_at and after.failed_at.isoformat(),
                    after.reason,
                ),
            )
        self._known[source] = after


def all_lines(tx: Transaction) -> dict[str, Line]:
    """By source."""
    rows = tx.execute("SELECT source, answered_at, ahead, version, failed_at, reason FROM lines")
    return {
        source: Line(_moment(answered_at), ahead, version, _moment(failed_at), reason)
        for source, answered_at, ahead, version, failed_at, reason in rows
    }


def _due(before: Line, after: Line, every: timedelta) -> bool:
    """Whether the last note is old, by a clock that may have been set back."""
    for old, new in ((before.answered_at, after.answered_at), (before.failed_at, after.failed_at)):
        if new is not None and (old is None or not timedelta() <= new - old < every):
            return True
    return False


def _difference(their_time: str | None, now: datetime) -> int | None:
    try:
        return round((datetime.fromisoformat(their_time or "").astimezone(UTC) - now).total_seconds())
    except (ValueError, OverflowError):
        return None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
