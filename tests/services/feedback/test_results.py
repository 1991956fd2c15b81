"""Results as oversight published them, fetched and shown; reminders; and what was done about bad ratings."""

import copy
from types import SimpleNamespace

import pytest

from services.feedback.fetching import Fetching
from services.feedback.pages.results import percent, share_words
from shared.messaging.catchup import PeerAwayError
from tests.services.feedback.examples import (
    answer_told,
    closed_told,
    published,
    reminded_told,
    results_told,
    round_told,
)

NOTHING = dict.fromkeys(("count", "counts", "mean", "share", "low", "high", "change"))
LITTLE = {"mean": 0.1, "mean_low": -0.2, "mean_high": 0.4, "share": 0.03, "low": -0.05, "high": 0.11}


def rating(village, question, counts, **more):
    count = sum(counts)
    figures = {"count": count, "counts": counts, "mean": 4.1, "share": 0.9, "low": 0.8, "high": 0.96, "change": None}
    row = {"village": village, "version": 1, "kind": "rating", "question": question}
    return {**row, **(figures if count else NOTHING), **more}


def awareness(village, rate):
    row = {"village": village, "version": 1, "people": 20, "verdict": "unknown"}
    return {**row, "rate": rate, "low": rate - 0.2, "high": rate + 0.1, "change": None}


def turnout(village, answers, version=1, spoilt=0):
    row = {"village": village, "version": version, "published_on": "2026-03-24"}
    return {**row, "answers": answers, "spoilt": spoilt}


KNOWS = {"version": 1, "kind": "awareness", "question": "knows-board"}
SHARE = {"share": 0.7, "low": 0.5, "high": 0.9}
TOLD = {
    "round": {"id": "r1", "title": "2026年一季度评议"},
    "version": 1,
    "published_on": "2026-03-24",
    "missing": [],
    "target": 0.85,
    "turnout": [turnout("yangshe", 0), turnout("", 60)],
    "rows": [
        rating("yangshe", "attitude", [1, 1, 3, 7, 8], change=LITTLE),
        rating("yangshe", "satisfied", []),
        {
            **NOTHING,
            **KNOWS,
            "village": "yangshe",
            "count": 20,
            "counts": [6, 14],
            "share": 0.7,
            "low": 0.5,
            "high": 0.9,
        },
        rating("", "attitude", [2, 3, 5, 20, 30]),
        rating("", "satisfied", []),
        {**NOTHING, **KNOWS, "village": ""},
    ],
    "awareness": [awareness("yangshe", 0.7), awareness("", 0.75)],
    "compared_with": {"round": "r0", "title": "上次评议", "published_on": "2025-12-24", "same_villages": True},
}


@pytest.fixture
def line():
    """The township's line: ``say`` is what it answers, None while it is away."""

    class Line(SimpleNamespace):
        def results(self, peer, round, village):
            self.asked.append((round, village))
            if self.say is None:
                raise PeerAwayError("away")
            return copy.deepcopy(self.say)

    return Line(say=TOLD, asked=[])


@pytest.fixture
def fetching(service, line):
    clock = SimpleNamespace(now=0.0)
    made = Fetching(service, line, steady=lambda: clock.now)

    def step(seconds=0.0):
        clock.now += seconds
        return made.step()

    return step


def test_results_are_fetched_when_told_of_and_shown_with_the_township_beside_them(hear, fetching, line, client):
    hear(round_told())
    assert "评议结束后才公布" in client.get("/ratings").text
    hear(closed_told())
    assert "等各村的选票到齐就公布" in client.get("/ratings").text
    hear(results_told())
    assert "结果已公布，正在取回" in client.get("/ratings").text
    assert fetching() == 1
    assert (fetching(), line.asked) == (0, [("r1", "yangshe")])
    page = client.get("/ratings").text
    for shown in (
        "90%",
        "平均 4.1 分",
        "20 份回答",
        "大约在 80% 到 96% 之间",
        "比上次高 3 个百分点，差别不大，可能只是碰巧。",
        "60 份回答",
        "不公布：回答不足 5 份",
        "不能断定达到没有",
        "本村送出 0 张选票，镇里数到 0 张，一致",
    ):
        assert shown in page, shown
    (result,) = client.get("/api/ratings").json["results"]
    assert result["figures"]["here"]["rows"][0]["counts"] == [1, 1, 3, 7, 8]
    assert result["figures"]["target"] == 0.85
    english = client.get("/ratings/r1", headers={"Accept-Language": "en"}).text
    assert "3 points higher than last time; that is little, and may be chance." in english
    assert client.get("/ratings/none").status_code == 404


