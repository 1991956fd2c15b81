"""A whole district as real processes on this machine: `make run`, the demo, the benchmarks and the tests use it."""

from __future__ import annotations

import errno
import fcntl
import http.client
import json
import os
import socket
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from pilot.child import ProcessSpec
from pilot.provision import CannotProvision, NodePlace, places, provision
from pilot.redis_server import GivenBus, NoRedis, RedisBinary, resolve
from pilot.supervisor import Say, Supervisor, silent
from shared.config import SHIPPED_DATA
from shared.datafiles import DataFileError
from shared.district import load_district

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
REDIS = "redis"
REDIS_OFFSET = 379
"""Redis listens this far above the base port: 8379 with 8000."""
PASSED_ON = frozenset({"SUNSHINE_LOG_LEVEL", "SUNSHINE_THREADS", "SUNSHINE_WEB_WORKERS"})
"""The only settings that a process takes over from the environment it is started in."""
WORKER, WEB, LAST = 0, 1, 2
"""In which order processes are stopped."""


class CannotRun(Exception):
    """The district cannot be started as asked; the text says why and what to do."""


PROBLEMS: tuple[type[Exception], ...] = (CannotRun, CannotProvision, NoRedis, DataFileError, OSError)
"""What a start may raise whose text is a sentence for the person who started it. StartFailed has log lines besides."""


