"""The example service of example.py composed, with somebody who uses it."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from shared.clock import ManualClock
from shared.config import Config
from shared.web.app import create_app
from shared.web.roles import OFFICER, PUBLIC
from tests.shared.web.example import HASH, PASSWORD, example_api, example_pages


@pytest.fixture
def config(tmp_path):
    (tmp_path / "secrets.json").write_text(json.dumps({"session_key": "ab" * 32}))
    rows = [
        {"name": "li", "display": "李干事", "role": "officer", "office": "family-planning-office", "village": None},
        {"name": "wang", "display": "王村文书", "role": "clerk", "office": None, "village": "yangshe"},
    ]
    accounts = {"accounts": [{**row, "password": HASH} for row in rows]}
    (tmp_path / "accounts.json").write_text(json.dumps(accounts))
    return Config(
        service="feedback",
        village="yangshe",
        database="sqlite:///x",
        keys_database=None,
        bus="redis://localhost",
        secrets=tmp_path / "secrets.json",
        peers=Path("peers.json"),
        accounts=tmp_path / "accounts.json",
        data=Path("data"),
        url="http://localhost:8001",
        state=tmp_path,
        clock=ManualClock(datetime(2026, 3, 4, 20, 0, tzinfo=UTC)),
        push=False,
        log_level="info",
        log_format="json",
        demo_clock=False,
    )


@pytest.fixture
def make(config):
    """Compose the example; keyword arguments replace its parts."""

    def compose(given=config, **changed):
        parts = {
            "import_name": "services",
            "title_zh": "阳光服务",
            "title_en": "Open service",
            "blueprints": [example_pages()],
            "api_blueprints": [example_api()],
            "navigation": [
                ("pages.write", "写信", "Write", frozenset({PUBLIC})),
                ("openapi.as_page", "工作台", "Desk", frozenset({OFFICER})),
            ],
            "health": lambda: {"redis": "up"},
            "gauges": lambda: [("sunshine_backlog", "Waiting", {"queue": "a"}, 3.0), ("sunshine_up", "Up", {}, 1)],
        }
        return create_app(given, **{**parts, **changed})

    return compose


@pytest.fixture
def app(make):
    return make()


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def person(client):
    """What a person does in a browser: takes the CSRF token from the page and signs in."""

    def csrf(path="/sign-in"):
        return re.search(r'name="csrf_token" value="([^"]+)"', client.get(path).text).group(1)

    def post(path, data, page=None):
        return client.post(path, data={**data, "csrf_token": csrf(page or path)})

    def sign_in(name="li", password=PASSWORD, next=""):
        return post("/sign-in", {"name": name, "password": password, "next": next})

    return SimpleNamespace(csrf=csrf, post=post, sign_in=sign_in)


@pytest.fixture
def token(client):
    return client.post("/api/tokens", json={"name": "li", "password": PASSWORD}).json["token"]
