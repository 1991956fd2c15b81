from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from services.oversight.domain import batch
from services.oversight.domain.batch import Answered, BallotsCounted, CountBallots

T0 = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
GOOD = Answered({"attitude": 5}, {"knows-board": True}, {})
BAD = Answered({"attitude": 1}, {}, {"better": "少开会"})


def counting(*answers):
    return CountBallots("r1", "yangshe", answers, 1, 2, False, T0)


def test_a_handful_is_counted_once():
    assert batch.decide(False, counting(BAD)) == [BallotsCounted("r1", "yangshe", (BAD,), 1, 2, False, T0)]
    assert batch.decide(True, counting(BAD)) == []


@given(st.permutations([GOOD, BAD, GOOD]))
def test_in_whatever_order_the_ballots_came_they_are_recorded_in_the_same(answers):
    [event] = batch.decide(False, counting(*answers))
    assert event.answers == (BAD, GOOD, GOOD)
