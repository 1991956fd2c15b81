"""The folder of one village endpoint: what lies where in it, and how its two processes are run."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from pilot.child import ProcessSpec

WEB, WORKER = "web", "worker"
DEFAULT = Path.home() / "sunshine-village"
_PASSED_ON = ("SUNSHINE_LOG_LEVEL", "SUNSHINE_CLOCK_FILE")
_MARK = "endpoint.json"


class HomeProblem(Exception):
    """The folder is not as it has to be; the text is for the person at the computer and says what to do."""


@dataclass(frozen=True)
class Settings:
    """What the village chose. ``url``: the address that people type and QR codes lead to. ``backups``: a folder."""

    village: str
    port: int
    url: str
    backups: str


@dataclass(frozen=True)
class Home:
    """``software``: the folder of the version that runs, the target of the link ``current``."""

    folder: Path

    @property
    def current(self) -> Path:
        return self.folder / "current"

    @property
    def node(self) -> Path:
        return self.folder / "node"

    @property
    def secrets(self) -> Path:
        return self.node / "secrets.json"

    @property
    def peers(self) -> Path:
        return self.node / "peers.json"

    @property
    def accounts(self) -> Path:
        return self.node / "accounts" / "accounts.json"

    @property
    def database(self) -> Path:
        return self.node / "sunshine.db"

    @property
    def places(self) -> Path:
        """The data files of the district, as they came with the invitation."""
        return self.folder / "places"

    @property
    def data(self) -> Path:
        """The data files in use: those of the software with the district's over them, made anew at each start."""
        return self.node / "data"

    @property
    def logs(self) -> Path:
        return self.folder / "logs"

    @property
    def lock(self) -> Path:
        return self.folder / "endpoint.lock"

    @property
    def exists(self) -> bool:
        return (self.folder / _MARK).exists()

    @property
    def settings(self) -> Settings:
        """Raises HomeProblem where there is no village in the folder."""
        path = self.folder / _MARK
        try:
            return Settings(**json.loads(path.read_text()))
        except FileNotFoundError as error:
            raise HomeProblem(
                f"{self.folder} 里没有村端。先用区里发的文件接入：deploy/join-village 文件\n"
                f"There is no village in {self.folder}. Join first, with the file of the district: "
                "deploy/join-village FILE"
            ) from error
        except (OSError, ValueError, TypeError) as error:
            raise HomeProblem(
                f"{path} 读不出来（{error}）。从备份里放回这个文件，或打电话给区里。\n"
                f"{path} cannot be read ({error}). Put it back from a copy, or call the district."
            ) from error

    def settle(self, settings: Settings) -> None:
        """The last step of joining: from now on there is a village in the folder."""
        write(self.folder / _MARK, json.dumps(asdict(settings), ensure_ascii=False, indent=1))

    def lay_out_data(self, software: Path) -> None:
        shutil.rmtree(self.data, ignore_errors=True)
        shutil.copytree(software / "data", self.data)
        for file in self.places.glob("*.toml"):
            shutil.copy(file, self.data / file.name)

    def environment(self, software: Path, environ: Mapping[str, str]) -> dict[str, str]:
        """The whole environment of the two processes, and of the command line."""
        settings = self.settings
        own = {name: value for name, value in environ.items() if not name.startswith("SUNSHINE_")}
        return {
            **own,
            **{name: environ[name] for name in _PASSED_ON if name in environ},
            "PYTHONPATH": str(software),
            "PYTHONUNBUFFERED": "1",
            # Threads that each keep memory of their own would double what a village needs.
            "MALLOC_ARENA_MAX": "2",
            "SUNSHINE_VILLAGE": settings.village,
            "SUNSHINE_DATABASE": f"sqlite:///{self.database}",
            "SUNSHINE_BUS": "none",
            "SUNSHINE_PUSH": "1",
            "SUNSHINE_SECRETS": str(self.secrets),
            "SUNSHINE_PEERS": str(self.peers),
            "SUNSHINE_ACCOUNTS": str(self.accounts),
            "SUNSHINE_DATA": str(self.data),
            "SUNSHINE_URL": settings.url,
            "SUNSHINE_STATE": str(self.node / "state"),
            "SUNSHINE_BIND": f"0.0.0.0:{settings.port}",
            "SUNSHINE_THREADS": environ.get("SUNSHINE_THREADS", "4"),
            "SUNSHINE_LOG_FORMAT": "plain",
        }

    def specs(self, software: Path, environ: Mapping[str, str]) -> list[ProcessSpec]:
        python, env = interpreter(software), self.environment(software, environ)
        web = [python, "-m", "gunicorn", "-c", str(software / "shared/web/gunicorn_conf.py")]
        web.append("services.feedback.app:create_app()")
        return [
            ProcessSpec(WEB, web, env, f"http://127.0.0.1:{self.settings.port}/readyz", 1),
            ProcessSpec(WORKER, [python, "-m", "services.feedback.worker"], env, None, 0),
        ]

    def manage(self, software: Path) -> list[str]:
        """The start of every command of the node's command line."""
        return [interpreter(software), "-m", "services.feedback.manage"]


def interpreter(software: Path) -> str:
    """The Python with the packages of this version; where it brings none of its own, the one that runs now."""
    own = software / ".venv" / "bin" / "python"
    return str(own) if own.exists() else sys.executable


def write(path: Path, text: str) -> None:
    """For the owner's eyes only, and so that a power cut leaves the old file or the new one, whole."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = path.with_name(path.name + ".new")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)


def point(link: Path, target: Path) -> None:
    """Let a symbolic link lead elsewhere, at one moment."""
    beside = link.with_name(link.name + ".new")
    beside.unlink(missing_ok=True)
    beside.symlink_to(target)
    os.replace(beside, link)


Say = Callable[[str], None]


def say(text: str) -> None:
    print(text, flush=True)
