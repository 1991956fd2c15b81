"""Three hundred villages that were away for a week come back at once, each with a thousand messages for oversight.

Oversight's real processes fetch from all of them, while people file petitions there and at a village that was not away.
The district office (disclosure) rests meanwhile: this machine has to play three hundred villages besides.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from bench import filing, memory, villages
from bench.figures import Figure, at_least, at_most
from bench.load import percentile
from pilot.district import District, find_base_port
from pilot.provision import provision
from pilot.supervisor import ProcessSpec, Supervisor
from shared.district import load_district

ROOT = Path(__file__).resolve().parent.parent
VILLAGES, MESSAGES = 300, 1000
IDLE_SECONDS = 10.0
LONGEST = 900.0
"""Seconds after which a storm that has not ended is given up."""
WAIT_LIMIT = 250
"""Milliseconds: what an answer to a person may take, storm or not; the same as for a village's petition on its way."""
MEMORY = 80
"""Megabytes a process of the product may take."""


_APPLIED = "SELECT coalesce(sum(sequence), 0) FROM inbox WHERE source LIKE '/feedback/away-%'"


@dataclass
class Curve:
    """How far the storm was at which moment."""

    at: list[float] = field(default_factory=list)
    applied: list[int] = field(default_factory=list)
    megabytes: list[float] = field(default_factory=list)

    def rate(self, begin: float, end: float) -> float:
        """Messages a second between two shares of all messages."""
        first, last = (self._when(share * self.applied[-1]) for share in (begin, end))
        return (end - begin) * self.applied[-1] / (last - first)

    def _when(self, applied: float) -> float:
        later = next(place for place, count in enumerate(self.applied) if count >= applied)
        if later == 0:
            return self.at[0]
        below, above = self.applied[later - 1], self.applied[later]
        share = (applied - below) / (above - below)
        return self.at[later - 1] + share * (self.at[later] - self.at[later - 1])


class People:
    """Somebody files at oversight, somebody else at a village, all the time, one petition after the other."""

    def __init__(self, district: District) -> None:
        self.filing: list[float] = []
        """Milliseconds until oversight has answered."""
        self.trips: list[float] = []
        """Milliseconds from the village's answer until oversight has recorded it."""
        self._district = district
        self._stop = threading.Event()
        self._failures: list[BaseException] = []
        self._threads = [threading.Thread(target=self._guarded, args=(work,)) for work in (self._file, self._travel)]

    def begin(self) -> None:
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        """Raises AssertionError if a petition was not taken, or did not arrive."""
        self._stop.set()
        for thread in self._threads:
            if thread.ident is not None:
                thread.join()
        assert not self._failures, f"filing failed: {self._failures[0]!r}"

    def _guarded(self, work: Callable[[], None]) -> None:
        try:
            work()
        except BaseException as error:
            self._failures.append(error)
            raise

    def _file(self) -> None:
        file = filing.Filer(self._district.url("oversight"))
        while not self._stop.wait(0.05):
            asked = time.perf_counter()
            file()
            self.filing.append((time.perf_counter() - asked) * 1000)

    def _travel(self) -> None:
        file, database = filing.Filer(self._district.url("yangshe")), filing.oversight_database(self._district)
        while not self._stop.wait(0.08):
            self.trips.append(filing.trip(file, database))
        database.close()


