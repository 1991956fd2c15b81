"""What a clock has to say, and when."""

from __future__ import annotations

from datetime import datetime

from shared.timelimits import Deadline

DUE = 1.0
"""The share of a clock's span at which its day has passed; the warnings' shares are smaller."""


def moments(deadline: Deadline) -> list[tuple[datetime, float]]:
    """When a clock has something to say, and at which share of its span, in their order."""
    return [*zip(deadline.warn_at, deadline.warn_fractions, strict=True), (deadline.due_at, DUE)]


def next_moment(deadline: Deadline, said: float) -> datetime | None:
    """When a clock that has said so much has something to say next; None when all is said."""
    return next((at for at, share in moments(deadline) if said < share), None)


def said_by(deadline: Deadline, moment: datetime) -> float:
    """The share that is past when a clock is set at a moment: nobody is warned of the past."""
    return max((share for at, share in moments(deadline) if at <= moment), default=0.0)
