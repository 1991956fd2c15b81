from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from shared.application import Application
from shared.clock import ManualClock
from shared.decider import Do
from shared.eventlog import Database, EventLog, Recorded, Transaction
from shared.ids import CountingIds
from shared.messaging.keys import SigningKey
from shared.messaging.outbox import Outbox
from shared.ticking import NextFallen, tick
from tests.shared.tally import BLUEPRINT, CODEC, Count, Totals


class Due:
    """One clock for each tally, which stops when the tally has counted."""

    TABLES = "CREATE TABLE IF NOT EXISTS due (tally TEXT PRIMARY KEY) WITHOUT ROWID"

    @staticmethod
    def project(tx: Transaction, recorded: Recorded) -> None:
        tx.execute("DELETE FROM due WHERE tally = ?", (recorded.id,))


@pytest.fixture
def application(database: Database, clock: ManualClock, ids: CountingIds) -> Application:
    blueprint = replace(BLUEPRINT, views=[Totals(), Due()])
    outbox = Outbox("/example", SigningKey("01" * 32))
    made = Application(blueprint, database=database, log=EventLog(CODEC), outbox=outbox, clock=clock, ids=ids)
    made.create_tables()
    return made


@pytest.fixture
def next_fallen(clock: ManualClock) -> NextFallen:
    def found(tx: Transaction, skip: int = 0) -> Do | None:
        rows = tx.execute("SELECT tally FROM due ORDER BY tally LIMIT 1 OFFSET ?", (skip,))
        return Do("tally", rows[0][0], Count(2, clock.now())) if rows else None

    return found


def fall(application: Application, tallies: Sequence[str]) -> None:
    with application.database.write() as tx:
        tx.executemany("INSERT INTO due VALUES (?)", [(tally,) for tally in tallies])


def standing(application: Application) -> list[str]:
    with application.database.read() as tx:
        return [tally for (tally,) in tx.execute("SELECT tally FROM due ORDER BY tally")]


def test_what_has_fallen_is_recorded_up_to_a_bound(application: Application, next_fallen: NextFallen) -> None:
    fall(application, [f"t{number:02d}" for number in range(30)])
    assert [tick(application, next_fallen) for _ in range(3)] == [25, 5, 0]


def test_a_clock_that_cannot_be_decided_stops_no_other(
    application: Application, next_fallen: NextFallen, clock: ManualClock
) -> None:
    for full in ("b", "d"):
        application.handle("tally", full, Count(9, clock.now()), actor="li")
    fall(application, "abcde")
    assert tick(application, next_fallen) == 3
    assert standing(application) == ["b", "d"]
    assert tick(application, next_fallen) == 0
    fall(application, "f")
    assert tick(application, next_fallen) == 1
    assert standing(application) == ["b", "d"]
