"""``make run`` on a fresh clone: how long until every service is ready, with the packages in pip's cache."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

from bench.figures import Figure, at_most
from pilot.district import find_base_port

ROOT = Path(__file__).resolve().parent.parent
LIMIT = 600


def measure_run() -> Figure:
    with tempfile.TemporaryDirectory(prefix="sunshine-fresh-") as folder:
        clone = Path(folder) / "sunshine"
        subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
        port = find_base_port(4)
        environ = {key: value for key, value in os.environ.items() if not key.startswith(("SUNSHINE_", "VIRTUAL_ENV"))}
        started = time.perf_counter()
        run = subprocess.Popen(
            ["make", "-s", "run", f"PORT={port}"],
            cwd=clone,
            env=environ,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            wait_ready([f"http://127.0.0.1:{port + node}/readyz" for node in (1, 2, 3, 4)], run)
            elapsed = time.perf_counter() - started
        finally:
            os.killpg(run.pid, signal.SIGINT)
            run.wait(60)
    return at_most("make run on a fresh clone, until ready", elapsed, "s", 60)


def measure_test() -> Figure:
    """``make test`` here, in this checkout and its virtual environment."""
    started = time.perf_counter()
    done = subprocess.run(["make", "-s", "test"], cwd=ROOT, stdout=subprocess.DEVNULL, check=False)
    figure = at_most("make test", time.perf_counter() - started, "s", 300)
    if done.returncode:
        raise RuntimeError("make test failed: its time means nothing")
    return figure


def wait_ready(urls: list[str], run: subprocess.Popen[bytes]) -> None:
    waiting, end = list(urls), time.monotonic() + LIMIT
    while waiting:
        if run.poll() is not None or time.monotonic() > end:
            raise RuntimeError(f"make run ended or took too long; not ready: {', '.join(waiting)}")
        waiting = [url for url in waiting if not _answers(url)]
        time.sleep(0.1)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
