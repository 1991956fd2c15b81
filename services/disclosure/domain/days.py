"""Days are days in China: the law counts them so, and people write them so."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone

_CHINA = timezone(timedelta(hours=8))


def china_day(moment: datetime) -> date:
    """The day in China on which an aware moment lies."""
    return moment.astimezone(_CHINA).date()


def zh_day(day: date) -> str:
    """As a Chinese document writes it: 2026年3月5日."""
    return f"{day.year}年{day.month}月{day.day}日"


def noon(day: date) -> datetime:
    """A moment that lies on this day in China, for what is known to the day only."""
    return datetime.combine(day, time(12), _CHINA)
