"""Finds a RabbitMQ on this machine and says how to run one of our own beside it: own folder, ports and cookie.

Debian's wrapper switches to a system user and reads /etc/rabbitmq; the program behind it is run instead, as whoever
asks, with every path and port named. Nothing of the system's own broker is touched.
"""

from __future__ import annotations

import os
import shutil
import socket
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

PLACES = (Path("/usr/lib/rabbitmq/bin"), Path("/opt/homebrew/sbin"), Path("/usr/local/sbin"))


class NoRabbitMQ(Exception):
    """No RabbitMQ can be had; the text says what to install or to set."""


@dataclass(frozen=True)
class RabbitPorts:
    """All on 127.0.0.1: for clients, and two by which Erlang's programs find one another."""

    amqp: int
    distribution: int
    names: int


@dataclass(frozen=True)
class RabbitBinary:
    """The folder of ``rabbitmq-server`` and ``rabbitmqctl``."""

    folder: Path

    def command(self) -> list[str]:
        """Erlang's name server and the broker in one process group, so that nothing is left when it is killed."""
        script = 'epmd -port "$ERL_EPMD_PORT" -address 127.0.0.1 & exec "$0"'
        return ["/bin/sh", "-c", script, str(self.folder / "rabbitmq-server")]

    def control(self, *arguments: str) -> list[str]:
        """A command line for the running broker; it needs the same environment."""
        return [str(self.folder / "rabbitmqctl"), *arguments]

    def environment(self, ports: RabbitPorts, folder: Path) -> dict[str, str]:
        """The whole environment of the broker; its files are written into ``folder``, which must exist."""
        (folder / "rabbitmq.conf").write_text(
            f"listeners.tcp.default = 127.0.0.1:{ports.amqp}\n"
            "disk_free_limit.absolute = 1MB\n"  # a full disk is an experiment of ours, not of this machine
            "log.console.level = warning\n"
        )
        (folder / "enabled_plugins").write_text("[].\n")
        return {
            "PATH": f"{self.folder}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
            "HOME": str(folder),  # where Erlang keeps its cookie
            "LC_ALL": "C.UTF-8",
            "ERL_EPMD_PORT": str(ports.names),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "ERL_CRASH_DUMP_SECONDS": "0",
            "RABBITMQ_CONF_ENV_FILE": os.devnull,
            "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
            "RABBITMQ_GENERATED_CONFIG_DIR": str(folder / "config"),
            "RABBITMQ_MNESIA_BASE": str(folder / "data"),
            "RABBITMQ_LOG_BASE": str(folder / "log"),
            "RABBITMQ_LOGS": "-",
            "RABBITMQ_PID_FILE": str(folder / "pid"),
            "RABBITMQ_NODENAME": f"sunshine{ports.amqp}@localhost",
            "RABBITMQ_DIST_PORT": str(ports.distribution),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+S 1:1",
        }


def find() -> RabbitBinary:
    """The RabbitMQ of this machine. Raises NoRabbitMQ."""
    for folder in PLACES:
        if (folder / "rabbitmq-server").exists() and shutil.which("epmd"):
            return RabbitBinary(folder)
    raise NoRabbitMQ(
        "There is no RabbitMQ to use. Install one (Debian, Ubuntu: sudo apt install rabbitmq-server; macOS: "
        "brew install rabbitmq)"
    )


def answers(url: str, seconds: float = 1.0) -> bool:
    """Whether a broker at ``url`` answers AMQP's greeting."""
    parts = urlsplit(url)
    try:
        with socket.create_connection((parts.hostname or "127.0.0.1", parts.port or 5672), seconds) as connection:
            connection.settimeout(seconds)
            connection.sendall(b"AMQP\x00\x00\x09\x01")
            return connection.recv(1) == b"\x01"  # a method frame: connection.start
    except OSError:
        return False
