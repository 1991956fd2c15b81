"""Rated visits as they come from the villages: opened, counted, and parked where they are not what they should be."""

import pytest
from marshmallow import ValidationError

from shared.errors import Forbidden, Invalid, NotFound
from shared.privacy.sealing import Unsealable, new_seal_keys, seal
from tests.services.oversight.examples import visit_rated


@pytest.fixture
def log(service):
    """The names of all events."""

    def names():
        with service.application.database.read() as tx:
            return [name for (name,) in tx.execute("SELECT name FROM events ORDER BY position")]

    return names


def test_a_good_rating_is_counted_and_nothing_else_of_it_is_kept(hear, clock, seal_key, service, log):
    said = {"level": 4, "reasons": ["quick", "slow", "no-such"], "text": "谢谢", "contact": "13812345678"}
    hear(visit_rated(clock.now(), seal_key, **said))
    assert log() == ["visit-counted"]
    with service.application.database.read() as tx:
        [(data,)] = tx.execute("SELECT data FROM events")
        [counted] = service.application.history(tx, "visit", "yangshe.v1")
    assert counted.event.visit.reasons == ("quick",)
    assert "谢谢" not in data
    assert "138" not in data


def test_a_visit_may_be_heard_of_twice(hear, clock, seal_key, log):
    for _ in range(2):
        hear(visit_rated(clock.now(), seal_key))
    assert log() == ["visit-counted", "bad-rating-opened"]


def test_a_village_speaks_for_itself_alone(hear, clock, seal_key, log):
    rated = visit_rated(clock.now(), seal_key)
    with pytest.raises(Forbidden, match="not-its-village"):
        hear(type(rated)(rated.type, "/feedback/hongmei", rated.subject, rated.time, rated.data))
    assert log() == []


SPOILT = (
    ({"level": 0}, ValidationError),
    ({"level": 6}, ValidationError),
    ({"level": "2"}, ValidationError),
    ({"receipt_code": None}, ValidationError),
    ({"receipt_code": "1234567890123451"}, Invalid),
    ({"text": "很" * 301}, ValidationError),
    ({"contact": "1" * 101}, ValidationError),
    ({"office": "nowhere"}, NotFound),
    ({"sealed": seal(new_seal_keys()[1], {"level": 2})}, Unsealable),
    ({"sealed": "rubbish"}, Unsealable),
)


def test_what_is_not_in_its_shape_is_parked_for_a_person_and_not_thrown_away(hear, clock, seal_key, log):
    for changed, error in SPOILT:
        with pytest.raises(error):
            hear(visit_rated(clock.now(), seal_key, **changed))
    assert log() == []


def test_ids_and_codes_that_are_drawn_twice_mix_nothing_up(hear, clock, seal_key, call):
    for visit, village in (("v1", "yangshe"), ("v1", "hongmei"), ("v2", "yangshe")):
        hear(visit_rated(clock.now(), seal_key, visit=visit, village=village))
    assert call("ding", "GET", "/api/bad-ratings")[1]["total"] == 3
