"""Deadlines: a table worked out by hand on a wall calendar, the rules one by one, and properties of all of them."""

import json
import subprocess
import sys
import timeit
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.clock import CHINA
from shared.errors import Invalid, WrongState
from shared.timelimits import Calendar, CalendarYear, Deadline, NoSuchTimeLimit, TimeLimits
from shared.timelimits.loading import load_time_limits

ROOT = Path(__file__).parents[3]
LIMITS = load_time_limits(ROOT / "data")


def noon(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T12:00:00+08:00")


def due(limit: str, started: str) -> str:
    return LIMITS.deadline(limit, noon(started)).due_on.isoformat()


# limit, starts on, due on, why. 2026 by Guo Ban Fa Ming Dian [2025] No. 7: off 1-3 Jan (4 Jan worked),
# 15-23 Feb (14 and 28 Feb worked), 4-6 Apr, 1-5 May (9 May worked), 19-21 June, 25-27 Sept, 1-7 Oct (20 Sept and
# 10 Oct worked). "Rolls" is Civil Code Art. 203; "make-up" is a weekend day that the notice makes a working day.
BY_HAND = [
    # Regulations on Petition Work Art. 22, 23: 15 calendar days
    ("acceptance", "2026-03-02", "2026-03-17", "an ordinary Tuesday"),
    ("acceptance", "2026-02-01", "2026-02-24", "the 15th day is 16 Feb, Spring Festival: rolls over 8 days"),
    ("acceptance", "2026-01-30", "2026-02-14", "a make-up Saturday does not roll"),
    ("acceptance", "2026-02-13", "2026-02-28", "the other make-up Saturday"),
    ("acceptance", "2026-03-13", "2026-03-30", "Saturday 28 March rolls to Monday"),
    ("acceptance", "2025-12-16", "2025-12-31", "the last day of the year is worked"),
    ("acceptance", "2025-12-17", "2026-01-04", "New Year's Day rolls to the make-up Sunday"),
    ("acceptance", "2026-12-20", "2027-01-04", "a Monday, provisional"),
    # Art. 23: 5 working days
    ("transfer_objection", "2026-09-30", "2026-10-13", "8, 9, make-up 10, 12, 13 October"),
    # Art. 34: 60 calendar days
    ("resolution", "2026-03-02", "2026-05-06", "the 60th day is 1 May: rolls to Wednesday 6 May"),
    ("resolution", "2026-03-10", "2026-05-09", "a make-up Saturday"),
    ("resolution", "2026-11-20", "2027-01-19", "a Tuesday, provisional"),
    ("promise_60", "2026-08-02", "2026-10-08", "the 60th day is 1 October: rolls to Thursday 8"),
    # Art. 35, 36: 30 calendar days
    ("review_request", "2026-09-10", "2026-10-10", "a make-up Saturday"),
    ("review", "2026-09-01", "2026-10-08", "the 30th day is 1 October"),
    ("re_review_request", "2026-05-20", "2026-06-22", "19 June, Dragon Boat Festival, rolls to Monday"),
    ("re_review", "2026-03-05", "2026-04-07", "4 April, Tomb-Sweeping Day, rolls to Tuesday"),
    # Open Government Information Regulations (2007) Art. 18, (2019) Art. 26: 20 working days
    ("disclosure", "2019-05-14", "2019-06-12", "the last day of the 2007 text; 7 June is off"),
    ("disclosure", "2019-05-15", "2019-06-13", "the first day of the 2019 text"),
    ("disclosure", "2020-01-20", "2020-02-25", "the Spring Festival prolonged to 2 February 2020"),
    ("disclosure", "2026-02-05", "2026-03-11", "two make-up Saturdays and nine days off between"),
    # Organic Law of Villagers' Committees; the programme's own promises
    ("village_posting", "2025-12-31", "2026-01-15", "the first of ten is Sunday 4 January"),
    ("village_posting", "2026-03-31", "2026-04-15", "three days in April, three days off, seven more"),
    ("periodic_disclosure", "2026-09-30", "2026-10-20", "8, 9, 10, 12-16, 19, 20 October"),
    ("posting_receipt", "2026-06-18", "2026-06-23", "19 to 21 June is the Dragon Boat Festival"),
    ("enquiry", "2026-02-13", "2026-02-25", "make-up Saturday 14, then 24 and 25"),
    ("enquiry", "2026-04-03", "2026-04-09", "over Tomb-Sweeping Day"),
    ("enquiry", "2026-09-24", "2026-09-30", "over the Mid-Autumn Festival"),
    ("enquiry", "2026-12-30", "2027-01-05", "over the year's end, provisional"),
    ("enquiry", "2027-02-04", "2027-02-11", "over a provisional Spring Festival"),
    ("enquiry", "2029-04-30", "2029-05-07", "no table: weekends and 1 and 2 May only"),
    # State Council's good-bad rating system (2019): 1 and 15 working days
    ("bad_rating_contact", "2026-05-08", "2026-05-09", "a make-up Saturday"),
    ("bad_rating_rectification", "2026-04-30", "2026-05-25", "6-9, 11-15, 18-22, 25 May"),
]


@pytest.mark.parametrize(("limit", "started", "expected", "why"), BY_HAND)
def test_a_deadline_falls_where_it_was_worked_out_by_hand(limit: str, started: str, expected: str, why: str) -> None:
    assert due(limit, started) == expected, why


def test_the_starting_day_is_the_day_in_china() -> None:
    late_in_greenwich = datetime(2026, 3, 1, 16, 0, tzinfo=UTC)
    assert LIMITS.deadline("acceptance", late_in_greenwich).starts_on == date(2026, 3, 2)
    assert LIMITS.deadline("acceptance", late_in_greenwich - timedelta(seconds=1)).starts_on == date(2026, 3, 1)


def test_a_deadline_ends_at_24_hours_china_time_of_its_due_day() -> None:
    deadline = LIMITS.deadline("acceptance", noon("2026-03-02"))
    assert deadline.due_at == datetime(2026, 3, 18, 0, 0, tzinfo=CHINA)
    assert deadline.due_at.utcoffset() == timedelta(0)


def test_warnings_come_at_half_and_nine_tenths_of_the_span() -> None:
    deadline = LIMITS.deadline("resolution", noon("2026-06-01"))
    assert deadline.due_on == date(2026, 7, 31)
    begins = datetime(2026, 6, 2, tzinfo=CHINA)
    assert deadline.warn_at == (begins + timedelta(days=30), begins + timedelta(days=54))


def test_a_deadline_is_bound_to_the_versions_in_force_at_its_start() -> None:
    assert LIMITS.deadline("disclosure", noon("2019-05-14")).limit_version == 1
    assert LIMITS.deadline("disclosure", noon("2019-05-15")).limit_version == 2
    assert LIMITS.deadline("village_posting", noon("2025-12-31")).limit_version == 1
    assert LIMITS.deadline("enquiry", noon("2026-12-30")).calendar_version == "2026-1+2027-1"


@pytest.mark.parametrize(
    ("limit", "started", "provisional"),
    [
        ("resolution", "2026-10-31", False),  # due 30 December 2026
        ("resolution", "2026-11-20", True),
        ("enquiry", "2026-12-28", False),  # due 31 December
        ("enquiry", "2026-12-29", True),
        ("enquiry", "2031-03-03", True),
    ],
)
def test_a_deadline_that_rests_on_a_year_without_notice_says_so(limit: str, started: str, provisional: bool) -> None:
    assert LIMITS.deadline(limit, noon(started)).provisional is provisional


def test_when_the_notice_is_out_the_deadline_is_recomputed_and_the_old_one_still_explains_itself() -> None:
    before = LIMITS.deadline("enquiry", noon("2026-12-30"))
    notice = CalendarYear(2027, 2, False, "通知", "the notice", ())
    shipped = [LIMITS.calendar.year(year) for year in (2026, 2027)]
    later = TimeLimits([LIMITS.limit("enquiry", before.starts_on)], Calendar([*shipped, notice], []))
    after = later.recomputed(before)
    assert (before.due_on, after.due_on) == (date(2027, 1, 5), date(2027, 1, 4))
    assert (after.provisional, after.calendar_version) == (False, "2026-1+2027-2")
    assert later.explain(before) == LIMITS.explain(before)


def test_an_unknown_time_limit_is_a_clear_key_error() -> None:
    with pytest.raises(KeyError) as caught:
        LIMITS.deadline("acceptence", noon("2026-03-02"))
    assert isinstance(caught.value, NoSuchTimeLimit)
    assert str(caught.value).startswith("there is no time limit 'acceptence'; there are acceptance, ")


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        LIMITS.deadline("acceptance", datetime(2026, 3, 2))


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        (datetime(2007, 1, 1, tzinfo=UTC), "no-time-limit-in-force"),
        (datetime(1, 1, 1, tzinfo=UTC), "date-out-of-range"),
        (datetime(9999, 12, 31, 23, tzinfo=UTC), "date-out-of-range"),
    ],
)
def test_a_date_that_cannot_be_meant_is_a_refusal_a_person_can_act_on(moment: datetime, code: str) -> None:
    with pytest.raises(Invalid) as caught:
        LIMITS.deadline("disclosure", moment)
    assert caught.value.code == code


