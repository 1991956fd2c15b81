import dataclasses
import json
import re

import pytest

from shared.errors import Invalid
from shared.web.roles import OFFICER, PUBLIC
from tests.shared.web.conftest import PASSWORD


def lines(capsys):
    return [json.loads(line) for line in capsys.readouterr().out.splitlines() if line.startswith("{")]


def test_pages_are_chinese_first(client):
    page = client.get("/")
    assert "你好" in page.text
    assert '<html lang="zh-CN"' in page.text
    assert page.headers["Content-Language"] == "zh-CN"


@pytest.mark.parametrize(
    ("query", "cookie", "browser", "greeting"),
    [
        ("", None, "en-US,en", "Hello"),
        ("", None, "zh-CN,zh;q=0.9,en;q=0.8", "你好"),
        ("", None, "fr,de", "你好"),
        ("", "zh", "en", "你好"),
        ("", "en", "zh", "Hello"),
        ("?lang=en", "zh", "zh", "Hello"),
        ("?lang=zh", "en", "en", "你好"),
        ("?lang=xx", None, "en", "Hello"),
    ],
)
def test_the_address_goes_before_the_cookie_before_the_browser(client, query, cookie, browser, greeting):
    if cookie:
        client.set_cookie("sunshine_lang", cookie)
    assert greeting in client.get(f"/{query}", headers={"Accept-Language": browser}).text


def test_a_choice_of_language_stays(client):
    assert "sunshine_lang=en" in client.get("/?lang=en").headers["Set-Cookie"]
    assert "Hello" in client.get("/", headers={"Accept-Language": "zh"}).text


def test_the_language_link_keeps_the_page(client, person):
    assert 'href="/write?page=2&amp;lang=en"' in client.get("/write?page=2").text
    assert 'href="/write?page=2&amp;lang=zh"' in client.get("/write?page=2&lang=en").text
    assert 'href="/write?lang=zh"' in client.post("/write").text
    assert 'href="/?lang=zh"' in client.post("/sign-out").text


def test_every_answer_carries_the_security_headers(client):
    for path in ("/", "/api/", "/nowhere", "/api/nowhere", "/healthz", "/static/sunshine.css", "/refuse/crash"):
        headers = client.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert "form-action 'self'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("path", ["/", "/write", "/sign-in", "/api/", "/nowhere"])
def test_pages_name_no_other_host_and_no_inline_script_or_style(client, path):
    text = client.get(path).text
    assert not re.findall(r'(?:src|href|action)="(?:https?:)?//', text)
    assert not re.findall(r"<script(?![^>]*src=)|<style|\sstyle=|\son[a-z]+=|javascript:", text)


def test_pages_are_not_kept_by_the_browser_but_hashed_assets_are(client):
    page = client.get("/")
    assert page.headers["Cache-Control"] == "no-store"
    address = re.search(r'href="(/static/sunshine\.css\?v=[0-9a-f]+)"', page.text).group(1)
    assert "immutable" in client.get(address).headers["Cache-Control"]
    assert "immutable" not in client.get("/static/sunshine.css").headers.get("Cache-Control", "")


@pytest.mark.parametrize("given", ["abcdef-12345", "a" * 64])
def test_a_sane_request_id_is_kept(client, given):
    assert client.get("/", headers={"X-Request-Id": given}).headers["X-Request-Id"] == given


@pytest.mark.parametrize("given", ["", "short", "a" * 65, "1234567890123456", "bad id here", "<script>abc"])
def test_any_other_request_id_is_replaced(client, given):
    answered = client.get("/", headers={"X-Request-Id": given}).headers["X-Request-Id"]
    assert answered != given
    assert len(answered) >= 16


def test_a_request_is_logged_by_its_pattern_and_never_by_its_address(client, capsys):
    capsys.readouterr()
    response = client.get("/desk/1234567890123456?code=1234567890123456")
    [line] = [line for line in lines(capsys) if line["event"] == "request"]
    assert line["rule"] == "/desk/<id>"
    assert line["method"] == "GET"
    assert line["status"] == 303
    assert line["ms"] >= 0
    assert line["request_id"] == response.headers["X-Request-Id"]
    assert line["service"] == "/feedback/yangshe"
    assert line["time"].endswith("Z")
    assert "1234567890123456" not in json.dumps(line)


def test_health_checks_do_not_fill_the_log(client, capsys):
    capsys.readouterr()
    client.get("/healthz")
    assert lines(capsys) == []


def test_plain_logs_are_readable(make, config, capsys):
    make(dataclasses.replace(config, log_format="plain")).test_client().get("/")
    assert "rule=/" in capsys.readouterr().out


def test_health_tells_what_the_service_knows(client):
    assert client.get("/healthz").json == {
        "service": "/feedback/yangshe",
        "status": "ok",
        "database": "up",
        "redis": "up",
    }


def test_readiness_follows_the_service(make, client, capsys):
    assert client.get("/readyz").json["status"] == "ready"
    for error in (OSError("no disk"), Invalid("x", "x", "x"), RuntimeError("database")):

        def not_ready(error=error):
            raise error

        response = make(readiness=not_ready).test_client().get("/readyz")
        assert response.status_code == 503
        assert response.json["code"] == "not-ready"
        assert type(error).__name__ in capsys.readouterr().out


