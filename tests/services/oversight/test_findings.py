"""Findings from the miss to the circular, by API and by page: who sees them, and who may do what."""

import re
from datetime import timedelta
from types import SimpleNamespace

import pytest

from services.oversight.casework.findings import next_steps
from shared.web.roles import Account
from tests.services.oversight.examples import posting_overdue

PUT_RIGHT = {"rectification": "已受理，责任人已谈话。"}
SCREENED = {"screened": True}


@pytest.fixture
def browse(app):
    """A browser that posts with the form's CSRF token."""
    client = app.test_client()

    def post(path, data):
        token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/sign-in").text).group(1)
        return client.post(path, data={**data, "csrf_token": token})

    def sign_in(name):
        assert post("/sign-in", {"name": name, "password": f"sunshine-{name}"}).status_code == 303

    return SimpleNamespace(get=client.get, post=post, sign_in=sign_in)


@pytest.fixture
def missed(call, file, do, tick, clock):
    """A finding about the family planning office, which let a transfer lie; its id and the petition's."""
    petition, _ = file()
    do("chen", petition, "transfer", office="family-planning-office", reason="属其职权")
    clock.advance(timedelta(days=16))
    tick()
    [finding] = call("ding", "GET", "/api/findings")[1]["items"]
    return finding["id"], petition


@pytest.fixture
def board(call, hear, clock):
    """A finding about a village."""
    hear(posting_overdue(clock.now()))
    return call("ding", "GET", "/api/findings")[1]["items"][0]["id"]


def where(finding, action=""):
    return f"/api/findings/{finding}" + (f"/{action}" if action else "")


def test_officers_see_what_is_about_their_own_office(call, missed):
    finding, _ = missed
    assert call("li", "GET", "/api/findings")[1]["total"] == 1
    assert call("chen", "GET", "/api/findings")[1]["total"] == 0
    assert call("chen", "GET", where(finding))[0] == 404
    assert call("chen", "POST", where(finding, "report"), PUT_RIGHT)[0] == 404
    assert call("zhou", "GET", where(finding))[0] == 403


def test_the_petition_behind_it_is_named_only_to_those_who_may_see_it(call, do, missed):
    finding, petition = missed
    assert call("li", "GET", where(finding))[1]["petition"] == petition
    call("li", "POST", f"/api/petitions/{petition}/recuse", {"reason": "与当事人有亲属关系"})
    assert call("ding", "GET", where(finding))[1]["petition"] == petition
    _, seen = call("li", "GET", where(finding))
    assert seen["petition"] is None
    assert petition not in str(seen)
    assert not {"evidence", "limit"} & set(seen)


@pytest.mark.parametrize(("who", "steps"), [("li", ["report"]), ("zhao", ["report", "date", "extend"]), ("ding", [])])
def test_everybody_is_told_what_may_be_done_next(call, missed, who, steps):
    assert call(who, "GET", where(missed[0]))[1]["next"] == steps


def test_a_finding_is_reported_sent_back_verified_reopened_and_each_time_published(call, missed, clock):
    finding, _ = missed
    assert call("li", "POST", where(finding, "report"), PUT_RIGHT)[1]["state"] == "reported"
    assert call("zhao", "GET", "/api/findings?status=reported")[1]["total"] == 1
    back = call("zhao", "POST", where(finding, "send-back"), {"reason": "还没有受理"})[1]
    assert (back["state"], back["rectification"]) == ("open", None)
    call("li", "POST", where(finding, "report"), PUT_RIGHT)
    status, problem = call("zhao", "POST", where(finding, "close"), {"screened": False})
    assert (status, problem["code"]) == (422, "not-screened")
    assert call("zhao", "POST", where(finding, "close"), SCREENED)[1]["state"] == "closed"
    again = call("ding", "POST", where(finding, "reopen"), {"reason": "受理是补办的"})[1]
    assert (again["state"], again["round"], again["rectification"]) == ("open", 2, None)
    call("li", "POST", where(finding, "report"), {"rectification": "已依法受理。"})
    closed = call("ding", "POST", where(finding, "close"), SCREENED)[1]
    assert [one["what"].rpartition("-")[2] for one in closed["history"]] == [
        *("opened", "reported", "refused", "reported", "closed", "reopened", "reported", "closed")
    ]
    assert [one["by"] for one in closed["history"][:3]] == ["clock", "li", "zhao"]
    assert [one["number"] for one in closed["circulars"]] == ["阳光通报〔2026〕1号", "阳光通报〔2026〕2号"]
    followed, first = call(None, "GET", "/api/circulars")[1]["items"]
    assert (first["number"], followed["number"]) == ("阳光通报〔2026〕1号", "阳光通报〔2026〕2号")
    assert first["finding"] == followed["finding"] == finding
    assert "受理是补办的" in followed["body"]


