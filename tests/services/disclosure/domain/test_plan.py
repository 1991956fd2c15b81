"""The plan: what is going to be due, from the catalogue and the calendar."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.disclosure.domain.catalogue import Catalogue
from services.disclosure.domain.obligation import Period
from services.disclosure.domain.plan import of_law, period_key, planned, zh_period
from tests.services.disclosure.examples import BIRTHS, FEES, LAW_CHANGED, MONDAY, time_limits

YEAR_END = date(2026, 12, 31)


def plan(*items, founded_on=date(2026, 1, 5), until=YEAR_END):
    catalogue = Catalogue(1, {item.id: item for item in items})
    return dict(planned(catalogue, time_limits(), founded_on, until, MONDAY))


def test_a_year_has_four_quarters_each_due_ten_working_days_after_its_end():
    due = {name: command.due.due_on for name, command in plan(BIRTHS).items()}
    assert due == {
        # New Year's Day to 3 January are off; 4 January is a make-up Sunday.
        "births.2025-q4": date(2026, 1, 15),
        # Qingming, 4 to 6 April, is off.
        "births.2026-q1": date(2026, 4, 15),
        "births.2026-q2": date(2026, 7, 14),
        # National Day, 1 to 7 October, is off; 10 October is a make-up Saturday.
        "births.2026-q3": date(2026, 10, 20),
        "births.2026-q4": date(2027, 1, 15),
    }


def test_what_was_due_before_the_office_began_is_not_owed():
    assert "births.2025-q4" not in plan(BIRTHS, founded_on=date(2026, 3, 2))


def test_a_standing_text_is_due_within_twenty_working_days_of_the_beginning():
    (command,) = plan(FEES, founded_on=date(2026, 3, 2)).values()
    assert (command.due.limit, command.due.due_on) == ("disclosure", date(2026, 3, 30))


def test_a_changed_law_has_each_item_reviewed_within_twenty_working_days_of_the_change():
    assert [(name, command.due.due_on) for name, command in of_law(LAW_CHANGED, time_limits())] == [
        ("fees.law-2026-03-02", date(2026, 3, 30))
    ]


@pytest.mark.parametrize(
    ("cadence", "first", "last", "key", "zh"),
    [
        ("monthly", date(2026, 2, 1), date(2026, 2, 28), "2026-02", "2026年2月"),
        ("quarterly", date(2026, 10, 1), date(2026, 12, 31), "2026-q4", "2026年第四季度"),
        ("yearly", date(2026, 1, 1), date(2026, 12, 31), "2026", "2026年"),
    ],
)
def test_a_period_is_called_by_its_year_and_part(cadence, first, last, key, zh):
    assert (period_key(cadence, Period(first, last)), zh_period(cadence, Period(first, last))) == (key, zh)


@given(
    cadence=st.sampled_from(["monthly", "quarterly", "yearly"]),
    founded_on=st.dates(date(2019, 1, 1), date(2026, 12, 31)),
    years=st.integers(0, 2),
)
def test_the_periods_follow_one_another_without_gap_or_overlap_and_none_ends_after_the_horizon(
    cadence, founded_on, years
):
    until = date(founded_on.year + years, 12, 31)
    commands = plan(replace(BIRTHS, cadence=cadence), founded_on=founded_on, until=until).values()
    periods = [command.owed.period for command in commands]
    assert len({command.owed.title for command in commands}) == len(periods)
    for before, following in pairwise(periods):
        assert following.first == before.last + timedelta(days=1)
    assert periods[-1].last == until
    assert periods[0].first <= founded_on
    assert all(command.due.due_on >= founded_on for command in commands)
