"""Who guesses receipt codes is stopped, wherever the guess lands; who mistypes one is not."""

import io
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from services.oversight.app import create_app
from shared.privacy import guesses

WRONG = {"code": "1234567890123452"}
HOME, ELSEWHERE = "203.0.113.7", "203.0.113.8"


@pytest.fixture
def guess(config):
    """Guess at a process of the service, through a proxy that says from where."""

    def make(proxies=1):
        client = create_app(replace(config, proxies=proxies)).test_client()

        def ask(address, code=WRONG, forwarded=None):
            headers = {"X-Forwarded-For": forwarded or address}
            answer = client.post(
                "/api/petitions/follow", json=code, headers=headers, environ_base={"REMOTE_ADDR": "10.0.0.1"}
            )
            return answer.status_code

        return ask

    return make


@pytest.fixture
def few(monkeypatch):
    monkeypatch.setattr(guesses, "ALLOWED", 3)
    monkeypatch.setattr(guesses, "ALLOWED_IN_ALL", 5)


def test_an_address_is_stopped_after_so_many_wrong_codes_and_only_for_a_while(guess, few, clock, file):
    ask, code = guess(), {"code": file()[1]}
    assert [ask(HOME) for _ in range(4)] == [404, 404, 404, 429]
    assert (ask(HOME, code), ask(ELSEWHERE, code)) == (429, 200)
    clock.advance(timedelta(minutes=5))
    assert (ask(HOME, code), ask(HOME)) == (200, 404)


def test_processes_count_together(guess, few):
    one, other = guess(), guess()
    assert [one(HOME), other(HOME), one(HOME), other(HOME), one(HOME)] == [404, 404, 404, 429, 429]


def test_many_addresses_together_are_stopped_too(guess, few):
    ask = guess()
    assert [ask(f"203.0.113.{number}") for number in range(7)] == [404] * 5 + [429] * 2


def test_right_codes_are_never_counted(guess, few, file):
    ask, code = guess(), {"code": file()[1]}
    assert [ask(HOME, code) for _ in range(8)] == [200] * 8


def test_what_an_asker_claims_about_the_own_address_is_worth_nothing(guess, few):
    direct, proxied = guess(proxies=0), guess(proxies=1)
    assert [direct(HOME, forwarded=f"198.51.100.{number}") for number in range(4)] == [404, 404, 404, 429]
    claims = [proxied(HOME, forwarded=f"198.51.100.{number}, {HOME}") for number in range(3)]
    assert claims == [404, 404, 429]  # five in all by now


def test_a_household_with_ipv6_is_one_address(guess, few):
    ask = guess()
    assert [ask(f"2001:db8:1:2::{number}") for number in range(1, 5)] == [404, 404, 404, 429]
    assert ask("2001:db8:1:3::1") == 404


def test_no_address_is_kept_and_nothing_longer_than_it_takes(guess, service, clock):
    ask = guess()
    ask(HOME)

    def rows():
        with service.application.database.read() as tx:
            return tx.execute("SELECT who, count FROM wrong_codes ORDER BY who")

    (everybody, (first, _)) = rows()
    assert everybody == ("", 1)
    assert HOME not in first
    clock.advance(timedelta(minutes=5))
    ask(HOME)
    (_, (second, _)) = rows()
    assert second != first, "the same address cannot be told again"
    assert "wrong_codes" not in "".join(service.application.kept_scripts), "in no backup"


_WITH_CODE = ("/follow", "/api/petitions/follow", "/api/bad-ratings/follow")


def test_every_address_that_takes_a_code_is_guarded(app, monkeypatch):
    """None of them tells more or is less patient than the others."""
    monkeypatch.setattr(guesses, "ALLOWED", 0)
    client = app.test_client()
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/follow").text)[1]
    filling = {"text": "补充", "grounds": "不服", "score": 3, "put_right": True}
    asked = 0
    for rule in app.url_map.iter_rules():
        if not rule.rule.startswith(_WITH_CODE) or "POST" not in rule.methods:
            continue
        steps = ("judge", "erase") if "rating" in rule.rule else ("supplement", "review", "rate", "withdraw", "erase")
        for step in steps if "step" in rule.arguments else ("",):
            path = re.sub(r"<[^>]+>", step, rule.rule)
            files = {"files": (io.BytesIO(b"x"), "x.jpg")} if path.endswith("attachments") else {}
            if not path.startswith("/api/"):
                answer = client.post(path, data={**WRONG, **filling, **files, "csrf_token": token})
            elif files:
                answer = client.post(path, data={**WRONG, **files})
            else:
                answer = client.post(path, json={**WRONG, **_wanted(path, filling)})
            assert answer.status_code == 429, (path, answer.status_code, answer.text[:300])
            asked += 1
    assert asked >= 15


def _wanted(path, filling):
    """The field that a step takes beside the code."""
    field = {"supplement": "text", "review": "grounds", "rate": "score", "judge": "put_right"}.get(
        path.rpartition("/")[2]
    )
    return {field: filling[field]} if field else {}
