from datetime import UTC, datetime

import pytest

from services.oversight.domain.results import (
    EVERYWHERE,
    Figures,
    LateResultsPublished,
    PublishLateResults,
    PublishResults,
    Results,
    ResultsPublished,
    decide,
    evolve,
    shown,
)
from shared.decider import Decider
from shared.errors import WrongState

NOW = datetime(2026, 3, 30, 2, 0, tzinfo=UTC)
DECIDER = Decider(Results(), decide, evolve)
VILLAGES = ("a", "b", "c", "d")


def levels(count, level=4):
    return tuple(count if each == level else 0 for each in range(1, 6))


def counted(**counts):
    return {village: {"q": levels(count)} for village, count in counts.items()}


def publish(**changed):
    given = {
        "villages": VILLAGES,
        "counted": Figures(counted(a=6, b=5, c=7, d=9)),
        "answers": {"a": 6, "b": 5, "c": 7, "d": 9},
        "spoilt": {"b": 1},
        "missing": ("d",),
        "at": NOW,
    }
    return PublishResults(**{**given, **changed})


def late(handful=1, count=6, village="d"):
    return PublishLateResults(village, handful, Figures({village: {"q": levels(count)}}), count, 0, NOW)


def published(*commands):
    events = []
    for command in commands:
        events += decide(DECIDER.fold(events), command)
    return events


@pytest.mark.parametrize(
    ("counts", "out", "total"),
    [
        ({"a": 5, "b": 6, "c": 7}, "abc", 18),
        ({"a": 5, "b": 4, "c": 7}, "a", 16),
        ({"a": 9, "b": 7, "c": 1}, "a", 17),
        ({"a": 4, "b": 1, "c": 7}, "c", 12),
        ({"a": 4, "b": 0, "c": 7}, "c", None),
        ({"a": 5, "b": 0, "c": 7}, "ac", 12),
        ({"a": 4, "b": 0, "c": 0}, "", None),
        ({"a": 4, "b": 3, "c": 0}, "", 7),
        ({"a": 5, "b": 4}, "a", None),
        ({"a": 5, "b": 4, "c": 1}, "a", 10),
        ({}, "", None),
    ],
)
def test_what_is_left_when_one_subtracts_is_nothing_or_five_answers_and_more(counts, out, total):
    found = shown(VILLAGES, counted(**counts))
    assert "".join(sorted(set(found) - {EVERYWHERE})) == out
    assert sum(found.get(EVERYWHERE, {}).get("q", ())) == (total or 0)


def test_the_village_that_is_left_out_besides_is_the_last_of_the_list_and_not_the_smallest():
    assert set(shown(("a", "b", "c", "d"), counted(a=5, b=4, c=50, d=40))) == {"a", "c", EVERYWHERE}
    assert set(shown(("d", "c", "b", "a"), counted(a=5, b=4, c=50, d=40))) == {"c", "d", EVERYWHERE}


def test_each_question_is_judged_by_its_own_answers():
    both = {"a": {"q": levels(6), "p": levels(2)}, "b": {"q": levels(6), "p": levels(6)}}
    found = shown(("a", "b"), both)
    assert {village: sorted(cells) for village, cells in found.items()} == {"a": ["q"], "b": ["p", "q"], "": ["q"]}


def test_results_come_out_once():
    (event,) = published(publish(), publish(counted=Figures()))
    assert event == ResultsPublished(
        1,
        Figures({**counted(a=6, b=5, c=7, d=9), EVERYWHERE: {"q": levels(27)}}),
        {"a": 6, "b": 5, "c": 7, "d": 9},
        {"a": 0, "b": 1, "c": 0, "d": 0},
        ("d",),
        NOW,
    )


def test_a_village_that_was_not_asked_is_in_no_figure():
    (event,) = published(publish(counted=Figures(counted(a=6, elsewhere=6))))
    assert event.figures.ratings == {"a": {"q": levels(6)}, EVERYWHERE: {"q": levels(6)}}


def test_what_came_late_is_a_row_of_its_own_and_each_handful_is_out_once():
    _, first, second = published(publish(), late(), late(), late(handful=2, count=7), late(handful=1))
    assert first == LateResultsPublished(2, "d", Figures({"d": {"q": levels(6)}}), 6, 0, NOW)
    assert (second.version, second.figures.ratings) == (3, {"d": {"q": levels(7)}})


def test_of_a_late_handful_too_only_what_five_and_more_have_said():
    _, event = published(publish(), late(count=4))
    assert (event.figures, event.answers) == (Figures(), 4)


def test_nothing_comes_late_before_there_are_results():
    with pytest.raises(WrongState, match="results-not-out"):
        published(late())
