"""A house that one can walk through: how long a file, a service and `shared` may be."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LONGEST_FILE = 400
LONGEST_SERVICE = {"disclosure": 15_700, "feedback": 8000, "oversight": 18_000}  # decisions 0014, 0024, 0031, 0054
FOLDERS = ("shared", "services", "pilot", "tests", "bench", "chaos", "deploy")
VAGUE = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "base"}


def sources(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def lines(path: Path) -> int:
    return len(path.read_text().splitlines())


def test_no_file_is_longer_than_400_lines() -> None:
    long = {str(path.relative_to(ROOT)): lines(path) for path in sources(*FOLDERS) if lines(path) > LONGEST_FILE}
    assert long == {}, "does it hold more than one concept?"


@pytest.mark.parametrize("service", LONGEST_SERVICE)
def test_a_service_stays_one_that_can_be_walked_through(service: str) -> None:
    assert sum(map(lines, sources(f"services/{service}"))) <= LONGEST_SERVICE[service]


def test_shared_is_smaller_than_the_services_together() -> None:
    assert sum(map(lines, sources("shared"))) < sum(map(lines, sources("services")))


def test_no_file_is_named_after_nothing_in_particular() -> None:
    assert [str(path.relative_to(ROOT)) for path in sources(*FOLDERS) if path.stem in VAGUE] == []


def test_no_conftest_is_longer_than_150_lines() -> None:
    assert [str(path) for path in sources("tests") if path.name == "conftest.py" and lines(path) > 150] == []


def test_every_test_stands_where_the_thing_it_tests_stands() -> None:
    """tests/ mirrors the tree: tests/shared/eventlog/… tests shared/eventlog/…"""
    mirrored = [path for path in (ROOT / "tests").rglob("test_*.py") if path.relative_to(ROOT / "tests").parts[0] in
                {"shared", "services", "pilot"}]  # fmt: skip
    astray = {
        str(path.parent.relative_to(ROOT))
        for path in mirrored
        if not (ROOT / path.parent.relative_to(ROOT / "tests")).is_dir()
    }
    assert astray == set()
