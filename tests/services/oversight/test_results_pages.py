"""Pages of survey rounds: how one goes, for staff; what came of it, for everybody; as files; over time; in words."""

import csv
import io
from datetime import timedelta

import pytest
from openpyxl import load_workbook

from services.oversight.domain.batch import Answered, CountBallots
from shared.decider import Do
from tests.services.oversight.ballots import ballot, cast, close

AWARE = ("knows-board", "knows-items", "knows-hotline", "knows-promises")


def said(*texts, level=4):
    knows = dict.fromkeys(AWARE, True)
    return [Answered({"attitude": level}, knows, {"what-to-improve": text}) for text in texts]


@pytest.fixture
def asked(open_round):
    return open_round()["id"]


@pytest.fixture
def publish(service, call, tick):
    """Yangshe and Hongmei answer, and the round is closed and out."""

    def make(asked, yangshe=(), hongmei=()):
        cast(service, asked, "yangshe", *yangshe, last=True)
        cast(service, asked, "hongmei", *hongmei, last=True)
        close(call, asked)
        tick()

    return make


def test_while_a_round_runs_staff_see_how_many_have_answered_and_nobody_what(service, browse, asked):
    cast(service, asked, "yangshe", *[ballot(1)] * 7)
    public = browse.get(f"/rounds/{asked}").text
    assert "作风：工作是否扎实" in public
    assert "份答卷已收到" not in public
    for name in ("chen", "zhao", "ding"):
        browse.sign_in(name)
        page = browse.get(f"/rounds/{asked}").text
        assert '<span class="number">7</span>' in page
        assert "1.0 %" in page, "of 680 people"
        assert "非常不满意" not in page


def test_the_villages_with_the_fewest_answers_stand_first_and_can_be_reminded_together(service, browse, call, asked):
    cast(service, asked, "yangshe", *[ballot()] * 7)
    rows = call("zhao", "GET", f"/api/rounds/{asked}/progress")[1]["rows"]
    assert [(row["village"], row["answers"]) for row in rows] == [("hongmei", 0), ("yangshe", 7)]
    browse.sign_in("zhao")
    assert browse.post(f"/rounds/{asked}/remind", {}).status_code == 422
    assert browse.post(f"/rounds/{asked}/remind", {"fewer_than": "5"}).status_code == 303
    rows = call("ding", "GET", f"/api/rounds/{asked}/progress")[1]["rows"]
    assert [row["reminded_on"] for row in rows] == ["2026-03-02", None]
    assert browse.post(f"/rounds/{asked}/remind", {"villages": "hongmei"}).status_code == 303
    assert "今天都提醒过了" in browse.get("/rounds").text
    assert call(None, "GET", f"/api/rounds/{asked}/progress")[0] == 401


def test_before_closing_one_is_told_who_has_sent_nothing_and_how_long_results_wait(service, browse, call, asked):
    cast(service, asked, "yangshe", *[ballot()] * 7)
    browse.sign_in("zhao")
    page = browse.get(f"/rounds/{asked}/close").text
    assert "提前 18 天" in page
    assert "有 1 个还没有送来答卷" in page
    assert "最迟等到 2026年3月9日" in page
    close(call, asked)
    cast(service, asked, "yangshe", last=True)
    page = browse.get(f"/rounds/{asked}").text
    assert ("最迟等到 2026年3月9日" in page, "还没交齐" in page, "交齐" in page) == (True, True, True)


def test_results_are_for_everybody_with_interval_change_and_target(browse, publish, asked):
    publish(asked, said(*["好"] * 20), said(*["好"] * 6, level=1))
    page = browse.get(f"/rounds/{asked}").text
    assert "77%" in page, "20 of 26 are satisfied"
    assert "58% 到 89%" in page
    assert "达到 85% 的目标" in page
    village = browse.get(f"/rounds/{asked}/villages/hongmei").text
    assert '<b class="number">0%</b>' in village
    assert "不公布" in village, "what nobody answered"
    question = browse.get(f"/rounds/{asked}/questions/attitude?lang=en").text
    assert all(words in question for words in ("Yangshe", "Hongmei", "100\u00a0%"))
    assert browse.get(f"/rounds/{asked}/questions/nosuch").status_code == 404
    assert browse.get(f"/rounds/{asked}/villages/shuikou").status_code == 404


