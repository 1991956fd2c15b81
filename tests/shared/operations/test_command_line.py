"""What an operator types, and what is answered: never a traceback for what can be foreseen."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from shared.messaging.parked import park
from shared.node import Node

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
