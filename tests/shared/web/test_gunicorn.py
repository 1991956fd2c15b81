"""The real server: two processes that count as one, and stop when they are asked to."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import urllib3

ROOT = Path(__file__).parents[3]
HTTP = urllib3.PoolManager(retries=False, timeout=10)


def wait_until_ready(address):
    for _ in range(200):
        try:
            if HTTP.request("GET", f"{address}/readyz").status == 200:
                return
        except urllib3.exceptions.HTTPError:
            pass
        time.sleep(0.1)
    raise AssertionError("gunicorn did not become ready")


@pytest.fixture
def served(tmp_path):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    (tmp_path / "secrets.json").write_text(json.dumps({"session_key": "ab" * 32}))
    (tmp_path / "metrics").mkdir()
    (tmp_path / "metrics" / "counter_1.db").write_bytes(b"left over by an earlier run")
    environ = {
        **os.environ,
        "SUNSHINE_BIND": f"127.0.0.1:{port}",
        "SUNSHINE_WEB_WORKERS": "2",
        "SUNSHINE_STATE": str(tmp_path),
    }
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "-c",
        "shared/web/gunicorn_conf.py",
        "tests.shared.web.served:create()",
    ]
    with (tmp_path / "out").open("wb") as out, (tmp_path / "err").open("wb") as err:
        process = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=out, stderr=err)
        try:
            wait_until_ready(f"http://127.0.0.1:{port}")
            yield process, f"http://127.0.0.1:{port}", tmp_path
        finally:
            process.kill()
            process.wait()


@pytest.mark.processes
def test_two_processes_count_together_log_lines_of_json_and_stop_cleanly(served):
    process, address, state = served
    for _ in range(40):
        answer = urllib3.PoolManager(retries=False).request("GET", f"{address}/")  # a connection each
        assert answer.status == 200
    text = HTTP.request("GET", f"{address}/metrics").data.decode()
    assert re.search(r'sunshine_http_requests_total\{method="GET",rule="/",status="200"\} 40\.0', text)
    process.send_signal(signal.SIGTERM)
    assert process.wait(15) == 0
    lines = (state / "out").read_text().splitlines()
    assert len([line for line in lines if json.loads(line)["event"] == "request"]) == 40
    assert (state / "err").read_text() == ""


@pytest.mark.processes
@pytest.mark.parametrize("size", [400_000, 36_000_000])
def test_an_oversized_body_is_answered_and_does_not_hurt(served, size):
    _, address, _ = served
    refused = HTTP.request(
        "POST", f"{address}/api/notes", body=b"x" * size, headers={"Content-Type": "application/json"}
    )
    assert refused.status == 413
    assert HTTP.request("GET", f"{address}/").status == 200  # on the same connection
