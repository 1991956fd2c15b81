import json
from datetime import timedelta
from pathlib import Path

import pytest

from shared.config import SHIPPED_DATA
from shared.privacy.codes import grouped
from shared.web.roles import undeclared_routes
from tests.services.feedback.examples import (
    QUESTIONS,
    closed_told,
    published,
    registered_told,
    round_told,
    withdrawn,
)

PETITION = {"kind": "claim", "about": "family-planning-office", "title": "补助没有发", "text": "去年的奖励金没有到账。"}
CSV = {"Content-Type": "text/csv"}


def events(service):
    with service.application.database.read() as tx:
        return tx.execute("SELECT count(*) FROM events")[0][0]


@pytest.fixture
def codes(client, clerk, hear):
    hear(round_told())
    return client.post("/api/codes", json={"round": "r1", "count": 12}, headers=clerk).json["codes"]


def answer(valid, **changed):
    given = {"round": "r1", "code": valid, "scores": {"attitude": 5}, "awareness": {"knows-board": True}}
    return {**given, **changed}


def test_every_route_says_who_may_use_it(app):
    assert undeclared_routes(app) == []


def test_the_board_shows_what_has_been_notified_and_the_clerk_posts_it(client, clerk, hear, told):
    hear(published(), published(version=2))
    shown = client.get("/api/board").json
    assert shown["village"] == "yangshe"
    assert shown["total"] == 1
    assert shown["postings"][0]["title"] == "服务承诺 第2版"
    assert shown["postings"][0]["state"] == "to_post"
    assert [version["version"] for version in client.get("/api/board/p1").json["versions"]] == [2, 1]

    assert client.get("/api/clerk", headers=clerk).json["to_post"] == [
        {"publication": "p1", "version": 2, "title": "服务承诺 第2版", "due_on": "2026-03-04"}
    ]
    posted = client.post("/api/postings/p1", headers=clerk)
    assert (posted.status_code, posted.json["state"], posted.json["posted_on"]) == (200, "posted", "2026-03-02")
    assert client.post("/api/postings/p1", json={"version": 2}, headers=clerk).status_code == 200
    assert client.get("/api/clerk", headers=clerk).json["to_post"] == []
    assert [message["data"] for message in told() if "posted_on" in message["data"]] == [
        {"publication": "p1", "version": 2, "village": "yangshe", "posted_on": "2026-03-02"}
    ]


def test_a_withdrawn_publication_is_shown_as_such_and_taken_down(client, clerk, hear, told):
    hear(published())
    client.post("/api/postings/p1", headers=clerk)
    hear(withdrawn())
    (shown,) = client.get("/api/board?section=withdrawn").json["postings"]
    assert (shown["state"], shown["withdrawn_reason"]) == ("to_take_down", "数字有误")
    assert client.post("/api/postings/p1", headers=clerk).json["state"] == "to_take_down"
    assert client.post("/api/postings/p1/taken-down", headers=clerk).json["state"] == "taken_down"
    assert client.post("/api/postings/p1/taken-down", headers=clerk).status_code == 200
    types = [message["type"].rpartition(".feedback.")[2] for message in told()]
    receipt = "receipt-given.v1"
    assert types == [receipt, "publication-posted.v1", receipt, "publication-taken-down.v1", receipt]


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("/api/postings/none", {}, 404, "unknown-publication"),
        ("/api/postings/p1", {"version": 7}, 409, "newer-version"),
        ("/api/postings/p1", {"version": "x"}, 422, "content-invalid"),
        ("/api/postings/p1", {"version": 10**30}, 422, "content-invalid"),
        ("/api/postings/p1/taken-down", {}, 409, "not-withdrawn"),
        ("/api/codes", {"round": "none", "count": 1}, 404, "unknown-round"),
        ("/api/codes", {"round": "r1", "count": 501}, 422, "content-invalid"),
        ("/api/codes", {"round": "r1", "count": "ten"}, 422, "content-invalid"),
        ("/api/codes", {"count": 1}, 422, "content-invalid"),
        ("/api/codes", [], 422, "content-invalid"),
    ],
)
def test_what_a_clerk_sends_that_does_not_hold_is_refused(client, clerk, hear, service, path, body, status, code):
    hear(published(), round_told())
    before = events(service)
    refused = client.post(path, json=body, headers=clerk)
    assert (refused.status_code, refused.mimetype) == (status, "application/problem+json")
    assert refused.json["code"] == code
    assert refused.json["detail"]
    assert "state" in refused.json or status != 409
    assert events(service) == before


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/postings/p1"),
        ("POST", "/api/postings/p1/taken-down"),
        ("POST", "/api/codes"),
        ("POST", "/api/paper-answers"),
        ("GET", "/api/clerk"),
    ],
)
def test_only_the_clerk_does_the_clerks_work(client, method, path):
    assert client.open(path, method=method, json={}).json["code"] == "not-signed-in"
    token = client.post("/api/tokens", json={"name": "ops", "password": "sunshine-ops"}).json["token"]
    refused = client.open(path, method=method, json={}, headers={"Authorization": f"Bearer {token}"})
    assert (refused.status_code, refused.json["code"]) == (403, "not-allowed")


