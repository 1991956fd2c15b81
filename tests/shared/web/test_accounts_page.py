"""The operator's page for accounts, and the same as JSON."""

import dataclasses
import json
import re

import pytest

from shared.config import SHIPPED_DATA
from tests.shared.web.example import HASH, PASSWORD

NEW = {"name": "lin", "display": "林文书", "role": "clerk", "village": "yangshe"}


@pytest.fixture
def app(make, config):
    rows = [
        {"name": "ops", "display": "运维员", "role": "operator", "password": HASH},
        {"name": "wang", "display": "王村文书", "role": "clerk", "village": "yangshe", "password": HASH},
    ]
    config.accounts.write_text(json.dumps({"accounts": rows}))
    return make(dataclasses.replace(config, data=SHIPPED_DATA))


def told(text):
    """The password that the page shows."""
    return re.search(r"<dd>([a-z2-9]{4}(?:-[a-z2-9]{4}){3})</dd>", text).group(1)


def test_an_operator_adds_a_clerk_who_signs_in_with_the_password_that_is_shown_once(app, client, person):
    person.sign_in("ops")
    added = person.post("/accounts", NEW)
    assert added.status_code == 201
    assert added.headers["Cache-Control"] == "no-store"
    password = told(added.text)
    listed = client.get("/accounts").text
    assert "林文书" in listed
    assert password not in listed
    assert app.test_client().post("/api/tokens", json={"name": "lin", "password": password}).status_code == 200


def test_who_is_disabled_is_out_at_once_and_comes_back_only_by_signing_in(app, client, person):
    other = app.test_client()
    token = other.post("/api/tokens", json={"name": "wang", "password": PASSWORD}).json["token"]

    def asks():
        return other.get("/api/notes/1", headers={"Authorization": f"Bearer {token}"}).status_code

    assert asks() == 403
    person.sign_in("ops")
    assert person.post("/accounts/disable", {"name": "wang"}, page="/accounts").status_code == 303
    assert asks() == 401
    assert "已停用" in client.get("/accounts").text
    person.post("/accounts/enable", {"name": "wang"}, page="/accounts")
    assert asks() == 401
    assert other.post("/api/tokens", json={"name": "wang", "password": PASSWORD}).status_code == 200


def test_a_new_password_ends_the_old_one(client, person):
    person.sign_in("ops")
    drawn = told(person.post("/accounts/password", {"name": "wang"}, page="/accounts").text)
    assert client.post("/api/tokens", json={"name": "wang", "password": PASSWORD}).status_code == 401
    assert client.post("/api/tokens", json={"name": "wang", "password": drawn}).status_code == 200


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"role": "boss"}, "岗位"),
        ({"display": ""}, "必填"),
        ({"village": ""}, "请写明是哪个"),
        ({"village": "hongmei"}, "另一个村"),
        ({"name": "wang"}, "已有账户"),
    ],
)
def test_a_form_that_does_not_hold_says_why_and_keeps_what_was_typed(person, changed, said):
    person.sign_in("ops")
    refused = person.post("/accounts", {**NEW, **changed})
    assert refused.status_code == 422
    assert said in refused.text
    assert f'value="{changed.get("name", "lin")}"' in refused.text


def test_the_last_operator_stays(client, person):
    person.sign_in("ops")
    person.post("/accounts/disable", {"name": "ops"}, page="/accounts")
    assert "最后一个系统运维" in client.get("/accounts").text
    assert person.post("/accounts/password", {}, page="/accounts").status_code == 303
    assert "没有" in client.get("/accounts").text


def test_only_an_operator_may(client, person):
    person.sign_in("wang")
    assert client.get("/accounts").status_code == 403
    assert person.post("/accounts", NEW, page="/").status_code == 403
    assert "/accounts" not in client.get("/").text


def test_a_program_does_the_same(client):
    token = client.post("/api/tokens", json={"name": "ops", "password": PASSWORD}).json["token"]

    def call(method, path, body=None):
        answer = client.open(path, method=method, json=body, headers={"Authorization": f"Bearer {token}"})
        return answer.status_code, answer.json

    status, added = call("POST", "/api/accounts", NEW)
    assert status == 201
    assert client.post("/api/tokens", json=added).status_code == 200
    status, listed = call("GET", "/api/accounts")
    assert (status, listed["total"]) == (200, 3)
    assert listed["items"][0] | {"changed_at": ""} == {
        **NEW,
        **{"office": None, "oidc": None, "password": True, "disabled": False},
        **{"changed_at": "", "changed_by": "ops"},
    }
    assert call("POST", "/api/accounts/disable", {"name": "lin"})[1]["disabled"] is True
    assert call("POST", "/api/accounts/enable", {"name": "lin"})[1]["disabled"] is False
    assert call("POST", "/api/accounts/password", {"name": "lin"})[1]["password"] != added["password"]
    assert call("POST", "/api/accounts/password", {"name": "nobody"})[1]["code"] == "unknown-account"
    assert call("POST", "/api/accounts/disable", {"name": "ops"})[1]["code"] == "last-operator"
