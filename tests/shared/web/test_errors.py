import json
from io import BytesIO

import pytest

from tests.shared.web.example import REFUSALS

ENGLISH = {"Accept-Language": "en"}
CODES = {
    "/api/notes": 405,
    "/api/nowhere": 404,
    "/nowhere": 404,
}


def has_chinese(text):
    return any("一" <= character <= "鿿" for character in text)


def assert_problem(response, status, code, chinese=True):
    assert response.status_code == status
    assert response.content_type == "application/problem+json"
    body = json.loads(response.data)
    assert body["status"] == status
    assert body["code"] == code
    assert body["type"] == f"urn:sunshine:problem:{code}"
    assert body["instance"].endswith(response.headers["X-Request-Id"])
    assert has_chinese(body["detail"]) is chinese
    assert has_chinese(body["title"]) is chinese
    return body


@pytest.mark.parametrize("which", REFUSALS)
@pytest.mark.parametrize("chinese", [True, False])
def test_a_refusal_is_a_problem_document_for_programs_in_both_languages(client, which, chinese):
    status, refusal = REFUSALS[which]
    response = client.get(f"/api/refuse/{which}", headers={} if chinese else ENGLISH)
    body = assert_problem(response, status, refusal.code, chinese)
    assert body["detail"] == (refusal.zh if chinese else refusal.en)
    assert {key: body[key] for key in refusal.details} == refusal.details


@pytest.mark.parametrize("which", REFUSALS)
@pytest.mark.parametrize("chinese", [True, False])
def test_a_refusal_is_a_friendly_page_for_people_in_both_languages(client, which, chinese):
    status, refusal = REFUSALS[which]
    response = client.get(f"/refuse/{which}", headers={} if chinese else ENGLISH)
    assert response.status_code == status
    assert response.mimetype == "text/html"
    assert (refusal.zh if chinese else refusal.en) in response.text
    assert ("回首页" if chinese else "Start page") in response.text


def test_a_program_that_prefers_json_gets_a_problem_document_on_a_page_too(client):
    response = client.get("/refuse/missing", headers={"Accept": "application/json, text/html;q=0.5"})
    assert_problem(response, 404, "gone")


def test_the_state_is_told_with_a_conflict_and_the_wait_with_too_many(client):
    assert client.get("/api/refuse/state").json["state"] == "closed"
    assert client.get("/api/refuse/many").headers["Retry-After"] == "7"


def test_a_refusal_cannot_overwrite_the_standard_members(make):
    from flask import Blueprint

    from shared.errors import Invalid
    from shared.web.roles import PUBLIC, allow

    odd = Blueprint("odd", "odd")

    @odd.get("/api/odd")
    @allow(PUBLIC)
    def view():
        raise Invalid("odd", "怪", "odd", status=200, title="x")

    assert_problem(make(blueprints=[odd]).test_client().get("/api/odd"), 422, "odd")


def test_a_log_newer_than_the_software_is_said_and_nothing_is_guessed(make):
    from flask import Blueprint

    from shared.eventlog import UnknownEventError
    from shared.web.roles import PUBLIC, allow

    odd = Blueprint("odd", "odd")

    @odd.get("/api/odd")
    @allow(PUBLIC)
    def view():
        raise UnknownEventError("the log holds 'dreamt' in version 2")

    answer = make(blueprints=[odd]).test_client().get("/api/odd")
    assert (answer.status_code, answer.json["code"]) == (503, "log-newer")
    assert "'dreamt' in version 2" in answer.json["detail"]


@pytest.mark.parametrize(
    ("path", "method", "status", "code"),
    [
        ("/api/nowhere", "GET", 404, "not-found"),
        ("/api/notes", "DELETE", 405, "method-not-allowed"),
        ("/feed", "GET", 404, "not-found"),
        ("/inbox", "GET", 405, "method-not-allowed"),
        ("/api/notes", "BREW", 405, "method-not-allowed"),
    ],
)
@pytest.mark.parametrize("chinese", [True, False])
def test_an_error_of_the_framework_is_a_problem_document(client, path, method, status, code, chinese):
    response = client.open(path, method=method, headers={} if chinese else ENGLISH)
    assert_problem(response, status, code, chinese)


def test_a_wrong_method_is_told_the_right_ones(client):
    assert "POST" in client.get("/api/notes").headers["Allow"]
    assert "GET" in client.delete("/write").headers["Allow"]


@pytest.mark.parametrize("path", ["/nowhere", "/write/x", "/%00", "/desk%2f%00", "/%ff", "/desk/%ff%fe"])
def test_an_unknown_page_says_so_kindly(client, path):
    response = client.get(path)
    assert response.status_code == 404
    assert "没有" in response.text
    assert "/static/sunshine.css" in response.text


def test_posting_to_an_unknown_page_is_404_and_not_about_an_expired_form(client):
    assert client.post("/nowhere").status_code == 404
    assert client.post("/").status_code == 405


def post(client, data, content_type="application/json", **headers):
    return client.post("/api/notes", data=data, content_type=content_type, headers=headers)


@pytest.mark.parametrize(
    "body",
    [b"{", b"nope", b'{"title": }', b"[" * 100_000, b'{"title": "a"} extra', b'{"n": ' + b"9" * 5000 + b"}", b"'a'"],
)
def test_broken_json_is_refused(client, body):
    assert_problem(post(client, body), 400, "body-malformed")
    assert_problem(post(client, body, **ENGLISH), 400, "body-malformed", chinese=False)


