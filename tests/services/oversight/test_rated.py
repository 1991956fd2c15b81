"""Which ratings count in which quarter, for whom."""

from datetime import date

import pytest

from services.oversight.domain.evaluation import QuarterEvaluated
from services.oversight.domain.results import Figures, LateResultsPublished, ResultsPublished
from services.oversight.domain.survey_round import Plan, RoundClosed, RoundOpened
from services.oversight.views import rated
from tests.services.oversight.test_evaluation_views import Log, at


def opened(closes_on="2026-03-20", office="family-planning-office"):
    plan = Plan(
        "一季度评议",
        office,
        "residents",
        "residents",
        1,
        (),
        (),
        ("a", "b"),
        date(2026, 3, 1),
        date.fromisoformat(closes_on),
    )
    return "r1", RoundOpened(plan, "zhao", at("2026-03-01"))


def closed(day):
    return "r1", RoundClosed(("a", "b"), date.fromisoformat(day), "zhao", at(day))


def levels(count, level):
    return tuple(count * (level == each) for each in range(1, 6))


def out(day="2026-03-25"):
    """Six answered in a, fewer than five in b."""
    ratings = {"a": {"q1": levels(6, 4), "q2": levels(5, 4)}, "": {"q1": levels(9, 4)}}
    awareness = {"a": {"k1": (1, 5)}, "": {"k1": (1, 8)}}
    return "r1", ResultsPublished(1, Figures(ratings, awareness), {"a": 6, "b": 3}, {"a": 0, "b": 0}, (), at(day))


def test_a_round_counts_for_its_office_and_the_awareness_of_its_villages_in_the_quarter_of_its_last_day():
    log = Log(opened(), closed("2026-03-21"))
    assert log.ask(rated.counted, "2026Q1") == {}
    log.add(*out())
    a = {"answers": 6, "asked": 6, "aware": 5, "marks": 11, "marks_sum": 44, "respondents": 6}
    office = {"answers": 9, "asked": 9, "aware": 8, "marks": 14, "marks_sum": 56, "respondents": 9}
    assert log.ask(rated.counted, "2026Q1") == {"family-planning-office": office, "a": a}, "b has too few to be shown"
    assert log.ask(rated.counted, "2026Q2") == {}
    [row], _ = log.ask(rated.of_body, "2026Q1", "a", limit=9, offset=0)
    assert (row["subject"], row["position"]) == ("r1", 1)
    assert log.ask(rated.of_body, "2026Q1", "b", limit=9, offset=0) == ([], 0)
    assert Log(opened("2026-04-02"), closed("2026-04-03"), out()).ask(rated.counted, "2026Q1") == {}


def test_where_all_together_is_withheld_an_office_is_rated_by_the_one_village_that_is_shown():
    figures = Figures({"a": {"q1": levels(6, 4), "q2": levels(5, 3)}, "": {"q2": levels(8, 3)}}, {"a": {"k1": (1, 5)}})
    event = ResultsPublished(1, figures, {"a": 6, "b": 3}, {"a": 0, "b": 0}, (), at("2026-03-25"))
    found = Log(opened(), closed("2026-03-21"), ("r1", event)).ask(rated.counted, "2026Q1")
    assert found["family-planning-office"] == {
        **{"answers": 8, "marks": 14, "marks_sum": 48, "asked": 6, "aware": 5, "respondents": 6}
    }


def test_what_came_late_counts_for_the_village_and_for_the_office():
    late = LateResultsPublished(2, "b", Figures({"b": {"q1": levels(7, 1)}}), 7, 0, at("2026-04-02"))
    log = Log(opened(), closed("2026-03-21"), out(), ("r1", late))
    counts = log.ask(rated.counted, "2026Q1")
    assert [counts["b"][name] for name in ("answers", "marks", "marks_sum", "asked")] == [7, 7, 7, 0]
    assert [counts["family-planning-office"][name] for name in ("answers", "marks_sum")] == [16, 56 + 7]


@pytest.mark.parametrize(("closing", "quarter"), [("2026-04-09", "2026Q1"), ("2026-04-12", "2026Q2")])
def test_a_round_that_was_open_when_its_quarter_was_evaluated_counts_in_the_one_in_which_it_was_closed(
    closing, quarter
):
    evaluated = "2026Q1", QuarterEvaluated("2026Q1", 1, 1, (), (), at("2026-04-11"))
    log = Log(opened(), *sorted([closed(closing), evaluated], key=lambda one: one[1].at), out("2026-04-15"))
    assert [each for each in ("2026Q1", "2026Q2") if log.ask(rated.counted, each)] == [quarter]


def test_a_quarter_waits_for_the_results_of_the_rounds_that_are_closed_and_for_no_others():
    log = Log(opened())
    assert not log.ask(rated.awaits, "2026Q1")
    log.add(*closed("2026-04-09"))
    assert log.ask(rated.awaits, "2026Q1")
    assert not log.ask(rated.awaits, "2026Q2")
    log.add(*out("2026-04-15"))
    assert not log.ask(rated.awaits, "2026Q1")
