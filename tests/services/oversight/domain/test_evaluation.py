from datetime import UTC, datetime

import pytest

from services.oversight.domain import evaluation
from services.oversight.domain.evaluation import EvaluateQuarter, QuarterEvaluated, closes_on
from services.oversight.domain.scoring import CRITERIA, Figures
from services.oversight.weights import load_weights
from shared.errors import WrongState
from tests.services.oversight.examples import DATA

RULES = load_weights(DATA)[-1]
VILLAGE = Figures("yangshe", "village", {name: {} for name in CRITERIA} | {"posted": {"in_time": 4, "late": 2}})


def command(at, counted=(VILLAGE,)):
    return EvaluateQuarter(RULES, "2026Q1", counted, {"yangshe": 1}, 77, at)


def test_a_quarter_is_closed_after_its_grace_with_scores_and_standings():
    assert closes_on(RULES, "2026Q1").isoformat() == "2026-04-11"
    [closed] = evaluation.decide(False, command(datetime(2026, 4, 10, 16, 0, tzinfo=UTC)))
    assert isinstance(closed, QuarterEvaluated)
    assert (closed.quarter, closed.weights_version, closed.counted_to) == ("2026Q1", RULES.version, 77)
    [score], [standing] = closed.scores, closed.standings
    assert (score.body, score.cases, score.rank) == ("yangshe", 6, 1)
    assert (standing.due, standing.posted_in_time, standing.findings_past_date, standing.meets) == (6, 4, 1, None)


def test_it_is_not_closed_a_moment_earlier():
    with pytest.raises(WrongState, match="quarter-not-over"):
        evaluation.decide(False, command(datetime(2026, 4, 10, 15, 59, tzinfo=UTC)))


def test_a_closed_quarter_stays_as_it_is_whatever_is_counted_later():
    assert evaluation.decide(True, command(datetime(2026, 5, 1, tzinfo=UTC), ())) == []
    assert evaluation.evolve(False, None) is True
