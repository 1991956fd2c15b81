"""The shipped year tables, checked day by day against two independent libraries."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.timelimits.calendar import Calendar, CalendarYear, Holiday
from shared.timelimits.loading import load_calendar

DATA = Path(__file__).parents[3] / "data"
SHIPPED = load_calendar(DATA)
NOTICED = range(2018, 2027)
FESTIVAL = {"农历除夕": "春节", "春节延长假期": "春节"}
"""What the library has a name of its own for: New Year's Eve, and the three days added in 2020."""


def days_of(year: int) -> Iterator[date]:
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += timedelta(days=1)


@pytest.mark.parametrize("year", NOTICED)
def test_every_day_agrees_with_chinesecalendar(year: int) -> None:
    differing = [day for day in days_of(year) if SHIPPED.is_working_day(day) != chinese_calendar.is_workday(day)]
    assert differing == []


@pytest.mark.parametrize("year", NOTICED)
def test_every_day_agrees_with_holidays(year: int) -> None:
    # The library puts the last days of December in the next year's notice: load both years.
    theirs = holidays.country_holidays("CN", years=(year, year + 1))
    differing = [day for day in days_of(year) if SHIPPED.is_working_day(day) != theirs.is_working_day(day)]
    assert differing == []


@pytest.mark.parametrize("year", NOTICED)
def test_chinesecalendar_names_the_same_holiday_for_every_day_off_and_every_day_made_up(year: int) -> None:
    for day in days_of(year):
        off, name = chinese_calendar.get_holiday_detail(day)
        kind, holiday = SHIPPED.year(year).kind(day)
        assert off is (kind in ("holiday", "weekend")), day
        if holiday is None:
            assert name is None, day
        else:
            assert (name or "no name").lower() in holiday.en.lower(), day


@pytest.mark.parametrize("year", NOTICED)
def test_holidays_has_the_same_days_made_up_and_names_the_same_holiday_for_every_day_off(year: int) -> None:
    table, theirs = SHIPPED.year(year), holidays.country_holidays("CN", years=(year, year + 1), language="zh_CN")
    assert {day for holiday in table.holidays for day in holiday.make_up} == {
        day for day in theirs.weekend_workdays if day.year == year
    }
    for day, names in theirs.items():
        if day.year == year:
            holiday = table.kind(day)[1]
            assert holiday is not None, day
            for name in names.split("; "):
                if made_up := re.fullmatch(r"休息日（由 (\S+) 调休）", name):
                    assert date.fromisoformat(made_up[1]) in holiday.make_up, day
                else:
                    assert FESTIVAL.get(name, name.removesuffix("（补假）")) in holiday.zh, day


def test_the_changes_of_2019_and_2020_moved_exactly_the_days_that_the_notices_name() -> None:
    def changed(year: int) -> dict[date, str]:
        before, after = (SHIPPED.at(f"{year}-{version}").year(year) for version in (1, 2))
        return {
            day: f"{before.kind(day)[0]} > {after.kind(day)[0]}"
            for day in days_of(year)
            if before.kind(day)[0] != after.kind(day)[0]
        }

    assert changed(2019) == {
        date(2019, 4, 28): "weekend > make-up",
        date(2019, 5, 2): "working > holiday",
        date(2019, 5, 3): "working > holiday",
        date(2019, 5, 4): "weekend > holiday",
        date(2019, 5, 5): "weekend > make-up",
    }
    assert changed(2020) == {
        date(2020, 1, 31): "working > holiday",
        date(2020, 2, 1): "make-up > holiday",
        date(2020, 2, 2): "weekend > holiday",
    }


@pytest.mark.parametrize("year", NOTICED)
def test_a_year_with_a_notice_is_not_provisional_and_names_it(year: int) -> None:
    table = SHIPPED.year(year)
    assert not table.provisional
    assert f"关于{year}年部分节假日安排的通知，国办发明电〔{year - 1}〕" in table.source_zh


def test_2027_is_provisional_and_has_the_statutory_holidays_known_in_advance() -> None:
    table = SHIPPED.year(2027)
    assert table.provisional
    theirs = holidays.country_holidays("CN", years=2027)
    statutory = {day for day, name in theirs.items() if "observed" not in name}
    ours = {day for holiday in table.holidays for day in holiday.days()}
    assert ours == statutory


def test_a_year_without_a_table_has_weekends_and_fixed_holidays_and_says_so() -> None:
    table = SHIPPED.year(2030)
    assert table.provisional
    assert table.id == "2030-0"
    assert not SHIPPED.is_working_day(date(2030, 10, 3))  # a Thursday, National Day
    assert SHIPPED.is_working_day(date(2030, 10, 4))
    assert not SHIPPED.is_working_day(date(2030, 10, 5))  # a Saturday
    assert "2030" in table.source_zh


def test_the_highest_version_of_a_year_is_in_force_and_older_ones_can_be_asked_for() -> None:
    early = CalendarYear(2027, 1, True, "甲", "first", ())
    notice = (Holiday("元旦", "New Year's Day", date(2027, 1, 4), date(2027, 1, 4)),)
    late = CalendarYear(2027, 2, False, "乙", "second", notice)
    calendar = Calendar([late, early], [])
    assert calendar.year(2027) is late
    assert not calendar.is_working_day(date(2027, 1, 4))
    assert calendar.at("2027-1").is_working_day(date(2027, 1, 4))


def test_a_calendar_version_that_is_not_there_is_named() -> None:
    with pytest.raises(
        LookupError, match="there is no calendar 2026-9; the data files hold 2018-1, 2019-1, 2019-2, 2020-1"
    ):
        SHIPPED.at("2025-1+2026-9")


def test_versions_name_every_year_that_is_touched() -> None:
    assert SHIPPED.versions(date(2026, 12, 31), date(2028, 1, 1)) == "2026-1+2027-1+2028-0"


@pytest.mark.parametrize(
    ("versions", "newer"),
    [
        ("2020-1", True),
        ("2020-2", False),
        ("2019-2+2020-1", True),
        ("2019-2+2020-2", False),
        ("2027-0", True),  # given before there was any table of 2027
        ("2027-2", False),  # given by software that has the notice, which this one has not yet
        ("2026-0+2027-2", False),
        ("2030-0", False),
    ],
)
def test_a_calendar_knows_what_was_counted_by_an_older_one(versions: str, newer: bool) -> None:
    assert SHIPPED.is_newer_than(versions) is newer


@given(st.dates(date(2017, 1, 1), date(2031, 1, 1)), st.integers(1, 300))
def test_counting_by_bisection_equals_counting_day_by_day(start: date, count: int) -> None:
    day, left = start, count
    while left:
        day += timedelta(days=1)
        left -= SHIPPED.is_working_day(day)
    assert SHIPPED.working_day_after(start, count) == day
