"""Views made anew beside the live ones, on both databases."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from shared.application import Application
from shared.clock import ManualClock
from shared.eventlog import Database, EventLog
from shared.eventlog.database import Row
from shared.ids import CountingIds
from shared.messaging.keys import SigningKey
from shared.messaging.outbox import Outbox
from shared.node import Node
from shared.operations import rebuild as module
from shared.operations.rebuild import rebuild
from tests.shared.tally import BLUEPRINT, CODEC, Count

Manage = Callable[..., tuple[int, str, str]]


@pytest.fixture
def application(
    database: Database, clock: ManualClock, ids: CountingIds, monkeypatch: pytest.MonkeyPatch
) -> Application:
    """Twenty events, taken three at a time."""
    monkeypatch.setattr(module, "_BATCH", 3)
    outbox = Outbox("/example", SigningKey("01" * 32))
    made = Application(BLUEPRINT, database=database, log=EventLog(CODEC), outbox=outbox, clock=clock, ids=ids)
    made.create_tables()
    for number in range(20):
        count(made, f"t{number % 4}")
    return made


def count(application: Application, tally: str) -> None:
    application.handle("tally", tally, Count(1, application.clock.now()), actor="li")


def totals(application: Application) -> list[Row]:
    with application.database.read() as tx:
        return tx.execute("SELECT * FROM totals ORDER BY tally")


def spoil(application: Application) -> None:
    with application.database.write() as tx:
        tx.execute("UPDATE totals SET total = 7 WHERE tally = 't1'")
        tx.execute("DELETE FROM totals WHERE tally = 't2'")


RIGHT = [("t0", 5), ("t1", 5), ("t2", 5), ("t3", 5)]
BELLS = 4
"""Events that the tallies cause: each bell rings once, at five."""


def test_views_that_are_right_are_left_alone(application: Application) -> None:
    assert rebuild(application) == module.Rebuilt(20 + BELLS, ())
    assert totals(application) == RIGHT


def test_views_that_are_not_what_the_log_gives_are_put_right_and_named(application: Application) -> None:
    spoil(application)
    assert rebuild(application).differing == ("totals",)
    assert totals(application) == RIGHT
    assert rebuild(application).differing == ()
    assert totals(application) == RIGHT


def test_reads_and_writes_go_on_while_it_runs_and_are_in_the_result(application: Application) -> None:
    spoil(application)
    seen: list[object] = []

    def meanwhile(events: int) -> None:
        def others() -> None:
            with application.database.read() as tx:
                seen.append(tx.execute("SELECT total FROM totals WHERE tally = 't1'"))
            count(application, "new")

        if events in {3, 24}:
            thread = threading.Thread(target=others)
            thread.start()
            thread.join(20)
            assert not thread.is_alive(), "a writer had to wait for the rebuild"

    assert rebuild(application, meanwhile).differing == ("totals",)
    assert seen == [[(7,)], [(7,)]]
    assert totals(application) == [("new", 2), *RIGHT]
    assert rebuild(application).differing == ()


def test_stopped_at_any_point_the_views_are_as_before_and_the_next_run_starts_clean(application: Application) -> None:
    spoil(application)
    spoilt = totals(application)

    def stop(events: int) -> None:
        if events == 9:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild(application, stop)
    assert totals(application) == spoilt
    assert rebuild(application).differing == ("totals",)
    assert totals(application) == RIGHT


def test_it_is_done_from_the_command_line(node: Node, manage: Manage) -> None:
    count(node.application, "a")
    assert "nothing was changed" in manage("rebuild")[1]
    with node.application.database.write() as tx:
        tx.execute("DELETE FROM totals")
    code, out, _ = manage("rebuild")
    assert (code, "1 events in" in out, "shows a bug: totals" in out) == (0, True, True)
    assert totals(node.application) == [("a", 1)]


def test_the_chains_are_verified_from_the_command_line(node: Node, manage: Manage) -> None:
    for _ in range(3):
        count(node.application, "a")
    assert manage("verify")[:2] == (
        *(0, "3 个事件、3 条消息，哈希链完整。 / The chains hold: 3 events, 3 messages.\n"),
    )
    with node.application.database.write() as tx:
        tx.execute("UPDATE outbox SET line = replace(line, '\"by\":1', '\"by\":2') WHERE sequence = 2")
    code, _, err = manage("verify")
    assert code == 1
    assert "message 2 is not the one that was written" in err


def test_a_node_that_was_put_back_by_hand_declares_it(node: Node, manage: Manage) -> None:
    for _ in range(3):
        count(node.application, "a")
    assert manage("new-epoch", "--after", "4")[0] == 1
    assert manage("new-epoch", "--after", "x")[0] == 2
    assert "listeners go on after message 2" in manage("new-epoch", "--after", "2")[1]
    with node.application.database.read() as tx:
        assert node.application.outbox.epoch(tx).since == 2
