"""The library `eventsourcing` as its own documentation uses it: a new aggregate, one event, one save."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event
from psycopg.conninfo import conninfo_to_dict


class Tally(Aggregate):
    @event("Counted")
    def __init__(self, by: int, at: datetime) -> None:
        self.total = by
        self.at = at


@contextmanager
def library(folder: Path, postgres: str | None) -> Iterator[Callable[[int], None]]:
    """Saves so many new aggregates, each in a commit of its own, in SQLite or in a PostgreSQL database."""
    if postgres:
        given = conninfo_to_dict(postgres)
        names = {"DBNAME": "dbname", "HOST": "host", "PORT": "port", "USER": "user", "PASSWORD": "password"}
        env = {f"POSTGRES_{name}": str(given.get(key) or "") for name, key in names.items()}
        env |= {"PERSISTENCE_MODULE": "eventsourcing.postgres", "POSTGRES_PORT": str(given.get("port") or 5432)}
    else:
        env = {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(folder / "theirs.db")}
    application: Application[Any] = Application(env)

    def work(count: int) -> None:
        for _ in range(count):
            application.save(Tally(1, datetime.now().astimezone()))

    try:
        yield work
    finally:
        application.close()
