"""Keeps a handful of processes running: starts them, waits until they are ready, restarts what dies, stops all.

One thread (the keeper) starts every process and looks after it; callers on other threads only say what they want.
"""

from __future__ import annotations

import http.client
import signal
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from pilot.child import BoundedLog, Child, ProcessSpec
from pilot.redis_server import answers

__all__ = ["ProcessSpec", "StartFailed", "StopRequested", "Supervisor"]

LOOK_SECONDS = 0.05
SETTLED_SECONDS = 1.0
LONGEST_BACKOFF = 30.0
STEADY_SECONDS = 30.0

Say = Callable[[str, str], None]
"""Takes the name of a process (or ``sunshine`` for the supervisor) and one line."""


class StartFailed(Exception):
    """A process ended or did not become ready; ``name`` says which, ``tail`` holds its last log lines."""

    def __init__(self, name: str, reason: str, tail: Sequence[str]) -> None:
        super().__init__(f"{name} {reason}")
        self.name = name
        self.reason = reason
        self.tail = list(tail)


class StopRequested(Exception):
    """Somebody asked to stop while the start was still under way."""


@dataclass
class _Post:
    """A place to be kept filled: what runs there, whether it should, and when it is next to be started."""

    spec: ProcessSpec
    log: BoundedLog
    child: Child | None = None
    wanted: bool = False
    due: float = 0.0
    failures: int = 0
    impossible: str = ""

    @property
    def alive(self) -> bool:
        return self.child is not None and self.child.exit_code is None

    @property
    def ready(self) -> bool:
        child = self.child
        if child is None or child.exit_code is not None:
            return False
        return child.age >= SETTLED_SECONDS if self.spec.ready_url is None else answers_at(self.spec.ready_url)


def silent(name: str, line: str) -> None:
    """Say nothing: the log files have it all."""


