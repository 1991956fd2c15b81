"""A database, a user and a password for each node of the district. Runs inside the image (docker-compose.yml).

``python -m deploy.databases passwords FOLDER`` writes the password files that are missing.
``python -m deploy.databases create FOLDER`` makes the users and databases that are missing; it runs at every start,
and so serves the first start, a village that joins later and a changed password alike.

FOLDER is that of `pilot.provision`: one folder a node under ``nodes/``. A password stands there in a libpq password
file, ``pgpass``, which the node names in ``PGPASSFILE``: so none appears in an environment, an address or a log.
https://www.postgresql.org/docs/15/libpq-pgpass.html
"""

from __future__ import annotations

import argparse
import secrets
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

DISTRICT = ("disclosure", "oversight")
"""The nodes of the district; any other node is a village."""

SUPERUSER_PASSWORD = Path("postgres", "superuser-password")


class Impossible(Exception):
    """It cannot be done; the text is for the operator."""


@dataclass(frozen=True)
class Login:
    """How a node reaches its database; the user bears the database's name."""

    host: str
    port: str
    database: str
    password: str


def database_name(node: str) -> str:
    """``disclosure`` for a service of the district, ``feedback_yangshe`` for the village ``yangshe``."""
    return node if node in DISTRICT else "feedback_" + node.replace("-", "_")


def write_passwords(folder: Path) -> list[Path]:
    """Give every node and the database's superuser a password of 256 bits where there is none; return what is new."""
    nodes = [path for path in sorted(folder.glob("nodes/*")) if path.is_dir()]
    wanted = {node / "pgpass": (_password_line(database_name(node.name)), 0o600) for node in nodes}
    # Read by the database's own user, whose number we do not know: FOLDER, closed to all others, protects it.
    wanted[folder / SUPERUSER_PASSWORD] = (secrets.token_urlsafe(32), 0o444)
    written = [path for path in wanted if not path.exists()]
    for path in written:
        content, mode = wanted[path]
        path.parent.mkdir(exist_ok=True)
        beside = path.with_name(path.name + ".new")
        beside.touch(0o600)
        beside.write_text(content)
        beside.chmod(mode)
        beside.replace(path)
    return written


def _password_line(name: str) -> str:
    return f"postgres:5432:{name}:{name}:{secrets.token_urlsafe(32)}\n"


def read_logins(folder: Path) -> list[Login]:
    """The logins of all nodes below FOLDER. Raises Impossible on a password file that is not one."""
    logins = []
    for path in sorted(folder.glob("nodes/*/pgpass")):
        fields = path.read_text().strip().split(":")
        if len(fields) != 5 or fields[2] != fields[3]:
            raise Impossible(f"{path}: one line host:port:database:user:password is expected, user named as database")
        logins.append(Login(fields[0], fields[1], fields[2], fields[4]))
    return logins


def create_databases(folder: Path) -> list[str]:
    """Make users and databases that are missing and set every user's password; return the databases that are new.

    Raises Impossible, or psycopg.Error where PostgreSQL cannot be reached or refuses.
    """
    logins = read_logins(folder)
    if not logins:
        raise Impossible(f"{folder} holds no node with a pgpass file: run deploy/prepare")
    superuser = (folder / SUPERUSER_PASSWORD).read_text().strip()
    first = logins[0]
    with psycopg.connect(
        host=first.host, port=first.port, user="postgres", password=superuser, dbname="postgres", autocommit=True
    ) as connection:
        return [login.database for login in logins if _create(connection, login)]


def _create(connection: psycopg.Connection[tuple[object, ...]], login: Login) -> bool:
    name = sql.Identifier(login.database)
    exists = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [login.database]).fetchone()
    # Sent as the verifier that PostgreSQL keeps: the password itself could end in the server's log.
    verifier = connection.pgconn.encrypt_password(
        login.password.encode(), login.database.encode(), b"scram-sha-256"
    ).decode()
    verb = sql.SQL("ALTER ROLE" if exists else "CREATE ROLE")
    connection.execute(sql.SQL("{} {} LOGIN PASSWORD {}").format(verb, name, sql.Literal(verifier)))
    if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [login.database]).fetchone():
        return False
    connection.execute(sql.SQL("CREATE DATABASE {} OWNER {} ENCODING 'UTF8' TEMPLATE template0").format(name, name))
    connection.execute(sql.SQL("REVOKE CONNECT ON DATABASE {} FROM PUBLIC").format(name))
    return True


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m deploy.databases")
    commands = parser.add_subparsers(dest="command", required=True)
    passwords = commands.add_parser("passwords", help="write the password files that are missing")
    passwords.add_argument("folder", type=Path)
    create = commands.add_parser("create", help="make the users and databases that are missing")
    create.add_argument("folder", type=Path)
    chosen = parser.parse_args(arguments)
    try:
        if chosen.command == "passwords":
            done = [f"{path}: a new password" for path in write_passwords(chosen.folder)]
        else:
            done = [f"{name}: a new database" for name in create_databases(chosen.folder)]
    except (Impossible, OSError, psycopg.Error) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write("".join(f"{line}\n" for line in done))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
