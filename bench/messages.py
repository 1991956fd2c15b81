"""How fast what one node tells is known to another: over the HTTP feed, and through the bus."""

from __future__ import annotations

import multiprocessing
import statistics
import sys
import threading
import time
from pathlib import Path
from random import Random

from bench import kombu_alone
from bench.figures import Figure, against_floor, at_least, shown
from bench.pair import LISTENER, TELLER, Node, heard, node, tell
from pilot.broker import RedisBroker
from pilot.child import ProcessSpec
from pilot.district import ROOT, find_base_port
from pilot.supervisor import Supervisor
from shared.eventlog import open_database
from shared.messaging.bus import KombuBus
from shared.messaging.catchup import CatchUp
from shared.messaging.keys import SigningKey, queue_name
from shared.messaging.line import HttpLine
from shared.messaging.relay import Relay
from tests.shared.messaging.conftest import SEEDS

MESSAGES = 40_000
ROUNDS = 3
FEED_GOAL = 20_000


def measure(folder: Path, *, messages: int = MESSAGES) -> list[Figure]:
    broker = RedisBroker(folder / "redis")
    broker.start()
    try:
        bare = statistics.median(kombu_alone.rate(broker.url, messages // 4, acknowledged=False) for _ in range(ROUNDS))
        safe = statistics.median(kombu_alone.rate(broker.url, messages // 4, acknowledged=True) for _ in range(ROUNDS))
        url = f"sqlite:///{folder / 'teller.db'}"
        tell(node(TELLER, url), messages)
        return [
            *_over_the_feed(folder, url, messages, bare),
            *_through_the_bus(folder, url, messages, broker.url, bare, safe),
        ]
    finally:
        broker.kill()


def _over_the_feed(folder: Path, teller: str, messages: int, bare: float) -> list[Figure]:
    address = f"http://127.0.0.1:{find_base_port(1) + 1}"
    supervisor = Supervisor([_feed(folder, teller, address)], folder / "logs", cwd=ROOT)
    supervisor.start_all()
    try:
        view, whole, rows = [], [], []
        for turn in range(ROUNDS):
            rows.append(_rows(folder / f"rows{turn}.db", messages))
            view.append(_catch_up(folder / f"view{turn}.db", address, messages, only_view=True))
            whole.append(_catch_up(folder / f"whole{turn}.db", address, messages, only_view=False))
    finally:
        supervisor.stop_all()
    name, floor, rate = "catch-up over the HTTP feed", statistics.median(rows), statistics.median(view)
    events = statistics.median(whole)
    return [
        at_least(f"{name}, into a view; floor: bare rows in one transaction", rate, "1/s", FEED_GOAL, floor=floor),
        at_least(f"{name}, into a view; floor: bare kombu without acks", rate, "1/s", FEED_GOAL, floor=bare),
        shown(f"{name}, decided and logged; floor: into a view", events, "1/s", floor=rate),
    ]


def _feed(folder: Path, teller: str, address: str) -> ProcessSpec:
    (folder / "state").mkdir(exist_ok=True)
    env = {
        "PATH": sys.path[0],
        "SUNSHINE_DATABASE": teller,
        "SUNSHINE_BIND": address.removeprefix("http://"),
        "SUNSHINE_STATE": str(folder / "state"),
    }
    command = [sys.executable, "-m", "gunicorn", "-c", "shared/web/gunicorn_conf.py", "bench.feed:create_app()"]
    return ProcessSpec("feed", command, env, f"{address}/readyz")


def _catch_up(path: Path, address: str, messages: int, *, only_view: bool) -> float:
    listener = node(LISTENER, f"sqlite:///{path}", teller_url=address, only_view=only_view)
    application, (peer,) = listener.application, list(listener.peers)
    line = HttpLine(LISTENER, SigningKey(SEEDS[LISTENER]), application.clock)
    catch_up = CatchUp(application.database, application.outbox, listener.inbox, line, random=Random(1))
    started = time.perf_counter()
    catch_up.pull(peer)
    taken = time.perf_counter() - started
    _require(listener, messages)
    return messages / taken


def _rows(path: Path, count: int) -> float:
    database = open_database(f"sqlite:///{path}")
    database.create("CREATE TABLE rows (id TEXT PRIMARY KEY, line TEXT NOT NULL)")
    started = time.perf_counter()
    with database.write() as tx:
        for number in range(count):
            tx.execute("INSERT INTO rows VALUES (?, ?)", (f"{number:032d}", "x" * 450))
    taken = time.perf_counter() - started
    database.close()
    return count / taken


def _through_the_bus(
    folder: Path, teller: str, messages: int, bus: str, bare: float, acknowledged: float
) -> list[Figure]:
    rates = {True: [0.0] * ROUNDS, False: [0.0] * ROUNDS}
    for turn in range(ROUNDS):
        for only_view, measured in rates.items():
            listener = node(LISTENER, f"sqlite:///{folder / f'bus{turn}{only_view}.db'}", only_view=only_view)
            measured[turn] = messages / _relayed(teller, listener, bus, messages)
    view, events = statistics.median(rates[True]), statistics.median(rates[False])
    name = "relay to inbox through Redis, signed, checked, durable"
    return [
        against_floor(f"{name}; floor: bare kombu without acks", view, "1/s", floor=bare, at_least=0.5),
        against_floor(f"{name}; floor: bare kombu with acks", view, "1/s", floor=acknowledged, at_least=2.0),
        shown(f"{name}, decided and logged; floor: bare kombu without acks", events, "1/s", floor=bare),
    ]


def _relayed(teller: str, listener: Node, bus: str, messages: int) -> float:
    """Seconds from the relay's start in a process of its own until all is applied in this one."""
    database = open_database(teller)
    with database.write() as tx:
        tx.execute("DELETE FROM relays")
    database.close()
    done, receiving = threading.Event(), KombuBus(bus)

    def take(body: bytes) -> None:
        if listener.inbox.receive(body).sequence >= messages:
            done.set()

    context = multiprocessing.get_context("spawn")
    ready, go = context.Event(), context.Event()
    process = context.Process(target=_relay, args=(teller, bus, ready, go))
    process.start()
    ready.wait()
    listening = threading.Thread(target=receiving.listen, args=(queue_name(LISTENER), take, done))
    listening.start()
    started = time.perf_counter()
    go.set()
    if not done.wait(120):
        raise RuntimeError(f"only {heard(listener)} of {messages} arrived within two minutes")
    taken = time.perf_counter() - started
    listening.join()
    process.join()
    _require(listener, messages)
    return taken


def _relay(teller: str, bus: str, ready: threading.Event, go: threading.Event) -> None:
    telling = node(TELLER, teller)
    sending = KombuBus(bus)
    relay = Relay(telling.application.database, telling.application.outbox, telling.peers, sending)
    ready.set()
    go.wait()
    while relay.step(telling.application.clock.now()):
        pass
    sending.close()


def _require(listener: Node, messages: int) -> None:
    with listener.application.database.read() as tx:
        ((total, tallies),) = tx.execute("SELECT sum(total), count(*) FROM totals")
    if (heard(listener), total, tallies) != (messages, messages, messages):
        raise RuntimeError(f"{messages} were told, {heard(listener)} heard, {total} counted in {tallies}")
