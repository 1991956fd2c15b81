"""Quarters counted, closed and shown: by the worker's clock, the API and the pages."""

import re
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest

from services.oversight.casework import evaluation
from services.oversight.domain.evaluation import QuarterEvaluated
from services.oversight.views import evaluations
from shared.contracts import Heard
from shared.contracts.disclosure import PUBLICATION_PUBLISHED
from shared.contracts.feedback import PUBLICATION_POSTED
from tests.services.oversight.ballots import close
from tests.services.oversight.examples import posting_overdue, response_recorded

AFTER_Q1 = datetime(2026, 4, 11, 1, 0, tzinfo=UTC)


@pytest.fixture
def browse(app):
    client = app.test_client()

    def sign_in(name):
        token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/sign-in").text).group(1)
        client.post("/sign-in", data={"name": name, "password": f"sunshine-{name}", "csrf_token": token})

    return SimpleNamespace(get=client.get, sign_in=sign_in)


@pytest.fixture
def board(hear, clock):
    """Let a publication be due on the boards of both pilots, and posted on some day, or never, in Yangshe."""

    def make(publication, due=date(2026, 3, 4), posted=None):
        told = {"publication": publication, "version": 1, "title": f"公开{publication}", "body": "……", "item": "fees"}
        told |= {"timing": "ad_hoc", "carriers": ["village_board"], "villages": ["yangshe", "hongmei"]}
        told |= {"published_on": date(2026, 3, 2), "posting_due_on": due}
        hear(Heard(PUBLICATION_PUBLISHED, "/disclosure", publication, clock.now(), told))
        if posted:
            receipt = {"publication": publication, "version": 1, "village": "yangshe", "posted_on": posted}
            hear(Heard(PUBLICATION_POSTED, "/feedback/yangshe", publication, clock.now(), receipt))

    return make


@pytest.fixture
def quarter(board, open_round, hear, clock, file, do, tick, call):
    """A first quarter with something of everything, just before it may be closed."""
    for number in range(6):
        board(f"pub{number}", posted=date(2026, 3, 4 if number else 9))
    hear(posting_overdue(clock.now()))
    asked = open_round(villages=["yangshe", "hongmei"])["id"]
    for number in range(40):
        hear(response_recorded(clock.now(), f"a{number}", asked, score=5, knows=number != 0))
    for number in range(4):
        hear(response_recorded(clock.now(), f"b{number}", asked, village="hongmei"))
    for number in range(6):
        petition, _ = file()
        if number:
            do("chen", petition, "accept")
    close(call, asked)
    clock.move_to(AFTER_Q1 - timedelta(days=1))
    tick()


def closed(service):
    with service.application.database.read() as tx:
        history = service.application.history(tx, "evaluation", "2026Q1")
    return [one.event for one in history]


def test_a_quarter_is_closed_by_the_clock_once_after_its_grace(quarter, service, clock, tick):
    assert closed(service) == []
    clock.move_to(AFTER_Q1)
    tick()
    [event] = closed(service)
    assert isinstance(event, QuarterEvaluated)
    clock.advance(timedelta(days=30))
    tick()
    assert closed(service) == [event]
    scores = {score.body: score for score in event.scores}
    in_time = {name: scores[name].criteria[0] for name in ("petition-office", "family-planning-office")}
    assert in_time["petition-office"].counts == {"missed": 1, "stopped": 5}
    assert in_time["family-planning-office"].cases == 0, "it is whom they are about, not who answers for them"
    assert scores["family-planning-office"].criteria[2].counts["answers"] == 40
    assert scores["yangshe"].criteria[1].counts == {"in_time": 5, "late": 1}
    assert scores["hongmei"].criteria[1].counts == {"missing": 6}
    standings = {standing.village: standing for standing in event.standings}
    assert (standings["yangshe"].awareness, standings["yangshe"].meets) == (39 / 40, False), "one was posted late"
    assert (standings["yangshe"].findings_past_date, standings["hongmei"].findings_past_date) == (1, 0)
    assert standings["hongmei"].meets is None


