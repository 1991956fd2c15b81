"""`make manage`: one node's command line, without knowing its environment."""

from pathlib import Path

import pytest

from pilot.manage import main
from pilot.provision import provision
from shared.config import SHIPPED_DATA
from shared.district import load_district


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("district")
    provision(made, load_district(SHIPPED_DATA), lambda name: f"http://{name}.test", villages=["yangshe"])
    return made


@pytest.mark.processes
@pytest.mark.parametrize("node", ["oversight", "yangshe"])
def test_a_node_is_looked_after_by_its_name(folder: Path, node: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["--folder", str(folder), node, "parked", "list"]) == 0
    assert capfd.readouterr().out == "没有。 / None.\n"


def test_a_node_that_is_none_is_answered_with_those_there_are(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--folder", str(folder), "shuikou", "parked", "list"]) == 3
    assert "disclosure, oversight, yangshe" in capsys.readouterr().err


def test_where_no_district_is_it_says_how_to_start_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--folder", str(tmp_path), "oversight", "parked", "list"]) == 3
    assert "make run" in capsys.readouterr().err
