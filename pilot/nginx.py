"""The proxy of deploy/proxy on this machine, without a container: as the benchmarks and the tests need it."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

PROXY = Path(__file__).resolve().parent.parent / "deploy" / "proxy"
_SERVER = """
    server {{
        listen 127.0.0.1:{port};
        set $node 127.0.0.1:{node};
        include {folder}/node.conf;
    }}
"""


class NoNginxError(Exception):
    """There is no nginx on this machine."""


class Nginx:
    """``with Nginx(folder, {8080: 8001}):`` listens on 8080 of this machine for a node on 8001.

    The files are those of deploy/proxy; only names, ports and folders are this machine's. ``more`` goes into the http
    part; ``cached`` false leaves the pages' cache out. Raises NoNginxError, and CalledProcessError for files that do
    not hold.
    """

    def __init__(self, folder: Path, nodes: Mapping[int, int], *, cached: bool = True, more: str = "") -> None:
        found = shutil.which("nginx", path=os.environ.get("PATH", os.defpath) + ":/usr/sbin:/usr/local/sbin")
        if found is None:
            raise NoNginxError("there is no nginx on this machine (Debian: apt-get install nginx-light)")
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._ports = folder, tuple(nodes)
        node = (PROXY / "node.conf").read_text().replace("http://$node:8000", "http://$node")
        (folder / "node.conf").write_text(node if cached else re.sub(r"proxy_cache pages;", "", node))
        # What stands before the first server holds for all of them.
        shared, _, _ = (PROXY / "nginx.conf").read_text().partition("    # For the container's own health check.")
        servers = "".join(_SERVER.format(port=port, node=node, folder=folder) for port, node in nodes.items())
        (folder / "nginx.conf").write_text(shared.replace("/tmp/", f"{folder}/") + servers + more + "}\n")  # noqa: S108
        # Started by root it would give its workers another user, who may not be let into the folder.
        own = "user root; " if os.geteuid() == 0 else ""
        self._command = [found, "-e", "stderr", "-c", str(folder / "nginx.conf"), "-g", f"{own}daemon off;"]
        self._running: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        subprocess.run([*self._command, "-t", "-q"], check=True)
        self._running = subprocess.Popen(self._command)
        while not all(map(_listens, self._ports)):
            time.sleep(0.02)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._running is not None:
            self._running.terminate()
            self._running.wait()
            self._running = None


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True
