"""The read models of survey rounds, of what people wrote in them, and of results over time, on both databases."""

from datetime import UTC, date, datetime

import pytest

from services.oversight.domain.batch import Answered, BallotsCounted
from services.oversight.domain.results import Figures, ResultsPublished
from services.oversight.domain.survey_round import Plan, Question, RoundClosed, RoundOpened, VillagesReminded
from services.oversight.views import results, rounds, survey_texts
from shared.eventlog import Metadata, Recorded

NOW = datetime(2026, 3, 2, 2, tzinfo=UTC)
DAY = date(2026, 3, 2)
ASKED = Question("attitude", "态度", "Attitude")
PLAN = Plan("一季度", "o", "residents", "residents", 1, (ASKED,), (ASKED,), ("a", "b"), DAY, DAY, (ASKED,))


@pytest.fixture
def ask(database):
    """Project these events of one round after the other, then ask."""
    views = (rounds, results, survey_texts)
    for view in views:
        database.create(view.TABLES)

    def make(events, query, *given, **named):
        with database.write() as tx:
            for position, (stream, event) in enumerate(events, start=1):
                for view in views:
                    view.project(tx, Recorded(position, f"x-{stream}", 1, "x", event, NOW, NOW, Metadata("test", "")))
            return query(tx, *given, **named)

    return make


def opened(id="r1"):
    return id, RoundOpened(PLAN, "zhao", NOW)


def out(id="r1"):
    return id, ResultsPublished(1, Figures(), {"a": 5, "b": 0}, {"a": 0, "b": 0}, (), NOW)


def written(*texts, withheld=0):
    answers = tuple(Answered({}, {}, {"attitude": text}) for text in texts)
    return "batch", BallotsCounted("r1", "a", answers, 0, withheld, False, NOW)


def test_what_runs_and_what_was_asked(ask):
    found = ask([opened(), ("r1", VillagesReminded(("b",), DAY, "zhao", NOW))], rounds.running, 9)
    assert [one["id"] for one in found] == ["r1"]
    assert ask([], rounds.running_with, "o", "residents") == found
    assert ask([], rounds.reminded, "r1") == {"b": "2026-03-02"}
    assert ask([], rounds.opened_questions, "residents") == {"attitude": ("texts", "态度", "Attitude")}
    assert list(ask([], rounds.opened_versions, "residents")) == [1]
    assert ask([("r1", RoundClosed(("a", "b"), DAY, "zhao", NOW))], rounds.running, 9) == []


def test_texts_are_in_the_order_of_the_alphabet_from_five_on(ask):
    events = [opened(), written("b", "a", "b", withheld=2)]
    assert ask(events, survey_texts.page, "r1", "attitude", limit=9, offset=0) == ([], 0)
    found, total = ask([written("c", "a")], survey_texts.page, "r1", "attitude", limit=2, offset=1)
    assert (found, total) == ([{"text": "b", "number": 2}, {"text": "c", "number": 1}], 3)
    assert ask([out(), written("d", withheld=1)], survey_texts.kept, "r1") == survey_texts.Kept(True, 2, 2)
    assert ask([], survey_texts.counts, "r1") == {"attitude": 5}


def test_an_office_over_time(ask):
    events = [opened(), out(), opened("r2"), out("r2"), opened("r3")]
    assert [one.round for one in ask(events, results.of_office, "o", "residents", 9)] == ["r2", "r1"]
    assert ask([], results.audiences, "o") == ["residents"]
