"""A deadline as people check it: numbered days, leaves of a wall calendar, and what is said when data files differ."""

from datetime import date, datetime

import pytest

from services.oversight.counting import counted, months
from shared.config import SHIPPED_DATA
from shared.timelimits import TimeLimits
from shared.timelimits.loading import load_time_limits
from tests.shared.timelimits.notice import data_with_the_notice

LIMITS = load_time_limits(SHIPPED_DATA)


def deadline(limit, day, limits=LIMITS):
    return limits.deadline(limit, datetime.fromisoformat(f"{day}T12:00:00+08:00"))


def test_counted_days_are_numbered_and_the_others_are_not():
    told = counted(LIMITS, deadline("enquiry", "2026-04-03"))
    assert [(day["day"][8:], day["nth"], day["rule"]) for day in told["days"]] == [
        ("03", None, "starting-day"),
        ("04", None, "holiday"),
        ("05", None, "holiday"),
        ("06", None, "holiday"),
        ("07", 1, "working-day"),
        ("08", 2, "working-day"),
        ("09", 3, "working-day"),
    ]
    assert (told["unit"], told["length"], told["basis"]) == ("working_days", 3, "promise")


def test_every_calendar_is_named_with_the_notice_it_comes_from():
    told = counted(LIMITS, deadline("resolution", "2026-11-20"))
    assert [(one["id"], one["provisional"]) for one in told["calendars"]] == [("2026-1", False), ("2027-1", True)]
    assert "国办发明电〔2025〕7号" in told["calendars"][0]["source_zh"]


@pytest.mark.parametrize(
    ("started", "last_day", "kind", "holiday"),
    [
        ("2026-02-01", "2026-02-16", "holiday", {"zh": "春节", "en": "Spring Festival"}),
        ("2026-01-30", "2026-02-14", "make-up", {"zh": "春节", "en": "Spring Festival"}),
        ("2026-03-13", "2026-03-28", "weekend", None),
        ("2026-03-02", "2026-03-17", "working", None),
    ],
)
def test_why_a_last_day_moves_or_not_is_told_by_what_it_is(started, last_day, kind, holiday):
    told = counted(LIMITS, deadline("acceptance", started))
    assert (told["last_day"], told["last_day_is"], told["last_day_for"]) == (last_day, kind, holiday)


def test_hearings_and_extensions_are_told():
    paused = LIMITS.paused(deadline("re_review", "2026-07-01"), date(2026, 7, 10), date(2026, 7, 13))
    told = counted(LIMITS, paused)
    assert told["pauses"] == [{"first": "2026-07-10", "last": "2026-07-13"}]
    assert [day["day"][8:] for day in told["days"] if day["rule"] == "paused"] == ["10", "11", "12", "13"]
    assert counted(LIMITS, LIMITS.extended(deadline("resolution", "2026-06-01"), 15))["extended_by"] == [15]


def test_the_days_lie_on_the_leaves_where_a_wall_calendar_has_them():
    days = counted(LIMITS, deadline("acceptance", "2026-02-20"))["days"]
    february, march = months(days)
    assert (february.first, march.first) == (date(2026, 2, 1), date(2026, 3, 1))
    assert [*february.days, *march.days] == days
    for leaf in (february, march):
        for week in leaf.weeks:
            assert len(week) == 7
            assert all(cell is None or cell[0].weekday() == at for at, cell in enumerate(week))
            assert any(cell and cell[1] for cell in week), "weeks that the deadline does not touch are left out"
    on_leaves = [
        told for leaf in (february, march) for week in leaf.weeks for cell in week if cell and (told := cell[1])
    ]
    assert on_leaves == days


def test_a_deadline_over_a_year_end_has_a_leaf_for_each_month():
    days = counted(LIMITS, deadline("promise_60", "2025-12-31"))["days"]
    assert [leaf.first for leaf in months(days)] == [
        date(2025, 12, 1),
        date(2026, 1, 1),
        date(2026, 2, 1),
        date(2026, 3, 1),
    ]


def test_a_process_that_has_not_read_the_newest_data_files_tells_no_days_rather_than_wrong_ones(tmp_path):
    newer = load_time_limits(data_with_the_notice(tmp_path))
    told = counted(LIMITS, deadline("enquiry", "2026-12-30", newer))
    assert told["days"] == []
    older_rules = TimeLimits([], LIMITS.calendar)
    assert counted(older_rules, deadline("enquiry", "2026-03-02"))["days"] == []
