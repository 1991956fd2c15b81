"""The supervisor, tried with tiny stand-ins for the real processes."""

import os
import signal
import socket
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from pilot.child import BoundedLog
from pilot.supervisor import ProcessSpec, StartFailed, StopRequested, Supervisor

ROOT = Path(__file__).resolve().parents[2]
SLEEPER = "import time; print('awake'); time.sleep(600)"
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf'); time.sleep(600)"
PARENT = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
print("child", child.pid)
time.sleep(600)
"""
WEB = """
import http.server, sys
class Ready(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers()
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Ready).serve_forever()
"""

pytestmark = pytest.mark.processes


def spec(name: str, code: str = SLEEPER, *arguments: str, ready_url: str | None = None, stop_stage: int = 0):
    env = {"PATH": os.environ["PATH"], "PYTHONUNBUFFERED": "1"}
    return ProcessSpec(name, [sys.executable, "-c", code, *arguments], env, ready_url, stop_stage)


def eventually(holds: Callable[[], object], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "did not come true in time"
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@pytest.fixture
def supervise(tmp_path):
    started = []

    def make(*specs: ProcessSpec, **options) -> Supervisor:
        supervisor = Supervisor(specs, tmp_path / "logs", cwd=ROOT, **options)
        started.append(supervisor)
        supervisor.start_all()
        return supervisor

    yield make
    for supervisor in started:
        supervisor.stop_all()


def test_starts_everything_and_returns_when_it_is_ready(supervise) -> None:
    port = free_port()
    supervisor = supervise(spec("worker"), spec("web", WEB, str(port), ready_url=f"http://127.0.0.1:{port}/readyz"))
    assert supervisor.alive("worker")
    socket.create_connection(("127.0.0.1", port), 1).close()
    assert "awake" in supervisor.log("worker")


def test_restarts_a_process_that_dies_and_says_so(supervise) -> None:
    heard = []
    supervisor = supervise(spec("worker"), say=lambda name, line: heard.append((name, line)))
    before = supervisor.pid("worker")
    supervisor.kill("worker")
    supervisor.wait_ready("worker")
    assert supervisor.pid("worker") != before
    assert ("sunshine", "worker ended unexpectedly (killed by SIGKILL); starting it again in 0.5 s") in heard


def test_a_process_that_keeps_dying_is_restarted_ever_more_rarely(supervise, tmp_path) -> None:
    heard = []
    dies_later = (
        f"import os, sys, time; p = {str(tmp_path / 'seen')!r}; first = not os.path.exists(p); open(p, 'w').close()\n"
        "if first: time.sleep(1.3)\nsys.exit(3)"
    )
    supervise(spec("worker", dies_later), say=lambda name, line: heard.append(line))
    eventually(lambda: any("again in 2 s" in line for line in heard))
    assert [line.split()[-2] for line in heard if "unexpectedly" in line] == ["0.5", "1", "2"]
    assert "exit code 3" in heard[-1]


def test_stops_in_stages_the_last_stage_last(supervise, tmp_path) -> None:
    order = tmp_path / "order"
    tells = (
        "import signal, sys, time\n"
        f"def end(*_): open({str(order)!r}, 'a').write(sys.argv[1] + ' '); sys.exit(0)\n"
        "signal.signal(signal.SIGTERM, end)\ntime.sleep(600)"
    )
    names = [("redis", 2), ("web", 1), ("worker", 0)]
    supervisor = supervise(*(spec(name, tells, name, stop_stage=stage) for name, stage in names))
    supervisor.stop_all()
    assert order.read_text().split() == ["worker", "web", "redis"]


def test_kills_what_does_not_listen_and_leaves_no_grandchildren(supervise) -> None:
    supervisor = supervise(spec("deaf", DEAF), spec("parent", PARENT), grace_seconds=0.5)
    pids = [supervisor.pid("deaf"), supervisor.pid("parent")]
    eventually(lambda: "child" in supervisor.log("parent"))
    pids.append(int(supervisor.log("parent").split()[-1]))
    supervisor.stop_all()
    eventually(lambda: not any(map(psutil.pid_exists, pids)))


def test_a_paused_process_can_be_stopped(supervise) -> None:
    supervisor = supervise(spec("worker"))
    pid = supervisor.pid("worker")
    supervisor.signal("worker", signal.SIGSTOP)
    supervisor.stop("worker")
    assert not psutil.pid_exists(pid)


def test_one_that_is_stopped_stays_stopped_until_it_is_started(supervise) -> None:
    supervisor = supervise(spec("worker"), spec("other"))
    supervisor.stop("worker")
    time.sleep(0.8)
    assert not supervisor.alive("worker")
    assert supervisor.alive("other")
    with pytest.raises(LookupError, match="worker does not run"):
        supervisor.pid("worker")
    supervisor.start("worker")
    assert supervisor.alive("worker")


def test_a_process_that_ends_at_the_start_stops_everything_and_shows_its_last_lines(supervise, tmp_path) -> None:
    pid_file = tmp_path / "pid"
    lives = f"import os, time; open({str(pid_file)!r}, 'w').write(str(os.getpid())); time.sleep(600)"
    with pytest.raises(StartFailed, match=r"broken ended at the start \(exit code 1\)") as failure:
        supervise(
            spec("lives", lives), spec("broken", "import time; time.sleep(0.5); raise SystemExit('no keys file')")
        )
    assert failure.value.tail[-1] == "no keys file"
    assert not psutil.pid_exists(int(pid_file.read_text()))


def test_a_program_that_does_not_exist_fails_the_start(supervise) -> None:
    with pytest.raises(StartFailed, match="ghost cannot be started"):
        supervise(ProcessSpec("ghost", ["/no/such/program"], {}))


def test_one_that_never_becomes_ready_fails_the_start(supervise) -> None:
    with pytest.raises(StartFailed, match="web was not ready within 1 seconds"):
        supervise(spec("web", ready_url=f"http://127.0.0.1:{free_port()}/readyz"), start_seconds=1)


def test_a_stop_asked_for_during_the_start_is_heeded(supervise) -> None:
    stop = threading.Event()
    threading.Timer(0.3, stop.set).start()
    with pytest.raises(StopRequested):
        supervise(spec("web", ready_url=f"http://127.0.0.1:{free_port()}/readyz"), stop_requested=stop)


def test_unknown_names_are_told_what_there_is(supervise) -> None:
    with pytest.raises(LookupError, match="no process 'wroker'; there are worker"):
        supervise(spec("worker")).stop("wroker")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends children with their parent")
def test_nothing_outlives_a_supervisor_that_is_killed(tmp_path) -> None:
    program = textwrap.dedent(f"""
        import sys, time
        from pathlib import Path
        from pilot.supervisor import ProcessSpec, Supervisor
        s = Supervisor([ProcessSpec("worker", [sys.executable, "-c", "import time; time.sleep(600)"], {{}})],
                       Path({str(tmp_path)!r}), cwd=Path({str(ROOT)!r}))
        s.start_all()
        print(s.pid("worker"), flush=True)
        time.sleep(600)
    """)
    with subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True) as supervisor:
        assert supervisor.stdout is not None
        pid = int(supervisor.stdout.readline())
        assert psutil.pid_exists(pid)
        supervisor.kill()
        eventually(lambda: not psutil.pid_exists(pid))


def test_a_log_is_bounded_and_remembers_its_last_lines(tmp_path) -> None:
    log = BoundedLog(tmp_path / "web.log", limit=1000, remembered=5)
    for number in range(1000):
        log.write(f"line {number}")
    log.close()
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) < 2100
    assert log.tail(2) == ["line 998", "line 999"]
    assert len(log.tail(100)) == 5


def test_a_start_is_complete_only_when_nothing_more_is_awaited(tmp_path) -> None:
    answers = iter(["worker", "worker", None])
    asked = []

    def awaited() -> str | None:
        asked.append(next(answers))
        return asked[-1]

    supervisor = Supervisor([spec("worker")], tmp_path, cwd=ROOT)
    try:
        supervisor.start_all(awaited)
        assert asked == ["worker", "worker", None]
    finally:
        supervisor.stop_all()


def test_one_that_ends_while_another_is_awaited_fails_the_start(tmp_path) -> None:
    supervisor = Supervisor(
        [spec("late", "import time; time.sleep(1.5); raise SystemExit('bad keys')")], tmp_path, cwd=ROOT
    )
    with pytest.raises(StartFailed, match="late ended at the start"):
        supervisor.start_all(lambda: "late")
