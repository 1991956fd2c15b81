"""Filing a petition over HTTP, durable when answered, beside the bare route; and its way from village to oversight."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from bench.figures import Figure, against_floor, at_most
from bench.load import Connection, percentile, rate
from pilot.district import District, find_base_port
from pilot.supervisor import ProcessSpec, Supervisor
from services.feedback.composition import compose
from services.feedback.filing import file_petition
from shared.config import load_config
from shared.eventlog import Database, open_database

ROOT = Path(__file__).resolve().parent.parent
CONNECTIONS = 8
ROUNDS = 5
SECONDS = 3.0
TRIPS = 200
PETITION = {
    "kind": "claim",
    "about": "family-planning-office",
    "title": "奖励未发放",
    "text": "去年申请的奖励至今没有发放，多次询问没有答复。" * 4,
    "name": "某某",
    "contact": "13812345678",
}


def body() -> bytes:
    return json.dumps(PETITION, ensure_ascii=False).encode()


def measure_rates(district: District, folder: Path) -> list[Figure]:
    """Floor and service in turns, so that both meet the same machine; the median of each."""
    figures = []
    for place, service in (("oversight", "oversight"), ("yangshe", "feedback")):
        port = find_base_port(1) + 1
        floor = floor_process(district, service, folder / f"floor-{service}", port)
        supervisor = Supervisor([floor], folder / f"floor-{service}" / "logs", cwd=ROOT)
        supervisor.start_all()
        try:
            bare, full = [], []
            for _ in range(ROUNDS):
                bare.append(_rate(f"http://127.0.0.1:{port}"))
                full.append(_rate(district.url(place)))
        finally:
            supervisor.stop_all()
        name = f"petition filed over HTTP at {'oversight' if place == 'oversight' else 'a village'}"
        figures.append(against_floor(name, statistics.median(full), "1/s", floor=statistics.median(bare), at_least=0.5))
    return figures


def floor_process(district: District, service: str, folder: Path, port: int) -> ProcessSpec:
    """The bare route under the very environment and command of the service's web process."""
    spec = district.spec("oversight-web" if service == "oversight" else "yangshe-web")
    (folder / "state").mkdir(parents=True)
    env = {
        **spec.env,
        "SUNSHINE_BIND": f"127.0.0.1:{port}",
        "SUNSHINE_DATABASE": f"sqlite:///{folder / 'floor.db'}",
        "SUNSHINE_STATE": str(folder / "state"),
    }
    command = [*spec.command[:-1], f"bench.floor:{service}()"]
    return ProcessSpec(f"floor-{service}", command, env, f"http://127.0.0.1:{port}/readyz")


def measure_trips(district: District) -> list[Figure]:
    """How long until oversight has the event of a petition at a village, one at a time, otherwise idle.

    From the answer that the petitioner gets; and from the commit at the village to the commit at oversight, with the
    village's web process replaced by this one.
    """
    place = next(place for place in district.places if place.name == "yangshe")
    village = compose(load_config("feedback", district.environment(place)))
    database, over_http = oversight_database(district), Filer(district.url("yangshe"))
    answered = [trip(over_http, database) for _ in range(TRIPS)]
    committed = [trip(lambda: file_petition(village, PETITION, None).petition, database) for _ in range(TRIPS)]
    village.application.database.close()
    database.close()
    return [
        at_most("from the answer at a village to the effect in oversight, p99", percentile(answered, 0.99), "ms", 250),
        at_most("from the commit at a village to the commit in oversight, p99", percentile(committed, 0.99), "ms", 20),
    ]


class Filer:
    """Somebody who files one petition after the other over one connection; each call returns the petition's id."""

    def __init__(self, url: str) -> None:
        self._connection = Connection(url + "/api/petitions")

    def __call__(self) -> str:
        status, answer = self._connection.post(body())
        assert status == 201, answer
        return str(json.loads(answer)["petition"])


def oversight_database(district: District) -> Database:
    return open_database(f"sqlite:///{district.folder / 'nodes' / 'oversight' / 'sunshine.db'}")


def trip(file: Callable[[], str], database: Database) -> float:
    """Milliseconds from when ``file`` has returned a petition's id until oversight's database has its event."""
    stream = f"petition-{file()}"
    started = time.perf_counter()
    while True:
        with database.read() as tx:
            if tx.execute("SELECT 1 FROM events WHERE stream = ?", (stream,)):
                break
        if time.perf_counter() - started > 30:
            raise RuntimeError("the petition did not arrive within 30 s")
        time.sleep(0.0005)
    taken = (time.perf_counter() - started) * 1000
    time.sleep(0.02)
    return taken


def _rate(url: str) -> float:
    return rate(url + "/api/petitions", body, connections=CONNECTIONS, seconds=SECONDS).per_second
