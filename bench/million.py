"""With a million petitions and 20,000 open clocks: filing by the public form, the pages of staff, one long replay."""

from __future__ import annotations

import re
import statistics
import time
import urllib.parse
from collections.abc import Sequence
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

from bench import casebook, register
from bench.figures import Figure, at_most
from bench.figures import against_floor as of_floor
from bench.load import percentile
from pilot.district import District, find_base_port
from pilot.supervisor import ProcessSpec, Supervisor
from services.oversight.composition import Service, compose
from services.oversight.domain.petition import commands as c
from shared.config import load_config
from shared.decider import Do

ROOT = Path(__file__).resolve().parent.parent
PETITIONS, OPEN = 1_000_000, 20_000
ROUNDS, FILED = 7, 400
ASKED = 300
EVENTS, REPLAYS = 200, 300
FORM = {
    "kind": "claim",
    "about": "family-planning-office",
    "title": "奖励未发放",
    "text": "去年申请的奖励至今没有发放，多次询问没有答复。" * 4,
    "name": "某某",
    "contact": "13812345678",
}
PAGES = (("chen", "/desk"), ("zhao", "/desk"), ("zhao", "/leading"), ("ding", "/district"), ("ding", "/district/live"))


def measure(folder: Path, petitions: int = PETITIONS, still_open: int = OPEN) -> list[Figure]:
    with District(folder / "district", quiet=True) as district:
        place = next(place for place in district.places if place.name == "oversight")
        environment = district.environment(place)
    service = compose(load_config("oversight", environment))
    started = time.perf_counter()
    register.fill(service, petitions, still_open)
    service.application.database.close()
    print(f"  {petitions:,} petitions in {time.perf_counter() - started:.0f} s", flush=True)
    with District(folder / "district", quiet=True) as district:
        figures = [_filing(district, folder), *_pages(district)]
    return [*figures, *_replay(folder)]


class Browser:
    """One person on one connection: cookies kept, forms sent with their token."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._connection = HTTPConnection(parts.hostname or "", parts.port, timeout=60)
        self._cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if form is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, urllib.parse.urlencode(form) if form is not None else None, headers)
        answer = self._connection.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self._cookies[name] = value
        return answer.status, answer.read().decode()

    def token(self, path: str) -> str:
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.ask("GET", path)[1])
        assert found, f"there is no form on {path}"
        return found[1]

    def sign_in(self, name: str) -> None:
        form = {"name": name, "password": f"sunshine-{name}", "csrf_token": self.token("/sign-in")}
        status, _ = self.ask("POST", "/sign-in", form)
        assert status == 303, f"{name} cannot sign in: {status}"


def _filing(district: District, folder: Path) -> Figure:
    """In turns with the very same process on an empty database, so that both meet the same machine."""
    port = find_base_port(1) + 1
    supervisor = Supervisor([_empty(district, folder / "empty", port)], folder / "empty" / "logs", cwd=ROOT)
    supervisor.start_all()
    try:
        empty, full = Browser(f"http://127.0.0.1:{port}"), Browser(district.url("oversight"))
        rates: dict[str, list[float]] = {"empty": [], "full": []}
        tokens = {"empty": empty.token("/petition"), "full": full.token("/petition")}
        for turn in range(ROUNDS):
            for name, browser in (("empty", empty), ("full", full)):
                started = time.perf_counter()
                for number in range(FILED):
                    key = f"{name}-{turn}-{number}"
                    status, answer = browser.ask("POST", "/petition", {**FORM, "csrf_token": tokens[name], "key": key})
                    assert status == 200, f"{status}: {answer[:500]}"
                rates[name].append(FILED / (time.perf_counter() - started))
    finally:
        supervisor.stop_all()
    name = f"petitions filed by the public form over {PETITIONS:,}; floor: over none"
    return of_floor(
        name, statistics.median(rates["full"]), "1/s", floor=statistics.median(rates["empty"]), at_least=0.9
    )


def _empty(district: District, folder: Path, port: int) -> ProcessSpec:
    spec = district.spec("oversight-web")
    (folder / "state").mkdir(parents=True)
    env = {
        **spec.env,
        "SUNSHINE_BIND": f"127.0.0.1:{port}",
        "SUNSHINE_DATABASE": f"sqlite:///{folder / 'empty.db'}",
        "SUNSHINE_KEYS_DATABASE": f"sqlite:///{folder / 'keys.db'}",
        "SUNSHINE_STATE": str(folder / "state"),
    }
    return ProcessSpec("oversight-empty", spec.command, env, f"http://127.0.0.1:{port}/readyz")


def _pages(district: District) -> list[Figure]:
    figures = []
    for who, path in PAGES:
        browser = Browser(district.url("oversight"))
        browser.sign_in(who)
        times = []
        for _ in range(ASKED):
            started = time.perf_counter()
            status, _ = browser.ask("GET", path)
            times.append((time.perf_counter() - started) * 1000)
            assert status == 200, f"{path} answered {status}"
        figures.append(
            at_most(f"{path} as {who}, p99, over {PETITIONS:,} and {OPEN:,} open", percentile(times, 0.99), "ms", 100)
        )
    return figures


def _replay(folder: Path) -> list[Figure]:
    """One petition with a long history: loaded, folded and decided upon, as every step of a person does it."""
    with casebook.oversight(folder / "replay") as (service, clock):
        application = service.application
        with application.unit(actor="public") as unit:
            unit.do(Do("petition", "long", casebook.registration(1, clock.now(), "service-station")))
            unit.do(Do("petition", "long", c.AcceptPetition("chen", clock.now())))
            for number in range(EVENTS - 2):
                at = clock.now() + timedelta(minutes=number)
                step = c.GiveSupplement(casebook.CIPHER, at) if number % 2 else c.AskSupplement("cipher", "chen", at)
                unit.do(Do("petition", "long", step))
        with application.database.read() as tx:
            assert len(application.history(tx, "petition", "long")) == EVENTS
        times = []
        for number in range(REPLAYS):
            at = clock.now() + timedelta(days=1, minutes=number)
            started = time.perf_counter()
            with application.database.read() as tx:
                state = application.state(tx, "petition", "long")
            decided = _decided(service, state, c.ResolvePetition(casebook.CIPHER, True, "chen", at))
            times.append((time.perf_counter() - started) * 1000)
            assert decided
    return [at_most(f"replaying a petition of {EVENTS} events and deciding, p99", percentile(times, 0.99), "ms", 5)]


def _decided(service: Service, state: object, command: object) -> Sequence[object]:
    aggregate = next(each for each in service.application.blueprint.aggregates if each.name == "petition")
    return aggregate.decider.decide(state, command)
