from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.clock import ManualClock
from shared.eventlog.log import chained
from shared.messaging.inbox import Outcome
from shared.messaging.keys import SigningKey
from shared.messaging.page import Page, decode, signed
from tests.shared.messaging.conftest import SEEDS, Side


def test_what_is_next_in_line_is_applied(teller: Side, listener: Side) -> None:
    teller.count()
    teller.count()
    receipt = listener.inbox.receive(teller.page(0))
    assert (receipt.outcome, receipt.sequence, receipt.head) == (Outcome.APPLIED, 2, 2)
    assert listener.totals() == {"a": 2}


def test_a_page_heard_twice_is_applied_once(teller: Side, listener: Side) -> None:
    teller.count()
    page = teller.page(0)
    listener.inbox.receive(page)
    assert listener.inbox.receive(page).outcome is Outcome.NOTHING_NEW
    assert listener.totals() == {"a": 1}


def test_a_page_that_overlaps_is_applied_from_where_it_is_new(teller: Side, listener: Side) -> None:
    teller.count()
    listener.inbox.receive(teller.page(0))
    teller.count()
    assert listener.inbox.receive(teller.page(0)).sequence == 2
    assert listener.totals() == {"a": 2}


def test_a_page_further_on_shows_a_gap_and_applies_nothing(teller: Side, listener: Side) -> None:
    teller.count()
    teller.count()
    receipt = listener.inbox.receive(teller.page(1))
    assert (receipt.outcome, receipt.sequence) == (Outcome.GAP, 0)
    assert listener.totals() == {}


def test_a_head_ahead_shows_that_the_last_message_was_lost(teller: Side, listener: Side) -> None:
    teller.count()
    assert listener.inbox.receive(teller.page(99)).outcome is Outcome.GAP


def test_a_head_before_the_first_message_is_harmless(teller: Side, listener: Side) -> None:
    assert listener.inbox.receive(teller.page(0)).outcome is Outcome.NOTHING_NEW


def test_an_old_head_that_comes_late_is_harmless(teller: Side, listener: Side) -> None:
    old = teller.page(0)
    teller.count()
    listener.inbox.receive(teller.page(0))
    assert listener.inbox.receive(old).outcome is Outcome.NOTHING_NEW
    assert listener.trouble() == ""


@pytest.mark.parametrize(
    "spoil",
    [
        lambda body: body.replace(b'"by":1', b'"by":9'),
        lambda body: body.replace(b'"head": 1', b'"head": 7'),
        lambda body: body.replace(b'"count": 1', b'"count": 0'),
        lambda body: body + b"\n{}",
        lambda body: body[: len(body) // 2],
        lambda body: b"\xff" + body,
        lambda body: b"[]",
        lambda body: b"",
        lambda body: json.dumps({**json.loads(body.split(b"\n")[0]), "after": -1}).encode(),
        lambda body: json.dumps({**json.loads(body.split(b"\n")[0]), "signature": "zz"}).encode(),
        lambda body: json.dumps({**json.loads(body.split(b"\n")[0]), "epoch": "\0"}).encode(),
    ],
)
def test_a_spoilt_page_is_refused_and_counted(teller: Side, listener: Side, spoil: Callable[[bytes], bytes]) -> None:
    teller.count()
    assert listener.inbox.receive(spoil(teller.page(0))).outcome is Outcome.REFUSED
    assert listener.totals() == {}
    with listener.application.database.read() as tx:
        assert tx.execute("SELECT sum(count) FROM refused")[0][0] == 1


def test_a_page_signed_by_another_is_refused(teller: Side, listener: Side) -> None:
    teller.count()
    forged = signed(decode(teller.page(0)), SigningKey(SEEDS["/stranger"]))
    assert listener.inbox.receive(forged.encode()).outcome is Outcome.REFUSED


def test_a_source_that_is_not_registered_is_refused(teller: Side, clock: ManualClock) -> None:
    assert teller.inbox.receive(teller.page(0)).outcome is Outcome.REFUSED


def test_a_message_that_cannot_be_applied_is_parked_and_the_rest_go_on(teller: Side, listener: Side) -> None:
    listener.count("a", 9)
    for tally, by in (("b", 1), ("a", 2), ("b", 3)):
        teller.count(tally, by)
    receipt = listener.inbox.receive(teller.page(0))
    assert (receipt.outcome, receipt.sequence) == (Outcome.APPLIED, 3)
    assert listener.totals() == {"a": 9, "b": 4}
    assert listener.parked() == [(2, "WrongState: full: It is full.")]


@pytest.mark.parametrize(
    "line",
    [
        "not json",
        "[]",
        "{}",
        "[" * 100_000,
        json.dumps({"source": "/example", "type": "cn.sunshine.example.counted.v1"}),
        json.dumps({"source": "/other", "type": "cn.sunshine.example.counted.v1", "data": {}}),
        json.dumps({"source": "/example", "type": "cn.sunshine.oversight.circular-issued.v1", "data": {}}),
        json.dumps({"source": "/example", "type": "none\0", "data": {}}),
    ],
)
def test_a_signed_line_that_is_no_message_of_that_source_is_parked(teller: Side, listener: Side, line: str) -> None:
    """Whoever holds a village's key can sign anything; it must not stop the listener, nor speak for another."""
    digest = chained("", line)
    page = signed(Page("/example", "e", 0, 0, "", 1, digest, (line,)), SigningKey(SEEDS["/example"]))
    receipt = listener.inbox.receive(page.encode())
    assert (receipt.outcome, receipt.sequence) == (Outcome.APPLIED, 1)
    assert [sequence for sequence, _ in listener.parked()] == [1]
    assert listener.totals() == {}


def test_a_text_that_the_database_cannot_keep_does_not_stop_the_listener(teller: Side, listener: Side) -> None:
    """PostgreSQL keeps no NUL in a text, SQLite does: there the message is parked, here it is applied."""
    for tally in ("a\0", "b"):
        teller.count(tally)
    assert listener.inbox.receive(teller.page(0)).sequence == 2
    assert listener.totals().get("b") == 1
    assert [sequence for sequence, _ in listener.parked()] in ([], [1])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.lists(st.tuples(st.integers(0, 6), st.integers(1, 4)), max_size=30))
def test_whatever_the_order_every_message_is_applied_once(
    teller: Side, listener: Side, order: list[tuple[int, int]]
) -> None:
    before = listener.inbox.position("/example")
    for number in range(before, before + 6):
        teller.count(f"t{number}")
    for start, length in order:
        listener.inbox.receive(teller.page(before + start, length))
    listener.inbox.receive(teller.page(listener.inbox.position("/example")))
    assert listener.totals() == {f"t{number}": 1 for number in range(before + 6)}