def measure(folder: Path, count: int = VILLAGES, messages: int = MESSAGES, *, reach: str = "pull") -> list[Figure]:
    """``reach``: whether oversight fetches from the villages (pull), or they push to it."""
    data, district_folder = folder / "data", folder / "district"
    away, port = villages.map_with(data, count, reach), find_base_port(1) + 1
    provision(district_folder, load_district(data), lambda name: f"http://127.0.0.1:{port}/{name}", away)
    for village in away:
        villages.fill_outbox(district_folder / "nodes" / village, village, messages)
    with District(district_folder, data=data, villages=["yangshe"], quiet=True) as district:
        for name in ("disclosure-web", "disclosure-worker"):
            district.stop(name)
        calm, busy = People(district), People(district)
        calm.begin()
        time.sleep(IDLE_SECONDS)
        calm.end()
        where, ready = (
            (str(port), f"http://127.0.0.1:{port}/") if reach == "pull" else (district.url("oversight"), None)
        )
        command = [sys.executable, "-m", "bench.villages", str(district_folder / "nodes"), where]
        back = Supervisor([ProcessSpec("villages", command, dict(os.environ), ready)], folder / "logs", cwd=ROOT)
        try:
            if reach == "pull":  # a worker that starts asks all of them at once
                district.stop("oversight-worker")
            back.start_all()
            district.start("oversight-worker")
            curve = storm(district, count * messages, busy.begin)
        finally:
            busy.end()
            back.stop_all()
        check(district, count, messages)
    found = figures(curve, calm, busy, f"{count} villages × {messages}, {reach}")
    # Whoever pushes and meets a busy oversight comes again a round later: the end is thin by design.
    return [figure for figure in found if reach == "pull" or "last third" not in figure.name]


def storm(district: District, messages: int, begun: Callable[[], None]) -> Curve:
    """Watch until all is applied; ``begun`` is called when the first have been.

    Raises RuntimeError if that takes too long.
    """
    database, curve, began = filing.oversight_database(district), Curve(), time.perf_counter()
    applied, worker = 0, psutil.Process(district.pid("oversight-worker"))
    while applied < messages:
        time.sleep(0.1)
        with database.read() as tx:
            ((applied,),) = tx.execute(_APPLIED)
        if applied and not any(curve.applied):
            begun()
        curve.at.append(time.perf_counter() - began)
        curve.applied.append(int(applied))
        curve.megabytes.append(worker.memory_full_info().pss / memory.MEGABYTE)
        if curve.at[-1] > LONGEST:
            raise RuntimeError(f"only {applied} of {messages} messages were applied within {LONGEST:.0f} s")
    database.close()
    return curve


def check(district: District, count: int, messages: int) -> None:
    """Every message has had its effect, once. Raises AssertionError."""
    database = filing.oversight_database(district)
    with database.read() as tx:
        ((responses,),) = tx.execute("SELECT count(*) FROM events WHERE name = 'response-counted'")
        ((petitions,),) = tx.execute("SELECT count(*) FROM petitions WHERE village LIKE 'away-%'")
        ((parked,),) = tx.execute("SELECT count(*) FROM parked")
        ((answers,),) = tx.execute("SELECT sum(count) FROM survey_answers WHERE question = 'satisfied'")
    database.close()
    assert parked == 0, f"{parked} messages were parked"
    assert (responses, petitions) == (count * villages.responses_of(messages), count * villages.petitions_of(messages))
    assert answers == responses, "a rating counts an answer twice, or not at all"


def figures(curve: Curve, calm: People, busy: People, name: str) -> list[Figure]:
    print(f"{name}: {curve.at[-1]:.0f} s; meanwhile {len(busy.filing)} petitions there, {len(busy.trips)} at a village")
    filed = [percentile(people.filing, 0.99) for people in (calm, busy)]
    came = [percentile(people.trips, 0.99) for people in (calm, busy)]
    early, late = curve.rate(0, 1 / 3), curve.rate(2 / 3, 1)
    return [
        Figure(f"{name}: applied", curve.rate(0, 1), "1/s", "once each", True),
        at_least(f"{name}: last third; floor: first third", late, "1/s", 0.8 * early, floor=early),
        at_most(f"{name}: filing at oversight, p99; floor: idle", filed[1], "ms", WAIT_LIMIT, floor=filed[0]),
        at_most(f"{name}: from village to oversight, p99; floor: idle", came[1], "ms", WAIT_LIMIT, floor=came[0]),
        at_most(f"{name}: memory of oversight's worker", max(curve.megabytes), "MB", MEMORY),
    ]
