"""What goes wrong when a village joins is one sentence that says what to do, and the file is not used up by it."""

import http.server
import json
import socket
import threading
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import ClassVar

import pytest

from pilot.village import join
from pilot.village.home import Home
from shared.invitation import Invitation, Township
from shared.messaging.keys import SigningKey, VerifyKey
from shared.messaging.members import join_content


class Desk(http.server.BaseHTTPRequestHandler):
    """The township's side: a clock, and an answer to whoever joins."""

    clock = timedelta()
    refusal = None
    joined: ClassVar[list] = []

    def do_GET(self):
        self._answer(200, {})

    def do_POST(self):
        self.joined.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self._answer(*(self.refusal or (200, {"village": "shuikou"})))

    def _answer(self, status, body):
        self.send_response_only(status)
        self.send_header("Date", format_datetime(datetime.now(UTC) + self.clock, usegmt=True))
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def desk():
    handler = type("TheDesk", (Desk,), {"joined": []})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        handler.url = f"http://127.0.0.1:{server.server_address[1]}"
        yield handler
        server.shutdown()


@pytest.fixture
def file(desk, tmp_path):
    township = Township(desk.url, "ab" * 32)
    made = Invitation(
        village="shuikou", zh="水口村", en="Shuikou Village", key="0c" * 32,
        expires_at=datetime(2026, 3, 20, tzinfo=UTC), version="0.1.0", disclosure=township,
        oversight=Township(desk.url, "ab" * 32, "cd" * 32), places={"villages.toml": "# here"},
    )  # fmt: skip
    path = tmp_path / "shuikou.invitation"
    path.write_text(made.encode())
    return path


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path / "village")


@pytest.fixture
def run(file, home, capsys, monkeypatch):
    """The command line without the start of the processes, which the long test has."""

    class Keeping:
        systemd = True

        def __init__(self, home, systemd=None):
            self.start = lambda: None

        def wait_until_up(self, seconds):
            return True

        wait_for_line = wait_until_up

    monkeypatch.setattr(join, "Keeping", Keeping)
    monkeypatch.setattr(join, "back_up", lambda home, software: None)

    def call(*more, port=None, given=file):
        with socket.socket() as free:
            free.bind(("0.0.0.0", 0))
            port = port or free.getsockname()[1]
        code = join.main([str(given), "--folder", str(home.folder), "--port", str(port), *more])
        return code, capsys.readouterr().out

    return call


def test_a_village_joins_with_a_key_drawn_on_its_own_computer(run, home, desk):
    code, said = run("--url", "http://shuikou.example/")
    assert code == 0, said
    (asked,) = desk.joined
    own = json.loads(home.secrets.read_text())["signing_key"]
    assert asked["verify_key"] == SigningKey(own).public_hex
    assert VerifyKey(asked["invitation"]).verify(asked["signature"], join_content("shuikou", asked["verify_key"]))
    assert home.settings.url == "http://shuikou.example"
    assert [row["source"] for row in json.loads(home.peers.read_text())["peers"]] == ["/disclosure", "/oversight"]
    people = json.loads(home.accounts.read_text())["accounts"]
    assert [(each["name"], each["role"]) for each in people] == [("shuikou", "clerk"), ("operator", "operator")]
    passwords = [line.split()[-1] for line in said.splitlines() if "password " in line]
    assert len(passwords) == 2
    assert not any(password in path.read_text() for password in passwords for path in home.node.rglob("*.json"))


def test_what_was_interrupted_goes_on_with_the_same_key(run, desk):
    desk.refusal = (503, {"nothing": "useful"})
    code, said = run()
    assert (code, "Run it again" in said) == (1, True)
    desk.refusal = None
    assert run()[0] == 0
    assert len({asked["verify_key"] for asked in desk.joined}) == 1


def test_a_second_use_shows_the_township_s_sentence_and_the_check_mark(run, home, desk):
    desk.refusal = (409, {"code": "invitation-used", "detail": "这份接入文件已经用过了。"})
    code, said = run()
    assert (code, "已经用过了" in said, "check mark" in said, home.exists) == (1, True, True, False)


@pytest.mark.parametrize(("off", "by"), [(timedelta(hours=3), "slow"), (timedelta(days=-2), "fast")])
def test_a_wrong_clock_is_named_before_the_file_is_used(run, desk, off, by):
    desk.clock = off
    code, said = run()
    assert (code, f"minutes {by}" in said, desk.joined) == (1, True, [])


def test_without_a_line_it_says_so(run, desk, file):
    text = file.read_text()
    file.write_text(text.replace(desk.url, "http://127.0.0.1:1"))
    assert "was damaged" in run()[1]  # a file that somebody has edited is refused


def test_a_township_that_cannot_be_reached_leaves_the_file_unused(run, desk, monkeypatch):
    monkeypatch.setattr(join.http.client, "HTTPConnection", lambda *_, **__: Unreachable())
    code, said = run()
    assert (code, "cannot be reached" in said, desk.joined) == (1, True, [])


class Unreachable:
    def request(self, *_):
        raise ConnectionRefusedError("nobody listens")

    def close(self):
        """There is nothing to close."""


def test_a_folder_with_a_village_a_taken_port_a_full_disk_and_a_wrong_file_are_told_apart(
    run, home, tmp_path, monkeypatch
):
    with socket.socket() as taken:
        taken.bind(("0.0.0.0", 0))
        taken.listen()
        assert "is in use" in run(port=taken.getsockname()[1])[1]
    assert "There is no" in run(given=tmp_path / "nowhere")[1]
    (tmp_path / "picture").write_bytes(b"\xff\xd8\xff")
    assert "was damaged" in run(given=tmp_path / "picture")[1]
    with monkeypatch.context() as patched:
        patched.setattr(join, "NEEDS", 1 << 60)
        assert "nearly full" in run()[1]
    assert run()[0] == 0
    assert "There is a village" in run()[1]
