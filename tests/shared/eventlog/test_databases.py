from __future__ import annotations

import multiprocessing
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from shared.eventlog import Database, open_database, postgres
from shared.eventlog.postgres import translate, translate_ddl
from shared.eventlog.sqlite import UnsoundSqliteError, refuse_unsound
from shared.eventlog.trouble import Trouble, trouble_of


@pytest.mark.parametrize("version", ["3.7.0", "3.40.1", "3.44.5", "3.50.6", "3.51.2"])
def test_an_unsound_sqlite_is_refused(version: str) -> None:
    with pytest.raises(UnsoundSqliteError, match="apsw"):
        refuse_unsound(version)


@pytest.mark.parametrize("version", ["3.44.6", "3.50.7", "3.51.3", "3.54.1", "4.0.0"])
def test_a_sound_sqlite_is_used(version: str) -> None:
    refuse_unsound(version)


def test_the_shared_dialect_is_translated_for_postgresql() -> None:
    assert translate("SELECT '%' WHERE a = ?") == "SELECT '%%' WHERE a = %s"
    assert translate_ddl("CREATE TABLE t (a INTEGER, b REAL) WITHOUT ROWID").strip() == (
        "CREATE TABLE t (a BIGINT, b DOUBLE PRECISION)"
    )


def test_a_failed_block_leaves_nothing(database: Database) -> None:
    database.create("CREATE TABLE IF NOT EXISTS t (a INTEGER)")

    def insert_and_fail() -> None:
        with database.write() as tx:
            tx.execute("INSERT INTO t VALUES (1)")
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        insert_and_fail()
    with database.read() as tx:
        assert tx.execute("SELECT * FROM t") == []


def test_a_reader_sees_one_moment(database: Database) -> None:
    database.create("CREATE TABLE IF NOT EXISTS t (a INTEGER)")

    def add_another() -> None:
        with database.write() as tx:
            tx.execute("INSERT INTO t VALUES (1)")

    add_another()
    with database.read() as tx:
        assert tx.execute("SELECT count(*) FROM t") == [(1,)]
        writer = threading.Thread(target=add_another)
        writer.start()
        writer.join()
        assert tx.execute("SELECT count(*) FROM t") == [(1,)]
    with database.read() as tx:
        assert tx.execute("SELECT count(*) FROM t") == [(2,)]


def _add(path: str, times: int) -> None:
    database = open_database(f"sqlite:///{path}")
    for _ in range(times):
        with database.write() as tx:
            ((highest,),) = tx.execute("SELECT coalesce(max(a), 0) FROM t")
            tx.execute("INSERT INTO t VALUES (?)", (highest + 1,))


def test_several_processes_take_turns(tmp_path: Path) -> None:
    path = str(tmp_path / "shared.db")
    open_database(f"sqlite:///{path}").create("CREATE TABLE IF NOT EXISTS t (a INTEGER PRIMARY KEY)")
    spawn = multiprocessing.get_context("spawn")
    processes = [spawn.Process(target=_add, args=(path, 100)) for _ in range(3)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0, 0]
    with open_database(f"sqlite:///{path}").read() as tx:
        assert tx.execute("SELECT count(*), max(a) FROM t") == [(300, 300)]


def test_who_comes_again_at_once_does_not_slip_in_before_who_waits(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'log.db'}")
    database.create("CREATE TABLE turns (number INTEGER PRIMARY KEY, who TEXT)")

    def write(who: str, meanwhile: Callable[[], None] = lambda: None) -> None:
        with database.write() as tx:
            tx.execute("INSERT INTO turns (who) VALUES (?)", (who,))
            meanwhile()

    def come(asked: threading.Event) -> None:
        asked.set()
        write("patient")

    for _ in range(10):
        asked = threading.Event()
        patient = threading.Thread(target=come, args=(asked,))

        def until_somebody_waits(asked: threading.Event = asked, patient: threading.Thread = patient) -> None:
            patient.start()
            asked.wait()
            time.sleep(0.1)

        write("greedy", until_somebody_waits)
        write("greedy")
        patient.join()
    with database.read() as tx:
        turns = [who for (who,) in tx.execute("SELECT who FROM turns ORDER BY number")]
    assert turns == ["greedy", "patient", "greedy"] * 10


def test_a_lock_that_somebody_else_holds_is_not_waited_for_without_end(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "LOCK_WAIT", "200ms")
    database = open_database(postgres_url)
    database.create("CREATE TABLE IF NOT EXISTS t (a INTEGER)")

    def insert() -> None:
        with database.write() as tx:
            tx.execute("INSERT INTO t VALUES (1)")

    with psycopg.connect(postgres_url) as stranger:
        stranger.execute("LOCK TABLE t")
        with pytest.raises(psycopg.errors.LockNotAvailable) as caught:
            insert()
    assert trouble_of(caught.value) is Trouble.AWAY
    insert()
    database.close()
