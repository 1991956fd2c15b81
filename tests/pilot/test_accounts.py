from __future__ import annotations

import io
import json
import stat
from pathlib import Path

import pytest

from pilot import accounts


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "accounts.json"
    path.write_text('{"accounts": []}')
    return path


def run(file: Path, *arguments: str, password: str = "", monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))
    return accounts.main([str(file), *arguments])


ADD = ("add", "li", "--role", "officer", "--office", "family-planning-office", "--display", "李干事")


def test_a_person_is_added_and_the_password_is_not_kept(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(file, *ADD, password="long enough", monkeypatch=monkeypatch) == 0
    (account,) = json.loads(file.read_text())["accounts"]
    assert (account["name"], account["role"], account["display"]) == ("li", "officer", "李干事")
    assert account["password"].startswith("$argon2")
    assert "long enough" not in file.read_text()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("arguments", "password", "says"),
    [
        (ADD, "short", "at least 8"),
        (("add", "li", "--role", "officer"), "long enough", "Of which office"),
        (("add", "li", "--role", "clerk"), "long enough", "--village"),
        (("add", "li", "--role", "officer", "--office", "nowhere"), "long enough", "office"),
        (("password", "nobody"), "long enough", "no account nobody"),
        (("remove", "nobody"), "", "no account nobody"),
    ],
)
def test_what_cannot_be_done_is_said_and_changes_nothing(
    file: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    password: str,
    says: str,
) -> None:
    assert run(file, *arguments, password=password, monkeypatch=monkeypatch) == 1
    assert says in capsys.readouterr().err
    assert json.loads(file.read_text()) == {"accounts": []}


def test_a_name_is_given_once(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(file, *ADD, password="long enough", monkeypatch=monkeypatch) == 0
    assert run(file, *ADD, password="another one", monkeypatch=monkeypatch) == 1


def test_a_password_is_changed_and_an_account_taken_away(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(file, *ADD, password="long enough", monkeypatch=monkeypatch)
    before = file.read_text()
    assert run(file, "password", "li", password="quite another", monkeypatch=monkeypatch) == 0
    assert file.read_text() != before
    assert run(file, "remove", "li", monkeypatch=monkeypatch) == 0
    assert json.loads(file.read_text()) == {"accounts": []}


def test_a_file_that_is_none_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(tmp_path / "no.json", "list", monkeypatch=monkeypatch) == 1
    assert "no.json" in capsys.readouterr().err
