"""The clerk enters paper: a file with its report, and sheet by sheet at the keyboard."""

import base64
import csv
import io
import re

import pytest

from services.feedback.ballots.paper_rows import read
from tests.services.feedback.examples import closed_told, round_told, round_told_in_words

SHEET = {"q-attitude": "2", "q-satisfied": "５", "w-knows-board": "y", "version": "1", "entered": "0"}


@pytest.fixture
def desk(browser, hear):
    hear(round_told())
    browser.sign_in()
    return browser


def sent(desk, content, **more):
    file = (io.BytesIO(content), "a.csv")
    return desk.post("/clerk/paper", {"file": file, **more}, content_type="multipart/form-data")


def report(page):
    content = base64.b64decode(re.search(r"data:text/csv;base64,([^\"]+)", page.text).group(1)).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content)))[1:]


def test_a_file_with_a_mistake_is_reported_row_by_row_and_nothing_of_it_is_taken(desk, client):
    page = sent(desk, b"village,audience,attitude\nyangshe,residents,7\nyangshe,residents,5\nhongmei,residents,5\n")
    assert page.status_code == 422
    assert "填的是“7”" in page.text
    assert "一份也没有录入" in page.text
    assert [row[:3] for row in report(page)] == [
        ["2", "attitude", "不对"],
        ["3", "", "没有录入"],
        ["4", "", "没有录入"],
    ]
    assert client.get("/api/rounds/r1").json["answers"] == 0
    assert desk.post("/clerk/paper", {}).status_code == 422


def test_a_file_without_one_is_taken_with_a_line_for_every_row_and_not_twice(desk, client):
    content = b"village,audience,attitude\nyangshe,residents,4\nyangshe,residents,5\nhongmei,residents,5\n"
    page = sent(desk, content)
    assert page.status_code == 200
    assert "录入了 2 份" in page.text
    assert [row[2] for row in report(page)] == ["已录入", "已录入", "没有录入"]
    again = sent(desk, content, round="r1")
    assert (again.status_code, "已经录入过" in again.text) == (422, True)
    assert "base64" not in again.text
    assert client.get("/api/rounds/r1").json["answers"] == 2


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_the_template_has_the_ids_and_the_words_of_the_round(desk, service, suffix):
    template = desk.get(f"/clerk/paper/r1/template.{suffix}")
    assert template.headers["Content-Disposition"].endswith(f'.{suffix}"')
    table = read(template.data, [])
    assert table.heads == ["attitude", "satisfied", "knows-board"]
    assert list(table.rows[0].cells.values()) == ["态度", "总体", "知道公开栏吗"]
    assert desk.get(f"/clerk/paper/none/template.{suffix}").status_code == 404


def test_sheets_are_typed_one_after_the_other_and_counted(desk, in_the_box):
    saved = desk.post("/clerk/paper/r1", {**SHEET, "form_key": "k" * 32})
    assert (saved.status_code, saved.location) == (303, "/clerk/paper/r1?entered=1")
    assert in_the_box() == [
        {"scores": {"attitude": 2, "satisfied": 5}, "awareness": {"knows-board": True}, "texts": {}}
    ]
    page = desk.get(saved.location).text
    assert "这次已录 1 份" in page
    assert "不能改、不能取回" in page
    assert 'name="q-attitude" value=""' in page
    twice = desk.post("/clerk/paper/r1", {**SHEET, "form_key": "k" * 32, "entered": "1", "q-attitude": "4"})
    assert twice.location == "/clerk/paper/r1?entered=1"
    assert "没有再放一次" in desk.get(twice.location).text
    assert len(in_the_box()) == 1


def test_what_is_left_blank_is_asked_for_once_more_before_it_is_saved(desk, in_the_box):
    half = {"q-satisfied": "5", "form_key": "k" * 32}
    page = desk.post("/clerk/paper/r1", half)
    assert page.status_code == 422
    assert "第 1, 3 题空着" in page.text
    assert 'name="sure"' in page.text
    assert in_the_box() == []
    assert desk.post("/clerk/paper/r1", {**half, "sure": "true"}).status_code == 303
    assert in_the_box() == [{"scores": {"satisfied": 5}, "awareness": {}, "texts": {}}]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"q-attitude": "6"}, "评分应为 1 到 5"),
        ({"w-knows-board": "x"}, "y（知道）或 n（不知道）"),
        ({"version": "2"}, "第 1 版"),
        ({"form_key": "k"}, "个（字）"),
        ({"q-attitude": "", "q-satisfied": "", "w-knows-board": "", "sure": "true"}, "至少答一道"),
    ],
)
def test_a_sheet_that_does_not_hold_comes_back_with_what_was_typed(desk, in_the_box, changed, said):
    page = desk.post("/clerk/paper/r1", {**SHEET, "form_key": "k" * 32, **changed})
    assert (page.status_code, said in page.text) == (422, True)
    assert ('value="５"' in page.text) == ("sure" not in changed)
    assert in_the_box() == []


def test_words_that_name_somebody_come_back_and_a_round_that_is_closed_takes_none(browser, hear, in_the_box):
    hear(round_told_in_words())
    browser.sign_in()
    named = {**SHEET, "form_key": "k" * 32, "t-knows-board": "身份证 11010519491231002X"}
    page = browser.post("/clerk/paper/r1", named)
    assert (page.status_code, 'id="e-t-knows-board"' in page.text) == (422, True)
    browser.get("/clerk/paper/r1")
    hear(closed_told())
    refused = browser.post("/clerk", {**SHEET, "form_key": "k" * 32}, to="/clerk/paper/r1")
    assert (refused.status_code, "已经结束" in refused.text) == (409, True)
    assert in_the_box() == []


def test_nothing_that_was_typed_lies_on_the_disk_or_in_the_log(browser, hear, config, capfd):
    hear(round_told_in_words())
    browser.sign_in()
    said = {**SHEET, "form_key": "k" * 32, "t-knows-board": "中午也应当开门办事"}
    assert browser.post("/clerk/paper/r1", said).status_code == 303
    sent(browser, b"attitude,knows-board\n5,y\n", round="r1")
    folder = config.state.parent
    written = b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())
    written += capfd.readouterr().out.encode()
    for secret in ("中午也应当开门办事", "q-attitude", "k" * 32, '"attitude": 2'):
        assert secret.encode() not in written


def test_the_desk_says_how_many_codes_were_used_and_how_many_answers_came_on_paper(desk, client, clerk):
    codes = client.post("/api/codes", json={"round": "r1", "count": 5}, headers=clerk).json["codes"]
    client.post("/api/responses", json={"round": "r1", "code": codes[0], "scores": {"attitude": 5}})
    sent(desk, b"attitude\n5\n4\n", round="r1")
    desk.post("/clerk/paper/r1", {**SHEET, "form_key": "k" * 32})
    (found,) = client.get("/api/clerk", headers=clerk).json["rounds"]
    assert [found[name] for name in ("codes", "codes_used", "answers", "from_paper")] == [5, 1, 4, 3]
    desk = re.sub(r"\s+", "", desk.get("/clerk").text)
    assert "<dt>用过的</dt><dd>1</dd>" in desk
    assert "<dt>其中纸质</dt><dd>3</dd>" in desk