def test_nothing_of_a_round_is_on_any_page_or_in_any_file_before_it_is_out(service, browse, call, asked):
    cast(service, asked, "yangshe", *said(*["请延长窗口时间"] * 9, level=1), last=True)
    cast(service, asked, "hongmei", *said(*["请延长窗口时间"] * 9, level=1))
    close(call, asked)
    paths = ("villages/yangshe", "questions/attitude", "results.csv", "results.xlsx", "texts/what-to-improve")
    for name in ("chen", "zhao", "ding"):
        browse.sign_in(name)
        for path in paths:
            assert browse.get(f"/rounds/{asked}/{path}").status_code in (403, 409), (name, path)
        for path in ("/district", "/evaluation", "/ratings/family-planning-office", f"/rounds/{asked}", "/rounds"):
            page = browse.get(path)
            assert page.status_code == 200 or name == "chen"
            assert not any(told in page.text for told in ("请延长窗口时间", "非常不满意", "1.00"))


def test_a_file_says_what_is_withheld_and_holds_no_formula(service, browse, publish, asked):
    publish(asked, said(*["好"] * 20), said(*["好"] * 6, level=1))
    rows = list(csv.DictReader(io.StringIO(browse.get(f"/rounds/{asked}/results.csv?lang=en").text.lstrip("\ufeff"))))
    found = {(row["Village"], row["Question id"]): row for row in rows}
    attitude = found["Hongmei Community", "attitude"]
    assert (attitude["Answers"], attitude["Very dissatisfied"], attitude["Mean"]) == ("6", "6", "1.0")
    assert found["Hongmei Community", "listens"]["Answers"] == "withheld"
    assert found["Together", "awareness-rate"]["Share satisfied, or who know"] == "1.0"
    book = load_workbook(io.BytesIO(browse.get(f"/rounds/{asked}/results.xlsx?lang=zh").data))
    assert book.sheetnames == ["结果", "答卷数"]
    assert book["结果"].max_row == len(rows) + 1
    assert all(cell.data_type != "f" for row in book["结果"].iter_rows() for cell in row)


def test_rounds_are_compared_by_question(service, browse, open_round, publish, clock, call):
    for level in (2, 5):
        opened = open_round(title=f"第{level}轮", closes_on="2026-06-30")["id"]
        publish(opened, said(*["好"] * 9, level=level), said(*["好"] * 9, level=level))
        clock.advance(timedelta(days=1))
    found = call(None, "GET", "/api/ratings/family-planning-office")[1]
    assert [one["title"] for one in found["rounds"]] == ["第2轮", "第5轮"]
    attitude = next(one for one in found["questions"] if one["id"] == "attitude")
    assert [point["share"] for point in attitude["points"]] == [0.0, 1.0]
    assert [point["rate"] for point in found["awareness"]] == [1.0, 1.0]
    for query in ("", "?village=yangshe", "?village=shuikou", "?audience=migrants"):
        assert browse.get(f"/ratings/family-planning-office{query}").status_code == 200
    assert browse.get("/ratings/service-station").status_code == 200
    assert browse.get("/ratings/nowhere").status_code == 404
    assert "上升" in browse.get(f"/rounds/{opened}").text


def test_what_people_wrote_is_shown_in_groups_to_the_office_and_those_above(service, browse, call, publish, asked):
    cast(service, asked, "yangshe", *said("请早点开门", "请早点开门", "多来村里"))
    publish(asked, (), said("电话没人接", "排队太久"))
    address = f"/api/rounds/{asked}/texts/what-to-improve"
    found = call("zhao", "GET", address)[1]
    assert [(one["text"], one["number"]) for one in found["items"]] == [
        ("多来村里", 1),
        ("排队太久", 1),
        ("电话没人接", 1),
        ("请早点开门", 2),
    ]
    assert (found["questions"][0]["count"], found["withheld"], found["late"]) == (5, 0, 0)
    assert [call(who, "GET", address)[0] for who in (None, "li", "chen", "ding")] == [401, 200, 403, 200]
    browse.sign_in("li")
    assert "请早点开门" in browse.get(f"/rounds/{asked}/texts/what-to-improve").text


def test_of_fewer_than_five_texts_none_is_shown_nor_what_came_late(service, call, clock, tick, asked):
    cast(service, asked, "yangshe", *said("一", "二", "三", "四"), last=True)
    withheld = CountBallots(asked, "hongmei", tuple(said("五")), 0, 1, False, clock.now())
    close(call, asked)
    clock.advance(timedelta(days=8))
    tick()
    with service.application.unit(actor="/feedback/hongmei") as unit:
        unit.do(Do("batch", "late", withheld))
    found = call("zhao", "GET", f"/api/rounds/{asked}/texts/what-to-improve")[1]
    assert (found["items"], found["questions"][0]["count"], found["late"]) == ([], None, 2)
