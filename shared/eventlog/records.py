"""What the log gives back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Metadata:
    """Who and why. ``actor`` is an account name, ``public``, ``clock`` or a message's source; never a petitioner."""

    actor: str
    correlation: str
    causation: str = ""


@dataclass(frozen=True)
class Recorded:
    """One event as it stands in the log.

    ``occurred_at`` is the legal moment (the event's own ``at``), ``recorded_at`` when it was written: a deadline
    that fell while the system was down has two different ones. Both are aware, in UTC.
    """

    position: int
    stream: str
    version: int
    name: str
    event: Any
    occurred_at: datetime
    recorded_at: datetime
    metadata: Metadata

    @property
    def id(self) -> str:
        """The aggregate's id: the stream name without the aggregate's own."""
        return self.stream.partition("-")[2]