class District:
    """``with District(folder) as district:`` starts every process, and stops every one at the end.

    ``base_port``: disclosure listens one above it, oversight two, the villages from three on, Redis 379 above. None
    looks for free ones. ``villages``: ids, by default the pilot villages. ``clock_file``: all processes move their
    clock by the seconds it holds. ``settings``: variables for one node by its name, over all others; those under
    ``"*"`` are for every node. ``quiet``: say nothing; else ``say`` hears each line of each process.

    Process names are ``redis``, ``<node>-web`` and ``<node>-worker``. Raises CannotRun, CannotProvision, NoRedis,
    DataFileError and StartFailed at the start; nothing is left running then.
    """

    def __init__(
        self,
        folder: Path | str,
        *,
        base_port: int | None = None,
        villages: Sequence[str] | None = None,
        clock_file: Path | None = None,
        data: Path = SHIPPED_DATA,
        settings: Mapping[str, Mapping[str, str]] | None = None,
        environ: Mapping[str, str] | None = None,
        quiet: bool = False,
        say: Say | None = None,
        stop_requested: threading.Event | None = None,
        start_seconds: float = 60,
    ) -> None:
        self.folder = Path(folder).resolve()
        self.data = data
        self.map = load_district(data)
        self.places = places(self.folder, self.map, villages)
        self.clock_file = clock_file.resolve() if clock_file else None
        self._villages = villages
        self._settings = settings or {}
        self._environ = dict(os.environ if environ is None else environ)
        self._say: Say = silent if quiet or say is None else say
        self._stop_requested = stop_requested or threading.Event()
        self._start_seconds = start_seconds
        self._lock: IO[str] | None = None
        self._supervisor: Supervisor | None = None
        if len(self.places) >= REDIS_OFFSET:
            raise CannotRun(f"At most {REDIS_OFFSET - 3} villages run on one machine")
        self.base_port = find_base_port(len(self.places)) if base_port is None else base_port
        self.ports = {place.name: self.base_port + 1 + index for index, place in enumerate(self.places)}
        self.bus: GivenBus | RedisBinary = resolve(self._environ)
        if isinstance(self.bus, RedisBinary):
            self.ports[REDIS] = self.base_port + REDIS_OFFSET

    def __enter__(self) -> Self:
        self.up()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.down()

    def up(self) -> None:
        """Start everything and return when all of it is ready to serve."""
        self._take_folder()
        try:
            require_free(self.ports)
            if isinstance(self.bus, GivenBus):
                self.bus.require_reachable()
            provision(self.folder, self.map, self.url, self._villages, demo_accounts=True)
            self._supervisor = Supervisor(
                self._specs(),
                self.folder / "logs",
                cwd=ROOT,
                say=self._say,
                start_seconds=self._start_seconds,
                stop_requested=self._stop_requested,
            )
            self._supervisor.start_all(self._idle_worker)
        except BaseException:
            self.down()
            raise

    def down(self) -> None:
        """Stop everything: workers, then webs, then Redis. Harmless when nothing runs."""
        if self._supervisor is not None:
            self._supervisor.stop_all()
            self._supervisor = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def url(self, node: str) -> str:
        """The address of ``disclosure``, ``oversight`` or a village by its id."""
        if node not in self.ports or node == REDIS:
            raise LookupError(f"there is no node {node!r}; there are {', '.join(each.name for each in self.places)}")
        return f"http://{HOST}:{self.ports[node]}"

    @property
    def redis_url(self) -> str:
        """Where the bus is; with a given one, what was given."""
        return self.bus.url if isinstance(self.bus, GivenBus) else f"redis://{HOST}:{self.ports[REDIS]}/0"

    @property
    def processes(self) -> list[str]:
        return self._running.names

    @property
    def running(self) -> bool:
        """Whether the processes are being looked after."""
        return self._supervisor is not None and self._supervisor.keeping

    def start(self, name: str) -> None:
        """Start a process that was stopped; returns when it is ready."""
        self._running.start(name)

    def stop(self, name: str) -> None:
        """Stop a process cleanly; it stays away until it is started."""
        self._running.stop(name)

    def kill(self, name: str, *, restart: bool = True) -> None:
        """``kill -9``. The supervisor starts it again, unless told not to."""
        self._running.kill(name, restart=restart)

    def signal(self, name: str, number: int) -> None:
        """Send a signal to a process and its children (SIGSTOP, SIGCONT, …)."""
        self._running.signal(name, number)

    def wait_ready(self, name: str) -> None:
        """Return when a process that was killed is back and ready."""
        self._running.wait_ready(name)

    def pid(self, name: str) -> int:
        """The process id; raises LookupError while it does not run."""
        return self._running.pid(name)

    def log(self, name: str) -> str:
        """All that a process has printed, at earlier starts too."""
        return self._running.log(name)

    def health(self, node: str) -> dict[str, Any]:
        """What a node says of itself at /healthz; raises OSError while it does not answer."""
        connection = http.client.HTTPConnection(HOST, self.ports[node], timeout=5)
        try:
            connection.request("GET", "/healthz")
            loaded = json.loads(connection.getresponse().read())
        finally:
            connection.close()
        return dict(loaded)

    def spec(self, name: str) -> ProcessSpec:
        """How one of the processes is run. Raises StopIteration for a name that is none of ``processes``."""
        return next(spec for spec in self._specs() if spec.name == name)

    def environment(self, place: NodePlace) -> dict[str, str]:
        """The whole environment of a node's two processes."""
        own = {name: value for name, value in self._environ.items() if not name.startswith("SUNSHINE_")}
        own |= {name: value for name, value in self._environ.items() if name in PASSED_ON}
        own |= {
            "PYTHONUNBUFFERED": "1",
            # Threads that each keep memory of their own would double what a village needs.
            "MALLOC_ARENA_MAX": "2",
            "SUNSHINE_DATABASE": f"sqlite:///{place.folder / 'sunshine.db'}",
            "SUNSHINE_BUS": self.redis_url,
            "SUNSHINE_SECRETS": str(place.secrets),
            "SUNSHINE_PEERS": str(place.peers),
            "SUNSHINE_ACCOUNTS": str(place.accounts),
            "SUNSHINE_DATA": str(self.data),
            "SUNSHINE_URL": self.url(place.name),
            "SUNSHINE_STATE": str(place.folder / "state"),
            "SUNSHINE_BIND": f"{HOST}:{self.ports[place.name]}",
            "SUNSHINE_LOG_FORMAT": "plain",
        }
        if place.village:
            own["SUNSHINE_VILLAGE"] = place.name
        if place.pushes:
            own["SUNSHINE_PUSH"] = "1"
        if not place.village:
            own["SUNSHINE_KEYS_DATABASE"] = f"sqlite:///{place.folder / 'keys.db'}"
        if self.clock_file:
            own["SUNSHINE_CLOCK_FILE"] = str(self.clock_file)
        return {**own, **self._settings.get("*", {}), **self._settings.get(place.name, {})}

    @property
    def _running(self) -> Supervisor:
        if self._supervisor is None:
            raise LookupError("the district does not run")
        return self._supervisor

    def _take_folder(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        lock = (self.folder / "district.lock").open("a+")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            holder = lock.read().strip()
            lock.close()
            raise CannotRun(
                f"The district in {self.folder} is running already (process {holder or 'unknown'}). Stop that one, "
                "or start another in a folder and on ports of its own: make run FOLDER=var/other PORT=9000"
            ) from error
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        self._lock = lock

    def _specs(self) -> list[ProcessSpec]:
        specs = []
        if isinstance(self.bus, RedisBinary):
            kept = self.folder / "redis"
            kept.mkdir(exist_ok=True)
            command = self.bus.command(self.ports[REDIS], kept)
            # A locale that this machine does not have would keep Redis from starting.
            env = {"PATH": self._environ.get("PATH", os.defpath), "LC_ALL": "C"}
            specs.append(ProcessSpec(REDIS, command, env, self.redis_url, LAST))
        for place in self.places:
            (place.folder / "state").mkdir(exist_ok=True)
            env = self.environment(place)
            web = [sys.executable, "-m", "gunicorn", "-c", "shared/web/gunicorn_conf.py"]
            web.append(f"services.{place.service}.app:create_app()")
            worker = [sys.executable, "-m", f"services.{place.service}.worker"]
            specs.append(ProcessSpec(f"{place.name}-web", web, env, f"{self.url(place.name)}/readyz", WEB))
            specs.append(ProcessSpec(f"{place.name}-worker", worker, env, None, WORKER))
        return specs

    def _idle_worker(self) -> str | None:
        """A worker that runs is not yet one that works: the first that has not told its web process that it does."""
        for place in self.places:
            try:
                if self.health(place.name).get("worker") != "alive":
                    return f"{place.name}-worker"
            except OSError:  # it was ready and has gone: awaited like the rest, and noticed if it has ended
                return f"{place.name}-web"
        return None


def require_free(ports: Mapping[str, int]) -> None:
    """Raise CannotRun naming every port that something else listens on, or that cannot be listened on."""
    taken = []
    for name, port in ports.items():
        if not 1 <= port <= 65535:
            raise CannotRun(f"Port {port} for {name} does not exist. Choose lower ones: make run PORT=8000")
        reason = _why_taken(port)
        if reason:
            taken.append(f"port {port} ({name}): {reason}")
    if taken:
        raise CannotRun(
            f"Sunshine cannot listen on {'; '.join(taken)}. Choose other ports, for example: make run PORT=9000"
        )


def find_base_port(nodes: int) -> int:
    """A base port whose ports are all free at this moment; each call starts to look elsewhere."""
    start = 20000 + (os.getpid() * 7919 + time.monotonic_ns() // 1000) % 400 * 20
    for base in (20000 + (start - 20000 + step * 20) % 8000 for step in range(400)):
        wanted = [base + 1 + index for index in range(nodes)] + [base + REDIS_OFFSET]
        if not any(_why_taken(port) for port in wanted):
            return base
    raise CannotRun("No free ports were found between 20000 and 28400")


def _why_taken(port: int) -> str:
    with socket.socket() as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((HOST, port))
        except OSError as error:
            return "something else is using it" if error.errno == errno.EADDRINUSE else str(error.strerror)
    return ""
