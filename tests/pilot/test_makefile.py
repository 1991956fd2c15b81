"""Guards over the front door: every target is explained, and nothing names a machine."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAKEFILE = (ROOT / "Makefile").read_text()
TARGETS = re.findall(r"^([a-z][a-z-]*):", MAKEFILE, re.MULTILINE)
HOSTS_AND_PATHS = re.compile(
    r"files\.python" r"hosted\.org|py" r"pi\.org/simple|registry\.npm" r"js\.org|deb\.debian" r"\.org"
    r"|^--(extra-)?index-url|^--find-links|/ro" r"ot/|/ho" r"me/[a-z]+/|/opt/wh" r"eels",
    re.MULTILINE,
)  # fmt: skip


def tracked_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode == 0:
        return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]
    folders = ("shared", "services", "pilot", "tests", "data", "docs", ".ci")
    return [path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file()]


def test_every_target_has_a_line_of_help() -> None:
    said = subprocess.run(["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    explained = dict(re.findall(r"^  ([a-z-]+) +(\S.*)$", said, re.MULTILINE))
    assert set(explained) == set(TARGETS)
    assert {"help", "run", "demo", "test", "check", "bench", "compose-test", "format", "lock", "clean"} <= set(
        explained
    )


def test_every_target_is_phony() -> None:
    phony = re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)
    assert phony is not None
    assert sorted(phony.group(1).split()) == sorted(TARGETS)


def test_ci_runs_check_and_test_and_stops_at_the_first_failure() -> None:
    script = (ROOT / ".ci" / "run").read_text()
    assert "set -euo pipefail" in script
    assert re.findall(r"^make (\w+)$", script, re.MULTILINE) == ["check", "test"]


@pytest.mark.skipif(shutil.which("git") is None, reason="git tells which files are the project's")
def test_no_file_names_a_registry_or_a_path_of_one_machine() -> None:
    found = []
    for path in tracked_files():
        try:
            text = path.read_text()
        except UnicodeDecodeError:  # a picture, a font
            continue
        found += [f"{path.relative_to(ROOT)}: {match.group()}" for match in HOSTS_AND_PATHS.finditer(text)]
    assert found == []


def test_the_lock_pins_every_package_by_hash() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    entries = re.split(r"\n(?=[a-z0-9])", lock.strip())
    assert len(entries) > 50
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry or "==" not in entry] == []


def test_the_readme_explains_every_variable() -> None:
    readme = ROOT / "README.md"
    if not readme.exists():
        pytest.skip("there is no README.md yet")
    read = set()
    for folder in ("shared", "services", "pilot"):
        for path in (ROOT / folder).rglob("*.py"):
            read |= set(re.findall(r"\bSUNSHINE_[A-Z_]*[A-Z]\b", path.read_text()))
    config = (ROOT / "shared" / "config.py").read_text()
    body = config[config.index("class _Environment") : config.index("@dataclass")]
    read |= {f"SUNSHINE_{name.upper()}" for name in re.findall(r"^    (\w+) = fields\.", body, re.MULTILINE)}
    assert sorted(name for name in read if f"`{name}`" not in readme.read_text()) == []
