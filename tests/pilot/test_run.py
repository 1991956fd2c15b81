"""`make run` as a person meets it: real services, real Redis, Ctrl-C."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from pilot.district import District, find_base_port

ROOT = Path(__file__).resolve().parents[2]
ENVIRON = {name: value for name, value in os.environ.items() if name not in {"REDIS_URL", "SUNSHINE_BUS"}}

pytestmark = [pytest.mark.processes, pytest.mark.timeout(180)]


def command(folder: Path, port: int) -> list[str]:
    return [sys.executable, "-m", "pilot.run", "--folder", str(folder), "--port", str(port)]


@contextmanager
def running(folder: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """A `make run` that has said it is ready."""
    with subprocess.Popen(
        command(folder, port), cwd=ROOT, env=ENVIRON, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout is not None
        said = []
        for line in process.stdout:
            said.append(line)
            if "Data and logs:" in line:
                break
        else:
            raise AssertionError("it did not start:\n" + "".join(said))
        try:
            yield process
        finally:
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=60)


def test_starts_refuses_a_second_one_and_leaves_nothing_behind_after_ctrl_c(tmp_path) -> None:
    port = find_base_port(4)
    with running(tmp_path, port) as first:
        children = psutil.Process(first.pid).children(recursive=True)
        assert len(children) >= 13  # Redis, four webs with a worker process each, four workers
        second = subprocess.run(
            command(tmp_path, port), cwd=ROOT, env=ENVIRON, capture_output=True, text=True, check=False, timeout=60
        )
        assert second.returncode == 1
        assert f"is running already (process {first.pid})" in second.stderr
        elsewhere = subprocess.run(
            command(tmp_path / "b", port),
            cwd=ROOT,
            env=ENVIRON,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert elsewhere.returncode == 1
        assert f"port {port + 1} (disclosure): something else is using it" in elsewhere.stderr
        assert "Traceback" not in second.stderr + elsewhere.stderr
    assert first.returncode == 0
    assert [child for child in children if child.is_running()] == []


def test_the_data_are_there_again_at_the_next_start(tmp_path) -> None:
    with District(tmp_path, environ=ENVIRON, quiet=True) as district:
        kept = {path: path.read_bytes() for path in tmp_path.rglob("*.json")}
        databases = sorted([*tmp_path.rglob("sunshine.db"), *tmp_path.rglob("keys.db")])
    with District(tmp_path, base_port=district.base_port, environ=ENVIRON, quiet=True) as again:
        assert {path: path.read_bytes() for path in tmp_path.rglob("*.json")} == kept
        assert sorted([*tmp_path.rglob("sunshine.db"), *tmp_path.rglob("keys.db")]) == databases
        assert again.health("oversight")["worker"] == "alive"


def test_a_district_mends_itself_when_parts_of_it_are_killed(tmp_path) -> None:
    with District(tmp_path, environ=ENVIRON, quiet=True) as district:
        for name in ("redis", "oversight-worker", "yangshe-web"):
            before = district.pid(name)
            district.kill(name)
            district.wait_ready(name)
            assert district.pid(name) != before
        deadline = time.monotonic() + 60
        while any(district.health(place.name)["bus"] != "up" for place in district.places):
            assert time.monotonic() < deadline, "a node did not find Redis again"
            time.sleep(0.2)


def test_a_service_that_cannot_start_stops_everything_and_shows_why(tmp_path) -> None:
    folder = tmp_path / "nodes" / "oversight"
    folder.mkdir(parents=True)
    (folder / "sunshine.db").write_text("this is no database " * 1000)
    done = subprocess.run(
        command(tmp_path, find_base_port(4)),
        cwd=ROOT,
        env=ENVIRON,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 1
    assert "sunshine: oversight-" in done.stderr
    assert "ended at the start" in done.stderr
    assert "Everything is stopped. Its last lines:" in done.stderr


def test_every_command_that_a_make_target_runs_exists() -> None:
    makefile = (ROOT / "Makefile").read_text()
    modules = [ROOT / name.replace(".", "/") for name in re.findall(r"-m (pilot\.[a-z_]+|bench)\b", makefile)]
    scripts = [ROOT / name for name in re.findall(r"^\t@(deploy/[a-z-]+)", makefile, re.MULTILINE)]
    missing = [path for path in modules if not (path.with_suffix(".py").exists() or (path / "__main__.py").exists())]
    missing += [path for path in scripts if not os.access(path, os.X_OK)]
    assert missing == []
