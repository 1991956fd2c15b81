from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest

from shared.eventlog import Database
from shared.ids import RandomIds
from shared.messaging import lease
from shared.messaging.lease import TAKEN_AFTER, Lease


@pytest.fixture(autouse=True)
def tables(database: Database) -> None:
    database.create(lease.TABLES)


@pytest.fixture
def machine(database: Database, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Lease]:
    """A worker on another machine."""

    def named(name: str) -> Lease:
        with monkeypatch.context() as context:
            context.setattr("socket.gethostname", lambda: name)
            return Lease(database, RandomIds())

    return named


@pytest.fixture
def elsewhere(machine: Callable[[str], Lease]) -> Lease:
    return machine("another")


def renewed(database: Database, held: Lease) -> bool:
    with database.write() as tx:
        return held.renew(tx)


def test_one_leads_and_the_other_stands_by(database: Database, elsewhere: Lease) -> None:
    here = Lease(database, RandomIds())
    assert elsewhere.take(0)
    for second in range(20):
        assert renewed(database, elsewhere)
        assert not here.take(second)


def test_a_silent_leader_is_followed_within_seconds_and_learns_of_it(database: Database, elsewhere: Lease) -> None:
    here = Lease(database, RandomIds())
    assert elsewhere.take(0)
    assert not here.take(100)
    assert not here.take(100 + TAKEN_AFTER - 0.1)
    assert here.take(100 + TAKEN_AFTER)
    assert not renewed(database, elsewhere)
    assert renewed(database, here)


def test_of_two_that_stand_by_only_one_takes_over(machine: Callable[[str], Lease], elsewhere: Lease) -> None:
    assert elsewhere.take(0)
    first, second = machine("first"), machine("second")
    assert not first.take(0)
    assert not second.take(0)
    assert first.take(TAKEN_AFTER)
    assert not second.take(TAKEN_AFTER)


def test_a_clean_end_makes_room_at_once(database: Database, elsewhere: Lease) -> None:
    assert elsewhere.take(0)
    elsewhere.release()
    assert Lease(database, RandomIds()).take(0)


def test_nobody_waits_for_a_process_of_this_machine_that_is_dead(database: Database) -> None:
    script = (
        "import sys; from shared.eventlog import open_database; from shared.ids import RandomIds;"
        "from shared.messaging.lease import Lease; print(Lease(None, RandomIds())._holder)"
    )
    ended = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.strip()
    with database.write() as tx:
        tx.execute("INSERT INTO leases VALUES ('worker', ?, 7)", (ended,))
    assert Lease(database, RandomIds()).take(0)
