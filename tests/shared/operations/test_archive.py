"""The file of a backup, whole and damaged; and the two commands."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import structlog

from shared.clock import ManualClock
from shared.node import Node
from shared.operations.archive import BadBackup
from shared.operations.backup import backup_to
from shared.operations.command_line import run
from tests.shared.messaging.conftest import Side
from tests.shared.operations.conftest import compose
from tests.shared.operations.nodes import contents, making, put_back, saved
from tests.shared.tally import Count

Manage = Callable[..., tuple[int, str, str]]


@pytest.fixture
def teller(request: pytest.FixtureRequest, tmp_path: Path, clock: ManualClock) -> Iterator[Side]:
    with making(request, tmp_path, clock) as make:
        side = make("/example", "sqlite")
        for _ in range(4):
            side.count("a")
        yield side


def rewritten(content: bytes, old: bytes, new: bytes) -> bytes:
    """Changed by somebody who knows how to make the checksum again."""
    *lines, last = gzip.decompress(content).replace(old, new).splitlines(keepends=True)
    end = {**json.loads(last), "sha256": hashlib.sha256(b"".join(lines)).hexdigest()}
    return gzip.compress(b"".join([*lines, json.dumps(end).encode() + b"\n"]))


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda content: content[:-1], "cut off"),
        (lambda content: content[: len(content) // 2], "cut off"),
        (lambda content: b"", "not a backup"),
        (lambda content: b"SQLite format 3", "cut off"),
        (lambda content: gzip.compress(b'{"sunshine": "petition"}'), "not a backup"),
        (lambda content: gzip.compress(b'{"sunshine": "backup", "format": 1}'), "first line"),
        (lambda content: gzip.compress(b"".join(gzip.decompress(content).splitlines(keepends=True)[:-1])), "cut off"),
        (lambda content: gzip.compress(gzip.decompress(content) + b"{}\n"), "cut off"),
        (lambda content: gzip.compress(gzip.decompress(content).replace(b'"made_at":"2', b'"made_at":"3')), "cut off"),
        (lambda content: rewritten(content, b'\\"total\\":1', b'\\"total\\":2'), "broken at row 1 of events"),
        (lambda content: rewritten(content, b'\\"by\\":1}}', b'\\"by\\":2}}'), "broken at row 1 of outbox"),
        (lambda content: rewritten(content, b'"format":1', b'"format":2'), "format 2"),
        (lambda content: rewritten(content, b'"source":"/example"', b'"source":"/feedback/x"'), "of /feedback/x"),
        (lambda content: rewritten(content, b'"epochs"', b'"dreams"'), "'dreams'"),
        (lambda content: rewritten(content, b'"events":4,"mess', b'"events":6,"mess'), "first line"),
    ],
)
def test_what_is_no_sound_backup_of_this_node_changes_nothing(
    teller: Side, spoil: Callable[[bytes], bytes], said: str
) -> None:
    content, before = saved(teller), contents(teller.application)
    with pytest.raises(BadBackup, match=said) as refused:
        put_back(teller, spoil(content))
    assert "没有改动" in refused.value.zh
    assert contents(teller.application) == before


def test_a_backup_is_for_its_owners_eyes_and_takes_the_old_ones_place_when_it_is_whole(
    teller: Side, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "node.backup"
    path.write_bytes(b"yesterday's")
    (tmp_path / "node.backup.part").write_bytes(b"of one that was killed")

    def fail(*_: object) -> int:
        raise OSError("no space left")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", fail)
        with pytest.raises(OSError, match="space"):
            backup_to(teller.application, path)
    assert path.read_bytes() == b"yesterday's"
    assert not (tmp_path / "node.backup.part").exists()
    assert backup_to(teller.application, path).events == 4
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    put_back(teller, path.read_bytes())
    assert teller.totals() == {"a": 4}


def count(node: Node, tally: str = "a") -> None:
    node.application.handle("tally", tally, Count(1, node.application.clock.now()), actor="li")


def test_a_node_is_put_back_from_the_command_line_and_what_is_lost_is_said_first(
    node: Node, manage: Manage, tmp_path: Path
) -> None:
    path = str(tmp_path / "node.backup")
    count(node)
    code, _, err = manage("backup", path)
    assert (code, "1 events, 1 messages of /disclosure" in err) == (0, True)
    for _ in range(3):
        count(node, "b")
    code, out, err = manage("restore", path)
    assert code == 1
    assert "3 events and 3 messages that the backup has not" in out
    assert "--yes" in err
    code, out, _ = manage("restore", path, "--yes")
    assert code == 0
    assert "Lost: 3 events, 3 messages" in out
    with node.application.database.read() as tx:
        assert tx.execute("SELECT * FROM totals") == [("a", 1)]
    assert manage("restore", path)[0] == 0, "nothing is lost, so nothing is asked"


@pytest.mark.parametrize(("typed", "code"), [("/disclosure\n", 0), ("yes\n", 1), ("", 1)])
def test_at_a_terminal_the_nodes_name_is_typed_to_go_on(
    node: Node, manage: Manage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str, code: int
) -> None:
    path = str(tmp_path / "node.backup")
    manage("backup", path)
    count(node)
    terminal = io.StringIO(typed)
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stdin", terminal)
    assert manage("restore", path)[0] == code


def test_a_backup_goes_through_pipes_where_no_file_can_be_written(
    node: Node, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    count(node)
    capfdbinary.readouterr()
    assert run("disclosure", compose, ["backup", "-"]) == 0
    content = capfdbinary.readouterr().out
    count(node)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    assert run("disclosure", compose, ["restore", "-", "--yes"]) == 0
    structlog.reset_defaults()
    with node.application.database.read() as tx:
        assert tx.execute("SELECT * FROM totals") == [("a", 1)]


@pytest.mark.parametrize("words", [("backup", "/nowhere/node.backup"), ("restore", "/nowhere/node.backup")])
def test_a_file_that_cannot_be_is_said_in_a_sentence(node: Node, manage: Manage, words: tuple[str, ...]) -> None:
    code, _, err = manage(*words)
    assert code == 1
    assert "No such file" in err


def test_a_damaged_file_is_said_in_both_languages(node: Node, manage: Manage, tmp_path: Path) -> None:
    path = tmp_path / "node.backup"
    path.write_bytes(b"nonsense")
    code, _, err = manage("restore", str(path), "--yes")
    assert code == 1
    assert "损坏" in err
    assert "Nothing was changed." in err
