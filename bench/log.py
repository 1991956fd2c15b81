"""What it costs to append: beside bare rows, beside the library `eventsourcing`, and with several writers at once.

One append is what the product does for every command: an event in the hash chain, a view, a message in the outbox.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg

from bench.figures import Figure, against_floor, at_most
from bench.library import library
from bench.load import percentile
from bench.postgres import empty_database, server
from shared.application import Application
from shared.clock import SystemClock
from shared.eventlog import Database, EventLog, open_database
from shared.ids import RandomIds
from shared.messaging.keys import SigningKey
from shared.messaging.outbox import Outbox
from tests.shared.tally import BLUEPRINT, CODEC, Count, Counted

ROUNDS = 15
COMMITS = 200
BATCH = 100
WRITERS = 4
_BARE = "CREATE TABLE IF NOT EXISTS bare (id TEXT PRIMARY KEY, data TEXT NOT NULL)"
_ROW = json.dumps({"by": 1, "total": 1, "at": "2026-03-02T01:00:00+00:00", "rest": "x" * 400})
Work = Callable[[int], None]
"""Does so many appends, each durable when it returns, or as many in batches."""


def measure(folder: Path, *, rounds: int = ROUNDS) -> list[Figure]:
    figures = []
    with server(folder) as postgres:
        for name, url, one, batch in (
            ("SQLite", f"sqlite:///{folder / 'log.db'}", 0.8, 0.4),
            ("PostgreSQL", empty_database(postgres, "log"), 0.5, 0.4),
        ):
            with closing(open_database(url)) as database, bare_rows(url) as (bare, bare_batches):
                database.create(_BARE)
                application = counting(database)
                rates = in_turns(
                    rounds,
                    {
                        "bare": bare,
                        "ours": partial(_append, application),
                        "bare batch": bare_batches,
                        "our batch": partial(_batches, application),
                    },
                )
            figures += [
                against_floor(f"append, one a commit, {name}", rates["ours"], "1/s", floor=rates["bare"], at_least=one),
                against_floor(
                    f"append, {BATCH} a commit, {name}",
                    rates["our batch"],
                    "1/s",
                    floor=rates["bare batch"],
                    at_least=batch,
                ),
            ]
        figures += _beside_the_library(folder, postgres, rounds)
    return [*figures, *_several_writers(folder)]


def counting(database: Database, source: str = "/example", key: SigningKey | None = None) -> Application:
    """The toy aggregate of the tests on a database."""
    outbox = Outbox(source, key or SigningKey("01" * 32))
    application = Application(
        BLUEPRINT, database=database, log=EventLog(CODEC), outbox=outbox, clock=SystemClock(), ids=RandomIds()
    )
    application.create_tables()
    return application


def in_turns(rounds: int, works: dict[str, Work]) -> dict[str, float]:
    """The median rate of each, in many short rounds, so that all meet the same machine."""
    rates: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            count = COMMITS * (10 if "batch" in name else 1)
            started = time.perf_counter()
            work(count)
            rates[name].append(count / (time.perf_counter() - started))
    return {name: statistics.median(measured) for name, measured in rates.items()}


@contextmanager
def bare_rows(url: str) -> Iterator[tuple[Work, Work]]:
    """One row a commit, and batches of rows, through the driver alone: no turns, no chain, nothing beside."""
    if url.startswith("sqlite"):
        import apsw

        connection: Any = apsw.Connection(url.removeprefix("sqlite:///"))
        connection.execute("PRAGMA synchronous=FULL")
        sql, begin = "INSERT INTO bare VALUES (?, ?)", "BEGIN IMMEDIATE"
        insert_all = connection.executemany
    else:
        connection = psycopg.connect(url, autocommit=True)
        sql, begin = "INSERT INTO bare VALUES (%s, %s)", "BEGIN"
        insert_all = connection.cursor().executemany

    def one_by_one(count: int) -> None:
        for _ in range(count):
            connection.execute(sql, (uuid4().hex, _ROW))

    def batches(count: int) -> None:
        for _ in range(count // BATCH):
            connection.execute(begin)
            insert_all(sql, [(uuid4().hex, _ROW) for _ in range(BATCH)])
            connection.execute("COMMIT")

    try:
        yield one_by_one, batches
    finally:
        connection.close()


def _append(application: Application, count: int) -> None:
    for _ in range(count):
        application.start("tally", uuid4().hex, Count(1, application.clock.now()), actor="li")


def _batches(application: Application, count: int) -> None:
    for _ in range(count // BATCH):
        now = application.clock.now()
        with application.unit(actor="li") as unit:
            for _ in range(BATCH):
                unit.append(f"tally-{uuid4().hex}", 0, [Counted(1, 1, now)])


def _beside_the_library(folder: Path, postgres: str, rounds: int) -> list[Figure]:
    """The library as its own documentation uses it: one new aggregate, one event, one save. No view, no outbox."""
    figures = []
    for name, url in (
        ("SQLite", f"sqlite:///{folder / 'ours.db'}"),
        ("PostgreSQL", empty_database(postgres, "ours")),
    ):
        with (
            library(folder, empty_database(postgres, "theirs") if name == "PostgreSQL" else None) as theirs,
            closing(open_database(url)) as database,
        ):
            application = counting(database)
            rates = in_turns(
                rounds,
                {"theirs": theirs, "ours": partial(_append, application)},
            )
        figures.append(
            against_floor(
                f"append, one a commit, {name}; floor: the library eventsourcing",
                rates["ours"],
                "1/s",
                floor=rates["theirs"],
                at_least=1.0,
            )
        )
    return figures


def _several_writers(folder: Path) -> list[Figure]:
    """Four processes on one SQLite log, in turns with one alone; and how evenly each append took its time."""
    url = f"sqlite:///{folder / 'writers.db'}"
    with closing(open_database(url)) as database:
        counting(database)
    alone, together, spread = [], [], []
    for _ in range(3):
        alone.append(_writers(url, 1)[0])
        total, times = _writers(url, WRITERS)
        together.append(total)
        spread.append(percentile(times, 0.99) / percentile(times, 0.5))
    return [
        against_floor(
            f"{WRITERS} writing processes on one SQLite log, together; floor: one alone",
            statistics.median(together),
            "1/s",
            floor=statistics.median(alone),
            at_least=0.8,
        ),
        at_most(
            f"{WRITERS} writing processes: p99 of an append, by its p50", statistics.median(spread), "times", limit=5
        ),
    ]


def _writers(url: str, count: int) -> tuple[float, list[float]]:
    """Appends a second of all together, and the seconds that each append took."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(count) as pool:
        pool.map(_nothing, range(count))
        start = time.time() + 0.5
        done = pool.starmap(_write, [(url, start, start + 3.0)] * count, chunksize=1)
    times = [taken for each in done for taken in each]
    return len(times) / 3.0, times


def _nothing(number: int) -> int:
    time.sleep(0.3)
    return os.getpid()


def _write(url: str, start: float, end: float) -> list[float]:
    times: list[float] = []
    with closing(open_database(url)) as database:
        application = counting(database)
        time.sleep(max(0.0, start - time.time()))
        while time.time() < end:
            began = time.perf_counter()
            _append(application, 1)
            times.append(time.perf_counter() - began)
    return times
