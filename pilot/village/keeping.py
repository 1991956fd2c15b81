"""Starts and stops a village endpoint: by systemd, where there is one, so that it comes back after a power cut."""

from __future__ import annotations

import fcntl
import http.client
import json
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

from pilot.village.home import Home, HomeProblem, interpreter

_UNIT = """[Unit]
Description=Sunshine 阳光村端
After=network-online.target

[Service]
WorkingDirectory={home}/current
ExecStart={python} -m pilot.village.endpoint {home}
Environment=PYTHONPATH={home}/current
Restart=always
RestartSec=5
TimeoutStopSec=60

[Install]
WantedBy=default.target
"""

_GONE_SECONDS = 15.0
"""An endpoint of which nothing runs for so long has given up; systemd starts it again after five."""


class Keeping:
    """One endpoint, kept by systemd where ``systemd`` (default: where this person has one that answers)."""

    def __init__(self, home: Home, *, systemd: bool | None = None) -> None:
        self.home = home
        self.systemd = _systemd_answers() if systemd is None else systemd

    @property
    def unit(self) -> str:
        return f"sunshine-{self.home.settings.village}.service"

    def start(self) -> None:
        """Start it now, and at every start of the computer. Raises HomeProblem."""
        if self.systemd:
            self._write_unit()
            for command in (["daemon-reload"], ["enable", self.unit], ["restart", self.unit]):
                _require(["systemctl", "--user", *command])
            # Without it, it would end when this person signs out. On most computers one may do this for oneself.
            subprocess.run(["loginctl", "enable-linger"], capture_output=True, check=False)
            return
        software = self.home.current
        self.home.logs.mkdir(parents=True, exist_ok=True)
        with (self.home.logs / "endpoint.log").open("ab") as log:
            subprocess.Popen(
                [interpreter(software), "-m", "pilot.village.endpoint", str(self.home.folder)],
                cwd=software,
                env={**os.environ, "PYTHONPATH": str(software)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def stop(self, seconds: float = 60) -> None:
        """Stop it, and return when nothing of it runs. Raises HomeProblem where it does not end."""
        if self.systemd:
            subprocess.run(["systemctl", "--user", "stop", self.unit], capture_output=True, check=False)
        elif (pid := self.pid()) is not None:
            os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + seconds
        while self.pid() is not None:
            if time.monotonic() > deadline:
                raise HomeProblem(
                    "村端停不下来，请重启电脑再试。\nThe village does not stop; restart the computer and try again."
                )
            time.sleep(0.1)

    def pid(self) -> int | None:
        """The process that keeps it running, None where there is none."""
        if not self.home.lock.exists():
            return None
        with self.home.lock.open("a+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.seek(0)
                return int(lock.read().strip() or 0) or None
        return None

    def health(self) -> dict[str, Any] | None:
        """What it says of itself, None while it does not answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.home.settings.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            return dict(json.loads(connection.getresponse().read()))
        except (OSError, http.client.HTTPException, ValueError):
            return None
        finally:
            connection.close()

    def wait_until_up(self, seconds: float) -> bool:
        """Whether web process and worker are both at work in time."""
        return self._wait(seconds, lambda health: health.get("worker") == "alive" and health.get("database") == "up")

    def wait_for_line(self, seconds: float) -> bool:
        """Whether both services of the township have answered in time."""

        def answered(health: dict[str, Any]) -> bool:
            lines = health.get("lines", {})
            return all(lines.get(source, {}).get("answered_at") for source in ("/disclosure", "/oversight"))

        return self._wait(seconds, answered)

    def _wait(self, seconds: float, met: Any) -> bool:
        deadline, alive_at = time.monotonic() + seconds, time.monotonic()
        while time.monotonic() < deadline and time.monotonic() - alive_at < _GONE_SECONDS:
            if self.pid() is not None:
                alive_at = time.monotonic()
                health = self.health()
                if health is not None and met(health):
                    return True
            time.sleep(0.3)
        return False

    def _write_unit(self) -> None:
        folder = Path.home() / ".config" / "systemd" / "user"
        folder.mkdir(parents=True, exist_ok=True)
        python = interpreter(self.home.current)
        (folder / self.unit).write_text(_UNIT.format(home=self.home.folder, python=python))


def _systemd_answers() -> bool:
    if shutil.which("systemctl") is None:
        return False
    asked = subprocess.run(["systemctl", "--user", "show-environment"], capture_output=True, check=False)
    return asked.returncode == 0


def _require(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise HomeProblem(
            f"系统服务没有设好（{' '.join(command)}）：{done.stderr.strip()}\n"
            f"The system service could not be set up ({' '.join(command)}): {done.stderr.strip()}"
        )
