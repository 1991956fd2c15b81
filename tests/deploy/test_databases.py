from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from deploy.databases import (
    Impossible,
    create_databases,
    database_name,
    main,
    read_logins,
    write_passwords,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What pilot.provision leaves for two services and a village."""
    for node in ("disclosure", "oversight", "shui-kou"):
        (tmp_path / "nodes" / node).mkdir(parents=True)
    return tmp_path


def test_every_node_and_the_superuser_get_a_password_of_their_own(folder: Path) -> None:
    written = write_passwords(folder)

    assert [str(path.relative_to(folder)) for path in written] == [
        "nodes/disclosure/pgpass",
        "nodes/oversight/pgpass",
        "nodes/shui-kou/pgpass",
        "postgres/superuser-password",
    ]
    passwords = {login.password for login in read_logins(folder)}
    assert len(passwords | {(folder / "postgres" / "superuser-password").read_text()}) == 4


def test_a_password_that_is_there_is_kept(folder: Path) -> None:
    write_passwords(folder)
    before = read_logins(folder)

    assert write_passwords(folder) == []
    assert read_logins(folder) == before


def test_only_its_owner_may_read_a_password_file_or_libpq_would_pass_over_it(folder: Path) -> None:
    write_passwords(folder)

    assert (folder / "nodes" / "disclosure" / "pgpass").stat().st_mode & 0o777 == 0o600


def test_a_village_shares_no_name_with_a_service() -> None:
    assert database_name("disclosure") == "disclosure"
    assert database_name("shui-kou") == "feedback_shui_kou"


def test_a_password_file_that_is_none_is_named(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "nodes" / "disclosure" / "pgpass").write_text("postgres:5432:disclosure:somebody:secret\n")

    assert main(["create", str(folder)]) == 1
    said = capsys.readouterr().err
    assert "nodes/disclosure/pgpass" in said
    assert "secret" not in said


def test_without_any_node_it_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(Impossible, match="deploy/prepare"):
        create_databases(tmp_path)


@pytest.fixture
def on_server(postgres_server: str, tmp_path: Path) -> Iterator[tuple[Path, list[str]]]:
    """A folder with two villages whose password files point at the test server, and their databases' names."""
    server = conninfo_to_dict(postgres_server)
    villages = ["v" + secrets.token_hex(6) for _ in range(2)]
    for village in villages:
        (tmp_path / "nodes" / village).mkdir(parents=True)
    write_passwords(tmp_path)
    for village in villages:
        path = tmp_path / "nodes" / village / "pgpass"
        _, _, *rest = path.read_text().split(":")
        path.write_text(":".join([str(server["host"]), str(server.get("port", 5432)), *rest]))
    superuser_password = tmp_path / "postgres" / "superuser-password"
    superuser_password.chmod(0o600)
    superuser_password.write_text(str(server.get("password") or "none is asked for"))
    names = sorted(map(database_name, villages))
    yield tmp_path, names
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        for name in names:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            connection.execute(f"DROP ROLE IF EXISTS {name}")


def test_each_node_gets_a_database_that_it_owns_and_no_other_may_enter(
    on_server: tuple[Path, list[str]], postgres_server: str
) -> None:
    folder, (one, other) = on_server

    assert create_databases(folder) == [one, other]
    with psycopg.connect(postgres_server, dbname=one, user=one, password=_password(folder, one)) as connection:
        connection.execute("CREATE TABLE events (position INTEGER)")
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        psycopg.connect(postgres_server, dbname=other, user=one, password=_password(folder, one))


def test_a_second_run_makes_nothing_and_loses_nothing(on_server: tuple[Path, list[str]], postgres_server: str) -> None:
    folder, (one, _) = on_server
    create_databases(folder)
    with psycopg.connect(postgres_server, dbname=one) as connection:
        connection.execute("CREATE TABLE kept (position INTEGER)")

    assert create_databases(folder) == []
    with psycopg.connect(postgres_server, dbname=one) as connection:
        connection.execute("SELECT * FROM kept")


def test_a_changed_password_takes_hold_at_the_next_run_and_is_stored_as_a_verifier(
    on_server: tuple[Path, list[str]], postgres_server: str
) -> None:
    folder, (one, _) = on_server
    create_databases(folder)
    before = _verifier(postgres_server, one)
    (path,) = folder.glob(f"nodes/{one.removeprefix('feedback_')}/pgpass")
    path.write_text(path.read_text().replace(_password(folder, one), "a-new-one"))

    create_databases(folder)
    assert _verifier(postgres_server, one) != before
    assert _verifier(postgres_server, one).startswith("SCRAM-SHA-256$")


def _password(folder: Path, database: str) -> str:
    return next(login.password for login in read_logins(folder) if login.database == database)


def _verifier(server: str, role: str) -> str:
    with psycopg.connect(server) as connection:
        row = connection.execute("SELECT rolpassword FROM pg_authid WHERE rolname = %s", [role]).fetchone()
    assert row
    return str(row[0])
