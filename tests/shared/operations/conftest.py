"""A small node as an operator meets it: with an environment, on either database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import structlog

from pilot.provision import provision
from shared.config import SHIPPED_DATA, Config
from shared.district import load_district
from shared.node import Node, build_node
from shared.operations.command_line import run
from shared.start import compose_or_exit
from tests.shared.tally import BLUEPRINT, CODEC


@dataclass(frozen=True)
class Example:
    node: Node


def compose(config: Config) -> Example:
    return Example(build_node(config, CODEC, lambda secrets, peers: BLUEPRINT))


@pytest.fixture(scope="session")
def provisioned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("district")
    provision(folder, load_district(SHIPPED_DATA), lambda name: f"http://{name}.test", villages=[])
    return folder / "nodes" / "disclosure"


@pytest.fixture(params=["sqlite", "postgres"])
def environment(
    request: pytest.FixtureRequest, provisioned: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path / 'node.db'}" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    for name, value in {
        "DATABASE": url,
        "KEYS_DATABASE": f"sqlite:///{tmp_path / 'keys.db'}",
        "BUS": "redis://localhost:1",
        "SECRETS": str(provisioned / "secrets.json"),
        "PEERS": str(provisioned / "peers.json"),
        "URL": "http://disclosure.test",
        "STATE": str(tmp_path),
    }.items():
        monkeypatch.setenv(f"SUNSHINE_{name}", value)


@pytest.fixture
def node(environment: None) -> Iterator[Node]:
    """The node as its own processes have it."""
    made = compose_or_exit("disclosure", compose).node
    yield made
    made.application.database.close()


@pytest.fixture
def manage(environment: None, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """``manage("parked", "list")`` -> (exit code, stdout, stderr)."""

    def call(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        try:
            code = run("disclosure", compose, arguments)
        except SystemExit as stopped:
            code = int(stopped.code or 0)
        structlog.reset_defaults()  # what it logged to is gone with the test
        out, err = capsys.readouterr()
        return code, out, err

    return call
