"""What becomes of a message that could not be applied: on both databases."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from shared.eventlog import UnknownEventError
from shared.messaging.inbox import Inbox
from shared.messaging.parked import NotParked, Parked, StillFails, park
from tests.shared.messaging.conftest import Side


def broken(*_: object) -> None:
    raise LookupError("there is no such village")


def newer(*_: object) -> None:
    raise UnknownEventError("the log holds 'x' in version 2")


@pytest.fixture
def parked(teller: Side, listener: Side) -> Parked:
    """The listener's list, with the teller's second message on it and the cause mended since."""
    database = listener.application.database
    teller.count("a", 1)
    listener.inbox.receive(teller.page(0))
    teller.count("b", 2)
    Inbox(database, listener.peers, broken, listener.clock).receive(teller.page(0))
    return Parked(database, listener.application.apply_messages, listener.clock)


def test_a_parked_message_is_listed_and_shown_with_what_it_says(parked: Parked) -> None:
    (row,), total = parked.page(limit=10, offset=0)
    assert (row["source"], row["sequence"], total) == ("/example", 2, 1)
    assert row["error"] == "LookupError: there is no such village"
    assert parked.one("/example", 2)["message"]["data"] == {"tally": "b", "by": 2}
    assert parked.page(limit=10, offset=1) == ([], 1)
    with pytest.raises(NotParked):
        parked.one("/example", 1)


def test_a_retry_applies_the_message_and_takes_it_off_the_list(parked: Parked, listener: Side) -> None:
    parked.retry("/example", 2, by="ops")
    assert listener.totals() == {"a": 1, "b": 2}
    assert parked.page(limit=10, offset=0) == ([], 0)
    with pytest.raises(NotParked):
        parked.retry("/example", 2, by="ops")


def test_a_retry_that_fails_again_changes_nothing_but_the_error(parked: Parked, listener: Side) -> None:
    listener.count("b", 9)
    with pytest.raises(StillFails, match="It is full") as refusal:
        parked.retry("/example", 2, by="ops")
    assert refusal.value.details["state"] == "parked"
    assert listener.totals() == {"a": 1, "b": 9}
    assert listener.parked() == [(2, "WrongState: full: It is full.")]


def test_two_who_retry_at_the_same_moment_apply_it_once(parked: Parked, listener: Side) -> None:
    def retry(_: int) -> str:
        try:
            parked.retry("/example", 2, by="ops")
        except NotParked:
            return "gone"
        return "applied"

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(retry, range(4))) == ["applied", "gone", "gone", "gone"]
    assert listener.totals() == {"a": 1, "b": 2}


def test_what_is_discarded_leaves_who_when_and_why(parked: Parked, listener: Side) -> None:
    parked.discard("/example", 2, reason="该村已撤并", by="ops")
    (row,), total = parked.discarded(limit=10, offset=0)
    assert (total, listener.parked(), listener.totals()) == (1, [], {"a": 1})
    assert row == {
        "source": "/example",
        "sequence": 2,
        "type": "cn.sunshine.example.counted.v1",
        "error": "LookupError: there is no such village",
        "reason": "该村已撤并",
        "discarded_by": "ops",
        "discarded_at": listener.clock.now().isoformat(),
    }
    with pytest.raises(NotParked):
        parked.discard("/example", 2, reason="again", by="ops")


def test_a_line_that_is_no_json_is_shown_as_it_is(parked: Parked, listener: Side) -> None:
    with listener.application.database.write() as tx:
        park(tx, "/example", 9, "not json", ValueError("this is not a message"), at="2026-03-02T01:00:00+00:00")
    assert parked.one("/example", 9)["message"] == "not json"
    with pytest.raises(StillFails):
        parked.retry("/example", 9, by="ops")


def test_a_number_that_is_told_again_after_a_restore_keeps_the_record_of_the_first(
    parked: Parked, listener: Side
) -> None:
    with listener.application.database.write() as tx:
        park(tx, "/example", 2, "{}", ValueError("another"), at="2026-03-03T01:00:00+00:00")
    assert listener.parked() == [(2, "ValueError: another")]
    assert "restored" in parked.discarded(limit=10, offset=0)[0][0]["reason"]


def test_a_log_newer_than_the_software_parks_nothing(parked: Parked, teller: Side, listener: Side) -> None:
    """The message is sound and the software is old: whoever gave up here would pass over what must be applied."""
    teller.count("c")
    database, before = listener.application.database, listener.parked()
    with pytest.raises(UnknownEventError):
        Inbox(database, listener.peers, newer, listener.clock).receive(teller.page(0))
    assert listener.inbox.position("/example") == 2
    with pytest.raises(UnknownEventError):
        Parked(database, newer, listener.clock).retry("/example", 2, by="ops")
    assert listener.parked() == before