def test_a_code_gives_one_answer(client, codes, in_the_box):
    taken = client.post("/api/responses", json=answer(grouped(codes[0]), audience="residents"))
    assert taken.status_code == 201
    assert taken.json == {"round": "r1", "recorded": True, "answered_on": "2026-03-02"}
    again = client.post("/api/responses", json=answer(codes[0]))
    assert (again.status_code, again.json["code"], again.json["state"]) == (409, "code-used", "used")
    assert in_the_box() == [{"scores": {"attitude": 5}, "awareness": {"knows-board": True}, "texts": {}}]
    assert client.get("/api/rounds/r1").json["answers"] == 1


@pytest.mark.parametrize(
    ("changed", "status", "code"),
    [
        ({"code": "000000000000"}, 404, "code-unknown"),
        ({"code": "123"}, 422, "code-malformed"),
        ({"code": 5}, 422, "content-invalid"),
        ({"round": "none"}, 404, "unknown-round"),
        ({"round": None}, 422, "content-invalid"),
        ({"audience": "migrants"}, 422, "wrong-audience"),
        ({"scores": {"weather": 3}}, 422, "unknown-question"),
        ({"scores": {"attitude": 6}}, 422, "content-invalid"),
        ({"scores": {"attitude": "5"}}, 422, "content-invalid"),
        ({"scores": {"attitude": True}}, 422, "content-invalid"),
        ({"scores": [5]}, 422, "content-invalid"),
        ({"awareness": {"knows-board": "yes"}}, 422, "content-invalid"),
        ({"scores": {}, "awareness": {}}, 422, "nothing-answered"),
        ({"comment": "x"}, 422, "content-invalid"),
    ],
)
def test_an_answer_that_does_not_hold_is_refused_and_spends_no_code(client, codes, service, changed, status, code):
    before = events(service)
    refused = client.post("/api/responses", json=answer(codes[0], **changed))
    assert (refused.status_code, refused.json["code"]) == (status, code)
    assert refused.mimetype == "application/problem+json"
    assert events(service) == before
    assert client.post("/api/responses", json=answer(codes[0])).status_code == 201


def test_a_code_of_another_round_is_told_so(client, codes, hear):
    hear(round_told(round="r2"))
    assert client.post("/api/responses", json=answer(codes[0], round="r2")).json["code"] == "code-of-another-round"


def test_a_broken_or_oversized_body_is_refused(client, codes):
    assert client.post("/api/responses", data=b"{", content_type="application/json").status_code == 400
    for text in (b'{"code": "\xff"}', b'{"code": "\\ud800"}', b'{"code": "\\u0000"}'):
        assert client.post("/api/responses", data=text, content_type="application/json").json["code"] == "body-not-utf8"
    assert client.post("/api/responses", json=answer(codes[0], audience="x" * 300_000)).status_code == 413


def test_no_answer_is_taken_before_or_after_the_round(client, codes, hear, config):
    config.clock.advance(timedelta(days=-2))
    early = client.post("/api/responses", json=answer(codes[0]))
    assert (early.status_code, early.json["code"], early.json["state"]) == (409, "round-not-open", "upcoming")
    config.clock.advance(timedelta(days=22))
    assert client.post("/api/responses", json=answer(codes[0])).json["state"] == "ended"
    hear(closed_told())
    late = client.post("/api/responses", json=answer(codes[0]))
    assert (late.status_code, late.json["code"], late.json["state"]) == (409, "round-closed", "closed")


