"""Refusals over all addresses: days that cannot be, roles that may not, guessed codes, texts that hide something."""

import pytest

from shared.privacy.guesses import WITHIN
from shared.web.openapi import openapi_document
from tests.services.oversight.examples import PETITION, ROUND
from tests.services.oversight.inspecting import TERM, report
from tests.services.oversight.walking import example

ROLES = {"officer": "chen", "leader": "zhao", "district": "ding", "supervisor": "zhou", "operator": "ops"}
BEFORE, AHEAD, NEVER = "2017-12-31", "2026-03-03", "2100-01-02"
APPOINTED = {"name": "zhou", "origin": "resident", **TERM}
ANNOUNCED = {"place": "yangshe", "supervisors": ["zhou"]}
HEARD = {"place": "yangshe", "heard": 3, "text": "意见"}
DATED = [
    *[("chen", "/api/petitions", {**PETITION, "channel": "letter", "received_on": day}) for day in (BEFORE, AHEAD)],
    *[
        ("chen", "/api/petitions", {**PETITION, "channel": "letter", "received_at": f"{day}T08:00:00+08:00"})
        for day in (BEFORE, AHEAD)
    ],
    *[("zhao", "/api/rounds", {**ROUND, "opens_on": day}) for day in (BEFORE, NEVER)],
    *[("zhao", "/api/rounds", {**ROUND, "closes_on": day}) for day in (BEFORE, NEVER)],
    *[("zhao", "/api/supervisors", {**APPOINTED, "first_day": day}) for day in (BEFORE, NEVER)],
    *[("zhao", "/api/supervisors", {**APPOINTED, "last_day": day}) for day in (BEFORE, NEVER)],
    *[("zhao", "/api/inspections/announced", {**ANNOUNCED, "day": day}) for day in (BEFORE, NEVER)],
    *[("zhou", "/api/inspections", report("yangshe", day, "open")) for day in (BEFORE, AHEAD)],
    *[("zhao", "/api/draws", {"year": year}) for year in (2017, 2025, 2028, 1e400, -1, "x")],
]
ODD_TEXTS = ["a\x00b", "a\u202eb", "长" * 100_000, "\u2066x"]
ODD_NUMBERS = ["-1", -1, 0, float("nan"), float("inf"), 10**30, None, [], {}, "9" * 5000]


@pytest.fixture
def stored(service):
    def count():
        with service.application.database.read() as tx:
            return tx.execute("SELECT (SELECT count(*) FROM events), (SELECT count(*) FROM outbox)")[0]

    return count


def test_a_day_that_cannot_be_is_refused_and_nothing_is_stored(call, stored):
    answers = [(path, body, *call(who, "POST", path, body)) for who, path, body in DATED]
    assert [one for one in answers if one[2] != 422 or not one[3]["code"]] == []
    assert stored() == (0, 0)


def test_days_of_steps_on_a_petition_and_a_finding_lie_within_the_calendar(call, file, stored):
    petition, _ = file()
    before = stored()
    for action, body in (
        ("deliver", {"means": "in_person", "delivered_on": BEFORE}),
        ("hearing", {"first": BEFORE, "last": "2026-03-10"}),
        ("hearing", {"first": "2026-03-10", "last": NEVER}),
    ):
        assert call("zhao", "POST", f"/api/petitions/{petition}/{action}", body)[0] == 422
    for day in (BEFORE, NEVER):
        assert call("zhao", "POST", "/api/findings/f/date", {"due_on": day})[0] == 422
    assert stored() == before


def test_a_text_that_hides_something_or_never_ends_is_refused(call, stored):
    for field in ("title", "text", "name", "contact", "about", "village", "kind", "channel"):
        for text in ODD_TEXTS:
            status, problem = call(None, "POST", "/api/petitions", {**PETITION, field: text})
            assert status in {400, 413, 422}, (field, text[:10])
            assert problem["code"]
    assert stored() == (0, 0)


def test_a_number_that_is_none_is_refused(call, stored):
    for number in ODD_NUMBERS:
        status, _ = call(None, "POST", "/api/petitions", {**PETITION, "people": number})
        assert status in {400, 422}, number
    assert stored() == (0, 0)


def test_a_year_a_quarter_or_a_deadline_that_is_none_is_refused(app, call):
    client = app.test_client()
    wrong = []
    for year in ("2017", "2101", "99999999999999999999999", "-1", "0", "²"):
        for path in (f"/api/draws/{year}", f"/api/inspections/years/{year}", f"/draws/{year}"):
            if (status := client.get(path).status_code) != 404:
                wrong.append((path, status))
    for what in ("0000Q1", "9999Q4", "2026Q5", "２０２６Q1", "²", "0000", "9999", "x", "%00", "9" * 500):
        for path in (
            f"/api/evaluation?quarter={what}",
            f"/api/standard?quarter={what}",
            f"/api/evaluation/{what}/family-planning-office",
            f"/api/evaluation/{what}/family-planning-office/losses?criterion={what}",
            f"/api/deadlines/{what}/explanation",
            f"/api/deadlines/x.{what}/explanation",
            f"/api/statistics/{what}",
        ):
            if (status := call("ding", "GET", path)[0]) not in {400, 404, 409, 422}:
                wrong.append((path, status))
    assert wrong == []