def test_metrics_count_requests_by_pattern(client):
    client.get("/desk/1234567890123456")
    client.get("/nowhere/1234567890123456")
    client.open("/", method="BREW")
    text = client.get("/metrics").text
    assert 'sunshine_http_requests_total{method="GET",rule="/desk/<id>",status="303"} 1.0' in text
    assert 'sunshine_http_requests_total{method="GET",rule="(none)",status="404"} 1.0' in text
    assert 'method="OTHER"' in text
    assert "sunshine_http_request_seconds_bucket" in text
    assert "1234567890123456" not in text


def test_the_gauges_of_the_service_are_taken_at_each_scrape(make):
    values = iter([1, 2])
    client = make(gauges=lambda: [("sunshine_waiting", "Waiting", {"queue": "q"}, next(values))]).test_client()
    assert 'sunshine_waiting{queue="q"} 1.0' in client.get("/metrics").text
    assert 'sunshine_waiting{queue="q"} 2.0' in client.get("/metrics").text


def test_navigation_shows_what_the_role_may_use(client, person):
    assert "写信" in client.get("/").text
    assert "工作台" not in client.get("/").text
    person.sign_in()
    assert "工作台" in client.get("/").text


def test_somebody_with_many_sections_finds_those_for_everybody_folded_behind_the_last(make):
    own = [("pages.write", f"办理{number}", f"Work {number}", frozenset({OFFICER})) for number in range(8)]
    client = make(navigation=[("pages.write", "写信", "Write", frozenset({PUBLIC})), *own]).test_client()
    page = client.get("/sign-in").text
    assert "<summary" not in page
    token = re.search(r'name="csrf_token" value="([^"]+)"', page).group(1)
    client.post("/sign-in", data={"name": "li", "password": PASSWORD, "csrf_token": token})
    line, _, folded = client.get("/").text.partition("<summary")
    assert "办理7" in line
    assert "写信" not in line.partition("<nav")[2]
    assert "写信" in folded.partition("</details>")[0]


def test_the_demo_clock_is_announced_with_its_date_in_china(make, config, client):
    assert "演示时钟" not in client.get("/").text
    page = make(dataclasses.replace(config, demo_clock=True)).test_client().get("/")
    assert "演示时钟" in page.text
    assert "2026年3月5日" in page.text


def test_a_form_is_shown_again_with_what_was_typed_and_what_is_wrong(client, person):
    page = person.post("/write", {"title": "长" * 21, "text": "<b>", "villages": "hongmei", "mark": "5"})
    assert page.status_code == 422
    assert "最多 20 个（字）" in page.text
    assert "此项必填" in page.text
    assert "长" * 21 in page.text
    assert "&lt;b&gt;" in page.text
    assert re.search(r'value="hongmei" checked', page.text)
    assert re.search(r'value="5" checked', page.text)
    assert 'aria-invalid="true"' in page.text


def test_a_form_that_holds_is_read_with_blanks_as_missing(client, person):
    sent = person.post(
        "/write", {"title": "  你好 ", "kind": "claim", "text": "  ", "mark": "", "villages": ["a", "b"]}
    )
    assert sent.status_code == 303
    page = client.get("/").text
    assert "你好" in page
    assert "&#39;villages&#39;: [&#39;a&#39;, &#39;b&#39;]" in page
    assert "mark" not in page


def test_dates_and_lists_read_as_people_write_them(client):
    zh, en = client.get("/write").text, client.get("/write?lang=en").text
    assert "2026年3月6日 00:30" in zh
    assert "5 Mar 2026" in en
    assert 'href="/write?lang=en&amp;page=3"' in en
    assert "第 2 页，共 3 页" in zh


def test_the_api_describes_itself(client):
    document = client.get("/api/openapi.json").json
    assert document["openapi"] == "3.1.0"
    create = document["paths"]["/api/notes"]["post"]
    assert create["security"] == []
    assert create["x-roles"] == ["public"]
    read = document["paths"]["/api/notes/{id}"]["get"]
    assert read["security"] == [{"token": []}]
    assert read["x-roles"] == ["officer"]
    for response in document["components"]["responses"].values():
        assert list(response["content"]) == ["application/problem+json"]
        assert response["content"]["application/problem+json"]["schema"] == {"$ref": "#/components/schemas/Problem"}
    assert "/api/tokens" in document["paths"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_api_can_be_read_without_javascript(client, language):
    page = client.get(f"/api/?lang={language}")
    assert page.status_code == 200
    for said in (
        "/api/notes/{id}",
        "写一张便条",
        "the title",
        "application/problem+json",
        "officer",
        "length ≤ 20",
        "a / b",
    ):
        assert said in page.text
    anchors = set(re.findall(r'id="([^"]+)"', page.text))
    assert set(re.findall(r'href="#([^"]+)"', page.text)) <= anchors


def test_vendored_files_are_the_ones_whose_sums_were_recorded():
    import hashlib

    from shared.web.templating import STATIC

    vendor = STATIC / "vendor"
    recorded = dict(reversed(line.split()) for line in (vendor / "SHA256SUMS").read_text().splitlines())
    assert set(recorded) == {file.name for file in vendor.iterdir()} - {"SHA256SUMS"}
    for name, digest in recorded.items():
        assert hashlib.sha256((vendor / name).read_bytes()).hexdigest() == digest
