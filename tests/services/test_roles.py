"""Who may do what, pinned: every route of every service, asked by everybody. A wider permission is a changed line.

The tables stand in tests/services/roles/; ``python -m tests.services.test_roles`` writes them anew. Read what differs.
"""

from __future__ import annotations

import dataclasses
import json
import re
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from pilot.provision import provision
from services.disclosure.app import create_app as disclosure
from services.feedback.app import create_app as feedback
from services.oversight.app import create_app as oversight
from shared.clock import ManualClock
from shared.config import SHIPPED_DATA, Config
from shared.district import load_district
from shared.eventlog import open_database
from shared.web.account_file import AccountFile
from shared.web.accounts import hash_password
from shared.web.errors import is_machine_path
from shared.web.roles import ACCOUNT_ROLES, PEER, declared_roles, undeclared_routes

SERVICES: dict[str, Callable[[Config], Flask]] = {
    "disclosure": disclosure,
    "feedback": feedback,
    "oversight": oversight,
}
TABLES = Path(__file__).parent / "roles"
NOBODY = "(nobody)"
ASKING = (NOBODY, *sorted(ACCOUNT_ROLES))
BY_CODE = frozenset({"/survey", "/survey/<round>"})
PASSWORD = "one for them all"
OFFICES = dict.fromkeys(("officer", "reviewer", "leader"), "family-planning-office")


@dataclasses.dataclass(frozen=True)
class Asked:
    """What one route answered to everybody."""

    address: str
    method: str
    by_peers: bool
    """Nobody signs in here: the view checks the signature of another node."""
    answers: dict[str, TestResponse]

    @property
    def who_may(self) -> str:
        may = [who for who, answer in self.answers.items() if let_in(answer)]
        if self.by_peers and not may:
            return "peers, by signature"
        return "everybody" if may == list(ASKING) else " ".join(may)


def let_in(answer: TestResponse) -> bool:
    to_sign_in = answer.status_code == 303 and answer.location.startswith("/sign-in?")
    return answer.status_code not in (401, 403) and not to_sign_in


@dataclasses.dataclass(frozen=True)
class Walked:
    service: str
    app: Flask
    asked: list[Asked]
    events_by_reading: int

    def table(self) -> str:
        lines = sorted((one.address, one.method, one.who_may) for one in self.asked)
        return "".join(f"{method:<6} {address:<64} {who}\n" for address, method, who in lines)


def walk(service: str, folder: Path) -> Walked:
    """Everybody asks every route, first those that only read."""
    config = configured(service, folder)
    app = SERVICES[service](config)
    clients = {who: signed_in(app, config, who) for who in ASKING}

    def ask_all(reading: bool) -> list[Asked]:
        return [
            Asked(
                address,
                method,
                PEER in (declared_roles(app, rule.endpoint) or ()),
                {who: ask(client, address, method) for who, client in clients.items()},
            )
            for rule in app.url_map.iter_rules()
            for address in addresses(rule.rule)
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
            if rule.endpoint != "static" and (method == "GET") == reading
        ]

    before = events(config)
    asked = ask_all(reading=True)
    by_reading = events(config) - before
    return Walked(service, app, [*asked, *ask_all(reading=False)], by_reading)


def configured(service: str, folder: Path) -> Config:
    """A node with one account for each role."""
    places = provision(folder, load_district(SHIPPED_DATA), lambda node: f"http://{node}.test", ["yangshe"])
    (place,) = (place for place in places if place.service == service)
    hashed = hash_password(PASSWORD)
    people = [{"name": role, "display": role, "role": role, "office": OFFICES.get(role)} for role in ACCOUNT_ROLES]
    place.accounts.write_text(json.dumps({"accounts": [{**one, "password": hashed} for one in people]}))
    return Config(
        service=service,
        village=place.village and place.village.id,
        database=f"sqlite:///{folder}/log.db",
        keys_database=f"sqlite:///{folder}/keys.db",
        bus="redis://localhost:1",
        secrets=place.secrets,
        peers=place.peers,
        accounts=place.accounts,
        data=SHIPPED_DATA,
        url="http://sunshine.test",
        state=folder,
        clock=ManualClock(datetime(2026, 3, 2, 1, 0, tzinfo=UTC)),
        push=False,
        log_level="error",
        log_format="json",
        demo_clock=False,
    )


def signed_in(app: Flask, config: Config, who: str) -> FlaskClient:
    """A browser with a session and a program with a token in one."""
    client = app.test_client()
    if who != NOBODY:
        contents = AccountFile(config.accounts).contents
        with client.session_transaction() as session:
            session["account"] = [who, contents.stamp(contents.entries[who])]
        token = client.post("/api/tokens", json={"name": who, "password": PASSWORD}).json["token"]
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client


def addresses(rule: str) -> list[str]:
    """``/parked/<int:sequence>/<any(retry, discard):step>`` as ``/parked/<sequence>/retry`` and ``…/discard``."""
    choice = re.search(r"<any\((.*?)\):\w+>", rule)
    if choice:
        words = re.findall(r"[\w-]+", choice[1])
        return [one for word in words for one in addresses(rule.replace(choice[0], word, 1))]
    return [re.sub(r"<(?:[^<>]*:)?(\w+)>", r"<\1>", rule)]


def ask(client: FlaskClient, address: str, method: str) -> TestResponse:
    """For something that is not there, with nothing in it: who may not is told so before that."""
    path = re.sub(r"<\w+>", "1", address.replace("<year>", "2026"))
    return client.open(path, method=method, json={} if method != "GET" and is_machine_path(path) else None)


def events(config: Config) -> int:
    database = open_database(config.database)
    try:
        with database.read() as tx:
            return tx.execute("SELECT count(*) FROM events")[0][0]
    finally:
        database.close()


@pytest.fixture(scope="module", params=SERVICES)
def walked(request, tmp_path_factory) -> Walked:
    return walk(request.param, tmp_path_factory.mktemp("node"))


def test_every_route_says_who_may_use_it(walked) -> None:
    assert undeclared_routes(walked.app) == []


def test_everybody_may_what_the_table_says_and_nothing_else(walked) -> None:
    """Where this fails, a permission has changed: `python -m tests.services.test_roles` writes it down."""
    assert walked.table().splitlines() == (TABLES / f"{walked.service}.txt").read_text().splitlines()


def test_no_page_takes_a_form_that_another_site_could_have_sent(walked) -> None:
    """Each needs the token that stands in the node's own form; at addresses for programs no cookie counts at all.

    Nor at those of `BY_CODE`: what somebody may there depends on a code in the form, never on who is signed in.
    """
    forms = [one for one in walked.asked if one.method != "GET" and not is_machine_path(one.address)]
    assert len(forms) > 5
    taken = {one.address: {answer.status_code for answer in one.answers.values() if let_in(answer)} for one in forms}
    assert all(one.who_may == "everybody" for one in forms if one.address in BY_CODE)
    needing = taken.keys() - BY_CODE
    assert {address: taken[address] for address in needing} == {address: {400} for address in needing}


def test_reading_changes_nothing_so_that_no_link_can_do_harm(walked) -> None:
    assert walked.events_by_reading == 0


def test_nothing_that_can_be_asked_for_without_being_there_breaks_a_service(walked) -> None:
    broken = {(one.method, one.address) for one in walked.asked for a in one.answers.values() if a.status_code >= 500}
    assert broken == set()


if __name__ == "__main__":
    for name in SERVICES:
        with tempfile.TemporaryDirectory() as folder:
            (TABLES / f"{name}.txt").write_text(walk(name, Path(folder)).table())
