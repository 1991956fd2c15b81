"""One publication to a thousand village boards: how long until every receipt of every board is recorded.

The township is real: its web processes, its workers, its broker. The villages are real but for their number of
processes: see `bench.board_villages`. Each gives two receipts, of its electronic and of its paper board; the floor is
what bare kombu takes for as many messages as are told on the way.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from bench import kombu_alone, villages
from bench.figures import Figure, at_most
from pilot.demo.client import Client
from pilot.district import District
from pilot.provision import provision
from pilot.supervisor import ProcessSpec, Supervisor
from shared.district import load_district
from shared.eventlog import Database, open_database

ROOT = Path(__file__).resolve().parent.parent
VILLAGES = 1000
PLAYERS = 2
GOAL = 60.0
"""Seconds until the last receipt."""
LONGEST = 300.0
_TEXT = {"item": "service-promises", "title": "便民服务时间", "body": "服务窗口照常受理，周末不休。"}


def measure(folder: Path, count: int = VILLAGES) -> list[Figure]:
    data, where = folder / "data", folder / "district"
    away = villages.map_with(data, count, "push")
    town = District(where, data=data, villages=["yangshe"], quiet=True)
    provision(where, load_district(data), lambda name: town.url(name) if name in town.ports else "http://none", away)
    with town as district:
        # Oversight offers every village seal keys for its petitions, and its feed tells all of all: with so many
        # villages on one day that is gigabytes on their queues, and another matter.
        for name in ("oversight-worker", "oversight-web"):
            district.stop(name)
        nodes, bus = str(where / "nodes"), town.redis_url
        plays = [
            [sys.executable, "-m", "bench.board_villages", nodes, bus, str(each), str(PLAYERS)]
            for each in range(PLAYERS)
        ]
        specs = [ProcessSpec(f"villages-{at}", play, dict(os.environ), None) for at, play in enumerate(plays)]
        players = Supervisor(specs, folder / "logs", cwd=ROOT)
        players.start_all()
        try:
            _wait_for_heads(where, count)
            answered, recorded = _publish(district, where, count)
        finally:
            players.stop_all()
        # The publication to each board; from each, what it shows, that it posted, and the receipt of that.
        floor = 4 * count / kombu_alone.rate(town.redis_url, 4 * count, acknowledged=False)
    name = f"one publication to {count} boards"
    return [
        at_most(f"{name}: every receipt recorded; floor: bare kombu", recorded, "s", GOAL, floor=floor),
        at_most(f"{name}: published, answered in", answered, "s", 10.0),
    ]


def _publish(district: District, where: Path, count: int) -> tuple[float, float]:
    """Seconds until the call that publishes is answered, and until every receipt is recorded.

    Raises RuntimeError if that takes too long, AssertionError if something else stands there in the end.
    """
    anybody = Client(district.url("disclosure"))
    li, wang = anybody.signed_in("li"), anybody.signed_in("wang")
    drafted = li.post("/api/publications", _TEXT)
    path = f"/api/publications/{drafted['id']}"
    li.post(f"{path}/submit")
    wang.post(f"{path}/approve")
    disclosure = open_database(f"sqlite:///{where}/nodes/disclosure/sunshine.db")
    began = time.perf_counter()
    li.post(f"{path}/publish")
    answered = time.perf_counter() - began
    while (found := _count(disclosure, "receipts", "village LIKE 'away-%'")) < 2 * count:
        time.sleep(0.1)
        if time.perf_counter() - began > LONGEST:
            raise RuntimeError(f"only {found} receipts within {LONGEST:.0f} s")
    recorded = time.perf_counter() - began
    hanging = _count(disclosure, "postings", "village LIKE 'away-%' AND hung_on < '9' AND shown_on < '9'")
    assert hanging == count, f"{hanging} boards show and post it"
    assert _count(disclosure, "parked", "1 = 1") == 0, "receipts were parked"
    disclosure.close()
    return answered, recorded


def _wait_for_heads(where: Path, count: int) -> None:
    """Until the township has heard of every village: then they listen."""
    database, began = open_database(f"sqlite:///{where}/nodes/disclosure/sunshine.db"), time.monotonic()
    while _count(database, "inbox", "source LIKE '/feedback/away-%'") < count:
        if time.monotonic() - began > LONGEST:
            raise RuntimeError(f"only {_count(database, 'inbox', '1 = 1')} villages have been heard of")
        time.sleep(0.5)
    database.close()


def _count(database: Database, table: str, where: str) -> int:
    with database.read() as tx:
        return int(tx.execute(f"SELECT count(*) FROM {table} WHERE {where}")[0][0])
