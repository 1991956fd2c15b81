"""Deadlines: the rules one by one. What was worked out by hand and what holds always are in files of their own."""

import json
import subprocess
import sys
import timeit
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from shared.clock import CHINA
from shared.errors import Invalid, WrongState
from shared.timelimits import Calendar, CalendarYear, NoSuchTimeLimit, TimeLimits
from shared.timelimits.loading import load_time_limits

ROOT = Path(__file__).parents[3]
LIMITS = load_time_limits(ROOT / "data")


def noon(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T12:00:00+08:00")


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


@pytest.mark.parametrize("days", [31, 0, -1])
def test_an_extension_beyond_the_rule_is_refused(days: int) -> None:
    with pytest.raises(Invalid, match="extension-too-long"):
        LIMITS.extended(LIMITS.deadline("resolution", noon("2026-03-02")), days)


def test_a_time_limit_without_an_extension_says_so() -> None:
    with pytest.raises(WrongState, match="cannot-be-extended"):
        LIMITS.extended(LIMITS.deadline("acceptance", noon("2026-03-02")), 1)


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
        *("disclosure", "periodic_disclosure", "annual_report", "village_posting", "posting_receipt"),
        *("information_answer", "information_correction", "information_supplement"),
        *("third_party_opinion", "body_opinion"),
        *("bad_rating_contact", "bad_rating_rectification", "rectification"),
        *("survey_paper", "results_wait"),
    }


def test_only_what_the_law_and_the_plan_name_can_be_extended_and_by_whom_they_name() -> None:
    on = date(2026, 6, 1)
    extensible = {
        limit.id: (limit.extension_days, limit.extension_times, limit.approver)
        for limit_id in LIMITS.ids()
        if (limit := LIMITS.limit(limit_id, on)).extension_days
    }
    assert extensible == {
        "resolution": (30, 1, "head_of_office"),
        "rectification": (15, 1, "leading_group"),
        "information_answer": (20, 1, "leading_group"),
    }


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
