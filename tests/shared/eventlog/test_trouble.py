"""A database in trouble, for real, and what its errors are taken for."""

from __future__ import annotations

import errno
from pathlib import Path

import apsw
import psycopg
import pytest

from shared.eventlog import Database, open_database
from shared.eventlog.trouble import Trouble, trouble_of


def failure(database: Database, *statements: str) -> Exception:
    try:
        with database.write() as tx:
            for statement in statements:
                tx.execute(statement)
    except database.errors as error:
        return error
    raise AssertionError("it did not fail")


def test_a_full_disk_is_told_from_any_other_failure(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'small.db'}")
    database.create("CREATE TABLE texts (text TEXT)")
    fill = "INSERT INTO texts VALUES (hex(zeroblob(100000)))"
    assert trouble_of(failure(database, "PRAGMA max_page_count = 3", fill)) is Trouble.FULL
    with database.read() as tx:
        assert tx.execute("SELECT count(*) FROM texts") == [(0,)]


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_file_that_cannot_be_written_for_want_of_room_is_a_full_disk(number: int) -> None:
    assert trouble_of(OSError(number, "")) is Trouble.FULL
    assert trouble_of(psycopg.errors.DiskFull()) is Trouble.FULL


def test_a_sqlite_file_that_another_holds_is_away(tmp_path: Path) -> None:
    holder, other = (apsw.Connection(str(tmp_path / "x.db")) for _ in range(2))
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(apsw.BusyError) as caught:
        other.execute("BEGIN IMMEDIATE")
    assert trouble_of(caught.value) is Trouble.AWAY


def test_a_postgres_connection_that_was_ended_is_away_and_the_next_one_works(postgres_url: str) -> None:
    database = open_database(postgres_url)
    assert trouble_of(failure(database, "SELECT pg_terminate_backend(pg_backend_pid())")) is Trouble.AWAY
    with database.read() as tx:
        assert tx.execute("SELECT 1") == [(1,)]
    database.close()


def test_a_postgres_server_that_is_not_there_is_away(tmp_path: Path) -> None:
    nowhere = open_database(f"postgresql://x@/x?host={tmp_path}")
    assert trouble_of(failure(nowhere, "SELECT 1")) is Trouble.AWAY


def test_a_wrong_statement_is_no_trouble_of_the_database(database: Database) -> None:
    assert trouble_of(failure(database, "SELECT nonsense FROM nowhere")) is None
    assert trouble_of(ValueError()) is None
    assert trouble_of(FileNotFoundError(errno.ENOENT, "")) is None
