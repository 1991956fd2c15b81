"""What does not hold is refused with a stable code and a sentence, and nothing is stored."""

import pytest

from tests.services.disclosure.examples import IDENTITY, TEXT

DRAFT = {"item": "fees", "title": TEXT.title, "body": TEXT.body}
REASON = {"reason": "理由"}


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"item": "no-such-item"}, "unknown-item"),
        ({"item": 7}, "content-invalid"),
        ({"item": "circular"}, "unknown-item"),
        ({"item": "x" * 1000}, "content-invalid"),
        ({"title": ""}, "content-invalid"),
        ({"title": "题" * 101}, "content-invalid"),
        ({"title": None}, "content-invalid"),
        ({"body": ["a"]}, "content-invalid"),
        ({"body": "文" * 20_001}, "content-invalid"),
        ({"body": "a\x07b"}, "content-invalid"),
        ({"body": IDENTITY}, "screening-blocked"),
        ({"title": IDENTITY}, "screening-blocked"),
        ({"aspect": "colour"}, "content-invalid"),
        ({"carriers": []}, "content-invalid"),
        ({"carriers": ["billboard"]}, "content-invalid"),
        ({"carriers": "web"}, "content-invalid"),
        ({"villages": ["atlantis"]}, "unknown-village"),
        ({"villages": ["shuikou"]}, "unknown-village"),  # on the map, not joined
        ({"villages": [1]}, "content-invalid"),
        ({"villages": ["yangshe"] * 2001}, "content-invalid"),
        ({"timing": "ad_hoc"}, "content-invalid"),
    ],
)
def test_a_draft_that_does_not_hold_is_refused_and_not_stored(call, changed, code):
    status, problem = call("li", "POST", "/api/publications", {**DRAFT, **changed})
    assert (status, problem["code"]) == (422, code), problem
    assert problem["detail"]
    assert call("li", "GET", "/api/publications")[1]["total"] == 0


@pytest.mark.parametrize("missing", ["item", "title", "body"])
def test_a_missing_field_is_named(call, missing):
    status, problem = call("li", "POST", "/api/publications", {k: v for k, v in DRAFT.items() if k != missing})
    assert (status, list(problem["errors"])) == (422, [missing])


@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        (b'{"item": "\xff\xfe"}', "application/json", 400, "body-not-utf8"),
        (b'{"item": "fees"', "application/json", 400, "body-malformed"),
        (b'{"item": "fees\\u0000"}', "application/json", 400, "body-not-utf8"),
        (b"item=fees", "application/x-www-form-urlencoded", 415, "body-not-json"),
        (b"[]", "application/json", 422, "content-invalid"),
        (b'{"title": "' + b"a" * 300_000 + b'"}', "application/json", 413, "body-too-large"),
    ],
)
def test_a_body_that_cannot_be_read_is_refused(app, call, tokens, body, kind, status, code):
    call("li", "GET", "/api/catalogue")
    answer = app.test_client().post(
        "/api/publications", data=body, content_type=kind, headers={"Authorization": f"Bearer {tokens['li']}"}
    )
    assert (answer.status_code, answer.get_json()["code"]) == (status, code)
    assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize(
    ("who", "step", "body"),
    [
        ("li", "rewrite", {"title": "a"}),
        ("li", "submit", {"reason": ""}),
        ("li", "submit", {"reason": "长" * 501}),
        ("wang", "approve", {"revision": "one"}),
        ("wang", "approve", {"revision": 10**30}),
        ("wang", "return", {}),
        ("li", "publish", {"now": True}),
        ("li", "correct", {"title": "a", "body": "b"}),
        ("zhao", "withdraw", {}),
        ("zhao", "withdraw", {"reason": 5}),
    ],
)
def test_a_step_that_does_not_hold_changes_nothing(call, publish, who, step, body):
    published = publish()
    status, problem = call(who, "POST", f"/api/publications/{published['id']}/{step}", body)
    assert (status, problem["code"]) == (422, "content-invalid")
    assert call(None, "GET", f"/api/publications/{published['id']}")[1]["state"] == "published"


