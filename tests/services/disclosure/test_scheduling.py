"""Scheduled publishing through the API and the clock."""

from datetime import timedelta

import pytest

from tests.services.disclosure.examples import TEXT
from tests.services.disclosure.ledger import settle


@pytest.fixture
def approved(call):
    _, drafted = call("li", "POST", "/api/publications", {"item": "fees", "title": TEXT.title, "body": TEXT.body})
    for who, step in (("li", "submit"), ("wang", "approve")):
        assert call(who, "POST", f"/api/publications/{drafted['id']}/{step}", {})[0] == 200
    return drafted["id"]


def test_it_stays_unseen_until_its_moment_and_the_clock_publishes_it_once(call, service, clock, approved):
    moment = (clock.now() + timedelta(hours=20)).isoformat()
    status, answer = call("li", "POST", f"/api/publications/{approved}/schedule", {"publish_at": moment})
    assert (status, answer["draft"]["state"], answer["draft"]["publish_at"]) == (200, "scheduled", moment)
    settle(service)
    assert call(None, "GET", f"/api/publications/{approved}")[0] == 404
    clock.advance(timedelta(hours=21))
    settle(service)
    status, answer = call(None, "GET", f"/api/publications/{approved}")
    assert (status, answer["number"], answer["published_on"]) == (200, "阳光镇公开〔2026〕1号", "2026-03-03")


def test_one_that_is_returned_meanwhile_is_not_published(call, service, clock, approved):
    moment = (clock.now() + timedelta(hours=20)).isoformat()
    call("li", "POST", f"/api/publications/{approved}/schedule", {"publish_at": moment})
    assert call("wang", "POST", f"/api/publications/{approved}/return", {"reason": "数字有误"})[0] == 200
    clock.advance(timedelta(hours=21))
    settle(service)
    assert call(None, "GET", f"/api/publications/{approved}")[0] == 404


@pytest.mark.parametrize(
    "moment", ["2026-03-05 08:00", "2026-03-05T08:00:00", "yesterday", "2026-03-01T08:00:00+08:00"]
)
def test_a_moment_without_a_zone_or_in_the_past_is_refused(call, approved, moment):
    assert call("li", "POST", f"/api/publications/{approved}/schedule", {"publish_at": moment})[0] == 422
