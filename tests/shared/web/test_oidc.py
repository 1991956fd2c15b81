"""Signing in with the township's own sign-in service, against a real provider on this machine."""

import dataclasses
import json
from types import SimpleNamespace
from urllib.parse import parse_qs, urlencode, urlsplit

import oidc_provider_mock
import pytest
import requests

from shared.config import Oidc
from tests.shared.web.example import HASH, PASSWORD

LI = {"name": "li", "display": "李干事", "role": "officer", "office": "family-planning-office", "password": HASH}
WANG = {"name": "wang", "display": "王文书", "role": "clerk", "village": "yangshe", "oidc": "wang.mei@town"}
GONE = {"name": "gone", "display": "已调走", "role": "officer", "office": "petition-office", "disabled": True}
USERS = {"1": "li", "2": "wang.mei@town", "3": "wang", "4": "gone", "5": "stranger"}


@pytest.fixture(scope="module")
def provider():
    """What a person signs in to: her number there is told with her name."""
    users = [
        oidc_provider_mock.User(sub=number, claims={"preferred_username": name, "email": f"{name}@town.test"})
        for number, name in USERS.items()
    ]
    with oidc_provider_mock.run_server_in_thread(user_claims=users) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def compose(make, config, provider):
    def composed(by_password=True, **changed):
        config.accounts.write_text(json.dumps({"accounts": [LI, WANG, GONE]}))
        oidc = Oidc(**{"issuer": provider, "client_id": "sunshine", "client_secret": "s", **changed})
        return make(dataclasses.replace(config, oidc=oidc, password_sign_in=by_password)).test_client()

    return composed


def go(client, sub, next="", tamper=lambda query: query):
    """What the browser does: away to the provider, where somebody says who she is, and back."""
    left = client.get("/sign-in/oidc", query_string={"next": next})
    assert left.status_code == 302, left.text
    address = urlsplit(left.location)
    asked = tamper({name: values[0] for name, values in parse_qs(address.query).items()})
    there = address._replace(query=urlencode(asked)).geturl()
    returned = requests.post(there, data={"sub": sub}, allow_redirects=False, timeout=5)
    back = urlsplit(returned.headers["Location"])
    way = f"{back.path}?{back.query}"
    answer = client.get(way)
    assert answer.status_code == 303
    said = "" if signed_in(client) else client.get(answer.location).text
    return SimpleNamespace(asked=asked, way=way, to=answer.location, said=said)


def signed_in(client):
    return client.get("/desk/7").status_code in (200, 403)


def test_somebody_known_there_enters_as_the_account_of_that_name(compose):
    client = compose()
    gone = go(client, "1", next="/desk/7")
    assert gone.to == "/desk/7"
    assert client.get("/desk/7").text == "desk 7 of 李干事"
    assert gone.asked["redirect_uri"] == "http://localhost:8001/sign-in/oidc/back"
    assert gone.asked["code_challenge_method"] == "S256"
    assert {"state", "nonce", "code_challenge"} < set(gone.asked)


def test_an_account_may_have_another_name_there(compose):
    client = compose()
    go(client, "2")
    assert client.get("/desk/7").status_code == 403  # a clerk
    another = go(compose(), "3")
    assert "没有账户" in another.said, "somebody else there has the name that the account has here"


@pytest.mark.parametrize("sub", ["4", "5"])
def test_who_has_no_account_here_or_a_disabled_one_is_told_whom_to_ask(compose, sub):
    client = compose()
    assert "您在这里没有账户" in go(client, sub, next="/desk/7").said
    assert client.get("/desk/7").status_code == 303


def test_another_claim_can_name_the_account_if_it_is_proved(compose, provider):
    assert "没有账户" in go(compose(claim="sub"), "1").said
    client = compose(claim="email")
    assert "没有说明您是谁" in go(client, "1").said
    requests.put(
        f"{provider}/users/6", json={"email": "li", "email_verified": True, "preferred_username": "x"}, timeout=5
    )
    assert go(client, "6").said == ""


def test_a_name_that_only_the_userinfo_endpoint_tells_is_asked_for_there(compose, monkeypatch):
    own = oidc_provider_mock._app.OpenIDCode
    monkeypatch.setattr(own, "generate_user_info", lambda self, user, scope: {"sub": user.sub})
    assert go(compose(), "1").said == ""


@pytest.mark.parametrize(
    "tamper",
    [
        lambda query: {**query, "nonce": "another"},
        lambda query: {**query, "client_id": "another"},
        lambda query: {**query, "state": "another"},
    ],
    ids=["nonce", "client", "state"],
)
def test_what_was_not_asked_for_lets_nobody_in(compose, tamper):
    client = compose()
    assert "没有完成" in go(client, "1", tamper=tamper).said


def test_a_way_back_is_good_once_and_in_the_browser_that_left(compose):
    client = compose()
    gone = go(client, "1")
    for browser in (client, compose()):
        assert "没有完成" in browser.get(gone.way, follow_redirects=True).text


def test_somebody_who_presses_the_button_again_and_again_still_gets_in(compose):
    client = compose()
    for _ in range(20):
        cookie = client.get("/sign-in/oidc").headers["Set-Cookie"]
    assert len(cookie) < 1000, "a browser keeps 4096 bytes"
    assert go(client, "1").said == ""


def test_a_provider_that_calls_itself_otherwise_is_not_believed(compose, provider):
    assert "没有完成" in go(compose(issuer=f"{provider}/"), "1").said


def test_somebody_who_says_no_there_is_asked_again_and_nothing_from_the_address_is_shown(compose, capsys):
    told = "error=13800000000&error_description=call+13800000000"
    refused = compose().get(f"/sign-in/oidc/back?{told}", follow_redirects=True)
    assert "没有完成" in refused.text
    assert "13800000000" not in refused.text + capsys.readouterr().out


@pytest.mark.parametrize("issuer", ["http://localhost:1", "{provider}/nowhere"])
def test_a_provider_that_is_away_is_a_sentence_and_passwords_still_work(compose, provider, issuer):
    client = compose(issuer=issuer.format(provider=provider))
    away = client.get("/sign-in/oidc", follow_redirects=True)
    assert "统一认证暂时不能用" in away.text
    assert client.post("/api/tokens", json={"name": "li", "password": PASSWORD}).status_code == 200


def test_nobody_is_sent_to_another_host_afterwards(compose):
    assert go(compose(), "1", next="//evil.example").to == "/"


def test_the_page_offers_both_or_the_service_alone(compose, make):
    assert "/sign-in/oidc" not in make().test_client().get("/sign-in").text
    both = compose().get("/sign-in?next=/desk/7").text
    assert 'href="/sign-in/oidc?next=/desk/7"' in both
    assert 'name="password"' in both
    alone = compose(by_password=False)
    page = alone.get("/sign-in").text
    assert 'name="password"' not in page
    refused = alone.post("/api/tokens", json={"name": "li", "password": PASSWORD})
    assert (refused.status_code, refused.json["code"]) == (403, "no-passwords-here")
    assert go(alone, "1").said == ""
