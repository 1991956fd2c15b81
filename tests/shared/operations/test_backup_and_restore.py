"""A node backed up while it runs, put back, and what its neighbours make of it: from and to both databases."""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from shared.clock import ManualClock
from shared.eventlog import Database
from shared.eventlog.database import Row
from shared.messaging.parked import park
from shared.operations import backup as backing_up
from shared.operations import restore as restoring
from shared.operations.archive import Reader
from shared.operations.backup import primary_keys
from shared.operations.restore import Loss, Restoration
from tests.shared.messaging.conftest import Side
from tests.shared.operations.nodes import KNOWN, Make, catch_up, contents, making, put_back, saved

KINDS = [("sqlite", "sqlite"), ("postgres", "postgres"), ("sqlite", "postgres"), ("postgres", "sqlite")]
MADE_AGAIN = {"lines", "backups", "shapes", "workers", "leases"}
"""What a running process writes anew by itself."""


@pytest.fixture
def make(
    request: pytest.FixtureRequest, tmp_path: Path, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Make]:
    """Nodes whose tables are read and written three rows at a time."""
    monkeypatch.setattr(backing_up, "_PAGE", 3)
    monkeypatch.setattr(restoring, "_BATCH", 3)
    with making(request, tmp_path, clock) as make:
        yield make


def restorations(side: Side) -> list[Row]:
    with side.application.database.read() as tx:
        return tx.execute("SELECT heard, since FROM restorations")


def verified(side: Side) -> tuple[int, int]:
    with side.application.database.read() as tx:
        return side.application.log.verify(tx), side.outbox.verify(tx)


@pytest.mark.parametrize(("kind", "other"), KINDS)
def test_all_that_cannot_be_made_again_is_restored_on_an_empty_machine(make: Make, kind: str, other: str) -> None:
    teller, listener = make("/example", kind), make("/listener", kind)
    for number in range(8):
        teller.count(f"t{number % 3}")
    catch_up(listener, teller)
    with listener.application.database.write() as tx:
        tx.execute("INSERT INTO idempotency_keys VALUES ('键', 1, 1)")
        park(tx, "/example", 99, '{"type": "某"}', ValueError("错"), at="2026-03-02T01:00:00+00:00")
    anew = make("/listener", other)
    assert put_back(anew, saved(listener)) == Loss(0, 0)
    before, after = contents(listener.application), contents(anew.application)
    assert len(after.pop("epochs")) == len(before.pop("epochs")) + 1
    assert after == before
    assert verified(anew) == (8, 8)


@pytest.mark.parametrize(("kind", "other"), KINDS)
def test_a_node_put_back_to_yesterday_catches_up_from_the_feeds_and_applies_nothing_twice(
    make: Make, kind: str, other: str
) -> None:
    teller, listener = make("/example", kind), make("/listener", kind)
    for _ in range(4):
        teller.count("both")
    catch_up(listener, teller)
    yesterday = saved(listener)
    teller.clock.advance(timedelta(days=1))
    for _ in range(3):
        teller.count("today")
    catch_up(listener, teller)
    listener.count("own")
    restored = listener if kind == other else make("/listener", other)
    lost = put_back(restored, yesterday)
    assert lost == (Loss(4, 4) if kind == other else Loss(0, 0))
    assert (restored.totals(), restored.inbox.position("/example")) == ({"both": 4}, 4)
    catch_up(restored, teller)
    catch_up(restored, teller)
    assert restored.totals() == {"both": 4, "today": 3}
    assert restored.trouble() == ""
    assert verified(restored) == (7, 7)


@pytest.mark.parametrize(("kind", "other"), KINDS)
def test_the_listeners_of_a_node_put_back_to_yesterday_notice_and_go_on(make: Make, kind: str, other: str) -> None:
    teller, listener = make("/example", kind), make("/listener", other)
    for _ in range(4):
        teller.count("both")
    yesterday = saved(teller)
    for _ in range(3):
        teller.count("lost")
    catch_up(listener, teller)
    teller.clock.advance(timedelta(days=1))
    restored = make("/example", other)
    put_back(restored, yesterday)
    for _ in range(5):
        restored.count("later")
    catch_up(listener, restored)
    assert listener.totals() == {"both": 4, "lost": 3, "later": 5}
    assert restorations(listener) == [(7, 4)]
    assert listener.trouble() == ""


