"""What the proxy gives a second time without asking the node, and what never."""

from __future__ import annotations

import http.client
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from pilot.district import find_base_port
from pilot.nginx import Nginx, NoNginxError
from shared.web.kept import PROXY_SECONDS

pytestmark = pytest.mark.processes
Ask = Callable[..., int]


class Node(BaseHTTPRequestHandler):
    """Marks `/` as a page for everybody, as shared/web/kept.py does; each answer has a number of its own."""

    protocol_version = "HTTP/1.1"
    answers = iter(range(1, 1000))

    def do_GET(self) -> None:
        body = str(next(self.answers)).encode()
        self.send_response(200)
        if self.path.partition("?")[0] in {"/", "/cookie"}:
            self.send_header("Cache-Control", "no-cache")
            self.send_header("X-Accel-Expires", str(PROXY_SECONDS))
            self.send_header("Vary", "Accept-Language, Cookie")
        if self.path == "/cookie":
            self.send_header("Set-Cookie", "sunshine_lang=en")
        if self.path == "/others":
            self.send_header("Cache-Control", "max-age=60")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """``ask("/", Cookie=…)`` -> the number of the answer that the proxy gives."""
    node = ThreadingHTTPServer(("127.0.0.1", 0), Node)
    threading.Thread(target=node.serve_forever, daemon=True).start()
    port, folder = find_base_port(1) + 1, tmp_path_factory.mktemp("nginx")
    try:
        with Nginx(Path(folder), {port: node.server_address[1]}):

            def get(path: str, **headers: str) -> int:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
                connection.request(
                    "GET", path, headers={name.replace("_", "-"): each for name, each in headers.items()}
                )
                answer = connection.getresponse()
                assert answer.headers["X-Accel-Expires"] is None
                return int(answer.read())

            yield get
    except NoNginxError as error:
        pytest.skip(str(error))
    finally:
        node.shutdown()
        node.server_close()


def test_what_the_node_marks_is_given_again_and_nothing_else(ask: Ask) -> None:
    assert any(ask("/?a") == ask("/?a") for _ in range(3))  # a second may end between the two
    assert ask("/?a") != ask("/?b")
    assert ask("/desk") != ask("/desk")
    assert ask("/others") != ask("/others")  # what it says to browsers is no mark


def test_who_may_be_somebody_is_answered_by_the_node_and_leaves_nothing(ask: Ask) -> None:
    for cookie in ("sunshine_disclosure=abc", "sunshine_lang=zh; sunshine_disclosure=abc", "sunshine_lang=fr", "x=1"):
        signed_in = ask("/?c", Cookie=cookie)
        assert ask("/?c", Cookie=cookie) == signed_in + 1
    assert ask("/?c", Authorization="Bearer abc") == ask("/?c") - 1


def test_each_language_has_its_own(ask: Ask) -> None:
    answers = [
        ask("/?d"),
        ask("/?d", Accept_Language="en"),
        ask("/?d", Cookie="sunshine_lang=en"),
        ask("/?d", Cookie="sunshine_lang=zh", Accept_Language="en"),
    ]
    assert len(set(answers)) == 4


def test_what_sets_a_cookie_is_never_given_to_another(ask: Ask) -> None:
    assert ask("/cookie") != ask("/cookie")
