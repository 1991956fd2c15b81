"""The rule book: from a time limit and a moment to a deadline, and from a deadline back to its reasons.

Civil Code of the People's Republic of China (民法典): Art. 201, the starting day is not counted; Art. 203, a last
day that is not a working day moves to the next working day, and a day ends at 24:00.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from shared.clock import CHINA
from shared.errors import Invalid, WrongState
from shared.timelimits.calendar import ONE_DAY, Calendar
from shared.timelimits.deadline import DayExplained, Deadline, Pause
from shared.timelimits.explaining import explained
from shared.timelimits.limit import TimeLimit

EARLIEST, LATEST = 1949, 2999
"""Years outside are slips of the pen, not dates of anything this system deals with."""


class NoSuchTimeLimit(KeyError):
    """No row of data/time_limits.toml has that id, or that version of it."""

    def __str__(self) -> str:
        return str(self.args[0])  # KeyError would show it quoted


class TimeLimits:
    """All versions of all time limits, and the calendar they are counted by."""

    def __init__(self, limits: Iterable[TimeLimit], calendar: Calendar) -> None:
        self.calendar = calendar
        self._versions: dict[str, list[TimeLimit]] = {}
        for limit in sorted(limits, key=lambda limit: (limit.id, limit.version)):
            self._versions.setdefault(limit.id, []).append(limit)

    def ids(self) -> tuple[str, ...]:
        return tuple(self._versions)

    def versions(self, limit_id: str) -> tuple[TimeLimit, ...]:
        """Every version of a time limit, the oldest first. Raises NoSuchTimeLimit."""
        return tuple(self._known(limit_id))

    def limit(self, limit_id: str, on: date) -> TimeLimit:
        """The version in force on a day in China.

        Raises NoSuchTimeLimit for an id that is not there, Invalid where none was in force on that day.
        """
        for limit in self._known(limit_id):
            if limit.in_force(on):
                return limit
        raise Invalid(
            "no-time-limit-in-force",
            f"{on:%Y-%m-%d} 当日没有有效的“{limit_id}”时限规定，请核对日期。",
            f"No version of the time limit “{limit_id}” is in force on {on:%Y-%m-%d}; check the date.",
            limit=limit_id,
            date=on.isoformat(),
        )

    def version(self, limit_id: str, version: int) -> TimeLimit:
        """One version of a time limit, in force or not. Raises NoSuchTimeLimit."""
        for limit in self._known(limit_id):
            if limit.version == version:
                return limit
        raise NoSuchTimeLimit(f"time limit {limit_id!r} has no version {version}")

    def deadline(self, limit_id: str, started_at: datetime) -> Deadline:
        """The deadline of a clock that starts at an aware moment, by the version in force on that day in China.

        Raises NoSuchTimeLimit, Invalid (see ``limit``; or a date that cannot be meant), ValueError if naive.
        """
        if started_at.tzinfo is None:
            raise ValueError("a clock starts at a moment with a time zone")
        if not EARLIEST <= started_at.year <= LATEST:
            raise Invalid(
                "date-out-of-range",
                f"日期年份应在 {EARLIEST} 至 {LATEST} 之间，请核对日期。",
                f"The year must lie between {EARLIEST} and {LATEST}; check the date.",
                date=started_at.date().isoformat(),
            )
        starts_on = started_at.astimezone(CHINA).date()
        return self._count(self.limit(limit_id, starts_on), starts_on)

    def extended(self, deadline: Deadline, days: int) -> Deadline:
        """The deadline with ``days`` more in its unit, counted from its start.

        Raises Invalid if it may not be so long, WrongState if it may not be extended at all or not once more.
        """
        limit = self.version(deadline.limit, deadline.limit_version)
        if not limit.extension_days:
            raise WrongState(
                "cannot-be-extended", "本时限不能延长。", "This time limit cannot be extended.", state="running"
            )
        if not 1 <= days <= limit.extension_days:
            raise Invalid(
                "extension-too-long",
                f"本时限延长不得超过 {limit.extension_days} 日，请改短。",
                f"This time limit can be extended by at most {limit.extension_days} days; ask for fewer.",
                at_most=limit.extension_days,
            )
        if len(deadline.extended_by) >= limit.extension_times:
            raise WrongState(
                "already-extended",
                f"本时限最多延长 {limit.extension_times} 次，已用完。",
                f"This time limit can be extended {limit.extension_times} time(s), and has been.",
                state="extended",
            )
        return self._count(limit, deadline.starts_on, (*deadline.extended_by, days), deadline.pauses)

    def paused(self, deadline: Deadline, first: date, last: date) -> Deadline:
        """The deadline with the days from ``first`` to ``last`` not counted. Raises Invalid."""
        limit = self.version(deadline.limit, deadline.limit_version)
        if not limit.suspend or not deadline.starts_on < first <= last:
            raise Invalid(
                "cannot-pause",
                "本时限不可中止，或起止日期有误，请核对。",
                "This time limit cannot be paused, or not on these days; check the dates.",
                limit=limit.id,
            )
        pauses = (*deadline.pauses, Pause(first, last))
        return self._count(limit, deadline.starts_on, deadline.extended_by, pauses)

    def recomputed(self, deadline: Deadline) -> Deadline:
        """The same clock by the calendar now in force: for when a year's notice has come out."""
        limit = self.version(deadline.limit, deadline.limit_version)
        return self._count(limit, deadline.starts_on, deadline.extended_by, deadline.pauses)

    def escalations(self, deadline: Deadline) -> tuple[datetime, ...]:
        """The moments, in UTC, at which this clock goes up a level each if it was missed and still runs."""
        limit = self.version(deadline.limit, deadline.limit_version)
        return tuple(deadline.due_at + timedelta(days=days) for days in limit.escalate_after)

    def explain(self, deadline: Deadline) -> list[DayExplained]:
        """Every day from the start to the due day: counted or not, by which rule and calendar version.

        By the versions the deadline was given by, so the explanation holds when newer ones are out. Raises
        NoSuchTimeLimit or LookupError where the data files no longer hold them.
        """
        limit = self.version(deadline.limit, deadline.limit_version)
        return explained(deadline, limit, self.calendar.at(deadline.calendar_version))

    def _known(self, limit_id: str) -> list[TimeLimit]:
        try:
            return self._versions[limit_id]
        except KeyError:
            known = ", ".join(self._versions)
            raise NoSuchTimeLimit(f"there is no time limit {limit_id!r}; there are {known}") from None

    def _count(
        self,
        limit: TimeLimit,
        starts_on: date,
        extended_by: tuple[int, ...] = (),
        pauses: tuple[Pause, ...] = (),
    ) -> Deadline:
        length = limit.length + sum(extended_by)
        last = self._last_day(limit, starts_on, length, pauses)
        due_on = self.calendar.working_day_from(last) if limit.rolling else last
        depends_from = self._depends_from(limit, starts_on, last)
        return Deadline(
            limit=limit.id,
            limit_version=limit.version,
            calendar_version=self.calendar.versions(starts_on, due_on),
            starts_on=starts_on,
            due_on=due_on,
            provisional=depends_from is not None and self.calendar.is_provisional(depends_from, due_on),
            warn_fractions=limit.warn_fractions,
            extended_by=extended_by,
            pauses=pauses,
        )

    def _last_day(self, limit: TimeLimit, starts_on: date, length: int, pauses: tuple[Pause, ...]) -> date:
        working = limit.unit == "working_days"
        if not pauses:
            if working:
                return self.calendar.working_day_after(starts_on, length)
            return starts_on + timedelta(days=length)
        day = starts_on
        while length:
            day = self.calendar.working_day_after(day, 1) if working else day + ONE_DAY
            if not any(pause.covers(day) for pause in pauses):
                length -= 1
        return day

    def _depends_from(self, limit: TimeLimit, starts_on: date, last: date) -> date | None:
        """The first day whose being worked or not decides the due day; None if none does."""
        if limit.unit == "working_days":
            return starts_on + ONE_DAY
        return last if limit.rolling else None