def test_a_node_that_went_on_after_it_parted_from_the_backup_tells_from_where_they_parted(make: Make) -> None:
    """Put back to its second message, gone on, and now put forward again to a backup of the history it had left."""
    teller, listener = make("/example", "sqlite"), make("/listener", "sqlite")
    teller.count("a")
    teller.count("b")
    second = saved(teller)
    teller.count("c")
    teller.count("d")
    fourth = saved(teller)
    teller.clock.advance(timedelta(minutes=1))
    assert put_back(teller, second) == Loss(2, 2)
    for _ in range(3):
        teller.count("other")
    catch_up(listener, teller)
    teller.clock.advance(timedelta(minutes=1))
    assert put_back(teller, fourth) == Loss(3, 3)
    catch_up(listener, teller)
    assert listener.totals() == {"a": 1, "b": 1, "other": 3, "c": 1, "d": 1}


def test_a_node_older_than_the_backup_loses_nothing(make: Make) -> None:
    teller = make("/example", "sqlite")
    teller.count("a")
    first = saved(teller)
    teller.count("b")
    second = saved(teller)
    other = make("/example", "sqlite")
    put_back(other, first)
    assert put_back(other, second) == Loss(0, 0)
    with other.application.database.read() as tx:
        assert other.outbox.epoch(tx).since == 2


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_a_backup_while_others_write_is_of_one_moment(make: Make, kind: str) -> None:
    teller, stop = make("/example", kind), threading.Event()
    for number in range(30):
        teller.count(f"t{number}")

    def write() -> None:
        number = 0
        while not stop.is_set():
            teller.count(f"more{number}")
            number += 1

    thread = threading.Thread(target=write)
    thread.start()
    try:
        copies = [saved(teller) for _ in range(3)]
    finally:
        stop.set()
        thread.join()
    for copy in copies:
        restored = make("/example", "sqlite")
        put_back(restored, copy)
        header = Reader(io.BytesIO(copy)).header
        assert verified(restored) == (header.events, header.messages)
        assert sum(restored.totals().values()) == header.events == header.messages


class CutShort(Reader):
    """Checked well, and when it is read to be restored the power fails after a few rows."""

    def __init__(self, content: bytes) -> None:
        super().__init__(io.BytesIO(content))
        self.reads = 0

    def rows(self) -> Iterator[tuple[str, Row]]:
        self.reads += 1
        for number, found in enumerate(super().rows()):
            if self.reads == 2 and number == 7:
                os._exit(0)
            yield found


def test_when_the_power_fails_in_the_middle_nothing_was_changed(database: Database, clock: ManualClock) -> None:
    teller = Side("/example", database, clock, KNOWN["/example"])
    for _ in range(5):
        teller.count("a")
    yesterday = saved(teller)
    teller.count("b")
    before = contents(teller.application)
    child = os.fork()
    if not child:
        again = Side("/example", database.again(), clock, KNOWN["/example"])
        Restoration(again.application, CutShort(yesterday)).carry_out()
        os._exit(1)
    assert os.waitpid(child, 0)[1] == 0, "it was to die in the middle"
    assert contents(teller.application) == before
    assert put_back(teller, yesterday) == Loss(1, 1)
    assert teller.totals() == {"a": 5}


def test_every_table_of_a_node_is_in_its_backup_or_can_be_made_again(make: Make) -> None:
    application = make("/example", "sqlite").application
    with application.database.read() as tx:
        there = {row[0] for row in tx.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    assert there == {*primary_keys(application.kept_scripts), *application.view_tables, *MADE_AGAIN}
