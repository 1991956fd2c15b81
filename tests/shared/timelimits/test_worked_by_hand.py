"""Every deadline of worked_by_hand.toml, thrice: by hand, by the rule book, and day by day by a calendar not ours."""

import tomllib
from collections import Counter
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import chinese_calendar
import pytest

from shared.clock import CHINA
from shared.config import SHIPPED_DATA
from shared.timelimits import Deadline, TimeLimits
from shared.timelimits.loading import load_time_limits
from tests.shared.timelimits.notice import data_with_the_notice

Row = dict[str, Any]

SECTIONS: dict[str, list[Row]] = tomllib.loads(Path(__file__).with_name("worked_by_hand.toml").read_text())
ROWS = [row for rows in SECTIONS.values() for row in rows]
SHIPPED = load_time_limits(SHIPPED_DATA)
NOTICED = [row for row in ROWS if not row.get("provisional") and "calendar" not in row]
"""By the newest calendar of years whose notice is out: all that other people's libraries know."""


def named(row: Row) -> str:
    return f"{row['limit']}-{row['starts']}-{row['due']}"


by_hand = pytest.mark.parametrize("row", ROWS, ids=named)


@pytest.fixture(scope="module")
def after_the_notice(tmp_path_factory: pytest.TempPathFactory) -> TimeLimits:
    return load_time_limits(data_with_the_notice(tmp_path_factory.mktemp("notice")))


def by_the_calendar_of(row: Row) -> TimeLimits:
    if "calendar" not in row:
        return SHIPPED
    return TimeLimits([SHIPPED.limit(row["limit"], row["starts"])], SHIPPED.calendar.at(row["calendar"]))


def counted(row: Row) -> Deadline:
    limits = by_the_calendar_of(row)
    noon = datetime.combine(row["starts"], time(12), CHINA)
    deadline = limits.deadline(row["limit"], noon)
    if "extended" in row:
        deadline = limits.extended(deadline, row["extended"])
    for first, last in row.get("hearings", []):
        deadline = limits.paused(deadline, first, last)
    return deadline


@by_hand
def test_a_deadline_falls_where_it_was_worked_out_by_hand(row: Row) -> None:
    deadline = counted(row)
    assert deadline.due_on == row["due"], row["counted"]
    assert deadline.provisional is row.get("provisional", False)
    assert deadline.calendar_version == row.get("calendar", deadline.calendar_version)


@by_hand
def test_a_deadline_explains_itself_in_as_many_days_as_were_counted_by_hand(row: Row) -> None:
    limits, deadline = by_the_calendar_of(row), counted(row)
    told = limits.explain(deadline)
    limit = limits.version(row["limit"], deadline.limit_version)
    assert sum(day.counted for day in told) == limit.length + row.get("extended", 0)
    moved = told[-1].rule == "due-after-moving"
    if "recomputed" not in row:
        assert moved is ("CC Art. 203" in row["law"]), "a day is moved by Art. 203 or not at all"
    assert moved or told[-1].counted


@pytest.mark.parametrize("row", NOTICED, ids=named)
def test_a_calendar_that_is_not_ours_counts_to_the_same_day(row: Row) -> None:
    limit = SHIPPED.limit(row["limit"], row["starts"])
    day, left = row["starts"], limit.length + row.get("extended", 0)
    while left:
        day += timedelta(days=1)
        paused = any(first <= day <= last for first, last in row.get("hearings", []))
        left -= not paused and (limit.unit == "calendar_days" or chinese_calendar.is_workday(day))
    while limit.rolling and not chinese_calendar.is_workday(day):
        day += timedelta(days=1)
    assert day == row["due"]


@pytest.mark.parametrize("row", [row for row in ROWS if "recomputed" in row], ids=named)
def test_a_deadline_moves_where_it_was_worked_out_to_when_the_calendar_changes(
    row: Row, after_the_notice: TimeLimits
) -> None:
    before = counted(row)
    after = after_the_notice.recomputed(before)
    assert after.due_on == row["recomputed"], row["counted"]
    assert not after.provisional
    assert after.calendar_version != before.calendar_version
    # What was told before can still be explained.
    assert after_the_notice.explain(before) == by_the_calendar_of(row).explain(before)


def test_every_version_of_every_time_limit_was_worked_out() -> None:
    shipped = tomllib.loads((SHIPPED_DATA / "time_limits.toml").read_text())["row"]
    worked = Counter((row["limit"], SHIPPED.limit(row["limit"], row["starts"]).version) for row in ROWS)
    assert set(worked) == {(limit["id"], limit["version"]) for limit in shipped}
    assert min(worked.values()) >= 2
    assert len(ROWS) >= 60


def test_every_row_says_how_it_was_counted_and_by_which_law_and_none_stands_twice() -> None:
    known = {"limit", "starts", "due", "law", "counted"}
    further = {"calendar", "extended", "hearings", "provisional", "recomputed"}
    assert [row for row in ROWS if not known <= set(row) <= known | further] == []
    asked = [str({name: row.get(name) for name in ("limit", "starts", "extended", "hearings")}) for row in ROWS]
    assert len(set(asked)) == len(ROWS)