def test_it_is_not_closed_while_something_that_fell_is_not_recorded(quarter, service, clock, monkeypatch):
    clock.move_to(AFTER_Q1 + timedelta(days=100))
    closing = []
    monkeypatch.setattr(evaluation, "close_quarters", lambda service: closing.append(1) or 0)
    from services.oversight.casework.clock import tick

    while tick(service):
        assert closing == []
    assert closing == [1]


def test_a_day_long_before_the_rules_closes_no_quarter_of_that_time(board, service, clock, tick):
    board("old", due=date(1999, 3, 4))
    clock.move_to(datetime(2018, 7, 1, tzinfo=UTC))
    tick()
    with service.application.database.read() as tx:
        assert evaluations.closed(tx) == ["2018Q1"]


def test_a_later_correction_shows_as_such_and_changes_nothing(quarter, service, clock, tick, call, hear):
    clock.move_to(AFTER_Q1)
    tick()
    before = call("ding", "GET", "/api/evaluation/2026Q1/hongmei")[1]
    receipt = {"publication": "pub1", "version": 1, "village": "hongmei", "posted_on": date(2026, 3, 4)}
    hear(Heard(PUBLICATION_POSTED, "/feedback/hongmei", "pub1", clock.now(), receipt))
    after = call("ding", "GET", "/api/evaluation/2026Q1/hongmei")[1]
    assert before["recounted"] == before["score"] == after["score"] < after["recounted"]
    assert before["rank"] == after["rank"]


def test_every_point_that_was_lost_is_traced_to_an_event_and_adds_up(quarter, call, clock, tick):
    clock.move_to(AFTER_Q1)
    tick()
    for body in ("petition-office", "yangshe", "hongmei"):
        score = call("ding", "GET", f"/api/evaluation/2026Q1/{body}")[1]
        assert sum(one["of"] or 0 for one in score["criteria"]) == pytest.approx(100)
        for one in score["criteria"]:
            path = f"/api/evaluation/2026Q1/{body}/losses?criterion={one['name']}"
            found = call("ding", "GET", path)[1]["items"]
            if one["name"] not in ("rated", "inspected"):
                lost = (one["of"] or 0) - (one["points"] or 0)
                assert sum(loss["points"] for loss in found) == pytest.approx(lost)
    [loss] = call("ding", "GET", "/api/evaluation/2026Q1/yangshe/losses?criterion=posted")[1]["items"]
    assert (loss["title"], loss["what"], loss["day"], loss["later"]) == ("公开pub0", "late", "2026-03-04", False)


def test_a_petition_behind_a_loss_is_named_only_to_whom_may_see_it(quarter, call):
    path = "/api/evaluation/2026Q1/petition-office/losses?criterion=in_time"
    [seen] = call("ding", "GET", path)[1]["items"]
    assert seen["subject"]
    petition = seen["subject"]
    assert call("chen", "POST", f"/api/petitions/{petition}/assign", {"handler": "li"})[0] == 200
    assert call("li", "POST", f"/api/petitions/{petition}/take", {})[0] == 200
    [hidden] = call("chen", "GET", path)[1]["items"]
    assert (hidden["subject"], hidden["position"]) == (None, seen["position"])


def test_everybody_reads_scores_and_ranks_of_closed_quarters_and_nothing_more(quarter, call, clock, tick):
    assert call(None, "GET", "/api/evaluation")[1]["quarter"] is None
    assert call(None, "GET", "/api/evaluation?quarter=2026Q1")[0] == 404
    assert call("ding", "GET", "/api/evaluation?quarter=2026Q2")[1]["closed_at"] is None
    clock.move_to(AFTER_Q1)
    tick()
    status, found = call(None, "GET", "/api/evaluation")
    assert (status, found["quarter"], found["quarters"]) == (200, "2026Q1", ["2026Q1"])
    scores = {one["body"]: one for one in found["items"]}
    assert scores["service-station"] == {
        **{"body": "service-station", "kind": "office", "rank": None, "score": None, "cases": None}
    }, "too few cases"
    assert scores["family-planning-office"]["rank"] == 1
    assert not any("criteria" in one for one in found["items"])
    for path in ("/api/evaluation/2026Q1/yangshe", "/api/evaluation/2026Q1/yangshe/losses?criterion=posted"):
        assert call(None, "GET", path)[0] == 401
    standing = call(None, "GET", "/api/standard")[1]["items"][1]
    assert (standing["village"], standing["meets"], standing["findings_past_date"]) == ("yangshe", False, None)


