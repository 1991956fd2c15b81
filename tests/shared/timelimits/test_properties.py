"""What holds of every deadline, whatever its rule, its start and its calendar."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shared.config import SHIPPED_DATA
from shared.timelimits import Calendar, CalendarYear, Deadline, Holiday, TimeLimits
from shared.timelimits.loading import load_time_limits

LIMITS = load_time_limits(SHIPPED_DATA)
CALENDAR = LIMITS.calendar
ONE_DAY = timedelta(days=1)
PROVISIONAL = range(2027, 2033)
NOBODY_WORKS = [
    CalendarYear(
        year, 9, False, "无人上班", "nobody works", (Holiday("假", "off", date(year, 1, 1), date(year, 12, 31)),)
    )
    for year in PROVISIONAL
]
IF_NOBODY_WORKED = TimeLimits(
    [LIMITS.version(limit, LIMITS.limit(limit, date(2026, 1, 2)).version) for limit in LIMITS.ids()],
    Calendar([*(CALENDAR.year(year) for year in range(2022, 2027)), *NOBODY_WORKS], []),
)

days = st.dates(date(2018, 1, 1), date(2030, 12, 31))
lengths = st.integers(1, 300)
limit_ids = st.sampled_from(LIMITS.ids())
rolling_ids = st.sampled_from([limit for limit in LIMITS.ids() if LIMITS.limit(limit, date(2026, 1, 2)).rolling])
moments = st.datetimes(datetime(2022, 5, 2), datetime(2030, 12, 31), timezones=st.just(UTC))
hearings = st.lists(st.tuples(st.integers(1, 50), st.integers(0, 12)), min_size=1, max_size=3)


def count_working_days(after: date, until: date) -> int:
    return sum(CALENDAR.is_working_day(after + ONE_DAY * n) for n in range(1, (until - after).days + 1))


def last_counted(deadline: Deadline) -> date:
    """The day that the length leads to, before it moves to a working day."""
    return max(day.day for day in LIMITS.explain(deadline) if day.counted)


def with_hearings(started: datetime, held: list[tuple[int, int]]) -> Deadline:
    deadline = LIMITS.deadline("re_review", started)
    for after, long in held:
        first = deadline.starts_on + ONE_DAY * after
        deadline = LIMITS.paused(deadline, first, first + ONE_DAY * long)
    return deadline


@given(days, lengths)
def test_counting_working_days_undoes_adding_them(start: date, length: int) -> None:
    due = CALENDAR.working_day_after(start, length)
    assert count_working_days(start, due) == length
    assert CALENDAR.is_working_day(due)


@given(days, st.timedeltas(timedelta(0), timedelta(days=40)), lengths)
def test_adding_working_days_never_goes_back_when_the_start_goes_on(start: date, on: timedelta, length: int) -> None:
    assert CALENDAR.working_day_after(start, length) <= CALENDAR.working_day_after(start + on, length)


@given(days, lengths, lengths)
def test_adding_more_working_days_always_goes_further(start: date, length: int, more: int) -> None:
    nearer = CALENDAR.working_day_after(start, length)
    assert nearer < CALENDAR.working_day_after(start, length + more)
    assert CALENDAR.working_day_after(nearer, more) == CALENDAR.working_day_after(start, length + more)


@given(rolling_ids, moments)
def test_a_deadline_is_never_due_on_a_day_that_is_not_worked(limit: str, started: datetime) -> None:
    assert CALENDAR.is_working_day(LIMITS.deadline(limit, started).due_on)


@given(limit_ids, moments, st.timedeltas(timedelta(0), timedelta(days=40)))
def test_who_starts_later_is_never_due_earlier(limit: str, started: datetime, later: timedelta) -> None:
    assert LIMITS.deadline(limit, started).due_on <= LIMITS.deadline(limit, started + later).due_on


@given(rolling_ids, moments)
def test_a_day_that_moves_goes_to_the_first_working_day_and_no_further(limit: str, started: datetime) -> None:
    deadline = LIMITS.deadline(limit, started)
    last = last_counted(deadline)
    assert count_working_days(last - ONE_DAY, deadline.due_on) == 1


@given(limit_ids, moments)
def test_an_explanation_counts_as_many_days_as_the_limit_is_long(limit: str, started: datetime) -> None:
    deadline = LIMITS.deadline(limit, started)
    told = LIMITS.explain(deadline)
    assert sum(day.counted for day in told) == LIMITS.version(limit, deadline.limit_version).length
    assert [day.day for day in told] == [
        deadline.starts_on + ONE_DAY * n for n in range((deadline.due_on - deadline.starts_on).days + 1)
    ]
    assert all(day.zh and day.en and day.calendar in deadline.calendar_version for day in told)


@given(limit_ids, moments)
def test_warnings_come_in_order_between_start_and_end(limit: str, started: datetime) -> None:
    deadline = LIMITS.deadline(limit, started)
    half, nearly = deadline.warn_at
    assert started < half < nearly < deadline.due_at


@given(moments, st.integers(1, 30))
def test_an_extension_moves_the_last_counted_day_by_its_days_and_no_more(started: datetime, more: int) -> None:
    first = LIMITS.deadline("resolution", started)
    extended = LIMITS.extended(first, more)
    assert last_counted(extended) == last_counted(first) + ONE_DAY * more
    assert extended.due_on >= first.due_on
    assert sum(day.counted for day in LIMITS.explain(extended)) == 60 + more


@given(moments, hearings)
def test_a_pause_moves_the_last_counted_day_by_its_days_and_no_more(
    started: datetime, held: list[tuple[int, int]]
) -> None:
    first, paused = LIMITS.deadline("re_review", started), with_hearings(started, held)
    last = last_counted(paused)
    stood_still = {first.starts_on + ONE_DAY * (after + n) for after, long in held for n in range(long + 1)}
    assert (last - first.starts_on).days == 30 + len([day for day in stood_still if day <= last])
    assert paused.due_on >= first.due_on
    told = LIMITS.explain(paused)
    assert sum(day.counted for day in told) == 30
    assert not any(day.counted for day in told if day.day in stood_still)
    assert CALENDAR.is_working_day(paused.due_on)


@given(limit_ids, moments)
def test_a_deadline_is_provisional_exactly_if_a_year_without_notice_could_still_move_it(
    limit: str, started: datetime
) -> None:
    deadline = LIMITS.deadline(limit, started)
    if deadline.limit_version == LIMITS.limit(limit, date(2026, 1, 2)).version:
        could_move = IF_NOBODY_WORKED.recomputed(deadline).due_on != deadline.due_on
        assert deadline.provisional is could_move


@given(moments, hearings)
def test_a_pause_into_a_year_without_notice_makes_a_deadline_provisional(
    started: datetime, held: list[tuple[int, int]]
) -> None:
    paused = with_hearings(started, held)
    assert paused.provisional is (IF_NOBODY_WORKED.recomputed(paused).due_on != paused.due_on)


@given(limit_ids, moments)
def test_computing_again_by_the_same_calendar_gives_the_same(limit: str, started: datetime) -> None:
    deadline = LIMITS.deadline(limit, started)
    assert LIMITS.recomputed(deadline) == deadline
