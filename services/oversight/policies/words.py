"""The words that public texts are made with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from shared.timelimits import TimeLimits


@dataclass(frozen=True)
class Words:
    """The Chinese name of an office or village, and of a time limit; and an id that does not tell what it is of."""

    name: Callable[[str], str]
    limits: TimeLimits
    veiled: Callable[[str], str]
    township: str
    """The id of the office at the head of the township, which answers for its own board."""
