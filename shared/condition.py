"""What a node can tell of the machine that it runs on: is its clock right, its disk nearly full, its backup fresh."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from shared.config import Config
from shared.eventlog.database import Transaction
from shared.messaging.lines import WRONG, Line, all_lines
from shared.version import VERSION

LOW = 500 * 1024 * 1024
"""Bytes of free disk below which it is said, while everything still works: room for months of a village's records."""
BACKUP_OLD = timedelta(days=2)


@dataclass(frozen=True)
class Condition:
    """``behind_log``: seconds by which the clock stands before the last thing that was recorded; it was set back then.

    ``free``: bytes left on the database's disk, None where that is another machine's.
    """

    lines: dict[str, Line]
    behind_log: int
    free: int | None
    backup_at: datetime | None
    village: bool

    @property
    def ahead(self) -> int | None:
        """Seconds by which a village's clock is ahead of the township's, by who of it answered last."""
        known = [line for line in self.lines.values() if line.ahead is not None]
        if not self.village or not known:
            return None
        # Of two that have been asked by a clock that was set meanwhile, the later note counts.
        latest = max(known, key=lambda line: max(filter(None, (line.answered_at, line.failed_at))))
        return -(latest.ahead or 0)

    @property
    def clock_right(self) -> bool:
        wrong = WRONG.total_seconds()
        return abs(self.ahead or 0) <= wrong and self.behind_log <= wrong

    @property
    def disk_low(self) -> bool:
        return self.free is not None and self.free < LOW

    @property
    def sound(self) -> bool:
        return self.clock_right and not self.disk_low

    @property
    def township_version(self) -> str | None:
        """What the township runs, as far as this node has heard."""
        return next((line.version for line in self.lines.values() if line.version), None)

    def told(self) -> dict[str, Any]:
        """For /healthz."""
        return {
            "version": VERSION,
            "clock": {"ahead": self.ahead, "behind_log": self.behind_log, "right": self.clock_right},
            "disk": None if self.free is None else {"free": self.free, "low": self.disk_low},
            "backup_at": self.backup_at and self.backup_at.isoformat(),
            "lines": {
                source: {
                    "answered_at": line.answered_at and line.answered_at.isoformat(),
                    "failed_at": line.failed_at and line.failed_at.isoformat(),
                    "reason": line.reason,
                    "clock_ahead": line.ahead,
                    "version": line.version,
                }
                for source, line in sorted(self.lines.items())
            },
        }


def look(tx: Transaction, config: Config) -> Condition:
    last = tx.execute("SELECT recorded_at FROM events ORDER BY position DESC LIMIT 1")
    backup = tx.execute("SELECT made_at FROM backups WHERE name = 'last'")
    behind = (datetime.fromisoformat(last[0][0]) - config.clock.now()).total_seconds() if last else 0.0
    return Condition(
        all_lines(tx),
        max(0, round(behind)),
        shutil.disk_usage(config.disk).free if config.disk is not None and config.disk.exists() else None,
        datetime.fromisoformat(backup[0][0]) if backup else None,
        config.village is not None,
    )
