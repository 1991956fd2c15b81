"""A response as villages recorded it before ballots were sealed. Old logs hold it; nothing makes it any more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class ResponseRecorded:
    """``at`` is the beginning of the day in China: a day is all that was kept of when somebody answered."""

    round: str
    audience: str
    scores: dict[str, int]
    awareness: dict[str, bool]
    answered_on: date
    at: datetime
