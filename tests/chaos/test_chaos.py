"""The short form of `make chaos`: some seconds of real faults on real processes. What was answered is there, once."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from chaos.__main__ import main
from chaos.faults import FAULTS
from chaos.invariants import Findings
from chaos.run import run

pytestmark = pytest.mark.processes


@pytest.fixture
def folder() -> Iterator[Path]:
    """A socket's path may not be longer than 107 bytes, and pytest's own folders are."""
    made = Path(tempfile.mkdtemp(prefix="chaos-"))
    yield made
    shutil.rmtree(made, ignore_errors=True)


def test_nothing_is_lost_and_nothing_done_twice_while_processes_die_and_redis_is_emptied(folder: Path) -> None:
    names = ("kill-worker", "kill-web", "empty-bus", "crash-at-commit")
    said: list[str] = []
    result = run(folder / "run", database="sqlite", bus="redis", seconds=6, seed=5, names=names, say=said.append)
    assert result.findings.wrong == [], "\n".join(said)
    assert result.acknowledged > 50
    assert result.faults >= len(names)


def test_what_is_missing_and_what_is_there_twice_is_counted() -> None:
    findings = Findings()
    findings.compare("petitions", ["a", "b", "c"], Counter(["b", "b", "b", "c", "d"]))
    assert (findings.lost, findings.twice) == (1, 3)
    assert [wrong.partition(":")[0] for wrong in findings.wrong] == ["petitions"] * 3


def test_the_help_names_every_fault(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    told = capsys.readouterr().out
    assert all(f"{name} " in told for name in FAULTS)
