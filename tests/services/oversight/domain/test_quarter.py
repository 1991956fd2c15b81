from datetime import date, timedelta

import pytest

from services.oversight.domain.quarter import Quarter, quarter_named, quarter_of
from shared.errors import Invalid


@pytest.mark.parametrize(
    ("day", "name"),
    [("2026-01-01", "2026Q1"), ("2026-03-31", "2026Q1"), ("2026-04-01", "2026Q2"), ("2026-12-31", "2026Q4")],
)
def test_a_day_lies_in_its_quarter(day, name):
    assert str(quarter_of(date.fromisoformat(day))) == name


def test_quarters_follow_one_another_without_a_gap():
    quarter = Quarter(2025, 3)
    for _ in range(9):
        assert quarter.next.first == quarter.last + timedelta(days=1)
        assert quarter_of(quarter.first) == quarter_of(quarter.last) == quarter == quarter_named(str(quarter))
        assert quarter < quarter.next
        quarter = quarter.next
    assert Quarter(2026, 3).of_the_year == ["2026Q1", "2026Q2", "2026Q3"]


@pytest.mark.parametrize(
    "name", ["", "2026", "2026Q5", "2026Q0", "2026q1", "Q12026", "２０２６Q1", "1999Q1", "2026Q1 "]
)
def test_what_is_no_quarter_is_refused(name):
    with pytest.raises(Invalid, match="unknown-quarter"):
        quarter_named(name)
