"""A time limit: one versioned row of data/time_limits.toml."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Unit = Literal["calendar_days", "working_days"]
Basis = Literal["law", "promise"]


@dataclass(frozen=True)
class TimeLimit:
    """How long somebody has, from what, to what, and by which rule.

    ``length`` and ``extension_days`` are in ``unit``. ``start``, ``stop`` and ``suspend`` name the only facts that
    move the clock. ``escalate_after``: calendar days after the due day at which a missed clock goes up a level.
    ``effective_to`` None means until further notice; both ends are days in China, inclusive.
    """

    id: str
    version: int
    zh: str
    en: str
    length: int
    unit: Unit
    start: tuple[str, ...]
    stop: tuple[str, ...]
    basis: Basis
    legal_zh: str
    legal_en: str
    effective_from: date
    effective_to: date | None = None
    suspend: tuple[str, ...] = ()
    rolling: bool = True
    extension_days: int = 0
    extension_times: int = 0
    approver: str | None = None
    warn_fractions: tuple[float, ...] = (0.5, 0.9)
    escalate_after: tuple[int, ...] = ()

    def in_force(self, day: date) -> bool:
        return self.effective_from <= day and (self.effective_to is None or day <= self.effective_to)
