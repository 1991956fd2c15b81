"""The oversight service on real SQLite files, and people who use it."""

import json

import pytest
from nacl.encoding import HexEncoder
from nacl.public import PrivateKey

from pilot.provision import provision
from services.oversight.app import create_app
from services.oversight.casework import clock as casework_clock
from services.oversight.composition import compose
from shared.config import Config
from shared.district import load_district
from tests.services.oversight.browsing import browser
from tests.services.oversight.examples import DATA, PETITION, ROUND


@pytest.fixture(scope="session")
def provisioned(tmp_path_factory):
    """Keys, peers and accounts: made once, for hashing passwords takes its time."""
    folder = tmp_path_factory.mktemp("district")
    return provision(folder, load_district(DATA), lambda name: f"http://{name}.test", demo_accounts=True)[1]


@pytest.fixture(scope="session")
def seal_key(provisioned):
    private = json.loads(provisioned.secrets.read_text())["seal_key"]
    return PrivateKey(private.encode(), HexEncoder).public_key.encode(HexEncoder).decode()


@pytest.fixture
def config(provisioned, tmp_path, clock):
    return Config(
        service="oversight",
        village=None,
        database=f"sqlite:///{tmp_path / 'oversight.db'}",
        keys_database=f"sqlite:///{tmp_path / 'keys.db'}",
        bus="redis://localhost:1",
        secrets=provisioned.secrets,
        peers=provisioned.peers,
        accounts=provisioned.accounts,
        data=DATA,
        url="http://oversight.test",
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
    yield composed
    composed.application.database.close()
    composed.keys.close()


@pytest.fixture
def app(config):
    return create_app(config)


@pytest.fixture(scope="session")
def tokens():
    """Tokens hold for every app with the same keys, so each person signs in once."""
    return {}


@pytest.fixture
def call(app, tokens):
    """``call("chen", "POST", "/api/petitions", {...})`` -> (status, JSON); None signs nobody in."""
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
def browse(app):
    return browser(app)


@pytest.fixture
def file(call):
    """File a petition; returns its id and receipt code."""

    def make(who=None, **changed):
        status, filed = call(who, "POST", "/api/petitions", {**PETITION, **changed})
        assert status == 201, filed
        return filed["petition"], filed["receipt_code"]

    return make


@pytest.fixture
def do(call):
    """Carry out one step on a petition that must succeed."""

    def make(who, petition, action, **given):
        status, answer = call(who, "POST", f"/api/petitions/{petition}/{action}", given)
        assert status == 200, answer
        return answer

    return make


@pytest.fixture
def open_round(call):
    def make(**changed):
        status, answer = call("zhao", "POST", "/api/rounds", {**ROUND, **changed})
        assert status == 201, answer
        return answer

    return make


@pytest.fixture
def tick(service):
    """Let the worker's clock come by until nothing is left."""

    def run():
        while casework_clock.tick(service):
            pass

    return run


@pytest.fixture
def hear(service):
    """Let the service hear one message, as its inbox would."""

    def apply(heard):
        data = service.application.blueprint.hears[heard.type].dump(heard.data)
        message = {"type": heard.type, "source": heard.source, "subject": heard.subject, "data": data}
        with service.application.database.write() as tx:
            service.application.apply_messages(tx, [{**message, "time": heard.time.isoformat()}])

    return apply
