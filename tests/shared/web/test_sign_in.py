import dataclasses
import json
from urllib.parse import urlsplit

import pytest

from shared.config import ConfigError
from shared.errors import TooMany, Unauthorised
from shared.web.account_file import AccountFile
from shared.web.accounts import FAILURES_ALLOWED, PATIENCE, Accounts
from shared.web.roles import UndeclaredRoute, allow, undeclared_routes
from shared.web.sign_in import local_address
from tests.shared.web.example import HASH, PASSWORD


def test_signing_in_leads_to_the_page_that_was_wanted(client, person):
    asked = client.get("/desk/7?tab=2")
    assert asked.status_code == 303
    assert urlsplit(asked.location).path == "/sign-in"
    entered = person.sign_in(next="/desk/7?tab=2")
    assert entered.status_code == 303
    assert entered.location == "/desk/7?tab=2"
    assert client.get("/desk/7").text == "desk 7 of 李干事"
    assert "李干事" in client.get("/").text


def test_signing_out_ends_it(client, person):
    person.sign_in()
    assert person.post("/sign-out", {}, page="/").status_code == 303
    assert "已退出登录" in client.get("/sign-in").text
    assert client.get("/desk/7").status_code == 303


@pytest.mark.parametrize(("name", "password"), [("li", "wrong"), ("nobody", PASSWORD), ("", ""), ("li", "")])
def test_a_wrong_sign_in_says_what_to_do_and_keeps_the_name(client, person, name, password):
    response = person.sign_in(name, password)
    assert response.status_code == 401
    assert "用户名或密码不对" in response.text
    assert f'value="{name}"' in response.text
    assert client.get("/desk/7").status_code == 303


def test_guessing_is_stopped_even_for_the_right_password(client, person):
    for _ in range(FAILURES_ALLOWED):
        assert person.sign_in("li", "wrong").status_code == 401
    stopped = person.sign_in("li", PASSWORD)
    assert stopped.status_code == 429
    assert "分钟后再试" in stopped.text
    refused = client.post("/api/tokens", json={"name": "li", "password": PASSWORD})
    assert refused.status_code == 429
    assert 0 < int(refused.headers["Retry-After"]) <= PATIENCE
    assert person.sign_in("wang").status_code == 303


def test_patience_returns_with_time(config):
    now = [0.0]
    accounts = Accounts(AccountFile(config.accounts), seconds=lambda: now[0])
    for _ in range(FAILURES_ALLOWED):
        with pytest.raises(Unauthorised):
            accounts.verify("li", "wrong")
    with pytest.raises(TooMany):
        accounts.verify("li", PASSWORD)
    now[0] = PATIENCE + 1
    assert accounts.verify("li", PASSWORD)[0].display == "李干事"


def test_an_unknown_name_is_treated_like_a_wrong_password(config):
    accounts = Accounts(AccountFile(config.accounts))
    refusals = []
    for name in ("li", "nobody"):
        for _ in range(FAILURES_ALLOWED + 1):
            with pytest.raises((Unauthorised, TooMany)) as refused:
                accounts.verify(name, "wrong")
            refusals.append((name, refused.value.code))
    assert [code for name, code in refusals if name == "li"] == [code for name, code in refusals if name == "nobody"]


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "/\t/evil", "evil", "", None],
)
def test_after_signing_in_nobody_is_sent_to_another_host(elsewhere):
    assert local_address(elsewhere) == "/"
    assert local_address("/a?b=c") == "/a?b=c"


def test_a_role_that_may_not_is_refused(client, person):
    person.sign_in("wang")
    response = client.get("/desk/7")
    assert response.status_code == 403
    assert "岗位" in response.text


def test_a_form_without_its_token_is_refused_kindly(client, person):
    response = client.post("/write", data={"title": "a", "kind": "claim"})
    assert response.status_code == 400
    assert "返回上一页" in response.text
    person.sign_in()
    assert client.post("/desk/7").status_code == 400
    assert client.post("/sign-out").status_code == 400
    assert person.post("/desk/7", {}, page="/").text == "done"


def test_posting_without_a_session_asks_to_sign_in(client):
    response = client.post("/desk/7")
    assert response.status_code == 401
    assert "去登录" in response.text


def test_htmx_is_sent_to_the_sign_in_page_as_a_whole(client):
    response = client.get("/desk/7", headers={"HX-Request": "true"})
    assert response.status_code == 401
    assert response.headers["HX-Redirect"] == "/sign-in"


