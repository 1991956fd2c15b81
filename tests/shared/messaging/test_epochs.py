"""A source that was put back to an older state, or set up anew: noticed by its listeners, and never ignored as old."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest

from shared.clock import ManualClock
from shared.eventlog import open_database
from shared.messaging.catchup import CatchUp
from shared.messaging.inbox import Outcome
from shared.messaging.keys import Peers
from shared.messaging.outbox import new_epoch
from tests.shared.messaging.conftest import Side, peer
from tests.shared.messaging.test_relay_and_catchup import FakeBus, FakeLine, relay_of


@pytest.fixture
def put_back(teller: Side, tmp_path: Path, clock: ManualClock) -> Callable[[], Side]:
    """A copy of the teller as it is now, to which it can be put back later."""
    copies = iter(range(9))

    def keep() -> Side:
        copy = tmp_path / f"copy{next(copies)}.db"
        with teller.application.database.read() as tx:
            tx.execute("SELECT 1")
        shutil.copy(tmp_path / "teller.db", copy)
        wal = tmp_path / "teller.db-wal"
        if wal.exists():
            shutil.copy(wal, f"{copy}-wal")
        return Side("/example", open_database(f"sqlite:///{copy}"), clock, Peers({}))

    return keep


def declare(side: Side, since: int | None = None) -> None:
    side.clock.advance(timedelta(minutes=1))
    with side.application.database.write() as tx:
        side.outbox.begin_epoch(tx, new_epoch(side.clock.now(), "later"), since)


def restorations(side: Side) -> list[tuple[int, int]]:
    with side.application.database.read() as tx:
        return [(row[0], row[1]) for row in tx.execute("SELECT heard, since FROM restorations")]


def catch_up(listener: Side, teller: Side) -> None:
    database, inbox = listener.application.database, listener.inbox
    CatchUp(database, listener.outbox, inbox, FakeLine(teller), random=Random(1)).pull(peer("/example", "http://x"))


def test_a_restored_source_is_taken_up_where_its_history_parts(
    teller: Side, listener: Side, put_back: Callable[[], Side]
) -> None:
    teller.count("a")
    teller.count("b")
    restored = put_back()
    teller.count("lost")
    teller.count("lost")
    catch_up(listener, teller)
    declare(restored)
    for tally in ("c", "d", "e"):
        restored.count(tally)
    catch_up(listener, restored)
    assert listener.totals() == {"a": 1, "b": 1, "lost": 2, "c": 1, "d": 1, "e": 1}
    assert listener.inbox.position("/example") == 5
    assert restorations(listener) == [(4, 2)]
    assert listener.trouble() == ""


def test_a_listener_that_was_behind_misses_nothing_of_a_restored_source(
    teller: Side, listener: Side, put_back: Callable[[], Side]
) -> None:
    teller.count("a")
    catch_up(listener, teller)
    teller.count("b")
    restored = put_back()
    declare(restored)
    restored.count("c")
    catch_up(listener, restored)
    assert listener.totals() == {"a": 1, "b": 1, "c": 1}


def test_what_was_said_before_the_restoration_and_comes_late_is_dropped(
    teller: Side, listener: Side, put_back: Callable[[], Side]
) -> None:
    teller.count("a")
    restored = put_back()
    teller.count("late")
    late = teller.page(0)
    declare(restored)
    catch_up(listener, restored)
    assert listener.inbox.receive(late).outcome is Outcome.NOTHING_NEW
    restored.count("b")
    catch_up(listener, restored)
    assert listener.totals() == {"a": 1, "b": 1}


def test_a_restoration_is_noticed_on_the_bus_too(teller: Side, listener: Side, put_back: Callable[[], Side]) -> None:
    teller.count("a")
    restored = put_back()
    teller.count("lost")
    catch_up(listener, teller)
    declare(restored)
    restored.count("b")
    assert listener.inbox.receive(restored.page(1)).outcome is Outcome.APPLIED
    assert listener.totals() == {"a": 1, "lost": 1, "b": 1}


def test_a_message_of_a_restored_source_that_cannot_be_applied_is_parked_under_its_own_number(
    teller: Side, listener: Side, put_back: Callable[[], Side]
) -> None:
    listener.count("full", 9)
    teller.count("a")
    restored = put_back()
    teller.count("lost")
    teller.count("lost")
    catch_up(listener, teller)
    declare(restored)
    restored.count("full", 2)
    restored.count("b")
    catch_up(listener, restored)
    assert [sequence for sequence, _ in listener.parked()] == [2]
    assert listener.totals() == {"a": 1, "lost": 2, "full": 9, "b": 1}


@pytest.mark.parametrize("pushed", [False, True])
def test_a_source_put_back_without_a_word_is_noticed_and_stopped(
    teller: Side, listener: Side, put_back: Callable[[], Side], pushed: bool
) -> None:
    teller.count("a")
    silent = put_back()
    teller.count("b")
    catch_up(listener, teller)
    page = silent.page(2)
    asked_after = None if pushed else 2
    assert listener.inbox.receive(page, asked_after=asked_after, pushed=pushed).outcome is Outcome.DIVERGED
    assert "went back" in listener.trouble()
    silent.count("x")
    silent.count("y")
    assert listener.inbox.receive(silent.page(1), asked_after=2).outcome is Outcome.DIVERGED
    assert "history" in listener.trouble()
    assert listener.totals() == {"a": 1, "b": 1}
    declare(silent, since=1)
    catch_up(listener, silent)
    assert listener.totals() == {"a": 1, "b": 1, "x": 1, "y": 1}
    assert listener.trouble() == ""


def test_a_source_set_up_anew_is_heard_from_its_first_message(
    teller: Side, listener: Side, anew: Callable[[], Side], clock: ManualClock
) -> None:
    teller.count("a")
    catch_up(listener, teller)
    clock.advance(timedelta(days=1))
    again = anew()
    again.count("z")
    catch_up(listener, again)
    assert listener.totals() == {"a": 1, "z": 1}
    assert restorations(listener) == [(1, 0)]


def test_the_older_of_two_histories_is_trouble_when_asked_and_late_on_the_bus(
    teller: Side, listener: Side, anew: Callable[[], Side], clock: ManualClock
) -> None:
    teller.count("a")
    clock.advance(timedelta(days=1))
    again = anew()
    catch_up(listener, again)
    page = teller.page(0)
    assert listener.inbox.receive(page).outcome is Outcome.NOTHING_NEW
    assert listener.inbox.receive(page, asked_after=0).outcome is Outcome.DIVERGED
    assert "epoch" in listener.trouble()
    assert listener.totals() == {}


def test_a_node_set_up_while_its_clock_was_ahead_can_be_restored_after_it_was_set_right(
    teller: Side, listener: Side, clock: ManualClock
) -> None:
    teller.count("a")
    catch_up(listener, teller)
    clock.advance(timedelta(days=-400))
    declare(teller)
    teller.count("b")
    catch_up(listener, teller)
    assert listener.totals() == {"a": 1, "b": 1}
    assert restorations(listener) == [(1, 1)]


def test_a_relay_that_has_sent_what_is_no_more_goes_on_from_the_head(teller: Side) -> None:
    bus = FakeBus()
    relay = relay_of(teller, bus)
    teller.count("a")
    teller.count("b")
    relay.step(teller.clock.now())
    with teller.application.database.write() as tx:
        tx.execute("DELETE FROM outbox WHERE sequence = 2")
    relay.step(teller.clock.now())
    teller.count("c")
    bus.queues.clear()
    relay.step(teller.clock.now())
    assert b'"tally":"c"' in bus.queues["sunshine.listener"][0]
