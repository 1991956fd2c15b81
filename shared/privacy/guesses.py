"""Patience with those who mistype the code on a receipt or a slip, none with those who guess.

Wrong codes are counted by where they come from, and all together, in a table that all processes of the service share.
No address stands in it, only a keyed hash that is another one every five minutes, and goes with the next wrong code.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from shared.errors import TooMany
from shared.eventlog import Database

TABLES = """
CREATE TABLE IF NOT EXISTS wrong_codes (
    slot INTEGER NOT NULL, who TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (slot, who)
) WITHOUT ROWID
"""
WITHIN = timedelta(minutes=5)
ALLOWED = 20
"""Wrong codes from one address within a slot of five minutes."""
ALLOWED_IN_ALL = 1000
"""From everywhere: 10^8 in a year of guessing day and night, at 10^15 codes. It holds up honest people too, until the
slot is over.
"""
_EVERYBODY = ""


class Guesses:
    def __init__(self, database: Database, key: bytes) -> None:
        self._database = database
        self._key = key

    def check(self, address: str, now: datetime) -> None:
        """Raises TooMany after too many wrong codes from one address, or from all together."""
        slot, who = self._slot(now), self._who(address, now)
        with self._database.read() as tx:
            rows = tx.execute("SELECT who, count FROM wrong_codes WHERE slot = ? AND who IN (?, ?)", (slot, *who))
        counted: dict[str, int] = dict(rows)
        if counted.get(who[0], 0) >= ALLOWED or counted.get(_EVERYBODY, 0) >= ALLOWED_IN_ALL:
            raise TooMany(
                "too-many-codes",
                "号码输错次数太多，请五分钟后再试。",
                "Too many wrong codes. Try again in five minutes.",
                retry_after=int(WITHIN.total_seconds()),
            )

    def wrong(self, address: str, now: datetime) -> None:
        slot = self._slot(now)
        with self._database.write() as tx:
            tx.execute("DELETE FROM wrong_codes WHERE slot < ?", (slot,))
            tx.executemany(
                "INSERT INTO wrong_codes VALUES (?, ?, 1)"
                " ON CONFLICT (slot, who) DO UPDATE SET count = wrong_codes.count + 1",
                [(slot, who) for who in self._who(address, now)],
            )

    def _slot(self, now: datetime) -> int:
        return int(now.timestamp() // WITHIN.total_seconds())

    def _who(self, address: str, now: datetime) -> Sequence[str]:
        told = f"wrong code {self._slot(now)} {_household(address)}"
        return hmac.new(self._key, told.encode(), hashlib.sha256).hexdigest()[:32], _EVERYBODY


def _household(address: str) -> str:
    """Whoever has one IPv6 address has 2^64 of them."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return ""
    return str(ip_network((address, 64), strict=False)) if isinstance(parsed, IPv6Address) else address