def test_who_may_not_is_refused_before_anything_is_read(app, call, stored):
    tried = 0
    for path, methods in openapi_document(app)["paths"].items():
        for method, operation in methods.items():
            if "x-roles" not in operation or "public" in operation["x-roles"]:
                continue
            address = path.replace("{year}", "2026").replace("{sequence}", "1").replace("{", "").replace("}", "")
            for who in (None, *(name for role, name in ROLES.items() if role not in operation["x-roles"])):
                status, problem = call(who, method.upper(), address)
                expected = (401, "not-signed-in") if who is None else (403, "not-allowed")
                assert (status, problem["code"]) == expected, path
                tried += 1
    assert tried > 150
    assert stored() == (0, 0)


def test_every_address_that_takes_a_receipt_code_counts_guesses_and_answers_them_alike(app, call, file, clock):
    petition, right = file()
    found, document = set(), openapi_document(app)
    for path, methods in document["paths"].items():
        content = methods.get("post", {}).get("requestBody", {}).get("content", {})
        body = example(document, content["application/json"]["schema"]) if "application/json" in content else {}
        if "code" not in body:
            continue
        address = path.replace("{id}", petition)
        clock.advance(WITHIN)
        answers = [
            call("zhao", "POST", address, {**body, "code": code})
            for code in ("1234567890123452", "1111222233334444") * 40
        ]
        assert answers[-1][0] == 429, address
        assert {problem["code"] for _, problem in answers} <= {"unknown-code", "code-malformed", "too-many-codes"}, (
            address
        )
        _, problem = call("zhao", "POST", address, {**body, "code": right})
        assert (problem["code"], problem["retry_after"]) == ("too-many-codes", 300), address
        found.add(address)
    assert len(found) > 3


def test_what_is_refused_does_not_wait_to_write(app, service, call, file, monkeypatch):
    petition, _ = file()
    call("chen", "GET", "/api/petitions")
    call("zhou", "GET", "/api/supervisors")
    written = []
    kind = type(service.application.database)
    write = kind.write
    monkeypatch.setattr(kind, "write", lambda self: written.append(1) or write(self))
    for who, path, body, status in (
        (None, "/api/petitions", {}, 422),
        (None, "/api/petitions", {**PETITION, "about": "moon"}, 422),
        ("chen", f"/api/petitions/{petition}/accept", {"version": 0}, 422),
        ("zhou", f"/api/petitions/{petition}/accept", {}, 403),
        ("chen", "/api/petitions/nowhere/accept", {}, 404),
        ("zhao", "/api/findings/nowhere/close", {"screened": True}, 404),
        ("zhao", "/api/rounds", {**ROUND, "office": "moon"}, 422),
        ("zhao", "/api/supervisors", {**APPOINTED, "name": "chen"}, 422),
        ("zhou", "/api/inspections", report("yangshe", "2026-03-01", "open"), 422),
    ):
        assert call(who, "POST", path, body)[0] == status, path
    assert not written


def test_no_limit_in_the_document_is_text(app):
    def limits(node):
        if isinstance(node, dict):
            for name, below in node.items():
                if name in {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"}:
                    yield below
                yield from limits(below)
        elif isinstance(node, list):
            for below in node:
                yield from limits(below)

    found = list(limits(openapi_document(app)))
    assert found
    assert all(isinstance(limit, int | float) for limit in found)


def test_the_reward_stays_within_its_limits(call, file, stored):
    petition, _ = file()
    before = stored()
    for amount in ("0", "-1", "1000000.01", "NaN", "Infinity", 1e400, "1e999", "x", True):
        assert call("zhao", "POST", f"/api/petitions/{petition}/reward", {"amount": amount})[0] in {400, 409, 422}
    assert stored() == before


def test_attachments_by_a_guessed_code_are_counted_too(app, file):
    _, right = file()
    client = app.test_client()
    codes = ["1234567890123452"] * 20 + [right]
    answers = [client.post("/api/petitions/follow/attachments", data={"code": code}) for code in codes]
    assert {answer.get_json()["code"] for answer in answers[:-1]} == {"unknown-code"}
    assert (answers[-1].status_code, answers[-1].headers["Retry-After"]) == (429, "300")


def test_lists_that_are_too_long_are_refused(call, stored):
    for who, path, body in (
        (None, "/api/petitions", {**PETITION, "people": 9, "representatives": ["张三"] * 6}),
        ("zhao", "/api/rounds", {**ROUND, "villages": ["yangshe"] * 1001}),
        ("zhao", "/api/inspections/announced", {**ANNOUNCED, "day": "2026-03-02", "supervisors": ["zhou"] * 21}),
        ("zhou", "/api/inspections", {**report("yangshe", "2026-03-02", "open"), "photographs": ["eA=="] * 100}),
    ):
        assert call(who, "POST", path, body)[0] == 422, path
    assert stored() == (0, 0)


def test_a_part_of_a_form_that_says_no_name_is_refused(app):
    body = b"--x\r\nContent-Disposition: form-data\r\n\r\nabc\r\n--x--\r\n"
    kind = "multipart/form-data; boundary=x"
    answer = app.test_client().post("/api/petitions/follow/attachments", data=body, content_type=kind)
    assert (answer.status_code, answer.get_json()["code"]) == (400, "body-malformed")
