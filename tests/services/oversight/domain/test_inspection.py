from dataclasses import replace
from datetime import UTC, date, datetime
from functools import reduce

import pytest

from services.oversight.domain import inspection
from services.oversight.domain.inspection import (
    Answer,
    FindingRaised,
    HearingOfOpinionRecorded,
    Inspection,
    InspectionRecorded,
    Line,
    Photograph,
    RecordHearingOfOpinion,
    RecordInspection,
    Report,
    Rules,
)
from shared.errors import Invalid, WrongState

T0 = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
DAY = date(2026, 3, 2)
RULES = Rules(
    {"fees": Line("收费标准张贴了吗", "unlawful_fee"), "hours": Line("按时上班了吗", "broken_promise")},
    lambda text: text,
)
PHOTOGRAPH = Photograph("0a", "image/jpeg", 3)
GOOD = Report("yangshe", DAY, "open", 1, (Answer("fees", "yes"), Answer("hours", "not_seen")), "都好", (PHOTOGRAPH,))
BAD = replace(GOOD, answers=(Answer("fees", "no", "没有张贴"), Answer("hours", "yes")))
FILE = RecordInspection(GOOD, DAY, date(2026, 12, 31), "zhou", T0)
HEAR = RecordHearingOfOpinion("yangshe", DAY, 12, "都说好", "zhou", T0)


def recorded(report):
    return InspectionRecorded(
        *(report.place, report.day, report.mode, report.checklist, report.answers, report.text, report.photographs),
        *("zhou", T0),
    )


def given(*events):
    return reduce(inspection.evolve, events, Inspection())


def test_a_report_is_recorded_for_the_day_of_the_inspection():
    assert inspection.decide(RULES, given(), FILE) == [recorded(GOOD)]


def test_each_line_that_is_not_as_it_should_be_raises_a_finding_of_its_kind():
    raised = FindingRaised("yangshe", DAY, "open", "fees", "收费标准张贴了吗", "unlawful_fee", "没有张贴", T0)
    assert inspection.decide(RULES, given(), replace(FILE, report=BAD)) == [recorded(BAD), raised]


def test_the_same_report_again_is_ignored_and_another_one_refused():
    assert inspection.decide(RULES, given(recorded(GOOD)), FILE) == []
    with pytest.raises(WrongState, match="inspection-recorded"):
        inspection.decide(RULES, given(recorded(GOOD)), replace(FILE, report=BAD))


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"day": date(2026, 3, 3)}, "day-is-ahead"),
        ({"day": date(2026, 3, 1)}, "outside-its-days"),
        ({"answers": ()}, "checklist-incomplete"),
        ({"answers": GOOD.answers[::-1]}, "checklist-incomplete"),
        ({"answers": (Answer("fees", "no"), Answer("hours", "yes"))}, "say-what-was-wrong"),
        ({"photographs": (PHOTOGRAPH,) * 6}, "too-many-photographs"),
    ],
)
def test_what_a_report_may_not_be(changed, code):
    with pytest.raises(Invalid, match=code):
        inspection.decide(RULES, given(), replace(FILE, report=replace(GOOD, **changed)))


def test_filed_in_january_it_is_of_the_year_in_which_the_place_was_seen():
    late = replace(FILE, at=datetime(2027, 1, 5, tzinfo=UTC))
    assert inspection.decide(RULES, given(), late)[0].day == DAY
    with pytest.raises(Invalid, match="outside-its-days"):
        inspection.decide(RULES, given(), replace(late, report=replace(GOOD, day=date(2027, 1, 4))))


def test_a_hearing_of_opinion_is_recorded_once():
    event = HearingOfOpinionRecorded("yangshe", DAY, 12, "都说好", "zhou", T0)
    assert inspection.decide(RULES, given(), HEAR) == [event]
    assert inspection.decide(RULES, given(event), HEAR) == []


@pytest.mark.parametrize(("changed", "code"), [({"heard": 0}, "nobody-heard"), ({"day": date(2026, 3, 3)}, "ahead")])
def test_what_a_hearing_may_not_be(changed, code):
    with pytest.raises(Invalid, match=code):
        inspection.decide(RULES, given(), replace(HEAR, **changed))


@pytest.mark.parametrize("command", [FILE, replace(FILE, report=replace(BAD, text="都好")), HEAR])
def test_every_text_is_screened(command):
    def refuse(text):
        if text in ("都好", "没有张贴", "都说好"):
            raise Invalid("personal-data", "有电话", "A telephone number")
        return text

    with pytest.raises(Invalid, match="personal-data"):
        inspection.decide(replace(RULES, public_text=refuse), given(), command)
