"""Days are days in China: the law counts them so, and people write them so."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

_CHINA = timezone(timedelta(hours=8))


def china_day(moment: datetime) -> date:
    """The day in China on which an aware moment lies."""
    return moment.astimezone(_CHINA).date()


def zh_day(day: date) -> str:
    """As a Chinese document writes it: 2026年3月5日."""
    return f"{day.year}年{day.month}月{day.day}日"
