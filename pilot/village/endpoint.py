"""Keeps one village endpoint running until it is told to stop: ``python -m pilot.village.endpoint FOLDER``.

It starts the web process and the worker, starts again whichever dies, and makes a backup a day. systemd (or whoever
starts it) only has to see to this one process; after a power cut all is as it was.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from types import FrameType
from typing import IO

from pilot.supervisor import StartFailed, StopRequested, Supervisor
from pilot.village.home import Home, HomeProblem, say

START_SECONDS = 180
"""A small computer that has just been switched on takes its time."""
BACKUPS_KEPT = 14
_DAY = 24 * 3600.0
_TRY_AGAIN = 3600.0


def main(arguments: Sequence[str] | None = None) -> int:
    """0 after a clean stop; 1 with a sentence where it cannot start, and whoever watches over it tries again."""
    parser = argparse.ArgumentParser(prog="python -m pilot.village.endpoint", description="Keep a village running.")
    parser.add_argument("folder", type=Path, help="the village's folder")
    home = Home(parser.parse_args(arguments).folder.resolve())
    stop = threading.Event()

    def ask_to_stop(number: int, frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, ask_to_stop)
    software = home.current.resolve()
    try:
        with _alone(home):
            home.lay_out_data(software)
            supervisor = Supervisor(
                home.specs(software, os.environ),
                home.logs,
                cwd=software,
                say=lambda name, line: say(f"{name}: {line}") if name == "sunshine" else None,
                start_seconds=START_SECONDS,
                stop_requested=stop,
            )
            supervisor.start_all()
            say(f"阳光村端已启动：{home.settings.url} / The village is up: {home.settings.url}")
            try:
                _keep(home, software, supervisor, stop)
            finally:
                supervisor.stop_all()
    except StopRequested:
        return 0
    except StartFailed as failure:
        shown = "\n  ".join(failure.tail[-8:])
        say(
            f"启动失败，原因见下面几行；稍后会自动再试。 / It did not start ({failure}), and is tried again:\n  {shown}"
        )
        return 1
    except (HomeProblem, OSError) as problem:
        say(str(problem))
        return 1
    return 0


def _keep(home: Home, software: Path, supervisor: Supervisor, stop: threading.Event) -> None:
    tried = -_TRY_AGAIN
    while not stop.wait(5):
        if not supervisor.keeping:
            raise HomeProblem("看护程序出错，将重新启动。 / The supervisor has failed and is started again.")
        if time.monotonic() - tried >= _TRY_AGAIN and backup_due(Path(home.settings.backups), time.time()):
            tried = time.monotonic()
            back_up(home, software)


def backup_due(folder: Path, now: float) -> bool:
    """Whether the newest is a day old, by a clock that may have been set meanwhile."""
    newest = max((path.stat().st_mtime for path in folder.glob("*.gz")), default=0.0)
    return not 0 <= now - newest < _DAY


def back_up(home: Home, software: Path, name: str | None = None) -> Path | None:
    """Make a backup, and let the oldest go; None, and a sentence, where it cannot be made."""
    folder = Path(home.settings.backups)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{name or datetime.now().astimezone().date().isoformat()}.gz"
    command = [*home.manage(software), "backup", str(path)]
    made = subprocess.run(
        command, env=home.environment(software, os.environ), cwd=software, capture_output=True, text=True, check=False
    )
    if made.returncode:
        say(f"备份没有做成。 / The backup was not made: {made.stderr.strip()[-400:]}")
        return None
    dated = sorted(folder.glob("[0-9]*.gz"), key=lambda one: one.stat().st_mtime)
    for old in dated[:-BACKUPS_KEPT]:
        old.unlink()
    return path


def _alone(home: Home) -> IO[str]:
    """The lock of the folder, with this process's id in it. Raises HomeProblem where another has it."""
    _ = home.settings  # says what is wrong with the folder, before anything is made in it
    lock = home.lock.open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lock.close()
        raise HomeProblem(
            f"{home.folder} 的村端已经在运行，不用再启动。\nThe village in {home.folder} is running already."
        ) from error
    lock.truncate(0)
    lock.write(f"{os.getpid()}\n")
    lock.flush()
    return lock


if __name__ == "__main__":
    sys.exit(main())