def test_details_are_for_the_leading_group_the_district_and_the_own_office(quarter, call):
    asked = {
        ("chen", "2026Q1/petition-office"): 200,
        ("chen", "2026Q1/yangshe"): 403,
        ("zhao", "2026Q1/yangshe"): 200,
        ("ops", "2026Q1/yangshe"): 403,
        ("ding", "2026Q1/nowhere"): 404,
        ("ding", "2025Q4/yangshe"): 404,
        ("ding", "nonsense/yangshe"): 404,
        ("ding", "2026Q1/yangshe/losses"): 422,
        ("ding", "2026Q1/yangshe/losses?criterion=else"): 422,
    }
    assert {(who, path): call(who, "GET", f"/api/evaluation/{path}")[0] for who, path in asked} == asked


def test_the_roll_out_counts_the_villages_that_met_the_standard_quarter_by_quarter(
    board, open_round, hear, call, clock, tick
):
    asked = open_round(villages=["yangshe"])["id"]
    for number in range(20):
        hear(response_recorded(clock.now(), f"a{number}", asked))
    board("pub1", posted=date(2026, 3, 4))
    close(call, asked)
    clock.move_to(AFTER_Q1)
    tick()
    clock.move_to(AFTER_Q1 + timedelta(days=91))
    tick()
    first, second = call(None, "GET", "/api/standard")[1]["roll_out"]
    owed = [call("ding", "GET", f"/api/evaluation/2026Q{n}/yangshe")[1]["criteria"][4]["counts"] for n in (1, 2)]
    assert owed == [{"done": 0, "owed": 0}, {"done": 0, "owed": 1}], "two a year, one by the half year"
    assert (first["quarter"], first["met"], first["pilots_met"]) == ("2026Q1", ["yangshe"], 1)
    assert (second["quarter"], second["met"], second["unknown"]) == ("2026Q2", [], ["hongmei", "shuikou", "yangshe"])


PAGES = ["/evaluation", "/evaluation?quarter=2026Q2", "/standard", "/standard?quarter=2026Q2"]
PAGES += [f"/evaluation/2026Q1/{body}" for body in ("yangshe", "petition-office")]
PAGES += [f"/evaluation/2026Q1/yangshe?criterion={name}" for name in ("posted", "rated", "inspected")]
PAGES += ["/evaluation/2026Q1/petition-office?criterion=findings", "/evaluation/2026Q2/yangshe?criterion=else&page=x"]


@pytest.fixture
def seen(quarter, browse, clock, tick):
    clock.move_to(AFTER_Q1)
    tick()
    return browse


def test_every_page_of_the_evaluation_opens_in_both_languages(seen):
    assert "petition-office" not in seen.get("/evaluation").text
    seen.sign_in("ding")
    for path in PAGES:
        chinese = seen.get(path)
        assert chinese.status_code == 200, path
        english = seen.get(f"{path}{'&' if '?' in path else '?'}lang=en").text
        text = re.sub(r'<a class="language".*?</a>|<span class="who">.*?</span>', "", english)
        assert set(re.findall(r"[\u4e00-\u9fff]+", text)) <= {"公开", "一季度评议"}, path
        seen.get(f"{path}{'&' if '?' in path else '?'}lang=zh")


def test_the_public_page_shows_ranks_without_details(seen):
    page = seen.get("/evaluation").text
    assert "2026年第1季度" in page
    assert "案件太少，不排名" in page
    assert "/evaluation/2026Q1/" not in page
    assert 'role="img"' in seen.get("/standard").text
    seen.sign_in("chen")
    assert re.findall(r"/evaluation/2026Q1/([\w-]+)", seen.get("/evaluation").text) == ["petition-office"]


def test_before_the_first_quarter_is_closed_there_is_nothing_to_see(browse):
    for path in ("/evaluation", "/standard"):
        assert "还没有" in browse.get(path).text
