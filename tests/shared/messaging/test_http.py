"""``/feed`` and ``/inbox`` as a peer and as a stranger meet them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from shared.clock import ManualClock
from shared.messaging.http import peer_blueprint
from shared.messaging.keys import Peers, SigningKey
from shared.messaging.line import request_content
from shared.messaging.page import decode
from shared.web.bodies import apply_limit
from shared.web.errors import register_errors
from shared.web.language import register_language
from tests.shared.messaging.conftest import SEEDS, Side, peer


def client_of(side: Side, peers: Peers) -> FlaskClient:
    app = Flask("node")
    app.config["MAX_CONTENT_LENGTH"] = 256 * 1024
    app.before_request(lambda: apply_limit(app))
    register_language(app)
    register_errors(app)
    app.register_blueprint(peer_blueprint(side.application.database, side.outbox, side.inbox, peers, side.clock))
    return app.test_client()


@pytest.fixture
def asked(teller: Side) -> FlaskClient:
    return client_of(teller, Peers({"/listener": peer("/listener")}))


def ask(client: FlaskClient, now: str, *, after: str = "0", by: str = "/listener", key: str = "") -> TestResponse:
    content = request_content(by, now, int(after) if after.isdigit() else 0)
    signature = SigningKey(SEEDS[key or by]).sign(content)
    headers = {"Sunshine-Source": by, "Sunshine-Time": now, "Sunshine-Signature": signature}
    return client.get(f"/feed?after={after}", headers=headers)


def test_a_peer_reads_the_feed_after_a_number(teller: Side, asked: FlaskClient, clock: ManualClock) -> None:
    teller.count()
    teller.count()
    answer = ask(asked, clock.now().isoformat(), after="1")
    assert answer.status_code == 200
    page = decode(answer.data)
    assert (page.after, page.last, page.head) == (1, 2, 2)


@pytest.mark.parametrize(("by", "key"), [("/stranger", "/stranger"), ("/listener", "/stranger")])
def test_the_feed_is_for_registered_peers_only(asked: FlaskClient, clock: ManualClock, by: str, key: str) -> None:
    answer = ask(asked, clock.now().isoformat(), by=by, key=key)
    assert answer.status_code == 401
    assert answer.get_json()["code"] == "feed-refused"


def test_a_request_from_another_day_is_refused(asked: FlaskClient, clock: ManualClock) -> None:
    answer = ask(asked, (clock.now() - timedelta(hours=25)).isoformat())
    assert (answer.status_code, answer.get_json()["code"]) == (401, "clock-wrong")


def test_a_request_without_a_real_time_is_refused(asked: FlaskClient) -> None:
    answer = ask(asked, "yesterday")
    assert (answer.status_code, answer.get_json()["code"]) == (422, "bad-time")


@pytest.mark.parametrize("after", ["-1", "x", "1.5", "9" * 30, ""])
def test_a_position_that_is_no_number_is_refused(asked: FlaskClient, clock: ManualClock, after: str) -> None:
    answer = ask(asked, clock.now().isoformat(), after=after)
    assert (answer.status_code, answer.get_json()["code"]) == (422, "bad-position")


def test_a_pushed_page_is_applied_before_it_is_answered(teller: Side, listener: Side) -> None:
    teller.count()
    client = client_of(listener, listener.peers)
    answer = client.post("/inbox", data=teller.page(0))
    assert answer.get_json() == {"source": "/example", "applied": 1, "outcome": "applied"}
    assert listener.totals() == {"a": 1}


def test_a_pushed_page_with_a_gap_is_answered_with_where_to_go_on(teller: Side, listener: Side) -> None:
    teller.count()
    teller.count()
    answer = client_of(listener, listener.peers).post("/inbox", data=teller.page(1))
    assert answer.get_json() == {"source": "/example", "applied": 0, "outcome": "gap"}


def test_a_pushed_page_may_be_as_large_as_pages_get(teller: Side, listener: Side) -> None:
    for number in range(700):
        teller.count(f"{'t' * 300}{number}")
    page = teller.page(0)
    assert len(page) > 256 * 1024
    assert client_of(listener, listener.peers).post("/inbox", data=page).get_json()["applied"] == 700


@pytest.mark.parametrize("body", [b"", b"{}", b"\xff\xfe", b'{"source": "/example"}\nx'])
def test_what_is_no_page_is_refused(listener: Side, body: bytes) -> None:
    answer = client_of(listener, listener.peers).post("/inbox", data=body)
    assert (answer.status_code, answer.get_json()["code"]) == (401, "page-refused")
