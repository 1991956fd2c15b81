"""A year's releases: in their order, once each, never a small count; corrections stand beside them."""

from datetime import UTC, date, datetime

import pytest

from services.oversight.domain.figures import Figure
from services.oversight.domain.release import (
    Content,
    CorrectRelease,
    PublishRelease,
    ReleaseCorrected,
    ReleasePublished,
    Releases,
    decide,
    evolve,
    last_day,
    year_of,
)
from shared.decider import Decider
from shared.errors import Invalid, NotFound, WrongState

NOW = datetime(2027, 1, 5, tzinfo=UTC)
FIGURES = (Figure("registered", 12, None, {"kind": {"claim": 12, "report": 0, "enquiry": None}}),)


def content(period, *figures, advice="加强接访。"):
    return Content(period, figures or FIGURES, advice)


def public_text(text):
    if "13812345678" in text:
        raise Invalid("personal-data", "有手机号", "a telephone number")
    return text


def published(*periods):
    return [ReleasePublished(content(period), "zhao", NOW) for period in periods]


def decided(given, command):
    return decide(public_text, Decider(Releases(), lambda *_: [], evolve).fold(given), command)


def test_a_period_that_is_over_is_released_as_it_is_shown():
    command = PublishRelease(content("2026Q1"), 0, "zhao", NOW)
    assert decided([], command) == [ReleasePublished(content("2026Q1"), "zhao", NOW)]


def test_the_year_comes_after_its_quarters():
    quarters = published("2026Q1", "2026Q2", "2026Q3", "2026Q4")
    assert decided(quarters, PublishRelease(content("2026"), 4, "zhao", NOW)) == published("2026")


@pytest.mark.parametrize(
    ("given", "command", "code"),
    [
        (["2026Q1"], PublishRelease(content("2026Q1"), 1, "zhao", NOW), "release-published"),
        ([], PublishRelease(content("2026Q2"), 0, "zhao", NOW), "release-out-of-order"),
        (["2026Q1"], PublishRelease(content("2026"), 1, "zhao", NOW), "release-out-of-order"),
        (["2026Q1"], PublishRelease(content("2026Q2"), 0, "zhao", NOW), "release-outdated"),
        ([], PublishRelease(content("2026Q1"), 0, "zhao", datetime(2026, 3, 31, 15, tzinfo=UTC)), "period-not-over"),
        ([], CorrectRelease(content("2026Q1"), "错", 0, "zhao", NOW), "unknown-release"),
    ],
)
def test_what_is_out_of_order_is_refused(given, command, code):
    with pytest.raises((WrongState, NotFound), match=code):
        decided(published(*given), command)


def test_the_day_ends_in_china():
    command = PublishRelease(content("2026Q1"), 0, "zhao", datetime(2026, 3, 31, 16, tzinfo=UTC))
    assert decided([], command)


@pytest.mark.parametrize(
    "figure",
    [
        Figure("registered", 4, None, {}),
        Figure("registered", 12, None, {"kind": {"claim": 8, "report": 4}}),
    ],
)
def test_a_small_count_is_never_released_whoever_asks(figure):
    with pytest.raises(Invalid, match="small-cell"):
        decided([], PublishRelease(content("2026Q1", figure), 0, "zhao", NOW))


@pytest.mark.parametrize("field", ["advice", "reason"])
def test_a_text_with_personal_data_is_refused(field):
    given = {"advice": "无。", "reason": "错。", field: "请打13812345678"}
    command = CorrectRelease(content("2026Q1", advice=given["advice"]), given["reason"], 1, "zhao", NOW)
    with pytest.raises(Invalid, match="personal-data"):
        decided(published("2026Q1"), command)


def test_a_correction_is_another_edition_and_the_first_stays():
    given = published("2026Q1")
    for edition in (2, 3):
        corrected = decided(given, CorrectRelease(content("2026Q1"), "漏统计", edition - 1, "zhao", NOW))
        assert corrected == [ReleaseCorrected(content("2026Q1"), edition, "漏统计", "zhao", NOW)]
        given = [*given, *corrected]
    assert given[0] == published("2026Q1")[0]


def test_periods_are_quarters_and_years():
    assert (year_of("2026"), year_of("2026Q4")) == (2026, 2026)
    assert (last_day("2026Q1"), last_day("2026")) == (date(2026, 3, 31), date(2026, 12, 31))
    for text in ("2026Q5", "26", "1999", "2026-01", "", "２０２６"):
        with pytest.raises(Invalid, match="unknown-period"):
            year_of(text)