def test_the_session_cookie_is_for_this_node_and_out_of_reach_of_scripts(client, person):
    cookie = person.sign_in().headers["Set-Cookie"]
    assert cookie.startswith("sunshine_feedback_yangshe=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


def test_the_session_cookie_is_secure_where_the_address_is(make, config):
    client = make(dataclasses.replace(config, url="https://sunshine.example")).test_client()
    assert "Secure" in client.get("/sign-in").headers["Set-Cookie"]


def test_a_changed_password_ends_sessions_and_tokens(config):
    accounts = Accounts(AccountFile(config.accounts))
    account, stamp = accounts.verify("li", PASSWORD)
    assert accounts.find("li", stamp) == account
    assert accounts.find("li", "other") is None
    assert accounts.find(None, None) is None
    assert accounts.find(["li"], stamp) is None


def test_a_program_works_with_a_token(client, token):
    read = client.get("/api/notes/1", headers={"Authorization": f"Bearer {token}"})
    assert read.json == {"title": "li"}


def test_the_token_says_when_it_ends(client):
    answered = client.post("/api/tokens", json={"name": "li", "password": PASSWORD})
    assert answered.status_code == 200
    assert set(answered.json) == {"token", "expires_at"}
    assert answered.json["expires_at"].endswith("+00:00")


@pytest.mark.parametrize("header", [None, "Bearer nonsense", "Bearer ", "Basic bGk6eA==", "bearer a.b.c"])
def test_the_api_without_a_good_token_answers_401(client, header):
    response = client.get("/api/notes/1", headers={"Authorization": header} if header else {})
    assert response.status_code == 401
    assert response.content_type == "application/problem+json"
    assert response.headers["WWW-Authenticate"] == "Bearer"


def test_a_token_for_another_purpose_or_of_another_key_is_none(client, make, config, tmp_path):
    (tmp_path / "other.json").write_text(json.dumps({"session_key": "cd" * 32}))
    other = make(dataclasses.replace(config, secrets=tmp_path / "other.json")).test_client()
    token = other.post("/api/tokens", json={"name": "li", "password": PASSWORD}).json["token"]
    assert client.get("/api/notes/1", headers={"Authorization": f"Bearer {token}"}).status_code == 401


def test_a_session_is_no_way_into_the_api(client, person):
    person.sign_in()
    assert client.get("/api/notes/1").status_code == 401


def test_a_token_is_no_way_into_the_pages(client, token):
    assert client.get("/desk/1", headers={"Authorization": f"Bearer {token}"}).status_code == 303


def test_a_token_of_the_wrong_role_is_refused(client):
    token = client.post("/api/tokens", json={"name": "wang", "password": PASSWORD}).json["token"]
    refused = client.get("/api/notes/1", headers={"Authorization": f"Bearer {token}"})
    assert refused.status_code == 403
    assert refused.json["code"] == "not-allowed"


def test_a_peer_needs_no_account_as_the_view_checks_the_signature(client):
    assert client.post("/inbox", data=b"{}", headers={"Authorization": "Bearer whatever"}).status_code == 200


@pytest.mark.parametrize(
    "credentials", [{}, {"name": 5, "password": 5}, {"name": "li"}, {"name": "x" * 61, "password": "y"}]
)
def test_odd_credentials_are_a_422(client, credentials):
    assert client.post("/api/tokens", json=credentials).status_code == 422


def test_every_route_of_the_shell_says_who_may_use_it(app):
    assert undeclared_routes(app) == []


def test_a_route_that_does_not_say_who_may_use_it_is_found_and_answers_500(app, capsys):
    app.add_url_rule("/open", "open", lambda: "everything")
    assert undeclared_routes(app) == ["open /open"]
    assert app.test_client().get("/open").status_code == 500
    assert UndeclaredRoute.__name__ in capsys.readouterr().out


@pytest.mark.parametrize("roles", [(), ("boss",), ("officer", "boss")])
def test_only_known_roles_can_be_allowed(roles):
    with pytest.raises(ValueError, match="roles"):
        allow(*roles)


def row(**changed):
    return {
        "name": "li",
        "display": "李",
        "role": "officer",
        "office": None,
        "village": None,
        "password": HASH,
        **changed,
    }


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "accounts.json"),
        ("[]", "accounts.json"),
        (json.dumps({"accounts": [row(role="boss")]}), "role"),
        (json.dumps({"accounts": [row(password="plain text in the file")]}), r"accounts\.0\.password"),
        (json.dumps({"accounts": [row(), row()]}), "two accounts"),
    ],
)
def test_an_accounts_file_that_does_not_hold_stops_the_start(config, make, content, said):
    config.accounts.write_text(content)
    with pytest.raises(ConfigError, match=said):
        make()


@pytest.mark.parametrize(
    "content", ["{}", "[]", "{", '{"session_key": "xyz"}', '{"session_key": "ab"}', '{"session_key": 5}']
)
def test_a_secrets_file_without_a_session_key_stops_the_start(config, make, content):
    config.secrets.write_text(content)
    with pytest.raises(ConfigError, match="session_key"):
        make()


def test_a_node_without_an_accounts_file_has_public_pages_only(make, config):
    client = make(dataclasses.replace(config, accounts=None)).test_client()
    assert client.get("/").status_code == 200
    assert client.post("/api/tokens", json={"name": "li", "password": PASSWORD}).status_code == 401