class Supervisor:
    """``logs`` gets a bounded file per process. ``say`` hears every line from several threads.

    ``start_seconds`` is how long all may take to become ready, ``grace_seconds`` how long a process may take to
    stop before it is killed. A process that dies is started again after half a second, then 1, 2, 4 … 30 seconds;
    one that has run for 30 seconds starts over at half a second.
    """

    def __init__(
        self,
        specs: Iterable[ProcessSpec],
        logs: Path,
        *,
        cwd: Path,
        say: Say = silent,
        start_seconds: float = 60,
        grace_seconds: float = 15,
        stop_requested: threading.Event | None = None,
    ) -> None:
        self._posts = {spec.name: _Post(spec, BoundedLog(logs / f"{spec.name}.log")) for spec in specs}
        self._cwd = cwd
        self._say = say
        self._start_seconds = start_seconds
        self._grace_seconds = grace_seconds
        self._stop_requested = stop_requested or threading.Event()
        self._lock = threading.RLock()
        self._restarting = False
        self._over = threading.Event()
        self._keeper = threading.Thread(target=self._keep, name="keeper", daemon=True)

    @property
    def names(self) -> list[str]:
        return list(self._posts)

    def start_all(self, awaited: Callable[[], str | None] = lambda: None) -> None:
        """Start everything at once and return when all is ready, and ``awaited`` names no process that is not.

        Raises StartFailed, or StopRequested if the event is set meanwhile; either way everything is stopped again.
        """
        self._keeper.start()
        try:
            with self._lock:
                for post in self._posts.values():
                    post.wanted = True
            self._wait_until_ready(list(self._posts.values()), awaited)
            self._restarting = True
        except BaseException:
            self.stop_all()
            raise

    def stop_all(self) -> None:
        """Stop everything, stage by stage, kill what does not listen, and return when nothing is left."""
        self._restarting = False
        for stage in sorted({post.spec.stop_stage for post in self._posts.values()}):
            self._end([post for post in self._posts.values() if post.spec.stop_stage == stage])
        self._over.set()
        if self._keeper.is_alive():
            self._keeper.join()
        for post in self._posts.values():
            post.log.close()

    def start(self, name: str) -> None:
        """Start one that was stopped and return when it is ready; raises StartFailed. A running one is left alone."""
        post = self._post(name)
        with self._lock:
            post.wanted, post.due, post.failures = True, 0.0, 0
        self._wait_until_ready([post])

    def stop(self, name: str) -> None:
        """Stop one cleanly; it stays stopped until it is started."""
        self._end([self._post(name)])

    def kill(self, name: str, *, restart: bool = True) -> None:
        """``kill -9`` one and everything it started, as a power cut would; by default it is then restarted."""
        post = self._post(name)
        with self._lock:
            post.wanted = restart
            child = post.child
        if child is not None:
            child.signal_group(signal.SIGKILL)
            child.finish(self._grace_seconds)

    def signal(self, name: str, number: int) -> None:
        """Send a signal to one and everything it started: SIGSTOP to hang it, SIGCONT to let it go on."""
        child = self._post(name).child
        if child is not None:
            child.signal_group(number)

    def wait_ready(self, name: str) -> None:
        """Return when one (which may be restarting) is ready; raises StartFailed."""
        self._wait_until_ready([self._post(name)])

    def alive(self, name: str) -> bool:
        return self._post(name).alive

    def pid(self, name: str) -> int:
        """The process id; raises LookupError while it does not run."""
        child = self._post(name).child
        if child is None or child.exit_code is not None:
            raise LookupError(f"{name} does not run at the moment")
        return child.pid

    def log(self, name: str) -> str:
        """The text of its log file, earlier runs included."""
        return self._post(name).log.text()

    @property
    def keeping(self) -> bool:
        """Whether the keeper is at work; it is not before the start, after the end, and if it has failed."""
        return self._keeper.is_alive()

    def _post(self, name: str) -> _Post:
        if name not in self._posts:
            raise LookupError(f"there is no process {name!r}; there are {', '.join(self._posts)}")
        return self._posts[name]

    def _wait_until_ready(self, posts: Sequence[_Post], awaited: Callable[[], str | None] = lambda: None) -> None:
        deadline = time.monotonic() + self._start_seconds
        waiting = list(posts)
        while True:
            if self._stop_requested.is_set() and not self._restarting:
                raise StopRequested
            if not self._restarting:
                self._require_none_ended()
            waiting = [post for post in waiting if not post.ready]
            late = waiting[0] if waiting else self._posts.get(awaited() or "")
            if late is None:
                return
            if time.monotonic() > deadline:
                reason = f"was not ready within {self._start_seconds:.0f} seconds"
                raise StartFailed(late.spec.name, reason, late.log.tail(20))
            time.sleep(LOOK_SECONDS)

    def _require_none_ended(self) -> None:
        for post in self._posts.values():
            child = post.child
            if post.impossible:
                raise StartFailed(post.spec.name, f"cannot be started: {post.impossible}", [])
            if child is not None and child.exit_code is not None:
                child.finish(0)
                reason = f"ended at the start ({in_words(child.exit_code)})"
                raise StartFailed(post.spec.name, reason, post.log.tail(20))

    def _end(self, posts: Sequence[_Post]) -> None:
        with self._lock:
            for post in posts:
                post.wanted = False
            children = [(post, post.child) for post in posts if post.child is not None]
        for _, child in children:
            child.ask_to_stop()
        deadline = time.monotonic() + self._grace_seconds
        for post, child in children:
            if not child.finish(deadline - time.monotonic()):
                self._tell(post, f"did not stop within {self._grace_seconds:.0f} seconds and was killed")
            with self._lock:
                post.child = None

    def _keep(self) -> None:
        while not self._over.wait(LOOK_SECONDS):
            for post in self._posts.values():
                with self._lock:
                    self._look_after(post)

    def _look_after(self, post: _Post) -> None:
        if not post.wanted:
            return
        if post.child is not None and post.child.exit_code is not None and self._restarting:
            ended = post.child
            ended.finish(0)
            post.child = None
            post.failures = 0 if ended.age > STEADY_SECONDS else post.failures
            self._postpone(post, f"ended unexpectedly ({in_words(ended.exit_code)})")
        if post.child is None and time.monotonic() >= post.due:
            post.child = self._spawn(post)

    def _postpone(self, post: _Post, what: str) -> None:
        pause = min(LONGEST_BACKOFF, 0.5 * 2**post.failures)
        post.failures += 1
        post.due = time.monotonic() + pause
        self._tell(post, f"{what}; starting it again in {pause:g} s")

    def _spawn(self, post: _Post) -> Child | None:
        def say(line: str) -> None:
            post.log.write(line)
            self._say(post.spec.name, line)

        try:
            return Child(post.spec, self._cwd, say)
        except OSError as error:  # no such program, no memory: ends the first start, later it is tried again
            post.impossible = str(error)
            self._postpone(post, f"cannot be started: {error}")
            return None

    def _tell(self, post: _Post, what: str) -> None:
        post.log.write(f"{post.spec.name} {what}")
        self._say("sunshine", f"{post.spec.name} {what}")


def answers_at(url: str) -> bool:
    """Whether the thing at ``url`` is ready: status 200 for http, PONG for redis."""
    parts = urlsplit(url)
    if parts.scheme == "redis":
        return answers(url)
    connection = http.client.HTTPConnection(parts.hostname or "127.0.0.1", parts.port, timeout=2)
    try:
        connection.request("GET", parts.path or "/")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def in_words(exit_code: int | None) -> str:
    """An exit code for people: ``exit code 3``, ``killed by SIGKILL``."""
    if exit_code is not None and exit_code < 0:
        return f"killed by {signal.Signals(-exit_code).name}"
    return f"exit code {exit_code}"
