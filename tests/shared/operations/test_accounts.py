"""Accounts from the command line: what an operator types, and what is answered."""

from __future__ import annotations

import getpass
import io
import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from shared.web.account_file import AccountFile
from shared.web.accounts import Accounts

Manage = Callable[..., tuple[int, str, str]]
LI = ("accounts", "add", "li", "--role", "officer", "--office", "family-planning-office", "--display", "李干事")


@pytest.fixture
def environment(provisioned: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "accounts.json").write_text('{"accounts": []}')
    for name, value in {
        "DATABASE": f"sqlite:///{tmp_path / 'node.db'}",
        "KEYS_DATABASE": f"sqlite:///{tmp_path / 'keys.db'}",
        "BUS": "redis://localhost:1",
        "SECRETS": str(provisioned / "secrets.json"),
        "PEERS": str(provisioned / "peers.json"),
        "ACCOUNTS": str(tmp_path / "accounts.json"),
        "URL": "http://disclosure.test",
        "STATE": str(tmp_path),
    }.items():
        monkeypatch.setenv(f"SUNSHINE_{name}", value)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "accounts.json"


def typed(monkeypatch: pytest.MonkeyPatch, *passwords: str) -> None:
    """Somebody sits at a terminal and is asked."""
    answers = iter(passwords)
    monkeypatch.setattr(getpass, "getpass", lambda prompt: next(answers))
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)


def test_a_person_is_added_with_a_password_typed_twice(
    manage: Manage, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed(monkeypatch, "long enough", "long enough")
    code, out, _ = manage(*LI, "--by", "wu")
    assert (code, out) == (0, "已生效。 / Done, and in force.\n")
    assert Accounts(AccountFile(file)).verify("li", "long enough")[0].display == "李干事"
    listed = manage("accounts", "list")[1]
    assert re.fullmatch(r"li  李干事  officer  family-planning-office  enabled  \S+  added by wu\n", listed), (
        "and nothing of the password"
    )


def test_two_that_differ_change_nothing(manage: Manage, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    typed(monkeypatch, "long enough", "long enouhg")
    code, _, err = manage(*LI)
    assert (code, "两次输入不一样" in err) == (1, True)
    assert json.loads(file.read_text()) == {"accounts": []}


def test_a_password_may_come_through_a_pipe_and_never_as_an_argument(
    manage: Manage, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("from a pipe\n"))
    assert manage(*LI)[0] == 0
    assert Accounts(AccountFile(file)).verify("li", "from a pipe")
    assert manage("accounts", "password", "li", "as an argument")[0] == 2


def test_a_drawn_password_is_printed_once(manage: Manage, file: Path) -> None:
    _, out, err = manage(*LI, "--draw")
    first = out.splitlines()[0].rpartition(" ")[2]
    assert Accounts(AccountFile(file)).verify("li", first)
    assert first not in err + file.read_text()
    second = manage("accounts", "password", "li", "--draw")[1].splitlines()[0].rpartition(" ")[2]
    assert Accounts(AccountFile(file)).verify("li", second)


def test_a_whole_life(manage: Manage, file: Path) -> None:
    for words in (
        ("add", "ops", "--role", "operator", "--no-password", "--oidc", "o.ps"),
        ("add", "lin", "--role", "clerk", "--village", "yangshe", "--no-password"),
        ("role", "lin", "--role", "reviewer", "--office", "petition-office"),
        ("oidc", "lin", "lin@town"),
        ("oidc", "ops"),
        ("disable", "lin"),
        ("enable", "lin"),
        ("remove", "lin"),
    ):
        assert manage("accounts", *words)[0] == 0, words
    contents = AccountFile(file).contents
    assert list(contents.entries) == ["ops"]
    assert [(change.did, change.account) for change in contents.changes[2:]] == [
        ("role:reviewer", "lin"),
        ("identity", "lin"),
        ("identity", "ops"),
        ("disabled", "lin"),
        ("enabled", "lin"),
        ("removed", "lin"),
    ]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("list",), 0, ""),
        (("disable", "nobody"), 1, "没有“nobody”"),
        (("add", "li", "--role", "officer", "--no-password"), 1, "say which"),
        (("add", "li", "--role", "officer", "--office", "nowhere", "--no-password"), 1, "nowhere"),
        (("add", "li", "--role", "boss"), 2, "invalid choice"),
        ((), 2, "ACTION"),
    ],
)
def test_what_cannot_be_done_is_said(manage: Manage, words: tuple[str, ...], code: int, said: str) -> None:
    answered, _, err = manage("accounts", *words)
    assert answered == code
    assert said in err
