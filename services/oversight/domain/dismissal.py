"""A finding that turns out to be none: what it was opened for had not happened. Nobody loses by it.

It stays readable with its reason, for it was readable before; nothing of it is published any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class DismissFinding:
    """``reason`` in Chinese, for whoever may see the finding."""

    reason: str
    at: datetime


@dataclass(frozen=True)
class FindingDismissed:
    """``about``: the office or village that was not to blame."""

    about: str
    reason: str
    at: datetime
