"""Ballots leave by the handful, and the last of them when the round is closed."""

from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.feedback.ballots import box
from services.feedback.ballots.casting import HANDFUL, MOST, cast
from shared.contracts.feedback import BALLOTS_CAST
from tests.services.feedback.examples import closed_told, round_told


@pytest.fixture
def put(service):
    def lay(count, round="r1"):
        with service.application.database.write() as tx:
            box.put(tx, round, [f"sealed-{number}" for number in range(count)])

    return lay


@pytest.fixture
def handfuls(told):
    return lambda: [message["data"] for message in told() if message["type"] == BALLOTS_CAST]


def test_nothing_leaves_until_a_handful_can_go_and_a_handful_stay(service, hear, put, handfuls):
    hear(round_told())
    put(2 * HANDFUL - 1)
    assert cast(service) == 0
    put(1)
    assert cast(service) == HANDFUL
    assert [(len(one["ballots"]), one["last"]) for one in handfuls()] == [(HANDFUL, False)]
    assert cast(service) == 0


def test_when_the_round_is_closed_all_go_and_the_township_is_told_that_these_were_the_last(
    service, hear, put, handfuls
):
    hear(round_told(), round_told(round="r2"))
    put(7)
    hear(closed_told(), closed_told(round="r2"))
    assert cast(service) == 9
    assert sorted((one["round"], len(one["ballots"]), one["last"]) for one in handfuls()) == [
        ("r1", 7, True),
        ("r2", 0, True),
    ]
    assert cast(service) == 0


def test_what_was_put_in_first_does_not_come_out_first(service, hear, put, handfuls):
    hear(round_told())
    put(60)
    cast(service)
    drawn = handfuls()[0]["ballots"]
    assert drawn != sorted(drawn, key=lambda ballot: int(ballot.removeprefix("sealed-")))


def test_a_handful_is_dated_by_its_day_alone(service, hear, put, told):
    hear(round_told())
    put(10)
    cast(service)
    (message,) = [message for message in told() if message["type"] == BALLOTS_CAST]
    assert message["time"] == "2026-03-01T16:00:00+00:00"


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.one_of(st.integers(0, 18), st.just(MOST)), st.integers(0, 3)), min_size=1, max_size=5))
def test_however_ballots_come_in_each_leaves_once_and_never_fewer_than_five_together(
    service, hear, put, handfuls, lots
):
    """``lots``: how many come in, and how often the worker comes by before the next do."""
    this = f"r{uuid4()}"
    hear(round_told(round=this))
    for lot, visits in lots:
        put(lot, this)
        for _ in range(visits):
            cast(service)
    hear(closed_told(round=this))
    while cast(service):
        pass
    mine = [one for one in handfuls() if one["round"] == this]
    assert [one["last"] for one in mine] == [False] * (len(mine) - 1) + [True]
    sizes = [len(one["ballots"]) for one in mine]
    assert sum(sizes) == sum(lot for lot, _ in lots)
    assert len(sizes) == 1 or min(sizes) >= HANDFUL
    assert max(sizes) < MOST + HANDFUL