def test_an_extension_is_counted_from_the_start_and_only_once() -> None:
    first = LIMITS.deadline("resolution", noon("2026-03-02"))
    extended = LIMITS.extended(first, 30)
    assert extended.due_on == date(2026, 6, 1)  # 90 days: 31 May is a Sunday
    with pytest.raises(WrongState, match="already-extended"):
        LIMITS.extended(extended, 1)


@pytest.mark.parametrize(("limit", "days"), [("resolution", 31), ("resolution", 0), ("acceptance", 1)])
def test_an_extension_beyond_the_rule_is_refused(limit: str, days: int) -> None:
    with pytest.raises(Invalid, match="extension-too-long"):
        LIMITS.extended(LIMITS.deadline(limit, noon("2026-03-02")), days)


def test_the_days_of_a_hearing_are_not_counted_in_a_re_review() -> None:
    first = LIMITS.deadline("re_review", noon("2026-07-01"))
    assert first.due_on == date(2026, 7, 31)
    paused = LIMITS.paused(first, date(2026, 7, 10), date(2026, 7, 13))
    assert paused.due_on == date(2026, 8, 4)
    rules = [day.rule for day in LIMITS.explain(paused)]
    assert rules.count("paused") == 4


@pytest.mark.parametrize(
    ("limit", "first", "last"),
    [
        ("acceptance", date(2026, 7, 10), date(2026, 7, 13)),
        ("re_review", date(2026, 7, 13), date(2026, 7, 10)),
        ("re_review", date(2026, 7, 1), date(2026, 7, 2)),
    ],
)
def test_a_pause_the_rule_does_not_know_is_refused(limit: str, first: date, last: date) -> None:
    with pytest.raises(Invalid, match="cannot-pause"):
        LIMITS.paused(LIMITS.deadline(limit, noon("2026-07-01")), first, last)