@pytest.mark.parametrize(
    ("who", "step", "body"),
    [
        ("li", "rewrite", {"title": "a", "body": "b"}),
        ("li", "submit", {}),
        ("wang", "approve", {}),
        ("wang", "return", REASON),
        ("li", "publish", {}),
        ("li", "correct", {"title": "a", "body": "b", **REASON}),
        ("zhao", "withdraw", REASON),
    ],
)
def test_a_publication_that_does_not_exist_is_not_found(call, who, step, body):
    status, problem = call(who, "POST", f"/api/publications/nowhere/{step}", body)
    assert (status, problem["code"]) == (404, "unknown-publication")


@pytest.mark.parametrize(
    ("who", "step", "body", "state"),
    [
        ("li", "rewrite", {"title": "a", "body": "b"}, "published"),
        ("li", "submit", {}, "published"),
        ("wang", "approve", {}, "published"),
        ("wang", "return", REASON, "published"),
        ("li", "correct", {"title": "a", "body": "b", **REASON}, "withdrawn"),
        ("li", "publish", {}, "withdrawn"),
    ],
)
def test_a_step_in_the_wrong_state_says_which_state(call, publish, who, step, body, state):
    where = f"/api/publications/{publish()['id']}"
    if state == "withdrawn":
        call("zhao", "POST", f"{where}/withdraw", REASON)
    status, problem = call(who, "POST", f"{where}/{step}", body)
    assert (status, problem["state"]) == (409, state)


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("page=0", "content-invalid"),
        ("page=x", "content-invalid"),
        ("page=99999999999999999999", "content-invalid"),
        ("size=1000", "content-invalid"),
        ("village=atlantis", "unknown-village"),
    ],
)
@pytest.mark.parametrize("path", ["/api/publications", "/api/postings/overdue"])
def test_a_query_that_does_not_hold_is_refused(call, path, query, code):
    status, problem = call(None, "GET", f"{path}?{query}")
    assert (status, problem["code"]) == (422, code)


@pytest.mark.parametrize(
    ("query", "code"),
    [("state=lost", "content-invalid"), ("item=x", "unknown-item"), ("item=%ff%fe", "unknown-item")],
)
def test_a_list_of_something_unknown_is_refused(call, query, code):
    status, problem = call(None, "GET", f"/api/publications?{query}")
    assert (status, problem["code"]) == (422, code)


@pytest.mark.parametrize("key", ["", "k" * 101, "k\u00e9"])
def test_an_idempotency_key_that_does_not_hold_is_refused(call, key):
    status, problem = call("li", "POST", "/api/publications", DRAFT, **{"Idempotency-Key": key})
    assert (status, problem["code"]) == (422, "idempotency-key-invalid")


def test_the_sentence_is_in_the_askers_language(call):
    for wish, said in (("zh-CN", "公开目录里没有"), ("en", "There is no")):
        _, problem = call("li", "POST", "/api/publications", {**DRAFT, "item": "x"}, **{"Accept-Language": wish})
        assert problem["detail"].startswith(said)


@pytest.mark.parametrize("hidden", ["110105**19491231**002X", "11010519491231~~0~~02X"])
def test_what_markdown_takes_apart_is_screened_as_a_reader_will_see_it(call, hidden):
    body = f"登记号{hidden}，均已办结。"
    status, refused = call("li", "POST", "/api/publications", {"item": "fees", "title": "标题", "body": body})
    assert (status, refused["code"]) == (422, "screening-blocked")
    hit = refused["hits"][0]
    assert (hit["kind"], body[hit["start"] : hit["end"]]) == ("identity-number", hidden)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("<script>alert(1)</script>", "markdown-html"),
        ("<img src=x onerror=alert(1)>", "markdown-html"),
        ("[点这里](https://example.com/)", "foreign-address"),
        ("[点这里](javascript:alert(1))", "foreign-address"),
        ("![图](//example.com/a.png)", "not-attached"),
    ],
)
def test_scripts_and_foreign_addresses_are_refused_where_they_stand(call, text, kind):
    body = f"均不收费。{text}"
    status, refused = call("li", "POST", "/api/publications", {"item": "fees", "title": "标题", "body": body})
    assert (status, refused["code"], refused["hits"][0]["kind"]) == (422, "screening-blocked", kind)
    assert call("li", "GET", "/api/publications?state=draft")[1]["total"] == 0
