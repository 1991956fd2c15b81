"""Patience with those who mistype a receipt code, none with those who guess: counted by address, in each process."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta

from shared.errors import TooMany

ALLOWED = 20
WITHIN = timedelta(minutes=5)
_ADDRESSES = 10_000


class Guesses:
    def __init__(self) -> None:
        self._wrong: dict[str, deque[datetime]] = {}

    def check(self, address: str, now: datetime) -> None:
        """Raises TooMany after too many wrong codes from one address."""
        wrong = self._wrong.get(address, deque())
        while wrong and wrong[0] <= now - WITHIN:
            wrong.popleft()
        if len(wrong) >= ALLOWED:
            raise TooMany(
                "too-many-codes",
                "查询码输错次数太多，请五分钟后再试。",
                "Too many wrong codes. Try again in five minutes.",
                retry_after=int(WITHIN.total_seconds()),
            )

    def wrong(self, address: str, now: datetime) -> None:
        if len(self._wrong) >= _ADDRESSES:
            self._wrong.pop(next(iter(self._wrong)), None)
        self._wrong.setdefault(address, deque()).append(now)
