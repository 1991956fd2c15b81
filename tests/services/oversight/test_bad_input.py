"""Whatever is sent: a problem with a stable code, nothing stored, never a 500."""

import pytest

from tests.services.oversight.examples import PETITION, ROUND

FILE = "/api/petitions"
CASES = [
    ("wrong type", None, FILE, {**PETITION, "text": ["x"]}, 422, "content-invalid"),
    ("missing field", None, FILE, {"kind": "claim"}, 422, "content-invalid"),
    ("unknown field", None, FILE, {**PETITION, "role": "leader"}, 422, "content-invalid"),
    ("unknown kind", None, FILE, {**PETITION, "kind": "wish"}, 422, "content-invalid"),
    ("unknown office", None, FILE, {**PETITION, "about": "moon"}, 422, "unknown-office"),
    ("unknown village", None, FILE, {**PETITION, "village": "atlantis"}, 422, "unknown-village"),
    ("blank text", None, FILE, {**PETITION, "text": "  \n "}, 422, "content-invalid"),
    ("control character", None, FILE, {**PETITION, "text": "a\u0007b"}, 422, "content-invalid"),
    ("too long", None, FILE, {**PETITION, "text": "长" * 5001}, 422, "content-invalid"),
    ("village channel by hand", "li", FILE, {**PETITION, "channel": "village"}, 422, "content-invalid"),
    ("no date", "li", FILE, {**PETITION, "received_on": "2026-02-30"}, 422, "content-invalid"),
    ("date before the calendar", "li", FILE, {**PETITION, "received_on": "1899-01-01"}, 422, "content-invalid"),
    ("tomorrow", "li", FILE, {**PETITION, "received_on": "2026-03-03"}, 422, "received-in-future"),
    ("malformed code", None, f"{FILE}/follow", {"code": "123"}, 422, "code-malformed"),
    ("unknown code", None, f"{FILE}/follow", {"code": "1234567890123452"}, 404, "unknown-code"),
    ("unknown petition", "chen", f"{FILE}/nowhere/accept", {}, 404, "unknown-petition"),
    ("unknown reason", "chen", f"{FILE}/x/decline", {"reason": "no", "where_to_go": "x"}, 422, "content-invalid"),
    ("no opinion", "chen", f"{FILE}/x/resolve", {"founded": True}, 422, "content-invalid"),
    ("unknown finding", "zhao", "/api/findings/f/close", {"screened": True}, 404, "unknown-finding"),
    ("unknown questionnaire", "zhao", "/api/rounds", {**ROUND, "questionnaire": "x"}, 422, "unknown-questionnaire"),
    ("no village", "zhao", "/api/rounds", {**ROUND, "villages": []}, 422, "content-invalid"),
    ("village that has not joined", "zhao", "/api/rounds", {**ROUND, "villages": ["shuikou"]}, 422, "unknown-village"),
    ("village nowhere", "zhao", "/api/rounds", {**ROUND, "villages": ["x"]}, 422, "unknown-village"),
    ("office nowhere", "zhao", "/api/rounds", {**ROUND, "office": "x"}, 422, "unknown-office"),
    ("ends before it begins", "zhao", "/api/rounds", {**ROUND, "opens_on": "2026-04-01"}, 422, "round-ends-too-early"),
    ("unknown round", "zhao", "/api/rounds/r/close", {}, 404, "unknown-round"),
]


@pytest.mark.parametrize(
    ("who", "path", "body", "status", "code"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_bad_input_is_refused_with_a_code_and_stores_nothing(service, call, who, path, body, status, code):
    answered, problem = call(who, "POST", path, body)
    assert (answered, problem["code"]) == (status, code)
    with service.application.database.read() as tx:
        assert tx.execute("SELECT count(*) FROM events") == [(0,)]


@pytest.mark.parametrize(
    ("body", "type", "status", "code"),
    [
        (b"{", "application/json", 400, "body-malformed"),
        (b'{"text": "\xff"}', "application/json", 400, "body-not-utf8"),
        (b'{"text": "\\ud800"}', "application/json", 400, "body-not-utf8"),
        (b"kind=claim", "application/x-www-form-urlencoded", 415, "body-not-json"),
        (b'"' + b"x" * 300_000 + b'"', "application/json", 413, "body-too-large"),
    ],
)
def test_what_cannot_be_read_is_refused(app, body, type, status, code):
    answer = app.test_client().post(FILE, data=body, content_type=type)
    assert (answer.status_code, answer.get_json()["code"]) == (status, code)


@pytest.mark.parametrize("key", ["", "x" * 101, "键"])
def test_an_idempotency_key_is_short_and_printable(call, key):
    status, problem = call(None, "POST", FILE, PETITION, **{"Idempotency-Key": key.encode().decode("latin-1")})
    assert (status, problem["code"]) == (422, "idempotency-key")


@pytest.mark.parametrize("query", ["page=0", "page=x", "page=99999999999999999999", "status=all"])
def test_a_bad_query_is_refused(call, query):
    assert call("ding", "GET", f"/api/petitions?{query}")[0] == 422


@pytest.mark.parametrize(("action", "given"), [("accept", {}), ("resolve", {"opinion": "x", "founded": True})])
def test_a_command_in_the_wrong_state_says_in_which(call, file, do, action, given):
    petition, _ = file()
    do("chen", petition, "decline", reason="before_court", where_to_go="法院")
    status, problem = call("chen", "POST", f"/api/petitions/{petition}/{action}", given)
    assert (status, problem["state"]) == (409, "declined")


@pytest.mark.parametrize(
    ("path", "body"),
    [("decline", {"reason": "before_court", "where_to_go": "打13800138000"}), ("assign", {"handler": "nobody"})],
)
def test_public_texts_and_handlers_are_checked(call, file, path, body):
    petition, _ = file()
    status, problem = call("chen", "POST", f"/api/petitions/{petition}/{path}", body)
    assert status == 422
    assert problem["code"] in {"personal-data", "unknown-handler"}


def test_the_language_of_a_refusal_is_the_askers(app):
    answer = app.test_client().post(f"{FILE}/follow", json={"code": "1"}, headers={"Accept-Language": "en"})
    assert answer.get_json()["detail"].startswith("This code is not right")