def test_nothing_stored_ties_a_code_to_its_answer(client, codes, service, config):
    client.post("/api/responses", json=answer(codes[0]))
    with service.application.database.read() as tx:
        columns = [row[1] for row in tx.execute("PRAGMA table_info(survey_codes)")]
        spent = tx.execute("SELECT count(*) FROM survey_codes WHERE spent = 1")
    assert columns == ["code_hash", "round", "spent"]
    assert spent == [(1,)]
    folder = Path(config.database.removeprefix("sqlite:///")).parent
    assert not any(codes[0].encode() in file.read_bytes() for file in folder.rglob("*") if file.is_file())


def test_rebuilding_the_views_keeps_the_codes(client, codes, service):
    service.application.rebuild()
    assert client.post("/api/responses", json=answer(codes[0])).status_code == 201


def test_a_petition_is_sealed_and_answered_with_its_code(client, hear, told, provisioned, clerk):
    from shared.privacy.sealing import unseal

    filed = client.post("/api/petitions", json={**PETITION, "name": "王大山"})
    assert filed.status_code == 201
    assert filed.json["follow_url"] == "http://oversight.test/follow"
    assert len(filed.json["receipt_code"]) == 16
    (message,) = told()
    assert message["data"]["petition"] == filed.json["petition"]
    key = json.loads((provisioned / "oversight" / "secrets.json").read_text())["seal_key"]
    assert unseal(key, message["data"]["sealed"]) == {
        **PETITION,
        "name": "王大山",
        "contact": None,
        "receipt_code": filed.json["receipt_code"],
    }
    count = {"passed_on": 1, "confirmed": 0, "waiting": 1}
    assert client.get("/api/clerk", headers=clerk).json["petitions"] == count
    hear(registered_told(filed.json["petition"]))
    assert client.get("/api/clerk", headers=clerk).json["petitions"] == {**count, "confirmed": 1, "waiting": 0}


def test_sending_the_same_petition_again_gives_the_same_receipt_and_files_nothing(client, told):
    key = {"Idempotency-Key": "k" * 32}
    first = client.post("/api/petitions", json=PETITION, headers=key).json
    assert client.post("/api/petitions", json=PETITION, headers=key).json == first
    assert len(told()) == 1
    other = client.post("/api/petitions", json={**PETITION, "text": "另一件事"}, headers=key).json
    assert other["petition"] != first["petition"]
    assert other["receipt_code"] != first["receipt_code"]
    assert client.post("/api/petitions", json=PETITION).json["receipt_code"] != first["receipt_code"]


def test_nothing_of_a_petition_is_in_clear_on_disk_or_in_the_log(client, config, capfd):
    given = {**PETITION, "name": "王大山", "contact": "13800138000"}
    filed = client.post("/api/petitions", json=given, headers={"Idempotency-Key": "abcdefghijklmnop"}).json
    folder = Path(config.database.removeprefix("sqlite:///")).parent
    written = (
        b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file()) + capfd.readouterr().out.encode()
    )
    for secret in (*PETITION.values(), "王大山", "13800138000", filed["receipt_code"], "abcdefghijklmnop"):
        if secret not in ("claim", "family-planning-office"):
            assert secret.encode() not in written, secret
    assert filed["petition"].encode() in written


@pytest.mark.parametrize(
    ("changed", "headers", "code"),
    [
        ({"about": "nobody"}, {}, "unknown-office"),
        ({"kind": "praise"}, {}, "content-invalid"),
        ({"title": ""}, {}, "content-invalid"),
        ({"text": "x" * 5001}, {}, "content-invalid"),
        ({"text": 5}, {}, "content-invalid"),
        ({"title": None}, {}, "content-invalid"),
        ({}, {"Idempotency-Key": "1"}, "content-invalid"),
    ],
)
def test_a_petition_that_does_not_hold_is_refused_and_not_kept(client, service, changed, headers, code):
    refused = client.post("/api/petitions", json={**PETITION, **changed}, headers=headers)
    assert (refused.status_code, refused.json["code"]) == (422, code)
    assert events(service) == 0


