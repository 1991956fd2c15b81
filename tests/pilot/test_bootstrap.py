"""Installing on a machine that lacks something: one sentence, and the right one."""

import ast
import hashlib
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pilot.bootstrap import Impossible, bootstrap, explain, install, make_environment, require_supported

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "pilot" / "bootstrap.py"


def fake_python(folder: Path, script: str) -> str:
    """A stand-in for the system's Python: a shell script that sees the arguments."""
    path = folder / "fake-python"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


def test_an_old_python_is_told_what_to_do() -> None:
    with pytest.raises(Impossible, match=r"needs Python 3\.11 or newer; .* is Python 3\.9.* make run PYTHON="):
        require_supported((3, 9), "linux")


def test_an_old_python_can_still_read_the_sentence() -> None:
    source = SCRIPT.read_text()
    ast.parse(source, feature_version=(3, 6))
    assert "from __future__ import annotations" not in source


def test_windows_is_sent_to_wsl() -> None:
    with pytest.raises(Impossible, match="WSL"):
        require_supported((3, 12), "win32")


def test_nothing_but_the_standard_library_is_imported() -> None:
    imported = {
        alias.name.split(".")[0]
        for node in ast.walk(ast.parse(SCRIPT.read_text()))
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    assert imported <= set(sys.stdlib_module_names)


def test_without_ensurepip_the_systems_pip_installs_into_the_environment(tmp_path) -> None:
    python = fake_python(
        tmp_path,
        'case "$*" in\n'
        '  "-m venv --without-pip "*) mkdir -p "$4/bin"; touch "$4/bin/python"; exit 0;;\n'
        '  "-m venv "*) mkdir -p "$3"; echo "ensurepip is not available. apt install python3-venv"; exit 1;;\n'
        '  "-m pip --python "*" --version") exit 0;;\n'
        "esac\nexit 2",
    )
    environment = str(tmp_path / ".venv")
    pip = make_environment(environment, python)
    assert pip == [python, "-m", "pip", "--python", f"{environment}/bin/python"]


@pytest.mark.parametrize(
    "lacks",
    ['echo "No module named venv"; exit 1', 'case "$*" in *without-pip*) exit 0;; esac; echo "no ensurepip"; exit 1'],
    ids=["no venv module", "neither ensurepip nor pip"],
)
def test_without_any_way_to_make_an_environment_it_says_what_to_install(tmp_path, lacks) -> None:
    with pytest.raises(Impossible, match="sudo apt install python3-venv"):
        make_environment(str(tmp_path / ".venv"), fake_python(tmp_path, lacks))
    assert not (tmp_path / ".venv").exists()


def test_a_package_without_a_wheel_is_named() -> None:
    said = explain(
        "ERROR: Could not find a version that satisfies the requirement apsw==3.54.1.0 (from versions: none)\n"
        "ERROR: No matching distribution found for apsw==3.54.1.0"
    )
    assert said.startswith("The package apsw 3.54.1.0 has no wheel for this platform (")
    assert "compiles nothing" in said


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("Retrying after NewConnectionError('[Errno -2] Name or service not known')", "index cannot be reached"),
        (
            "WARNING: Retrying ... Failed to establish a new connection: [Errno 111]: NewConnectionError\n"
            "ERROR: No matching distribution found for amqp==5.4.2",
            "index cannot be reached",
        ),
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "disk is full"),
        ("ERROR: [Errno 13] Permission denied: '.venv/lib'", "cannot be written to"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "its hash differs"),
        ("ERROR: something new", "pip said:\n  ERROR: something new"),
    ],
)
def test_what_pip_says_is_put_into_words(output: str, sentence: str) -> None:
    assert sentence in explain(output)


def test_pip_is_told_to_compile_nothing_and_to_check_every_hash(tmp_path) -> None:
    pip = fake_python(tmp_path, f'echo "$@" > {tmp_path}/arguments')
    install([pip], "requirements.lock")
    arguments = (tmp_path / "arguments").read_text().split()
    assert {"--require-hashes", "--only-binary=:all:"} <= set(arguments)


def test_a_failed_install_leaves_no_stamp_so_that_the_next_run_goes_on(tmp_path) -> None:
    (tmp_path / "requirements.lock").write_text("apsw==1\n")
    interpreter = tmp_path / ".venv" / "bin" / "python"
    interpreter.parent.mkdir(parents=True)
    interpreter.write_text(
        '#!/bin/sh\ncase "$*" in *--version) exit 0;; esac\necho "No space left on device"; exit 1\n'
    )
    interpreter.chmod(0o755)
    with pytest.raises(Impossible, match="disk is full"):
        bootstrap(str(tmp_path))
    assert not list((tmp_path / ".venv").glob("*.sha256"))
    interpreter.write_text("#!/bin/sh\nexit 0\n")
    assert bootstrap(str(tmp_path)) is True
    assert bootstrap(str(tmp_path)) is False


def up_to_date(root: Path) -> Path:
    """A copy of the script in a project whose environment is complete."""
    (root / "pilot").mkdir()
    (root / ".venv" / "bin").mkdir(parents=True)
    (root / ".venv" / "bin" / "python").symlink_to(sys.executable)
    (root / "requirements.lock").write_text("")
    (root / ".venv" / "installed-lock.sha256").write_text(hashlib.sha256(b"").hexdigest())
    script = root / "pilot" / "bootstrap.py"
    script.write_text(SCRIPT.read_text())
    return script


def test_a_second_run_is_quick_and_says_nothing(tmp_path) -> None:
    script = up_to_date(tmp_path)
    took = []
    for _ in range(3):
        began = time.monotonic()
        done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True)
        took.append(time.monotonic() - began)
        assert done.stdout + done.stderr == ""
    assert min(took) < 0.3


def test_a_problem_is_one_sentence_and_exit_code_1_without_a_traceback(tmp_path) -> None:
    script = up_to_date(tmp_path)
    (tmp_path / "requirements.lock").unlink()
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("sunshine: ")
    assert "Traceback" not in done.stderr
