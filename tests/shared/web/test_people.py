"""Who may sign in: what can be changed, by whom it was, and that nobody is locked out or let in by it."""

import dataclasses
import json
import os
import stat
import threading

import pytest
import structlog

from shared.config import SHIPPED_DATA, ConfigError
from shared.errors import NotFound, Refusal, Unauthorised
from shared.web.account_file import AccountFile
from shared.web.accounts import Accounts
from shared.web.people import People, draw_password
from shared.web.roles import Account
from tests.shared.web.example import HASH, PASSWORD

OPS = {"name": "ops", "display": "运维员", "role": "operator", "password": HASH}
LI = {"name": "li", "display": "李干事", "role": "officer", "office": "family-planning-office", "password": HASH}
CHEN = Account("chen", "陈信访员", "officer", "petition-office", None)
BY = {"by": "ops"}


@pytest.fixture
def node(config):
    """At the township: no village of its own."""
    config.accounts.write_text(json.dumps({"accounts": [OPS, LI]}))
    return dataclasses.replace(config, service="oversight", village=None, data=SHIPPED_DATA)


@pytest.fixture
def file(node):
    return AccountFile(node.accounts)


@pytest.fixture
def people(node, file):
    return People(file, node)


def test_a_new_account_can_sign_in_at_once_wherever_the_file_is_open(node, people):
    elsewhere = Accounts(AccountFile(node.accounts))
    people.add(CHEN, "long enough", **BY)
    assert elsewhere.verify("chen", "long enough")[0] == CHEN
    assert "long enough" not in node.accounts.read_text()
    assert stat.S_IMODE(node.accounts.stat().st_mode) == 0o600
    assert sorted(path.name for path in node.accounts.parent.iterdir()) == ["accounts.json", "secrets.json"]


@pytest.mark.parametrize(
    "change",
    [
        lambda people: people.disable("li", **BY),
        lambda people: people.remove("li", **BY),
        lambda people: people.set_password("li", PASSWORD, **BY),
        lambda people: people.set_role("li", "reviewer", "petition-office", None, **BY),
        lambda people: people.set_identity("li", "li.wei", **BY),
        lambda people: (people.disable("li", **BY), people.enable("li", **BY)),
        lambda people: (
            people.remove("li", **BY),
            people.add(Account("li", "另一位", "officer", "petition-office", None), PASSWORD, **BY),
        ),
    ],
    ids=["disabled", "removed", "password", "role", "identity", "enabled again", "another person"],
)
def test_any_change_to_an_account_ends_its_sessions_and_tokens(node, file, people, change):
    accounts = Accounts(AccountFile(node.accounts))
    account, stamp = accounts.verify("li", PASSWORD)
    others = accounts.verify("ops", PASSWORD)
    assert accounts.find("li", stamp) == account
    change(people)
    assert accounts.find("li", stamp) is None
    assert accounts.find("ops", others[1]) == others[0]


def test_who_is_disabled_is_refused_like_a_stranger(file, people):
    people.disable("li", **BY)
    with pytest.raises(Unauthorised) as refused:
        Accounts(file).verify("li", PASSWORD)
    assert refused.value.code == "sign-in-failed"
    assert [person.name for person in file.people()] == ["ops"]
    assert file.display("li") == "李干事"
    assert file.display("gone") == "gone"


def test_who_changed_what_and_when_is_kept_in_the_file_and_logged_without_the_password(node, people):
    with structlog.testing.capture_logs() as logged:
        people.add(CHEN, "long enough", by="ops")
        people.set_role("chen", "leader", "township-government", None, by="wu")
        people.remove("chen", by="ops")
    kept = json.loads(node.accounts.read_text())["changes"]
    assert [(one["by"], one["did"], one["account"]) for one in kept] == [
        ("ops", "added", "chen"),
        ("wu", "role:leader", "chen"),
        ("ops", "removed", "chen"),
    ]
    assert kept[0]["at"] == "2026-03-04T20:00:00+00:00"
    assert [(line["did"], line["by"]) for line in logged] == [(one["did"], one["by"]) for one in kept]
    assert "long enough" not in repr(logged)