def test_an_explanation_tells_why_each_day_counted_or_not() -> None:
    told = {day.day: day for day in LIMITS.explain(LIMITS.deadline("enquiry", noon("2026-02-13")))}
    assert [told[date(2026, 2, day)].rule for day in (13, 14, 15, 23, 24, 25)] == [
        "starting-day",
        "make-up-working-day",
        "holiday",
        "holiday",
        "working-day",
        "working-day",
    ]
    festival = told[date(2026, 2, 16)]
    assert not festival.counted
    assert festival.calendar == "2026-1"
    assert "春节放假" in festival.zh
    assert "国办发明电〔2025〕7号" in festival.zh
    assert "a day off for Spring Festival" in festival.en
    assert "[2025] No. 7" in festival.en
    assert "计入，第 3 个工作日（共 3）" in told[date(2026, 2, 25)].zh


def test_an_explanation_tells_why_a_last_day_moves() -> None:
    told = LIMITS.explain(LIMITS.deadline("acceptance", noon("2026-03-13")))
    assert [(day.day.day, day.counted, day.rule) for day in told[-3:]] == [
        (28, True, "last-day-not-worked"),
        (29, False, "moving"),
        (30, False, "due-after-moving"),
    ]
    assert "民法典第二百零三条" in told[-1].zh


def test_an_explanation_says_which_days_are_provisional() -> None:
    told = LIMITS.explain(LIMITS.deadline("enquiry", noon("2026-12-30")))
    assert "尚未收录" in told[-1].zh
    assert "the notice for 2027 is not in the data files" in told[-1].en
    assert told[-1].calendar == "2027-1"


def test_every_word_of_domain_section_5_has_a_row() -> None:
    assert set(LIMITS.ids()) == {
        *("enquiry", "acceptance", "transfer_objection", "resolution", "promise_60"),
        *("review_request", "review", "re_review_request", "re_review"),
        *("disclosure", "periodic_disclosure", "village_posting", "posting_receipt"),
        *("bad_rating_contact", "bad_rating_rectification"),
    }


