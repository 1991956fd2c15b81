"""The clerk hands out codes: the slips, the API beside them, and what is asked for wrongly."""

import io
import re
from datetime import timedelta

import pypdf
import pytest

from shared.web.errors import NotReady
from shared.web.press import Press
from tests.services.feedback.examples import closed_told, round_told


@pytest.fixture
def desk(browser, hear):
    hear(round_told())
    browser.sign_in()
    return browser


def words(pdf):
    return "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def test_the_slips_are_the_answer_itself_and_nobody_keeps_them(desk, client):
    slips = desk.post("/clerk/codes", {"round": "r1", "count": "3"})
    assert (slips.status_code, slips.mimetype) == (200, "application/pdf")
    assert slips.headers["Cache-Control"] == "no-store"
    assert "ETag" not in slips.headers
    said = words(slips.data)
    drawn = re.findall(r"\d{4} \d{4} \d{4}", said)
    assert len(set(drawn)) == 3
    assert "yangshe.test/survey" in said
    assert client.get("/api/rounds/r1").json["codes"] == 3
    given = {"round": "r1", "code": drawn[0], "scores": {"attitude": 5}}
    assert client.post("/api/responses", json=given).status_code == 201
    bundle = re.search(r"\d{5}-\d{5}", said).group()
    void = desk.post("/clerk/codes", {"bundle": bundle, "sheet": "1"}, to="/clerk/codes/void")
    assert void.status_code == 303
    assert "已作废 2 个" in desk.get("/clerk/codes").text
    again = desk.post("/clerk/codes", {"bundle": bundle}, to="/clerk/codes/void")
    assert (again.status_code, "核对批号" in again.text) == (422, True)


@pytest.mark.parametrize("count", ["0", "501", "-1", "x", "1.5", "", "９９９９"])
def test_a_number_that_is_none_or_too_many_is_asked_for_again(desk, client, count):
    page = desk.post("/clerk/codes", {"round": "r1", "count": count})
    assert (page.status_code, 'id="e-count"' in page.text) == (422, True)
    assert client.get("/api/rounds/r1").json["codes"] == 0


def test_a_round_that_is_over_or_unknown_has_no_codes(desk, hear, config, client):
    assert "没有这次评议" in desk.post("/clerk/codes", {"round": "none", "count": "3"}).text
    page = desk.get("/clerk/codes").text
    assert 'value="r1"' in page
    config.clock.advance(timedelta(days=22))
    browser_form = desk.get("/clerk/codes").text
    assert 'value="r1"' not in browser_form
    refused = desk.post("/clerk/codes", {"round": "r1", "count": "3"})
    assert (refused.status_code, "已经结束" in refused.text) == (422, True)
    hear(closed_told())
    assert "已经结束" in desk.post("/clerk/codes", {"round": "r1", "count": "3"}).text
    assert client.get("/api/rounds/r1").json["codes"] == 0


@pytest.mark.parametrize("given", [{}, {"bundle": "1"}, {"bundle": "48219-93017"}, {"bundle": "4", "sheet": "64"}])
def test_what_is_no_bundle_makes_nothing_void(desk, given):
    page = desk.post("/clerk/codes", given, to="/clerk/codes/void")
    assert (page.status_code, 'role="alert"' in page.text) == (422, True)


def test_where_the_press_is_busy_no_code_is_drawn(desk, client, monkeypatch):
    def busy(*_):
        raise NotReady("busy", "请过几秒再试。", "Try again.", retry_after=5)

    monkeypatch.setattr(Press, "slips", busy)
    assert desk.post("/clerk/codes", {"round": "r1", "count": "3"}).status_code == 503
    assert client.get("/api/rounds/r1").json["codes"] == 0


def test_the_api_gives_codes_with_their_bundle_and_makes_them_void(client, clerk, hear):
    hear(round_told())
    drawn = client.post("/api/codes", json={"round": "r1", "count": 9}, headers=clerk).json
    void = client.post("/api/codes/void", json={"bundle": drawn["bundle"], "sheet": 2}, headers=clerk)
    assert (void.status_code, void.json) == (200, {"voided": 1})
    assert client.post("/api/codes/void", json={"bundle": drawn["bundle"]}, headers=clerk).json == {"voided": 8}
    unknown = client.post("/api/codes/void", json={"bundle": drawn["bundle"]}, headers=clerk)
    assert (unknown.status_code, unknown.json["code"]) == (404, "bundle-unknown")
    assert client.post("/api/codes/void", json={"bundle": "1"}, headers=clerk).json["code"] == "bundle-malformed"


def test_the_questionnaire_is_printed_for_everybody_from_what_is_asked(client, hear):
    hear(round_told())
    paper = client.get("/survey/r1/questionnaire.pdf")
    assert (paper.status_code, paper.mimetype) == (200, "application/pdf")
    said = "".join(words(paper.data).split())
    for part in ("1.态度", "3.知道公开栏吗", "计生办", "residents第1版"):
        assert part in said
    assert client.get("/survey/none/questionnaire.pdf").status_code == 404
    again = client.get("/survey/r1/questionnaire.pdf", headers={"If-None-Match": paper.headers["ETag"]})
    assert again.status_code == 304
