"""Making all views of oversight anew from its log, beside what reading and writing alone would take."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path

from bench import casebook
from bench.figures import Figure, at_least
from services.oversight.composition import Service
from shared.eventlog import open_database

EVENTS = 200_000
ROUNDS = 3
GOAL = 20_000
_PAGE = 500


def measure(folder: Path, events: int = EVENTS) -> list[Figure]:
    """The median of a few rounds, in turns with its floors, so that all meet the same machine."""
    with casebook.oversight(folder) as (service, _):
        events = casebook.fill(service, events)
        rebuilt, decoded, bare = [], [], []
        for turn in range(ROUNDS):
            rebuilt.append(_rate(events, service.application.rebuild))
            decoded.append(_rate(events, lambda: _decode(service)))
            path = folder / f"rows-{turn}.db"
            bare.append(_rate(events, lambda: _rows(path, events)))  # noqa: B023 - called at once
    value, name = statistics.median(rebuilt), "rebuild of all oversight views"
    return [
        at_least(f"{name}; floor: bare rows in one transaction", value, "1/s", GOAL, floor=statistics.median(bare)),
        at_least(f"{name}; floor: decoding alone", value, "1/s", GOAL, floor=statistics.median(decoded)),
    ]


def _rate(events: int, work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return events / (time.perf_counter() - started)


def _decode(service: Service) -> None:
    application, position = service.application, 0
    with application.database.read() as tx:
        while records := application.log.after(tx, position, _PAGE):
            position = records[-1].position


def _rows(path: Path, count: int) -> None:
    database = open_database(f"sqlite:///{path}")
    database.create("CREATE TABLE rows (id TEXT PRIMARY KEY, kind TEXT, about TEXT, at TEXT)")
    with database.write() as tx:
        for number in range(count):
            tx.execute("INSERT INTO rows VALUES (?, ?, ?, ?)", (f"a{number:019d}", "claim", "office", "2026-03-02"))
    database.close()
