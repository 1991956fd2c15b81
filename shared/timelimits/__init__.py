"""Legal clocks: the working-day calendar, time limits as data, deadlines that explain themselves.

Standard library only, so domain code may use it; the one module that reads data files is ``loading``.
"""

from shared.timelimits.calendar import Calendar, CalendarYear, FixedHoliday, Holiday
from shared.timelimits.deadline import DayExplained, Deadline, Pause
from shared.timelimits.limit import TimeLimit
from shared.timelimits.rulebook import NoSuchTimeLimit, TimeLimits

__all__ = [
    "Calendar",
    "CalendarYear",
    "DayExplained",
    "Deadline",
    "FixedHoliday",
    "Holiday",
    "NoSuchTimeLimit",
    "Pause",
    "TimeLimit",
    "TimeLimits",
]