def test_while_the_line_is_away_it_is_asked_ever_more_rarely_and_comes_in_the_end(hear, fetching, line):
    hear(round_told(), round_told(round="r2"), results_told(), results_told(round="r2"))
    line.say = None
    for _ in range(60):
        assert fetching(seconds=60) == 0
    assert 12 < len(line.asked) < 24
    assert {asked for asked, _ in line.asked} == {"r1", "r2"}, "one that fails holds up no other"
    line.say = {"not": "what was asked for"}
    assert fetching(seconds=600) == 0
    line.say = TOLD
    assert [fetching(seconds=600), fetching(seconds=600), fetching(seconds=600)] == [1, 1, 0]


def test_ballots_that_came_late_are_shown_by_themselves_and_missing_ones_are_said(hear, fetching, line, client):
    hear(round_told(), results_told())
    line.say = {**TOLD, "missing": ["yangshe"], "turnout": [turnout("yangshe", 20, spoilt=1), turnout("", 60)]}
    fetching()
    page = client.get("/ratings").text
    assert "本村送出 0 张选票，镇里却数到 21 张，对不上" in page
    assert "其中 1 张打不开" in page
    assert "还没有到齐" in page
    hear(results_told(version=2))
    assert "又有后到的选票公布了" in client.get("/ratings").text
    late = rating("yangshe", "attitude", [0, 0, 0, 0, 6], version=2)
    came = {"version": 2, "rows": [*TOLD["rows"], late], "turnout": [*TOLD["turnout"], turnout("yangshe", 6, 2)]}
    line.say = {**TOLD, **came}
    assert fetching() == 1
    assert "又公布了后到的 6 份，没有算进上面" in client.get("/ratings").text
    line.say = TOLD
    hear(results_told(version=2), results_told(version=1))
    assert fetching() == 0, "heard again, it is not fetched again"


@pytest.mark.parametrize(
    ("share", "low", "high", "said"),
    [
        (0.004, -0.1, 0.1, "和上次差不多。"),
        (-0.2, -0.5, 0.1, "比上次低 20 个百分点，但答的人不够多，可能只是碰巧。"),
        (0.1, 0.02, 0.2, "比上次高 10 个百分点，不像是碰巧。"),
        (-0.004, -0.006, -0.002, "比上次低一点点，不像是碰巧。"),
        (0.1, None, None, ""),
    ],
)
def test_a_change_is_said_in_words_with_its_uncertainty(share, low, high, said):
    assert share_words({"share": share, "low": low, "high": high}) == said


def test_a_share_that_is_not_all_is_never_called_all():
    assert [percent(part) for part in (0, 0.001, 0.945, 0.999, 1)] == ["0%", "1%", "95%", "99%", "100%"]


def test_what_was_done_about_bad_ratings_is_listed_beside_the_circulars(hear, client):
    hear(*(answer_told(f"a{number}", text=f"第{number}件已办好。") for number in range(7)), answer_told("a0"))
    hear(published(item="circular", title="阳光通报一号"), answer_told("b", "hongmei", text="别村的。"))
    page = client.get("/ratings").text
    assert (page.count("件已办好"), "全部 7 条" in page, "阳光通报一号" in page, "别村的" in page) == (
        5,
        True,
        True,
        False,
    )
    done = client.get("/ratings/done").text
    assert done.count("件已办好") == 7
    assert client.get("/api/rating-answers?size=3").json["total"] == 7


def test_a_reminder_is_kept_with_the_round_until_it_is_over(hear, client):
    hear(reminded_told(), round_told(), reminded_told(), reminded_told())
    assert client.get("/api/rounds/r1").json["reminded_on"] == "2026-03-12"
    hear(closed_told(), reminded_told(on=closed_told().data["closed_on"]))
    assert client.get("/api/rounds/r1").json["reminded_on"] == "2026-03-12"


def test_the_views_made_anew_are_the_same(hear, fetching, service):
    hear(round_told(), reminded_told(), results_told(), answer_told())
    fetching()

    def rows():
        with service.application.database.read() as tx:
            return [tx.execute(f"SELECT * FROM {table}") for table in ("rounds", "results", "rating_answers")]

    before = rows()
    assert all(before)
    service.application.rebuild()
    assert rows() == before
