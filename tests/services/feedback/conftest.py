"""Yangshe's endpoint composed on a real SQLite file, with a clerk, and the township speaking to it."""

import json
import re
import shutil
from types import SimpleNamespace

import pytest

from pilot.provision import provision
from services.feedback.app import create_app
from services.feedback.composition import compose
from shared.clock import ManualClock
from shared.config import SHIPPED_DATA, Config
from shared.contracts import disclosure, oversight
from shared.district import load_district
from shared.privacy.sealing import unseal
from tests.services.feedback.examples import AT

MESSAGES = disclosure.MESSAGES | oversight.MESSAGES


@pytest.fixture(scope="session")
def provisioned(tmp_path_factory):
    """Keys and demo accounts of a district; hashing passwords takes its time, so once."""
    folder = tmp_path_factory.mktemp("district")
    provision(folder, load_district(SHIPPED_DATA), lambda name: f"http://{name}.test", demo_accounts=True)
    return folder / "nodes"


@pytest.fixture
def config(provisioned, tmp_path):
    folder = tmp_path / "yangshe"
    shutil.copytree(provisioned / "yangshe", folder)
    return Config(
        service="feedback",
        village="yangshe",
        database=f"sqlite:///{folder / 'sunshine.db'}",
        keys_database=None,
        bus="redis://localhost:1/0",
        secrets=folder / "secrets.json",
        peers=folder / "peers.json",
        accounts=folder / "accounts" / "accounts.json",
        data=SHIPPED_DATA,
        url="http://yangshe.test",
        state=folder / "state",
        clock=ManualClock(AT),
        push=False,
        log_level="info",
        log_format="json",
        demo_clock=False,
    )


@pytest.fixture
def app(config):
    return create_app(config)


@pytest.fixture
def service(app, config):
    """The same database seen from inside; made after the app, so that its log lines are the app's."""
    return compose(config)


@pytest.fixture
def hear(service):
    """Let the village hear messages, as its inbox would."""

    def apply(*heard):
        with service.application.database.write() as tx:
            for each in heard:
                message = {"type": each.type, "source": each.source, "subject": each.subject}
                data = MESSAGES[each.type]().dump(each.data)
                service.application.apply_messages(tx, [{**message, "time": each.time.isoformat(), "data": data}])

    return apply


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def clerk(client):
    """The header that shows the clerk's token."""
    token = client.post("/api/tokens", json={"name": "yangshe", "password": "sunshine-yangshe"}).json["token"]
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture
def browser(client):
    """What a person does in a browser: takes the CSRF token from a page, posts, signs in."""

    def post(page, data, to=None, **options):
        token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(page).text).group(1)
        return client.post(to or page, data={**data, "csrf_token": token}, **options)

    def sign_in():
        return post("/sign-in", {"name": "yangshe", "password": "sunshine-yangshe"})

    return SimpleNamespace(post=post, sign_in=sign_in, get=client.get)


@pytest.fixture
def in_the_box(service, provisioned):
    """What the ballots say that lie in the box: opened with oversight's key, which is not there."""
    key = json.loads((provisioned / "oversight" / "secrets.json").read_text())["seal_key"]

    def opened():
        with service.application.database.read() as tx:
            return [unseal(key, sealed) for (sealed,) in tx.execute("SELECT sealed FROM ballot_box")]

    return opened


@pytest.fixture
def told(service):
    """The messages that the village has told so far, parsed."""

    def messages():
        with service.application.database.read() as tx:
            return [json.loads(line) for line in service.application.outbox.page(tx, 0).lines]

    return messages