def test_only_resolution_can_be_extended_and_only_by_the_head_of_the_body() -> None:
    on = date(2026, 6, 1)
    extensible = {
        limit.id: (limit.extension_days, limit.extension_times, limit.approver)
        for limit_id in LIMITS.ids()
        if (limit := LIMITS.limit(limit_id, on)).extension_days
    }
    assert extensible == {"resolution": (30, 1, "head_of_office")}


def test_a_deadline_is_made_of_plain_values() -> None:
    deadline = LIMITS.paused(LIMITS.deadline("re_review", noon("2026-07-01")), date(2026, 7, 10), date(2026, 7, 10))
    assert json.loads(json.dumps(asdict(deadline), default=date.isoformat)) == {
        "limit": "re_review",
        "limit_version": 1,
        "calendar_version": "2026-1",
        "starts_on": "2026-07-01",
        "due_on": "2026-08-03",
        "provisional": False,
        "warn_fractions": [0.5, 0.9],
        "extended_by": [],
        "pauses": [{"first": "2026-07-10", "last": "2026-07-10"}],
    }


def test_the_package_needs_nothing_but_the_standard_library() -> None:
    asked = "import sys, shared.timelimits; print(sorted({'marshmallow', 'cattrs', 'flask'} & set(sys.modules)))"
    told = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


@pytest.mark.parametrize("limit", ["resolution", "disclosure"])
def test_a_deadline_is_computed_within_50_microseconds(limit: str) -> None:
    start = noon("2026-11-20")
    best = min(timeit.repeat(lambda: LIMITS.deadline(limit, start), number=200, repeat=5)) / 200
    assert best < 50e-6


limit_ids = st.sampled_from(LIMITS.ids())
moments = st.datetimes(datetime(2022, 5, 2), datetime(2030, 12, 31), timezones=st.just(UTC))


@given(limit_ids, moments)
def test_a_deadline_is_never_due_on_a_day_that_is_not_worked(limit: str, started: datetime) -> None:
    assert LIMITS.calendar.is_working_day(LIMITS.deadline(limit, started).due_on)


@given(limit_ids, moments, st.timedeltas(timedelta(0), timedelta(days=40)))
def test_who_starts_later_is_never_due_earlier(limit: str, started: datetime, later: timedelta) -> None:
    assert LIMITS.deadline(limit, started).due_on <= LIMITS.deadline(limit, started + later).due_on


@given(limit_ids, moments)
def test_an_explanation_counts_as_many_days_as_the_limit_is_long(limit: str, started: datetime) -> None:
    deadline = LIMITS.deadline(limit, started)
    told = LIMITS.explain(deadline)
    assert sum(day.counted for day in told) == LIMITS.version(limit, deadline.limit_version).length
    assert [day.day for day in told] == [
        deadline.starts_on + timedelta(days=n) for n in range((deadline.due_on - deadline.starts_on).days + 1)
    ]
    assert all(day.zh and day.en and day.calendar in deadline.calendar_version for day in told)


@given(limit_ids, moments)
def test_warnings_come_in_order_between_start_and_end(limit: str, started: datetime) -> None:
    deadline = LIMITS.deadline(limit, started)
    half, nearly = deadline.warn_at
    assert started < half < nearly < deadline.due_at


@given(moments, st.integers(1, 30))
def test_an_extension_never_brings_a_deadline_forward(started: datetime, days: int) -> None:
    first = LIMITS.deadline("resolution", started)
    extended = LIMITS.extended(first, days)
    assert extended.due_on >= first.due_on
    assert sum(day.counted for day in LIMITS.explain(extended)) == 60 + days


@given(moments, st.integers(1, 40), st.integers(0, 20))
def test_a_paused_day_is_never_counted(started: datetime, after: int, long: int) -> None:
    first = LIMITS.deadline("re_review", started)
    begins = first.starts_on + timedelta(days=after)
    paused = LIMITS.paused(first, begins, begins + timedelta(days=long))
    told = LIMITS.explain(paused)
    assert sum(day.counted for day in told) == 30
    assert not any(day.counted and paused.pauses[0].covers(day.day) for day in told)
    assert LIMITS.calendar.is_working_day(paused.due_on)


@given(limit_ids, moments)
def test_computing_again_by_the_same_calendar_gives_the_same(limit: str, started: datetime) -> None:
    deadline = LIMITS.deadline(limit, started)
    assert LIMITS.recomputed(deadline) == deadline
    assert isinstance(replace(deadline), Deadline)