@pytest.mark.parametrize(
    "body",
    [b'{"title": "\xff\xfe"}', '{"title": "中"}'.encode("gbk"), b'{"title": "\\ud800"}', b'{"title": "\\u0000"}'],
)
def test_text_that_is_not_utf8_is_refused(client, body):
    assert_problem(post(client, body), 400, "body-not-utf8")


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "", "multipart/form-data", "x"]
)
def test_a_body_that_is_not_json_is_refused(client, content_type):
    assert_problem(post(client, b'{"title": "a"}', content_type), 415, "body-not-json")


def test_json_with_a_charset_or_suffix_is_json(client):
    assert post(client, b'{"title": "a"}', "application/json; charset=utf-8").status_code == 201
    assert post(client, b'{"title": "a"}', "application/vnd.sunshine+json").status_code == 201


def test_an_oversized_body_is_refused(client):
    body = json.dumps({"title": "a" * 300_000})
    assert_problem(post(client, body), 413, "body-too-large")
    assert_problem(post(client, body, **ENGLISH), 413, "body-too-large", chinese=False)


def test_a_view_can_take_larger_bodies_and_no_larger(client):
    assert client.post("/inbox", data=b"x" * 500_000).json == {"read": 500_000}
    assert_problem(client.post("/inbox", data=b"x" * 700_000), 413, "body-too-large")


def test_files_are_kept_in_memory_and_limited_apart_from_the_fields(client):
    sent = [(BytesIO(b"x" * size), name) for size, name in ((700_000, "a.jpg"), (0, "b.jpg"), (0, ""))]
    answer = client.post("/api/files", data={"files": sent})
    assert answer.json == {"sizes": [700_000, 0], "kinds": ["BytesIO"] * len(answer.json["kinds"])}
    for data in ({"files": [(BytesIO(b"x" * 2_000_000), "a")]}, {"text": "x" * 300_000}):
        answer = client.post("/api/files", data=data, content_type="multipart/form-data")
        assert_problem(answer, 413, "body-too-large")


def test_an_oversized_form_is_a_friendly_page(client, person):
    response = person.post("/write", {"title": "a" * 300_000})
    assert response.status_code == 413
    assert "太大" in response.text
    many = client.post("/write", data={f"f{number}": "x" for number in range(1500)}, content_type="multipart/form-data")
    assert many.status_code == 413


@pytest.mark.parametrize(
    ("content", "field", "zh", "en"),
    [
        ({}, "title", "此项必填。", "This is required."),
        ({"title": None}, "title", "此项不能为空。", "This must not be empty."),
        ({"title": 5}, "title", "应为文字。", "Must be text."),
        ({"title": "x" * 21}, "title", "应有 1 到 20 个（字）。", "Between 1 and 20 (characters or items)."),
        ({"title": "a", "count": "x"}, "count", "应为整数。", "Must be a whole number."),
        ({"title": "a", "count": 10}, "count", "应在 0 到 9 之间。", "Must be from 0 to 9."),
        ({"title": "a", "kind": "c"}, "kind", "应为其中之一：a, b。", "Must be one of: a, b."),
        (
            {"title": "a", "on": "2026-02-30"},
            "on",
            "日期不对，请按 2026-03-31 的样子填写。",
            "Not a date; write it like 2026-03-31.",
        ),
        ({"title": "a", "tags": ["abcd"]}, "tags.0", "最多 3 字", "At most 3"),
        ({"title": "a", "tags": "b"}, "tags", "应为一个列表。", "Must be a list."),
        ({"title": "a", "other": 1}, "other", "没有这一项，请删除。", "There is no such field; take it out."),
        ({"title": "forbidden"}, "title", "不行", "No"),
        ([], "_schema", "应为一个对象。", "Must be an object."),
        ("text", "_schema", "应为一个对象。", "Must be an object."),
        (None, "_schema", "应为一个对象。", "Must be an object."),
    ],
)
def test_a_field_that_does_not_hold_is_named_in_both_languages(client, content, field, zh, en):
    body = assert_problem(post(client, json.dumps(content)), 422, "content-invalid")
    assert body["errors"] == {field: [zh]}
    body = assert_problem(post(client, json.dumps(content), **ENGLISH), 422, "content-invalid", chinese=False)
    assert body["errors"] == {field: [en]}


def test_an_empty_body_is_told_what_is_missing(client):
    assert assert_problem(client.post("/api/notes"), 422, "content-invalid")["errors"] == {"title": ["此项必填。"]}


@pytest.mark.parametrize("path", ["/refuse/crash", "/api/refuse/crash"])
def test_a_defect_tells_its_number_and_nothing_from_inside(client, path, capsys):
    response = client.get(path)
    assert response.status_code == 500
    assert response.headers["X-Request-Id"] in response.text
    assert "secret inside" not in response.text
    assert "RuntimeError" not in response.text
    logged = capsys.readouterr().out
    assert "secret inside" in logged
    assert response.headers["X-Request-Id"] in logged


def test_unreadable_query_or_form_text_is_refused(client, person):
    assert client.get("/?q=%00").status_code == 400
    token = person.csrf("/write")
    broken = client.post(
        "/write", data=f"csrf_token={token}&title=%ff%fe", content_type="application/x-www-form-urlencoded"
    )
    assert broken.status_code == 400
    assert "UTF-8" in broken.text