def test_what_changed_since_it_was_read_is_not_published(call, missed):
    finding, _ = missed
    seen = call("li", "POST", where(finding, "report"), PUT_RIGHT)[1]["version"]
    call("ding", "POST", where(finding, "send-back"), {"reason": "还没有受理"})
    call("li", "POST", where(finding, "report"), {"rectification": "另一种说法。"})
    status, problem = call("zhao", "POST", where(finding, "close"), {**SCREENED, "version": seen})
    assert (status, problem["code"]) == (409, "stale-version")
    assert call("zhao", "POST", where(finding, "close"), {**SCREENED, "version": seen + 2})[0] == 200


def test_whoever_reported_it_cannot_verify_it(call, missed):
    call("zhao", "POST", where(missed[0], "report"), PUT_RIGHT)
    assert call("zhao", "GET", where(missed[0]))[1]["next"] == []
    status, problem = call("zhao", "POST", where(missed[0], "close"), SCREENED)
    assert (status, problem["code"]) == (403, "verified-by-the-same")
    assert call("ding", "GET", where(missed[0]))[1]["next"] == ["close", "send-back"]


def test_a_leader_of_the_office_itself_is_not_offered_what_another_has_to_do():
    row = {"about": "township-government", "state": "reported", "overdue": False, "due_on": None}
    zhao = Account("zhao", "赵镇长", "leader", "township-government", None)
    assert next_steps(zhao, row, reported_by="sun", others=("ding",)) == []
    assert next_steps(zhao, row, reported_by="ding", others=("ding",)) == ["close", "send-back"]
    assert next_steps(zhao, row, reported_by="zhao", others=()) == []


@pytest.mark.parametrize(
    ("who", "action", "body"),
    [
        ("li", "close", SCREENED),
        ("li", "send-back", {"reason": "x"}),
        ("li", "date", {"due_on": "2026-03-20"}),
        ("ding", "extend", {"days": 5, "reason": "x"}),
        ("ding", "report", PUT_RIGHT),
        ("li", "reopen", {"reason": "x"}),
    ],
)
def test_a_role_does_not_do_what_is_anothers(call, missed, who, action, body):
    assert call(who, "POST", where(missed[0], action), body)[0] == 403


def test_the_rule_gives_a_day_a_leader_sets_a_nearer_one_and_extends_it_once(call, board):
    assert call("ding", "GET", where(board))[1]["due_on"] == "2026-03-23"
    assert call("zhao", "POST", where(board, "date"), {"due_on": "2026-03-10"})[1]["due_on"] == "2026-03-10"
    status, problem = call("zhao", "POST", where(board, "date"), {"due_on": "2026-03-11"})
    assert (status, problem["code"]) == (422, "rectification-date")
    longer = call("zhao", "POST", where(board, "extend"), {"days": 5, "reason": "换公开栏"})[1]
    assert (longer["due_on"], longer["extended"], "extend" in longer["next"]) == ("2026-03-30", True, False)
    assert longer["history"][-1]["text"] == "换公开栏"
    assert call("zhao", "POST", where(board, "extend"), {"days": 5, "reason": "再延"})[1]["code"] == "already-extended"


def test_the_day_explains_itself_and_says_where_a_leader_named_a_nearer_one(call, browse, board):
    clock = f"/api/deadlines/{call('ding', 'GET', where(board))[1]['deadline']}/explanation"
    told = call("ding", "GET", clock)[1]
    assert (told["due_on"], told["named"], sum(day["counted"] for day in told["days"])) == ("2026-03-23", False, 15)
    call("zhao", "POST", where(board, "date"), {"due_on": "2026-03-10"})
    told = call("ding", "GET", clock)[1]
    assert (told["due_on"], told["named"]) == ("2026-03-10", True)
    browse.sign_in("ding")
    page = browse.get(f"/deadlines/{board}.1").text
    assert "领导小组定得更早" in page
    assert f'href="/findings/{board}"' in page
    assert f'href="/deadlines/{board}.1"' in browse.get(f"/findings/{board}").text
    assert call("chen", "GET", clock)[0] == 404


