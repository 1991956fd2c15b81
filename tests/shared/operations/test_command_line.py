"""What an operator types, and what is answered: never a traceback for what can be foreseen."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import pytest
import structlog

from shared.application import Application
from shared.eventlog import Codec, EventLog, StoredType
from shared.messaging.parked import park
from shared.node import Node
from tests.shared.tally import CODEC

Manage = Callable[..., tuple[int, str, str]]
AT = "2026-03-02T01:00:00+00:00"


def line(tally: str, by: int) -> str:
    return json.dumps(
        {
            "source": "/example",
            "type": "cn.sunshine.example.counted.v1",
            "subject": tally,
            "time": AT,
            "data": {"tally": tally, "by": by},
        }
    )


@pytest.fixture
def parked(node: Node) -> None:
    with node.application.database.write() as tx:
        park(tx, "/example", 3, line("a", 2), LookupError("not yet"), at=AT)
        park(tx, "/example", 4, line("b", 99), LookupError("not yet"), at=AT)


def test_parked_messages_are_listed_and_shown(parked: None, manage: Manage) -> None:
    code, out, _ = manage("parked", "list")
    assert (code, out.splitlines()[0]) == (
        *(0, f"/example 3  cn.sunshine.example.counted.v1  {AT}  LookupError: not yet"),
    )
    code, out, _ = manage("parked", "show", "/example", "3")
    assert code == 0
    assert json.loads(out)["message"]["data"] == {"tally": "a", "by": 2}


def test_all_are_retried_and_what_fails_again_stays(parked: None, manage: Manage, node: Node) -> None:
    code, out, _ = manage("parked", "retry", "--all")
    assert code == 1
    assert "Applied: 1. Still parked: 1." in out
    assert "It is full" in manage("parked", "list")[1]
    with node.application.database.read() as tx:
        assert tx.execute("SELECT * FROM totals") == [("a", 2)]


def test_one_is_retried_by_name_and_a_second_time_is_told_that_it_is_gone(parked: None, manage: Manage) -> None:
    assert manage("parked", "retry", "/example", "3", "--by", "wu")[:2] == (0, "已生效。 / Applied.\n")
    code, out, err = manage("parked", "retry", "/example", "3")
    assert (code, out) == (1, "")
    assert "没有这条搁置的消息" in err
    assert "no such parked message" in err


def test_one_is_discarded_with_a_reason_and_the_record_is_listed(parked: None, manage: Manage) -> None:
    assert manage("parked", "discard", "/example", "3")[0] == 2
    assert manage("parked", "discard", "/example", "3", "--reason", "merged village", "--by", "wu")[0] == 0
    assert "wu: merged village  (LookupError: not yet)" in manage("parked", "list", "--discarded")[1]


def test_an_empty_list_says_so(node: Node, manage: Manage) -> None:
    assert manage("parked", "list")[:2] == (0, "没有。 / None.\n")


@pytest.mark.parametrize(
    "words", [("parked", "retry"), ("parked", "retry", "/a"), ("parked", "retry", "/a", "1", "--all")]
)
def test_a_retry_of_nothing_in_particular_is_no_command(node: Node, manage: Manage, words: tuple[str, ...]) -> None:
    assert manage(*words)[0] == 2


@pytest.mark.parametrize("words", [(), ("parked",), ("dance",), ("parked", "show", "/a", "x")])
def test_what_is_no_command_is_answered_with_the_usage(manage: Manage, words: tuple[str, ...]) -> None:
    code, _, err = manage(*words)
    assert code == 2
    assert "usage: python -m services.disclosure.manage" in err


@dataclass(frozen=True)
class Dreamt:
    at: datetime


@pytest.fixture
def newer_software(node: Node) -> None:
    """An update was started on this database, has written, and was taken back."""
    codec = Codec([*CODEC.types, StoredType("dreamt", 1, Dreamt)])
    update = with_codec(node, codec)
    update.create_tables()
    with update.unit(actor="li") as unit:
        unit.append("dream-a", 0, [Dreamt(update.clock.now())])


def with_codec(node: Node, codec: Codec) -> Application:
    old = node.application
    return Application(
        old.blueprint, database=old.database, log=EventLog(codec), outbox=old.outbox, clock=old.clock, ids=old.ids
    )


@pytest.mark.parametrize("words", [("parked", "list"), ("rebuild",), ("verify",)])
def test_older_software_does_not_start_on_a_newer_log_and_says_what_to_do(
    newer_software: None, manage: Manage, words: tuple[str, ...]
) -> None:
    """The same as at the start of web and worker, which are composed in the same way."""
    code, _, err = manage(*words)
    assert code == 3
    assert "'dreamt' 第 1 版" in err
    assert "Update it before you use it" in err


def test_a_worker_that_meets_a_newer_event_ends_with_a_sentence(node: Node) -> None:
    """A web and a worker of the older version may still run while the newer one starts to write."""
    worker = node.worker()

    def meets_it() -> None:
        node.application.log.codec.known("dreamt", 1)

    with structlog.testing.capture_logs() as said:
        worker._guarded(meets_it)
    assert worker._exit_code == 3
    assert "'dreamt' in version 1" in said[0]["event"]


def test_help_is_given(manage: Manage) -> None:
    code, out, _ = manage("parked", "--help")
    assert code == 0
    assert "retry" in out


def test_an_environment_that_does_not_hold_is_named(manage: Manage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUNSHINE_SECRETS", "nowhere.json")
    code, _, err = manage("parked", "list")
    assert code == 3
    assert "SUNSHINE_SECRETS" in err


@pytest.mark.parametrize("url", ["sqlite:////proc/nowhere.db", "postgresql://nobody@127.0.0.1:1/none"])
def test_a_database_that_does_not_open_is_said_in_a_sentence(
    manage: Manage, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("SUNSHINE_DATABASE", url)
    code, _, err = manage("parked", "list")
    assert code == 3
    assert "database cannot be opened" in err
