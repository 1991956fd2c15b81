from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from shared.application import Application
from shared.clock import ManualClock
from shared.decider import Do
from shared.errors import WrongState
from shared.eventlog import ChainBrokenError, Database, EventLog, Recorded, Transaction
from shared.ids import CountingIds
from shared.messaging.keys import SigningKey
from shared.messaging.outbox import Outbox
from tests.shared.tally import BLUEPRINT, CODEC, Count, Counted, Rang, Totals


@pytest.fixture
def application(database: Database, clock: ManualClock, ids: CountingIds) -> Application:
    outbox = Outbox("/example", SigningKey("01" * 32))
    made = Application(BLUEPRINT, database=database, log=EventLog(CODEC), outbox=outbox, clock=clock, ids=ids)
    made.create_tables()
    return made


def totals(application: Application) -> list[tuple[str, int]]:
    with application.database.read() as tx:
        return tx.execute("SELECT tally, total FROM totals ORDER BY tally")


def test_a_command_becomes_events_a_view_and_a_message(application: Application, clock: ManualClock) -> None:
    recorded = application.handle("tally", "a", Count(3, clock.now()), actor="li")
    assert [record.event for record in recorded] == [Counted(3, 3, clock.now())]
    assert (recorded[0].position, recorded[0].version, recorded[0].id) == (1, 1, "a")
    assert totals(application) == [("a", 3)]
    with application.database.read() as tx:
        page = application.outbox.page(tx, 0)
    assert page.last == page.head == 1
    assert '"data":{"tally":"a","by":3}' in page.lines[0]


def test_what_the_contract_does_not_name_is_not_sent(application: Application, clock: ManualClock) -> None:
    application.handle("tally", "a", Count(3, clock.now()), actor="li")
    with application.database.read() as tx:
        assert "secret" not in application.outbox.page(tx, 0).lines[0]


def test_a_harmless_repeat_records_nothing(application: Application, clock: ManualClock) -> None:
    assert application.handle("tally", "a", Count(0, clock.now()), actor="li") == []
    with application.database.read() as tx:
        assert application.log.verify(tx) == 0


def test_a_refusal_records_nothing(application: Application, clock: ManualClock) -> None:
    application.handle("tally", "a", Count(4, clock.now()), actor="li")
    with pytest.raises(WrongState, match="full"):
        application.handle("tally", "a", Count(7, clock.now()), actor="li")
    assert totals(application) == [("a", 4)]


def test_an_own_policy_acts_in_the_same_transaction(application: Application, clock: ManualClock) -> None:
    application.handle("tally", "a", Count(5, clock.now()), actor="li")
    with application.database.read() as tx:
        assert [record.event for record in application.history(tx, "bell", "a")] == [Rang(clock.now())]


def test_a_key_makes_a_repetition_harmless_for_ever(application: Application, clock: ManualClock) -> None:
    first = application.handle("tally", "a", Count(3, clock.now()), actor="li", key="once")
    again = application.handle("tally", "a", Count(3, clock.now()), actor="li", key="once")
    assert again == first
    assert totals(application) == [("a", 3)]


def test_an_aggregate_is_started_under_a_new_id_and_once_a_key(application: Application, clock: ManualClock) -> None:
    first = application.start("tally", "a", Count(3, clock.now()), actor="li", key="once")
    assert [record.event for record in first] == [Counted(3, 3, clock.now())]
    assert application.start("tally", "b", Count(3, clock.now()), actor="li", key="once") == first
    with pytest.raises(application.database.errors):
        application.start("tally", "a", Count(3, clock.now()), actor="li")
    assert totals(application) == [("a", 3)]


def test_a_double_tap_at_the_same_moment_is_recorded_once(application: Application, clock: ManualClock) -> None:
    with ThreadPoolExecutor(6) as pool:
        taps = [
            pool.submit(application.start, "tally", f"t{number}", Count(1, clock.now()), actor="li", key="same")
            for number in range(6)
        ]
    assert len({tap.result()[0].position for tap in taps}) == 1
    assert len(totals(application)) == 1


def test_rebuilt_views_are_the_same(application: Application, clock: ManualClock) -> None:
    for name in "abcabc":
        application.handle("tally", name, Count(2, clock.now()), actor="li")
    before = totals(application)
    assert application.rebuild() == 6
    assert totals(application) == before


def test_a_view_of_another_shape_is_made_anew_from_the_log_at_the_start(
    application: Application, clock: ManualClock
) -> None:
    class Wider(Totals):
        TABLES = (
            "CREATE TABLE IF NOT EXISTS totals (tally TEXT PRIMARY KEY, total INTEGER NOT NULL, note TEXT);"
            "CREATE INDEX IF NOT EXISTS totals_by_total ON totals (total)"
        )

        @staticmethod
        def project(tx: Transaction, recorded: Recorded) -> None:
            if isinstance(recorded.event, Counted):
                tx.execute(
                    "INSERT INTO totals VALUES (?, ?, 'new') ON CONFLICT (tally) DO UPDATE SET total = excluded.total",
                    (recorded.id, recorded.event.total),
                )

    for name in "aba":
        application.handle("tally", name, Count(2, clock.now()), actor="li")
    updated = Application(
        replace(BLUEPRINT, views=[Wider()]),
        database=application.database,
        log=application.log,
        outbox=application.outbox,
        clock=clock,
        ids=application.ids,
    )
    for _ in range(2):
        updated.create_tables()
    with updated.database.read() as tx:
        assert tx.execute("SELECT * FROM totals ORDER BY tally") == [("a", 4, "new"), ("b", 2, "new")]
    updated.handle("tally", "b", Count(1, clock.now()), actor="li")
    assert totals(updated) == [("a", 4), ("b", 3)]


def test_positions_are_gapless_and_the_chain_holds_under_concurrent_writers(
    application: Application, clock: ManualClock
) -> None:
    def write(number: int) -> None:
        for step in range(20):
            application.handle("tally", f"{number % 2}-{step}", Count(1, clock.now()), actor="li")

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert totals(application) == sorted((f"{half}-{step}", 2) for half in range(2) for step in range(20))
    with application.database.read() as tx:
        assert application.log.verify(tx) == 80
        assert application.outbox.head(tx) == 80


def test_units_on_the_same_stream_take_turns(application: Application, clock: ManualClock) -> None:
    failures: list[Exception] = []

    def count() -> None:
        try:
            for _ in range(2):
                with application.unit(actor="li") as unit:
                    unit.do(Do("tally", "a", Count(1, clock.now())))
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=count) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert totals(application) == [("a", 10)]


def test_a_changed_event_is_noticed(application: Application, clock: ManualClock) -> None:
    application.handle("tally", "a", Count(3, clock.now()), actor="li")
    with application.database.write() as tx:
        tx.execute("UPDATE events SET data = replace(data, '3', '4')")
    with application.database.read() as tx, pytest.raises(ChainBrokenError, match="event 1"):
        application.log.verify(tx)


def test_a_failing_view_leaves_nothing_behind(application: Application, clock: ManualClock) -> None:
    with application.database.write() as tx:
        tx.execute("ALTER TABLE totals RENAME TO lost")
    with pytest.raises(application.database.errors):
        application.handle("tally", "a", Count(3, clock.now()), actor="li")
    with application.database.read() as tx:
        assert application.log.verify(tx) == 0
        assert application.outbox.head(tx) == 0