def test_what_is_so_already_is_no_change(node, people):
    people.disable("li", **BY)
    before = node.accounts.read_bytes()
    people.disable("li", **BY)
    people.set_identity("li", None, **BY)
    people.set_role("li", "officer", "family-planning-office", None, **BY)
    assert node.accounts.read_bytes() == before


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda people: people.disable("ops", **BY), "last-operator"),
        (lambda people: people.remove("ops", **BY), "last-operator"),
        (lambda people: people.set_role("ops", "district", None, None, **BY), "last-operator"),
        (lambda people: people.add(dataclasses.replace(CHEN, name="li"), "long enough", **BY), "account-exists"),
        (lambda people: people.add(dataclasses.replace(CHEN, name="chen wei"), "long enough", **BY), "account-name"),
        (lambda people: people.add(dataclasses.replace(CHEN, display="陈\n"), "long enough", **BY), "account-display"),
        (lambda people: people.add(CHEN, "short", **BY), "password-length"),
        (lambda people: people.set_password("li", "x" * 201, **BY), "password-length"),
        (lambda people: people.add(CHEN, None, oidc="li", **BY), "identity-taken"),
        (lambda people: people.set_identity("li", "ops", **BY), "identity-taken"),
        (lambda people: people.set_role("li", "leader", None, None, **BY), "office-missing"),
        (lambda people: people.set_role("li", "officer", "nowhere", None, **BY), "unknown-office"),
        (lambda people: people.set_role("li", "officer", "petition-office", "yangshe", **BY), "village-unfit"),
        (lambda people: people.set_role("li", "clerk", None, None, **BY), "village-missing"),
        (lambda people: people.set_role("li", "clerk", None, "nowhere", **BY), "unknown-village"),
        (lambda people: people.set_role("li", "operator", "petition-office", None, **BY), "office-unfit"),
    ],
)
def test_what_may_not_be_is_refused_and_changes_nothing(node, people, change, code):
    before = node.accounts.read_bytes()
    with pytest.raises(Refusal) as refused:
        change(people)
    assert refused.value.code == code
    assert node.accounts.read_bytes() == before


@pytest.mark.parametrize("change", ["disable", "enable", "remove"])
def test_an_account_that_is_not_there_cannot_be_changed(people, change):
    with pytest.raises(NotFound):
        getattr(people, change)("nobody", **BY)


def test_an_operator_may_go_once_there_is_another(people):
    people.add(Account("wu", "吴运维", "operator", None, None), "long enough", **BY)
    people.disable("ops", by="wu")
    with pytest.raises(Refusal):
        people.disable("wu", by="wu")


def test_a_village_has_clerks_of_its_own_only(config, file):
    village = People(file, dataclasses.replace(config, data=SHIPPED_DATA))
    village.add(Account("lin", "林文书", "clerk", None, "yangshe"), "long enough", **BY)
    with pytest.raises(Refusal) as refused:
        village.add(Account("he", "何文书", "clerk", None, "hongmei"), "long enough", **BY)
    assert refused.value.code == "other-village"


def test_many_changes_at_once_are_made_one_after_the_other(node):
    def add(number):
        name = f"officer-{number}"
        People(AccountFile(node.accounts), node).add(dataclasses.replace(CHEN, name=name), None, **BY)

    at_once = [threading.Thread(target=add, args=(number,)) for number in range(8)]
    for thread in at_once:
        thread.start()
    for thread in at_once:
        thread.join()
    contents = AccountFile(node.accounts).contents
    assert len(contents.entries) == 10
    assert len(contents.changes) == 8


def test_a_file_that_cannot_be_written_stays_as_it_is(node, people, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    before = node.accounts.read_bytes()
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Refusal) as refused:
        people.disable("li", **BY)
    assert refused.value.code == "accounts-not-changed"
    assert node.accounts.read_bytes() == before


def test_a_file_broken_by_hand_counts_as_unchanged_and_is_named_in_the_log(node, file, people):
    node.accounts.write_text("{")
    with structlog.testing.capture_logs() as logged:
        assert len(file.people()) == 2
        assert len(file.people()) == 2
    assert [line["event"] for line in logged] == ["accounts file not taken up"]
    with pytest.raises(Refusal) as refused:
        people.disable("li", **BY)
    assert refused.value.code == "accounts-not-changed"
    with pytest.raises(ConfigError):
        AccountFile(node.accounts)
    node.accounts.write_text(json.dumps({"accounts": [OPS]}))
    assert [person.name for person in file.people()] == ["ops"]


def test_a_node_without_accounts_says_what_to_set(node):
    with pytest.raises(Refusal, match="SUNSHINE_ACCOUNTS"):
        People(AccountFile(None), node).add(CHEN, "long enough", **BY)


def test_a_drawn_password_is_long_enough_and_another_one_each_time():
    drawn = {draw_password() for _ in range(50)}
    assert len(drawn) == 50
    assert all(len(password) == 19 for password in drawn)
