"""The way of a publication over the JSON API, and who may walk it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.web.roles import undeclared_routes
from tests.services.disclosure.examples import CIRCULAR_HEARD, IDENTITY, RECEIPT, SMALL, TEXT
from tests.services.disclosure.ledger import BIRTHS, settle

DRAFT = {"item": "fees", "title": TEXT.title, "body": TEXT.body}


def receipt(publication, version=1, village="yangshe", **changed):
    data = {**RECEIPT.data, "publication": publication, "version": version, "village": village, **changed}
    return replace(RECEIPT, source=f"/feedback/{village}", data=data)


def test_a_draft_goes_by_way_of_a_second_person_to_all_boards(call, publish):
    published = publish()
    assert (published["state"], published["version"]) == ("published", 1)
    assert (published["published_on"], published["posting_due_on"]) == ("2026-03-02", "2026-03-04")
    assert [(one["village"], one["state"]) for one in published["postings"]] == [
        (place, "due") for place in ("hongmei", "township", "yangshe")
    ]
    status, listed = call(None, "GET", "/api/publications")
    assert (status, listed["total"]) == (200, 1)
    assert listed["publications"][0]["id"] == published["id"]


def test_without_carriers_and_villages_the_items_own_and_all_are_meant(call):
    _, drafted = call("li", "POST", "/api/publications", {**DRAFT, "aspect": "standard"})
    assert drafted["carriers"] == ["township_board", "village_board", "publicity_column", "service_window", "web"]
    assert sorted(drafted["villages"]) == ["hongmei", "yangshe"]
    assert (drafted["state"], drafted["draft"]["revision"], drafted["aspect"]) == ("draft", 1, "standard")


def test_what_is_not_published_is_not_there_for_the_public(call):
    _, drafted = call("li", "POST", "/api/publications", DRAFT)
    assert call(None, "GET", f"/api/publications/{drafted['id']}")[0] == 404
    assert call(None, "GET", "/api/publications")[1]["total"] == 0
    assert call(None, "GET", "/api/publications?state=draft")[0] == 401
    assert call("wang", "GET", f"/api/publications/{drafted['id']}")[0] == 200
    assert call("wang", "GET", "/api/publications?state=draft")[1]["total"] == 1
    assert call("ding", "GET", "/api/publications")[1]["total"] == 1


def test_a_correction_keeps_the_present_version_readable_until_it_is_published(call, publish):
    published = publish()
    where = f"/api/publications/{published['id']}"
    wanted = {"title": TEXT.title, "body": "均不收费，请举报。", "reason": "补充举报办法。"}
    status, corrected = call("li", "POST", f"{where}/correct", wanted)
    assert (status, corrected["state"], corrected["draft"]["version"]) == (201, "published", 2)
    shown = call(None, "GET", where)[1]
    assert (shown["body"], shown["draft"]) == (TEXT.body, None)
    assert call(None, "GET", "/api/publications")[1]["publications"][0]["draft_state"] is None
    assert call("li", "GET", "/api/publications?state=draft")[1]["total"] == 1
    for who, step in (("li", "submit"), ("wang", "approve"), ("wang", "publish")):
        assert call(who, "POST", f"{where}/{step}", {})[0] == 200
    shown = call(None, "GET", where)[1]
    assert shown["body"] == "均不收费，请举报。"
    assert [(one["version"], one["reason"]) for one in shown["versions"]] == [(2, "补充举报办法。"), (1, None)]
    assert len(shown["postings"]) == 6


def test_what_is_withdrawn_says_so_and_stays_readable(call, publish):
    published = publish()
    where = f"/api/publications/{published['id']}"
    assert call("zhao", "POST", f"{where}/withdraw", {"reason": "依据已废止。"})[0] == 200
    shown = call(None, "GET", where)[1]
    assert (shown["state"], shown["withdrawn"]) == ("withdrawn", {"on": "2026-03-02", "reason": "依据已废止。"})
    assert {one["state"] for one in shown["postings"]} == {"ended"}
    assert call(None, "GET", "/api/publications")[1]["total"] == 0
    assert call(None, "GET", "/api/publications?state=withdrawn")[1]["total"] == 1


def test_a_reviewer_returns_a_draft_and_its_author_rewrites_it(call):
    _, drafted = call("li", "POST", "/api/publications", DRAFT)
    where = f"/api/publications/{drafted['id']}"
    call("li", "POST", f"{where}/submit", {})
    _, returned = call("wang", "POST", f"{where}/return", {"reason": "请写明依据。"})
    assert (returned["draft"]["state"], returned["draft"]["returned_because"]) == ("draft", "请写明依据。")
    status, rewritten = call("li", "POST", f"{where}/rewrite", {"title": TEXT.title, "body": "依据省目录，均不收费。"})
    assert (status, rewritten["draft"]["revision"], rewritten["villages"]) == (200, 2, drafted["villages"])
    call("li", "POST", f"{where}/submit", {})
    status, refused = call("wang", "POST", f"{where}/approve", {"revision": 1})
    assert (status, refused["code"]) == (409, "text-changed")
    assert call("wang", "POST", f"{where}/approve", {"revision": 2})[0] == 200


def test_receipts_come_back_and_what_is_late_says_by_how_much(call, publish, hear, clock):
    published = publish()
    where = f"/api/publications/{published['id']}"
    hear(receipt(published["id"]))
    clock.advance(timedelta(days=3))
    _, overdue = call(None, "GET", "/api/postings/overdue")
    assert [(one["village"], one["due_on"], one["late_days"]) for one in overdue["postings"]] == [
        ("hongmei", "2026-03-04", 1),
        ("township", "2026-03-04", 1),
    ]
    hear(receipt(published["id"], village="hongmei", posted_on=clock.now().date() + timedelta(days=1)))
    states = {one["village"]: (one["state"], one["late_days"]) for one in call(None, "GET", where)[1]["postings"]}
    assert states == {"yangshe": ("posted", 0), "hongmei": ("late", 2), "township": ("overdue", 1)}
    assert call(None, "GET", "/api/postings/overdue?village=township")[1]["total"] == 1
    assert call(None, "GET", "/api/postings/overdue?village=hongmei")[1]["postings"] == []


def test_a_circular_of_oversight_is_published_to_all_boards(call, hear):
    hear(CIRCULAR_HEARD)
    _, shown = call(None, "GET", "/api/publications/circular-c1")
    assert (shown["state"], shown["item"], shown["number"]) == ("published", "circular", "阳光通报〔2026〕1号")
    assert shown["body"].startswith("阳光通报〔2026〕1号\n")
    assert len(shown["postings"]) == 3
    assert call(None, "GET", "/api/publications?item=circular&village=yangshe")[1]["total"] == 1


def test_two_circulars_of_one_number_are_both_published_and_one_told_twice_is_not(call, hear):
    """Oversight went back to a backup and gave a number again, to another finding."""
    for circular, finding in (("2026-1-f1-1", "f1"), ("2026-1-f2-1", "f2"), ("2026-1-f1-1", "f1")):
        hear(replace(CIRCULAR_HEARD, data={**CIRCULAR_HEARD.data, "circular": circular, "finding": finding}))
    _, listed = call(None, "GET", "/api/publications?item=circular")
    assert listed["total"] == 2
    assert {one["number"] for one in listed["publications"]} == {"阳光通报〔2026〕1号"}


def test_a_blocked_circular_waits_for_a_rewrite_and_is_not_lost(call, hear):
    hear(replace(CIRCULAR_HEARD, data={**CIRCULAR_HEARD.data, "body": f"{IDENTITY}，已整改。"}))
    where = "/api/publications/circular-c1"
    assert call(None, "GET", where)[0] == 404
    _, blocked = call("li", "GET", where)
    assert (blocked["state"], "■" in blocked["body"]) == ("blocked", True)
    status, refused = call("li", "POST", f"{where}/submit", {})
    assert (status, refused["state"]) == (409, "blocked")
    assert call("li", "POST", f"{where}/rewrite", {"title": blocked["title"], "body": "已整改。"})[0] == 200
    for who, step in (("li", "submit"), ("wang", "approve"), ("li", "publish")):
        assert call(who, "POST", f"{where}/{step}", {})[0] == 200
    assert call(None, "GET", where)[0] == 200


def test_a_warning_is_shown_with_the_draft_and_needs_a_reason(call):
    _, drafted = call("li", "POST", "/api/publications", {**DRAFT, "body": SMALL})
    assert [hit["kind"] for hit in drafted["draft"]["screening"]] == ["small-figure"]
    where = f"/api/publications/{drafted['id']}/submit"
    status, refused = call("li", "POST", where, {})
    assert (status, refused["code"], refused["hits"][0]["field"]) == (422, "screening-warned", "body")
    assert call("li", "POST", where, {"reason": "全镇合计数。"})[0] == 200


def test_a_repeated_request_with_the_same_key_drafts_once(call):
    one, two = (call("li", "POST", "/api/publications", DRAFT, **{"Idempotency-Key": "k1"})[1] for _ in range(2))
    assert one["id"] == two["id"]
    assert call("li", "GET", "/api/publications")[1]["total"] == 1
    assert call("chen", "POST", "/api/publications", DRAFT, **{"Idempotency-Key": "k1"})[1]["id"] != one["id"]


def test_repeats_of_every_step_are_harmless(call, publish):
    published = publish()
    assert call("wang", "POST", f"/api/publications/{published['id']}/publish", {})[0] == 200
    assert call(None, "GET", f"/api/publications/{published['id']}")[1]["version"] == 1


def test_the_catalogue_says_what_is_published_and_what_is_missing(call, publish, service, clock):
    settle(service)
    _, shown = call(None, "GET", "/api/catalogue")
    assert len(shown["items"]) == 16
    assert all(len(item["aspects"]) == 6 for item in shown["items"])
    states = {item["id"]: item["status"]["state"] for item in shown["items"]}
    # The quarter before had been due before the office began.
    assert (states["fees"], states["births"]) == ("missing", "nothing_yet")
    assert states["honour-certificate-applications"] == "nothing_yet"
    publish()
    publish(item="births", title="上季度人口出生情况", body="上季度合计 86 人。", figures=BIRTHS)
    status = {item["id"]: item["status"] for item in call(None, "GET", "/api/catalogue")[1]["items"]}
    assert status["fees"]["state"] == status["births"]["state"] == "published"
    clock.advance(timedelta(days=31))
    status = {item["id"]: item["status"] for item in call(None, "GET", "/api/catalogue")[1]["items"]}
    # The quarter ended on Tuesday 31 March; ten working days later, with Qingming (4-6 April) off, is 15 April.
    assert (status["births"]["state"], status["births"]["due_on"]) == ("due", "2026-04-15")
    clock.advance(timedelta(days=30))
    status = {item["id"]: item["status"] for item in call(None, "GET", "/api/catalogue")[1]["items"]}
    assert (status["births"]["state"], status["births"]["overdue_days"]) == ("overdue", 17)


@pytest.mark.parametrize(
    ("who", "step", "status"),
    [
        (None, "submit", 401),
        ("wang", "submit", 403),
        ("li", "approve", 403),
        ("zhao", "approve", 403),
        ("li", "return", 403),
        ("zhao", "publish", 403),
        ("wang", "correct", 403),
        ("li", "withdraw", 403),
        ("wang", "withdraw", 403),
        ("ops", "rewrite", 403),
    ],
)
def test_each_step_is_for_those_whose_work_it_is(call, publish, who, step, status):
    published = publish()
    assert call(who, "POST", f"/api/publications/{published['id']}/{step}", {"reason": "x"})[0] == status


def test_the_operator_sees_what_the_public_sees(call):
    _, drafted = call("li", "POST", "/api/publications", DRAFT)
    assert call("ops", "GET", f"/api/publications/{drafted['id']}")[0] == 404


def test_every_address_says_who_may_use_it(app):
    assert undeclared_routes(app) == []
