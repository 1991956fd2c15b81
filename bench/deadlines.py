"""A million open deadlines at oversight: what a tick costs that finds nothing due, and ten thousand due at once."""

from __future__ import annotations

import statistics
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench import casebook
from bench.figures import Figure, at_least, at_most_floor
from services.oversight.casework import clock as casework_clock
from services.oversight.composition import Service
from services.oversight.domain.petition.commands import PassDeadline
from shared.decider import Do
from shared.eventlog import open_database

OPEN, FEW, DUE = 1_000_000, 1_000, 10_000
TICKS = 500
GOAL = 2000
_BATCH = 100


def measure(folder: Path, waiting: int = OPEN, due: int = DUE) -> list[Figure]:
    with casebook.oversight(folder / "few") as (few, _), casebook.oversight(folder / "many") as (many, clock):
        wait(few, FEW)
        wait(many, waiting)
        idle = idle_ticks(few, many)
        petitions(many, due)
        clock.advance(timedelta(days=16))  # the deadline has fallen; no level above has been told yet
        started = time.perf_counter()
        records = 0
        while done := casework_clock.tick(many):
            records += done
        rate = due / (time.perf_counter() - started)
        assert records == due, f"{records} of {due} deadlines were recorded"
    name = "deadlines due at once, each decided, with its finding"
    return [idle, at_least(name, rate, "1/s", GOAL, floor=due / bare(folder, due))]


def wait(service: Service, count: int) -> None:
    """Rows of clocks that have nothing to say for years, as so many petitions would leave them in the view."""
    first = casebook.BEGIN + timedelta(days=3000)
    with service.application.database.write() as tx:
        tx.executemany(
            "INSERT INTO clocks (due, aggregate, id, said) VALUES (?, 'petition', ?, 0.0)",
            ((_text(first + timedelta(minutes=number)), f"w{number:019d}") for number in range(count)),
        )


def idle_ticks(few: Service, many: Service) -> Figure:
    """In turns, so that both meet the same machine; the median of each."""
    times: dict[str, list[float]] = {"few": [], "many": []}
    for _ in range(TICKS):
        for name, service in (("few", few), ("many", many)):
            started = time.perf_counter()
            assert casework_clock.tick(service) == 0
            times[name].append((time.perf_counter() - started) * 1e6)
    value, floor = statistics.median(times["many"]), statistics.median(times["few"])
    return at_most_floor(
        "tick over 1,000,000 deadlines, none due; floor: over 1,000", value, "µs", floor=floor, limit=1.5
    )


def petitions(service: Service, count: int) -> None:
    """Real petitions, registered and warned of twice: what their clocks say next is that their time is up."""
    office, at = service.district.offices[0].id, casebook.BEGIN
    with service.application.unit(actor="public") as unit:
        for number in range(count):
            petition = f"p{number:019d}"
            unit.do(Do("petition", petition, casebook.registration(number, at, office)))
            unit.do(Do("petition", petition, PassDeadline(at + timedelta(days=15), at + timedelta(days=15))))


def bare(folder: Path, count: int) -> float:
    """Seconds for taking as many due rows from a bare table, a batch a commit, and writing a row for each."""
    database = open_database(f"sqlite:///{folder / 'bare.db'}")
    database.create(
        "CREATE TABLE due (due TEXT, id TEXT, PRIMARY KEY (due, id)) WITHOUT ROWID;"
        "CREATE TABLE happened (position INTEGER PRIMARY KEY, id TEXT, at TEXT)"
    )
    with database.write() as tx:
        tx.executemany("INSERT INTO due VALUES (?, ?)", ((_text(casebook.BEGIN), f"p{n:019d}") for n in range(count)))
    started, taken = time.perf_counter(), 0
    while taken < count:
        with database.write() as tx:
            rows = tx.execute("SELECT due, id FROM due ORDER BY due, id LIMIT ?", (_BATCH,))
            tx.executemany("INSERT INTO happened (id, at) VALUES (?, ?)", [(row[1], row[0]) for row in rows])
            tx.executemany("DELETE FROM due WHERE due = ? AND id = ?", rows)
        taken += len(rows)
    elapsed = time.perf_counter() - started
    database.close()
    return elapsed


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
