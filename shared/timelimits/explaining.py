"""Day by day: why a deadline falls when it falls, in words a petitioner can check against a wall calendar."""

from __future__ import annotations

from datetime import date

from shared.timelimits.calendar import ONE_DAY, Calendar, CalendarYear, Holiday
from shared.timelimits.deadline import DayExplained, Deadline
from shared.timelimits.limit import TimeLimit

WEEKDAYS_ZH = "一二三四五六日"
WEEKDAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def explained(deadline: Deadline, limit: TimeLimit, calendar: Calendar) -> list[DayExplained]:
    """Every day from ``starts_on`` to ``due_on``; as many are counted as the time limit is long."""
    length = limit.length + sum(deadline.extended_by)
    days = [_starting_day(deadline.starts_on, calendar)]
    counted = 0
    day = deadline.starts_on
    while day < deadline.due_on:
        day += ONE_DAY
        if counted == length:
            days.append(_rolled(day, calendar, due=day == deadline.due_on))
        elif any(pause.covers(day) for pause in deadline.pauses):
            days.append(_paused(day, limit, calendar))
        elif limit.unit == "working_days" and not calendar.is_working_day(day):
            days.append(_not_worked(day, calendar))
        else:
            counted += 1
            days.append(_counted(day, counted, length, limit, calendar))
    return days


def _starting_day(day: date, calendar: Calendar) -> DayExplained:
    return _day(
        day,
        calendar,
        counted=False,
        rule="starting-day",
        zh="起算当日，不计入，自次日起算（民法典第二百零一条）",
        en="the starting day, not counted; counting begins on the next day (Civil Code Art. 201)",
    )


def _counted(day: date, nth: int, length: int, limit: TimeLimit, calendar: Calendar) -> DayExplained:
    table = calendar.year(day.year)
    kind, holiday = table.kind(day)
    working = limit.unit == "working_days"
    zh = f"计入，第 {nth} 个{'工作日' if working else '自然日'}（共 {length}）"
    en = f"counted, {'working' if working else 'calendar'} day {nth} of {length}"
    rule = "working-day" if working else "calendar-day"
    if working and kind == "make-up" and holiday:
        rule = "make-up-working-day"
        zh += f"；{holiday.zh}调休上班" + _by_zh(table)
        en += f"; worked to make up for {holiday.en}" + _by_en(table)
    elif nth == length and limit.rolling and not calendar.is_working_day(day):
        rule = "last-day-not-worked"
        zh += f"；期限最后一日，但{_off_zh(day, holiday, table)}，顺延至下一个工作日（民法典第二百零三条）"
        en += (
            f"; the last day, but {_off_en(day, holiday, table)}, "
            "so it moves to the next working day (Civil Code Art. 203)"
        )
    elif nth == length:
        zh += "；期限最后一日，24 时届满"
        en += "; the last day, it ends at 24:00"
    if table.provisional and rule == "working-day":
        zh += _by_zh(table)
        en += _by_en(table)
    return _day(day, calendar, counted=True, rule=rule, zh=zh, en=en)


def _not_worked(day: date, calendar: Calendar) -> DayExplained:
    table = calendar.year(day.year)
    kind, holiday = table.kind(day)
    return _day(
        day,
        calendar,
        counted=False,
        rule=kind,
        zh=f"不计入，{_off_zh(day, holiday, table)}",
        en=f"not counted, {_off_en(day, holiday, table)}",
    )


def _rolled(day: date, calendar: Calendar, *, due: bool) -> DayExplained:
    table = calendar.year(day.year)
    if due:
        return _day(
            day,
            calendar,
            counted=False,
            rule="due-after-moving",
            zh="期限顺延至此工作日，24 时届满（民法典第二百零三条）" + (_by_zh(table) if table.provisional else ""),
            en="the working day that the last day moves to; it ends at 24:00 (Civil Code Art. 203)"
            + (_by_en(table) if table.provisional else ""),
        )
    _, holiday = table.kind(day)
    return _day(
        day,
        calendar,
        counted=False,
        rule="moving",
        zh=f"{_off_zh(day, holiday, table)}，继续顺延",
        en=f"{_off_en(day, holiday, table)}: it moves on",
    )


def _paused(day: date, limit: TimeLimit, calendar: Calendar) -> DayExplained:
    return _day(
        day,
        calendar,
        counted=False,
        rule="paused",
        zh=f"期限中止，不计入（{limit.legal_zh}）",
        en=f"the clock stands still, not counted ({limit.legal_en})",
    )


def _day(day: date, calendar: Calendar, *, counted: bool, rule: str, zh: str, en: str) -> DayExplained:
    return DayExplained(day, counted, rule, zh, en, calendar.year(day.year).id)


def _off_zh(day: date, holiday: Holiday | None, table: CalendarYear) -> str:
    if holiday is None:
        return f"星期{WEEKDAYS_ZH[day.weekday()]}休息" + (_by_zh(table) if table.provisional else "")
    return f"{holiday.zh}放假" + _by_zh(table)


def _off_en(day: date, holiday: Holiday | None, table: CalendarYear) -> str:
    if holiday is None:
        return f"a {WEEKDAYS_EN[day.weekday()]}" + (_by_en(table) if table.provisional else "")
    return f"a day off for {holiday.en}" + _by_en(table)


def _by_zh(table: CalendarYear) -> str:
    return f"（据{table.source_zh}；日历版本 {table.id}）"


def _by_en(table: CalendarYear) -> str:
    return f" ({table.source_en}; calendar {table.id})"
