"""One process of a district: its command, its output, and the certainty that nothing of it is left behind."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

LINE_BYTES = 64 * 1024
PR_SET_PDEATHSIG = 1
# Loaded before any fork: between fork and exec a child of a process with threads must not load anything.
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass(frozen=True)
class ProcessSpec:
    """What to run. ``env`` is the whole environment of the process, nothing is added to it.

    ``ready_url`` is asked until it answers: http(s) with status 200, redis with PONG; without one, a process that
    has stayed alive for a second counts as ready. Processes of a lower ``stop_stage`` are stopped before a higher.
    """

    name: str
    command: Sequence[str]
    env: Mapping[str, str]
    ready_url: str | None = None
    stop_stage: int = 0


class BoundedLog:
    """A log file of one name that keeps at most twice ``limit`` bytes: the current file and ``<name>.log.1``."""

    def __init__(self, path: Path, limit: int = 5_000_000, remembered: int = 200) -> None:
        self._path = path
        self._limit = limit
        self._tail: deque[str] = deque(maxlen=remembered)
        self._lock = threading.Lock()
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("ab")

    def write(self, line: str) -> None:
        with self._lock:
            self._tail.append(line)
            if self._file.closed:
                return
            self._file.write(line.encode() + b"\n")
            self._file.flush()
            if self._file.tell() > self._limit:
                self._file.close()
                os.replace(self._path, self._path.with_name(self._path.name + ".1"))
                self._file = self._path.open("ab")

    def tail(self, lines: int) -> list[str]:
        """The last lines of this run, oldest first."""
        with self._lock:
            return list(self._tail)[-lines:]

    def text(self) -> str:
        """All that the current file holds, earlier runs included."""
        return self._path.read_text(errors="replace")

    def close(self) -> None:
        with self._lock:
            self._file.close()


class Child:
    """A running process in a group of its own, so that Ctrl-C in the terminal reaches the supervisor alone.

    On Linux the kernel ends it when the thread that started it is gone, also after ``kill -9`` of the supervisor:
    start it from a thread that lives as long as the supervisor does.
    """

    def __init__(self, spec: ProcessSpec, cwd: Path, say: Callable[[str], None]) -> None:
        self.started = time.monotonic()
        parent = os.getpid()

        def end_with_parent() -> None:
            if _libc is not None:
                _libc.prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
                if os.getppid() != parent:  # it was gone before the kernel was told
                    os._exit(1)

        self._process = subprocess.Popen(
            list(spec.command),
            cwd=cwd,
            env=dict(spec.env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=end_with_parent,  # noqa: PLW1509 - one system call through a library loaded beforehand
        )
        self._reader = threading.Thread(target=self._read, args=(say,), name=f"log of {spec.name}", daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """None while it runs; negative numbers are signals, as in subprocess."""
        return self._process.poll()

    @property
    def age(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self.started

    def signal(self, number: int) -> None:
        """Send a signal to the process itself, not to its group; one that has ended gets none."""
        self._process.send_signal(number)

    def signal_group(self, number: int) -> None:
        """Send a signal to everything it started; an empty group is no error."""
        try:
            os.killpg(self.pid, number)
        except (ProcessLookupError, PermissionError):  # macOS says the latter when only zombies are left
            return

    def ask_to_stop(self) -> None:
        """SIGTERM, and SIGCONT in case it had been paused and could not hear it."""
        self.signal(signal.SIGTERM)
        self.signal_group(signal.SIGCONT)

    def finish(self, seconds: float) -> bool:
        """Wait for the end, then kill what is left of the group. Returns False if the process had to be killed."""
        try:
            self._process.wait(max(seconds, 0))
            willing = True
        except subprocess.TimeoutExpired:
            willing = False
        self.signal_group(signal.SIGKILL)
        self._process.wait()
        self._reader.join(timeout=2)
        return willing

    def _read(self, say: Callable[[str], None]) -> None:
        assert self._process.stdout is not None
        with self._process.stdout as output:
            while line := output.readline(LINE_BYTES):
                say(line.decode(errors="replace").rstrip("\r\n"))
