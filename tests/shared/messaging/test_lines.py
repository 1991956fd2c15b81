"""A wrong clock is noticed on both sides of a line, also where a request is refused for it."""

from __future__ import annotations

import io
from datetime import datetime, timedelta

import pytest
import urllib3
from flask import Flask

from shared.clock import ManualClock
from shared.messaging.catchup import PeerAwayError
from shared.messaging.http import peer_blueprint
from shared.messaging.keys import Peers, SigningKey
from shared.messaging.line import HttpLine
from shared.messaging.lines import Line, Lines, all_lines
from shared.version import VERSION
from shared.web.errors import register_errors
from shared.web.language import register_language
from tests.shared.messaging.conftest import SEEDS, Side, peer

MINUTE = timedelta(minutes=1)


class Wire:
    """The network: hands a request of the line to the other node's application."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()
        self.error: Exception | None = None

    def request(self, method: str, url: str, *, headers, body, preload_content):  # type: ignore[no-untyped-def]
        if self.error is not None:
            raise self.error
        answer = self.client.open(url.removeprefix("http://teller"), method=method, headers=headers, data=body)
        body = io.BytesIO(answer.data)
        return urllib3.HTTPResponse(body, dict(answer.headers), answer.status_code, preload_content=False)


@pytest.fixture
def teller_lines(teller: Side) -> Lines:
    return Lines(teller.application.database, teller.clock, MINUTE)


@pytest.fixture
def wire(teller: Side, teller_lines: Lines) -> Wire:
    app = Flask("node")
    register_language(app)
    register_errors(app)
    known = Peers({"/listener": peer("/listener")})
    application = teller.application
    app.register_blueprint(
        peer_blueprint(application.database, teller.outbox, teller.inbox, known, teller.clock, lines=teller_lines)
    )
    return Wire(app)


def asking(listener: Side, clock: ManualClock, wire: Wire, key: str = "/listener") -> HttpLine:
    line = HttpLine(
        "/listener", SigningKey(SEEDS[key]), clock, Lines(listener.application.database, clock, timedelta(hours=1))
    )
    line._pool = wire  # type: ignore[assignment]
    return line


def seen(side: Side, source: str) -> Line:
    with side.application.database.read() as tx:
        return all_lines(tx).get(source, Line())


def fetch(line: HttpLine) -> None:
    line.fetch(peer("/example", "http://teller"), 0)


def test_two_clocks_that_agree_are_noted_with_version_and_time(
    teller: Side, listener: Side, clock: ManualClock, wire: Wire
) -> None:
    fetch(asking(listener, clock, wire))
    assert seen(listener, "/example") == Line(clock.now(), 0, VERSION)
    assert seen(teller, "/listener") == Line(clock.now(), 0, VERSION)


@pytest.mark.parametrize("off", [timedelta(minutes=-10), timedelta(hours=5)])
def test_a_wrong_clock_is_seen_by_both(
    teller: Side, listener: Side, clock: ManualClock, wire: Wire, off: timedelta
) -> None:
    wrong = ManualClock(clock.now() + off)
    fetch(asking(listener, wrong, wire))
    assert seen(listener, "/example").ahead == -off.total_seconds()
    assert seen(teller, "/listener").ahead == off.total_seconds()
    assert seen(teller, "/listener").clock_wrong


def test_a_clock_of_another_day_is_refused_and_still_both_see_why(
    teller: Side, listener: Side, clock: ManualClock, wire: Wire
) -> None:
    wrong = ManualClock(datetime.fromisoformat("1970-01-02T00:00:00+00:00"))
    with pytest.raises(PeerAwayError):
        fetch(asking(listener, wrong, wire))
    mine = seen(listener, "/example")
    assert (mine.reason, mine.answered_at, mine.failed_at) == ("clock", None, wrong.now())
    assert mine.ahead is not None
    assert mine.ahead > 50 * 365 * 86400
    assert seen(teller, "/listener").clock_wrong


def test_why_nothing_comes_is_told_apart(listener: Side, clock: ManualClock, wire: Wire) -> None:
    with pytest.raises(PeerAwayError):
        fetch(asking(listener, clock, wire, key="/stranger"))
    assert seen(listener, "/example").reason == "refused"
    wire.error = urllib3.exceptions.SSLError("expired")
    with pytest.raises(PeerAwayError):
        fetch(asking(listener, clock, wire))
    assert seen(listener, "/example").reason == "certificate"
    wire.error = urllib3.exceptions.NewConnectionError(None, "no way")  # type: ignore[arg-type]
    with pytest.raises(PeerAwayError):
        fetch(asking(listener, clock, wire))
    assert seen(listener, "/example").reason == "no-answer"


def test_what_is_as_before_is_not_written_again(teller: Side, teller_lines: Lines, clock: ManualClock) -> None:
    first = clock.now()
    teller_lines.spoke("/listener", first.isoformat(), "1.0")
    clock.advance(timedelta(seconds=30))
    teller_lines.spoke("/listener", (clock.now() + timedelta(seconds=3)).isoformat(), "1.0")
    assert seen(teller, "/listener") == Line(first, 0, "1.0")
    clock.advance(timedelta(seconds=31))
    teller_lines.spoke("/listener", clock.now().isoformat(), "1.0")
    assert seen(teller, "/listener").answered_at == clock.now()
    teller_lines.spoke("/listener", "no time", "1.1")
    assert seen(teller, "/listener") == Line(clock.now(), None, "1.1")
