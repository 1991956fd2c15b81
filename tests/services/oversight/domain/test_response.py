from datetime import UTC, date, datetime

from services.oversight.domain import response
from services.oversight.domain.response import Answers, CountResponse, ResponseCounted

T0 = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
ANSWERS = Answers("r1", "yangshe", "residents", {"attitude": 4}, {"knows-board": True}, date(2026, 3, 2))


def test_a_response_is_counted():
    assert response.decide(False, CountResponse(ANSWERS, T0)) == [ResponseCounted(ANSWERS, T0)]


def test_the_same_response_is_not_counted_twice():
    counted = response.evolve(False, ResponseCounted(ANSWERS, T0))
    assert response.decide(counted, CountResponse(ANSWERS, T0)) == []
