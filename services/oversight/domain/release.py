"""The releases of a year's statistics (统计发布): each quarter's, then the year's, which is its annual report.

Regulations on Petition Work (信访工作条例) Art. 41 asks for a report each year. What is released is the figures as they
are shown; it never changes. A correction is another edition beside it, with its reason, and both stay readable.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import assert_never

from services.oversight.domain.figures import Figure, periods_of
from services.oversight.domain.quarter import quarter_named
from shared.errors import Invalid, NotFound, WrongState
from shared.timelimits.days import china_day

FEWEST = 5
"""No count below this is released, zero apart."""


@dataclass(frozen=True)
class Content:
    """What everybody reads. ``advice`` (存在问题和工作建议) is a person's own text, and may be empty."""

    period: str
    figures: tuple[Figure, ...]
    advice: str


# Commands


@dataclass(frozen=True)
class PublishRelease:
    """``seen`` is how many editions of the year the figures take into account: what they withhold depends on these."""

    content: Content
    seen: int
    by: str
    at: datetime


@dataclass(frozen=True)
class CorrectRelease:
    content: Content
    reason: str
    seen: int
    by: str
    at: datetime


Command = PublishRelease | CorrectRelease

# Events


@dataclass(frozen=True)
class ReleasePublished:
    content: Content
    by: str
    at: datetime


@dataclass(frozen=True)
class ReleaseCorrected:
    """``edition`` is 2 for the first correction."""

    content: Content
    edition: int
    reason: str
    by: str
    at: datetime


Event = ReleasePublished | ReleaseCorrected

# State


@dataclass(frozen=True)
class Releases:
    """``editions``: period -> how many there are of it."""

    editions: dict[str, int] = field(default_factory=dict)


def decide(public_text: Callable[[str], str], state: Releases, command: Command) -> list[Event]:
    """``public_text`` raises Invalid for a text with personal data in it."""
    content = command.content
    period, known = content.period, state.editions.get(content.period, 0)
    if command.seen != sum(state.editions.values()):
        raise WrongState(
            "release-outdated",
            "刚才又有一期统计发布了，请重新打开页面核对后再发布。",
            "Another release came out meanwhile. Open the page again, check, and publish then.",
            state="outdated",
        )
    if any(count is not None and 0 < count < FEWEST for figure in content.figures for count in figure.counts()):
        raise Invalid("small-cell", "小于 5 的数不能公布。", "A count below 5 cannot be released.")
    public_text(content.advice)
    match command:
        case PublishRelease():
            if known:
                raise WrongState(
                    "release-published",
                    "这一期统计已经发布，不能改动；有错请发布更正。",
                    "This period has been released and does not change. Release a correction if it is wrong.",
                    state="published",
                )
            due = next(one for one in periods_of(year_of(period)) if one not in state.editions)
            if period != due:
                raise WrongState(
                    "release-out-of-order",
                    f"各期按顺序发布，先发布 {due}。",
                    f"Periods are released in their order: {due} comes first.",
                    state="waiting",
                )
            if china_day(command.at) <= last_day(period):
                raise WrongState(
                    "period-not-over", "这一期还没有结束。", "This period is not over yet.", state="running"
                )
            return [ReleasePublished(content, command.by, command.at)]
        case CorrectRelease():
            if not known:
                raise NotFound(
                    "unknown-release", "没有发布过这一期统计，请核对。", "There is no release of this period; check it."
                )
            reason = public_text(command.reason)
            return [ReleaseCorrected(content, known + 1, reason, command.by, command.at)]
        case _:
            assert_never(command)


def evolve(state: Releases, event: Event) -> Releases:
    period = event.content.period
    return Releases({**state.editions, period: state.editions.get(period, 0) + 1})


def year_of(period: str) -> int:
    """Raises Invalid (``unknown-period``) for what is neither a year nor a quarter."""
    if period.isascii() and period.isdigit() and len(period) == 4 and period.startswith("20"):
        return int(period)
    try:
        return quarter_named(period).year
    except Invalid as unknown:
        raise Invalid(
            "unknown-period", "统计期的写法是 2026 或 2026Q1。", "A period is written 2026 or 2026Q1."
        ) from unknown


def last_day(period: str) -> date:
    """Raises Invalid (``unknown-period``)."""
    year = year_of(period)
    return date(year, 12, 31) if period.isdigit() else quarter_named(period).last