def residents(hear, **changed):
    columns = [question for question in COLUMNS if not question.startswith("knows-")]
    asked = [vars_of(question) for question in columns]
    knows = [vars_of(question) for question in COLUMNS if question.startswith("knows-")]
    hear(round_told(**{"questions": asked, "awareness": knows, **changed}))


COLUMNS = (SHIPPED_DATA / "demo" / "paper-answers.csv").read_text().splitlines()[0].split(",")[2:]


def vars_of(question):
    return type(QUESTIONS[0])(question, question, question)


def test_the_shipped_paper_answers_are_entered_once(client, clerk, hear):
    residents(hear)
    residents(hear, round="r2", audience="migrants")
    content = (SHIPPED_DATA / "demo" / "paper-answers.csv").read_bytes()
    entered = client.post("/api/paper-answers", data=content, headers=clerk | CSV)
    assert entered.status_code == 201
    assert entered.json == {
        "imported": 30,
        "left_out": 30,
        "rounds": [{"round": "r1", "answers": 24}, {"round": "r2", "answers": 6}],
    }
    assert client.get("/api/rounds/r1").json["answers"] == 24
    again = client.post("/api/paper-answers?round=r1", data=b"\xef\xbb\xbf" + content, headers=clerk | CSV)
    assert (again.status_code, again.json["code"], again.json["state"]) == (409, "already-imported", "imported")
    assert client.get("/api/rounds/r1").json["answers"] == 24


PAPER = "village,audience,attitude,knows-board\nyangshe,residents,5,yes\n"


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (PAPER + "yangshe,residents,9,yes\n", 422, "paper-invalid"),
        (PAPER + "yangshe,residents,4,maybe\n", 422, "paper-invalid"),
        (PAPER + "yangshe,residents,,\n", 422, "paper-invalid"),
        (PAPER + "yangshe,martians,4,yes\n", 422, "paper-invalid"),
        (PAPER + "yangshe,residents,4,yes,yes\n", 422, "paper-invalid"),
        ("village,audience,weather\nyangshe,residents,5\n", 422, "paper-invalid"),
        ("village,audience,attitude\nhongmei,residents,5\n", 422, "paper-empty"),
        ("a,weather\n1,2\n", 422, "paper-invalid"),
        ("", 422, "paper-head"),
        (b"village,audience,attitude\nyangshe,residents,\xff\n", 422, "spreadsheet-unreadable"),
        ("x" * (5 * 1024 * 1024 + 1), 413, "body-too-large"),
    ],
)
def test_a_paper_file_that_does_not_hold_is_refused_as_a_whole(client, clerk, hear, service, content, status, code):
    hear(round_told())
    before = events(service)
    refused = client.post("/api/paper-answers", data=content, headers=clerk | CSV)
    assert (refused.status_code, refused.json["code"]) == (status, code)
    if code == "paper-invalid":
        assert {wrong["row"] for wrong in refused.json["rows"]} == {2 if "weather" in content else 3}
        assert {"row", "column", "problem", "zh", "en"} == refused.json["rows"][0].keys()
    assert events(service) == before


def test_paper_is_csv_for_a_round_that_is_known_and_not_closed(client, clerk, hear):
    hear(round_told())
    assert client.post("/api/paper-answers", json={}, headers=clerk).status_code == 415
    unknown = client.post("/api/paper-answers?round=none", data=PAPER, headers=clerk | CSV)
    assert (unknown.status_code, unknown.json["code"]) == (404, "unknown-round")
    hear(closed_told())
    closed = client.post("/api/paper-answers?round=r1", data=PAPER, headers=clerk | CSV)
    assert (closed.status_code, closed.json["code"], closed.json["state"]) == (409, "round-closed", "closed")


@pytest.mark.parametrize("query", ["page=0", "size=101", "page=x", "section=none", "page=99999999999999999999"])
def test_a_list_asked_for_in_a_wrong_way_is_refused(client, query):
    assert client.get(f"/api/board?{query}").json["code"] == "content-invalid"


def test_a_refusal_speaks_the_askers_language(client):
    for wish, said in (("zh", "没有这条内容"), ("en", "no such publication")):
        assert said in client.get("/api/board/none", headers={"Accept-Language": wish}).json["detail"]
