"""A village gets a new version: ``deploy/update-village`` runs this.

The new version is put beside the old one and tried on a copy of the data, where nobody can reach it. Only then is it
put in the old one's place, and watched; where it does not get ready or does not stay up, the old one is put back.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from pilot.supervisor import StartFailed, Supervisor
from pilot.village.endpoint import START_SECONDS, back_up
from pilot.village.home import DEFAULT, Home, HomeProblem, interpreter, point, say
from pilot.village.keeping import Keeping

WATCHED_SECONDS = 40.0
"""How long a new version has to stay up: longer than a worker that has died counts as alive."""
_NOT_COPIED = shutil.ignore_patterns(".git", ".venv", "var", "__pycache__", ".*_cache")
_NEEDS = 1024**3

Install = Callable[[Path], None]


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when the village runs the newest version; 1, and a sentence, when it runs the old one as before."""
    parser = argparse.ArgumentParser(prog="deploy/update-village", description="Bring a village to the newest version.")
    parser.add_argument("--folder", type=Path, default=DEFAULT, help="the village's folder (default: %(default)s)")
    parser.add_argument("--from", dest="source", type=Path, help="a folder with the new version, instead of git")
    parser.add_argument("--no-systemd", action="store_true", help="as it was given when the village joined")
    given = parser.parse_args(arguments)
    home = Home(given.folder.resolve())
    try:
        _ = home.settings
        new = fetched(home, given.source)
        if new is None:
            say("已经是最新的了。 / This is the newest version already.")
            return 0
        return update(home, new, Keeping(home, systemd=False if given.no_systemd else None))
    except (HomeProblem, OSError) as problem:
        say(f"没有更新，村端照旧运行。 / Not updated; the village runs as before.\n{problem}")
        return 1


def fetched(home: Home, source: Path | None) -> Path | None:
    """The new version in a folder of its own; None where it is the one that runs. Raises HomeProblem."""
    if shutil.disk_usage(home.folder).free < _NEEDS:
        raise HomeProblem(
            "磁盘空闲不到 1 GB，先清理再更新。\nLess than 1 GB of disk is free; make room and update again."
        )
    shelf = home.folder / "software"
    if source is not None:
        if not (source / "pyproject.toml").exists():
            raise HomeProblem(f"{source} 里没有新版本。\nThere is no version of Sunshine in {source}.")
        new = shelf / time.strftime("%Y%m%d-%H%M%S")
        shutil.copytree(source, new, ignore=_NOT_COPIED)
        return new
    running = home.current.resolve()
    git = ["git", "-C", str(running)]
    _run([*git, "fetch", "--quiet", "origin"], "新版本下载不了，检查网络再试。", "The new version cannot be fetched")
    there = _run([*git, "rev-parse", "origin/HEAD"], "不知道新版本在哪里。", "It is not known which version is new")
    if there == _run([*git, "rev-parse", "HEAD"], "本机版本不明。", "It is not known which version this is"):
        return None
    new = shelf / there[:12]
    if not new.exists():
        command = [*git, "worktree", "add", "--quiet", "--detach", str(new), there]
        _run(command, "新版本放不下来。", "The new version cannot be put in place")
    return new


def install(new: Path) -> None:
    """The packages of the new version. Raises HomeProblem."""
    done = subprocess.run([_python(), str(new / "pilot" / "bootstrap.py"), "--node"], check=False)
    if done.returncode:
        raise HomeProblem("软件包没有装好，原因见上。\nIts packages could not be installed; see above.")


def update(
    home: Home, new: Path, keeping: Keeping, *, install: Install = install, watched: float = WATCHED_SECONDS
) -> int:
    """Try the new version, put it in place, watch it; back to the old one where it does not hold."""
    old = home.current.resolve()
    install(new)
    say("正在用数据的副本试新版本…… / trying the new version on a copy of the data …")
    try_on_copy(home, new)
    if back_up(home, old, "before-update") is None:
        raise HomeProblem("更新前的备份没有做成。\nThe backup before the update could not be made.")
    say("换上新版本…… / putting the new version in place …")
    if _put(home, new, keeping, watched):
        for each in (home.folder / "software").iterdir():
            if each not in (new, old):
                shutil.rmtree(each, ignore_errors=True)
        say("已更新，运行正常。 / Updated, and it runs well.")
        return 0
    say("新版本没有正常运行，换回旧版本…… / the new version does not run well, going back …")
    if _put(home, old, keeping, watched=0):
        say(f"已换回旧版本，数据都在。请把 {home.logs} 发给区里。")
        say(f"The old version runs again, with all data. Please send {home.logs} to the district.")
        return 1
    raise HomeProblem(
        f"旧版本也没有启动。数据没有丢；更新前的备份是 {home.settings.backups}/before-update.gz。请打电话给区里。\n"
        f"The old version does not start either. No data are lost; the backup from before is "
        f"{home.settings.backups}/before-update.gz. Call the district."
    )


def try_on_copy(home: Home, new: Path) -> None:
    """Let the web process of the new version take up a copy of the data, unreachable. Raises HomeProblem."""
    with tempfile.TemporaryDirectory(dir=home.folder, prefix="trial-") as folder:
        trial = Home(Path(folder))
        for name in ("endpoint.json", "places"):
            source = home.folder / name
            (shutil.copytree if source.is_dir() else shutil.copy)(source, trial.folder / name)
        shutil.copytree(home.node, trial.node, ignore=shutil.ignore_patterns("sunshine.db*", "data", "state"))
        trial.lay_out_data(new)
        copy = [interpreter(new), "-m", "pilot.village.copy", str(home.database), str(trial.database)]
        _run(copy, "数据的副本没有做成。", "The data could not be copied", cwd=new)
        port = _free_port()
        web = replace(
            trial.specs(new, {**os.environ})[0],
            env={**trial.environment(new, os.environ), "SUNSHINE_BIND": f"127.0.0.1:{port}"},
            ready_url=f"http://127.0.0.1:{port}/readyz",
        )
        trying = Supervisor([web], trial.logs, cwd=new, start_seconds=START_SECONDS)
        try:
            trying.start_all()
        except StartFailed as failure:
            tail = "\n  ".join(failure.tail[-8:])
            raise HomeProblem(
                "新版本在数据的副本上没有启动，所以没有换上。\n"
                f"The new version did not start on a copy of the data:\n  {tail}"
            ) from failure
        trying.stop_all()


def _put(home: Home, software: Path, keeping: Keeping, watched: float) -> bool:
    keeping.stop()
    point(home.current, software)
    keeping.start()
    if not keeping.wait_until_up(START_SECONDS if watched else START_SECONDS * 2):
        return False
    steady = keeping.pid()
    time.sleep(watched)
    return keeping.wait_until_up(10) and keeping.pid() == steady


def _free_port() -> int:
    import socket

    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def _python() -> str:
    """The system's Python: an environment made by another environment's would hang on that one."""
    return str(Path(getattr(sys, "_base_executable", sys.executable)))


def _run(command: list[str], zh: str, en: str, cwd: Path | None = None) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd)
    except FileNotFoundError as error:
        raise HomeProblem(f"没有 {command[0]} 这个程序。\nThere is no {command[0]} on this computer.") from error
    if done.returncode:
        raise HomeProblem(f"{zh}\n{en}: {done.stderr.strip()[-400:]}")
    return done.stdout.strip()


if __name__ == "__main__":
    sys.exit(main())
