"""The disclosure service on a real SQLite file, and people who use it."""

from __future__ import annotations

from functools import partial

import pytest

from pilot.provision import provision
from services.disclosure.app import create_app
from services.disclosure.composition import compose
from services.disclosure.desk.carriers import next_founding
from shared import ticking
from shared.config import Config
from shared.contracts import Heard
from shared.district import load_district
from tests.services.disclosure.examples import DATA, TEXT


@pytest.fixture(scope="session")
def provisioned(tmp_path_factory):
    """Keys, peers and accounts: made once, for hashing passwords takes its time."""
    folder = tmp_path_factory.mktemp("district")
    return provision(folder, load_district(DATA), lambda name: f"http://{name}.test", demo_accounts=True)[0]


@pytest.fixture
def config(provisioned, tmp_path, clock):
    return Config(
        service="disclosure",
        village=None,
        database=f"sqlite:///{tmp_path / 'disclosure.db'}",
        keys_database=f"sqlite:///{tmp_path / 'keys.db'}",
        bus="redis://localhost:1",
        secrets=provisioned.secrets,
        peers=provisioned.peers,
        accounts=provisioned.accounts,
        data=DATA,
        url="http://disclosure.test",
        state=tmp_path,
        clock=clock,
        push=False,
        log_level="error",
        log_format="json",
        demo_clock=False,
    )


@pytest.fixture
def service(config):
    composed = compose(config)
    # Registers the founding carriers, as the worker of every node has done long ago.
    ticking.tick(composed.application, partial(next_founding, composed))
    yield composed
    composed.application.database.close()


@pytest.fixture
def app(config):
    return create_app(config)


@pytest.fixture(scope="session")
def tokens():
    """Tokens hold for every app with the same keys, so each person signs in once."""
    return {}


@pytest.fixture
def call(app, tokens):
    """``call("li", "POST", "/api/publications", {...})`` -> (status, JSON); None signs nobody in."""
    client = app.test_client()

    def make(who, method, path, json=None, **headers):
        if who and who not in tokens:
            body = {"name": who, "password": f"sunshine-{who}"}
            tokens[who] = client.post("/api/tokens", json=body).get_json()["token"]
        signed = {"Authorization": f"Bearer {tokens[who]}"} if who else {}
        sent = {"json": json} if json is not None or method == "POST" else {}
        answer = client.open(path, method=method, headers={**signed, **headers}, **sent)
        return answer.status_code, answer.get_json()

    return make


@pytest.fixture
def publish(call):
    """A scripted client's way from a draft to a publication; returns the publication."""

    def make(item="fees", title=TEXT.title, body=TEXT.body, **chosen):
        status, drafted = call(
            "li", "POST", "/api/publications", {"item": item, "title": title, "body": body, **chosen}
        )
        assert status == 201, drafted
        for who, step in (("li", "submit"), ("wang", "approve"), ("li", "publish")):
            status, answer = call(who, "POST", f"/api/publications/{drafted['id']}/{step}", {})
            assert status == 200, answer
        return answer

    return make


@pytest.fixture
def hear(service):
    """Let the service hear one message, as its inbox would."""

    def apply(heard: Heard):
        data = service.application.blueprint.hears[heard.type].dump(heard.data)
        message = {"type": heard.type, "source": heard.source, "subject": heard.subject, "data": data}
        with service.application.database.write() as tx:
            service.application.apply_messages(tx, [{**message, "time": heard.time.isoformat()}])

    return apply