def test_what_is_past_its_day_is_shown_so_and_comes_first(call, hear, tick, clock):
    for version in (1, 2):
        hear(posting_overdue(clock.now(), version))
        clock.advance(timedelta(days=14))
        tick()
    late, later = call("ding", "GET", "/api/findings")[1]["items"]
    assert (late["overdue"], late["due_on"]) == (True, "2026-03-23")
    assert later["overdue"] is False
    counted = call("ding", "GET", "/api/district")[1]["findings"]
    assert counted == {"open": 2, "overdue": 1, "reported": 0, "closed": 0}
    seen = call("zhao", "GET", where(late["id"]))[1]
    assert [one["what"] for one in seen["history"]][1:] == [*["rectification-warned"] * 2, "rectification-overdue"]
    assert seen["history"][-1]["at"] == "2026-03-23T16:00:00+00:00"
    assert seen["next"] == ["report"]


def test_what_fell_while_a_report_waited_is_recorded_when_it_is_sent_back(call, board, tick, clock):
    call("zhao", "POST", where(board, "report"), {"rectification": "已张榜。"})
    clock.advance(timedelta(days=30))
    tick()
    assert len(call("ding", "GET", where(board))[1]["history"]) == 2
    call("ding", "POST", where(board, "send-back"), {"reason": "没有张榜"})
    tick()
    assert call("ding", "GET", where(board))[1]["overdue"] is True


def test_by_page_an_officer_reports_and_the_leading_group_reads_all_before_it_publishes(browse, missed):
    finding, petition = missed
    browse.sign_in("li")
    assert browse.get("/findings").text.count(f"/findings/{finding}") == 1
    page = browse.get(f"/findings/{finding}").text
    assert f"petitions/{petition}" in page
    report = f"/findings/{finding}/report"
    assert browse.post(report, {"rectification": "打13800138000"}).status_code == 422
    assert browse.post(report, PUT_RIGHT).status_code == 303
    browse.sign_in("zhao")
    page = browse.get(f"/findings/{finding}").text
    assert "三、整改" in page
    assert "已受理，责任人已谈话" in page
    close = f"/findings/{finding}/close"
    assert browse.post(close, {}).status_code == 422
    assert browse.post(close, {"screened": "true"}).status_code == 303
    assert "阳光通报〔2026〕1号" in browse.get("/circulars").text
    assert "已受理，责任人已谈话" in browse.get("/findings?status=closed").text
    assert "重新查处" in browse.get(f"/findings/{finding}").text
    assert browse.post(close, {"screened": "true"}).headers["Location"] == f"/findings/{finding}"


def test_by_page_a_leader_sets_extends_sends_back_and_reopens(browse, board):
    browse.sign_in("zhao")
    at = f"/findings/{board}"
    assert browse.post(f"{at}/date", {"due_on": "2026-04-01"}).status_code == 422
    assert browse.post(f"{at}/date", {"due_on": "2026-03-10"}).status_code == 303
    for given, wrong in ({"days": "16", "reason": "x"}, "days"), ({"days": "5", "reason": "打13800138000"}, "reason"):
        answer = browse.post(f"{at}/extend", given)
        assert answer.status_code == 422
        assert f'href="#f-extend-{wrong}"' in answer.text
    assert browse.post(f"{at}/extend", {"days": "5", "reason": "换公开栏"}).status_code == 303
    assert browse.post(f"{at}/report", PUT_RIGHT).status_code == 303
    browse.sign_in("ding")
    assert browse.post(f"{at}/send-back", {"reason": "没有张榜"}).status_code == 303
    assert "没有张榜" in browse.get(at).text


@pytest.mark.parametrize("steps", [[], ["report"], ["report", "close"]])
def test_the_page_of_a_finding_speaks_english_too(browse, call, board, steps):
    for step in steps:
        who = "zhao" if step == "report" else "ding"
        assert call(who, "POST", where(board, step), {"rectification": "x"} if step == "report" else SCREENED)[0] == 200
    browse.sign_in("ding" if steps else "zhao")
    page = browse.get(f"/findings/{board}?lang=en").text
    seen = call("ding", "GET", where(board))[1]
    title = "关于洋畲村“超期未办”问题查处整改情况的通报"
    for data in (
        title,
        seen["facts"],
        seen["basis"],
        "赵镇长",
        "丁督察",
        "一、问题",
        "二、依据",
        "三、整改",
        "阳光通报〔2026〕1号",
        "中文",
    ):
        page = page.replace(data, "")
    assert re.findall(r"[\u4e00-\u9fff]+", page) == []
