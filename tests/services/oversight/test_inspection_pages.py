"""The pages of inspections, as a browser asks for them."""

import re
from datetime import date
from types import SimpleNamespace

import pytest

from tests.services.oversight.inspecting import CHECKLIST, DICE, TERM, decide_draw, drawn, morning


@pytest.fixture
def browse(app):
    client = app.test_client()

    def post(path, data):
        token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/sign-in").text).group(1)
        return client.post(path, data={**data, "csrf_token": token})

    def sign_in(name):
        assert post("/sign-in", {"name": name, "password": f"sunshine-{name}"}).status_code == 303

    return SimpleNamespace(get=client.get, post=post, sign_in=sign_in)


def filled(task, day, **changed):
    return {"task": task, "day": day, **{f"seen-{line.id}": "yes" for line in CHECKLIST.lines}, **changed}


def test_from_appointment_to_report_by_page(browse):
    browse.sign_in("zhao")
    appoint = {"name": "zhou", "origin": "resident", **TERM}
    assert "请改正" in browse.post("/supervisors", {**appoint, "last_day": "2026-01-01"}).text
    assert browse.post("/supervisors", appoint).status_code == 303
    assert "周监督员" in browse.get("/supervisors").text
    announce = {"place": "yangshe", "day": "2026-03-02", "supervisors": ["zhou"]}
    assert browse.post("/inspections/announced", {**announce, "day": "2026-03-01"}).status_code == 422
    assert browse.post("/inspections/announced", announce).status_code == 303
    assert "洋畲村" in browse.get("/inspections/announced").text
    browse.sign_in("zhou")
    assert 'href="/supervision/report"' in browse.get("/supervision").text  # no place in any address
    assert 'value="open yangshe" checked' in browse.get("/supervision/report").text
    given = filled("open yangshe", "2026-03-02", **{"seen-attitude": "no"})
    assert "写明看到了什么" in browse.post("/supervision/report", given).text
    assert browse.post("/supervision/report", {**given, "text-attitude": "打13800138000"}).status_code == 422
    assert browse.post("/supervision/report", {**given, "text-attitude": "爱答不理"}).status_code == 303
    assert "爱答不理" in browse.get("/inspections/done/2026-open-1").text
    browse.sign_in("zhao")
    assert "爱答不理" in browse.get("/findings").text
    assert "发现 1 个问题" in browse.get("/inspections/done").text


def test_an_announcement_is_withdrawn_and_an_appointment_ended_by_page(browse, call):
    decide_draw(call)
    browse.sign_in("zhao")
    browse.post("/inspections/announced", {"place": "yangshe", "day": "2026-03-05", "supervisors": ["zhou", "zhu"]})
    withdraw = "/inspections/announced/2026-open-1/withdraw"
    assert browse.post(withdraw, {}).status_code == 422
    assert browse.post(withdraw, {"reason": "停电"}).status_code == 303
    assert browse.post("/supervisors/zhou/end", {}).status_code == 422
    assert browse.post("/supervisors/zhou/end", {"reason": "迁出"}).status_code == 303
    assert "迁出" in browse.get("/supervisors").text


def test_the_draw_by_page(browse, call, service, clock, tick):
    browse.sign_in("zhao")
    assert browse.post("/draws/2026/commit", {}).status_code == 422  # nobody is in office yet
    for name in ("zhou", "zhu"):
        call("zhao", "POST", "/api/supervisors", {"name": name, "origin": "notable", **TERM})
    assert browse.post("/draws/2026/commit", {}).headers["Location"] == "/draws/2026"
    browse.sign_in("ding")
    assert browse.post("/draws/2026/contribute", {"contribution": "骰子"}).status_code == 422
    assert browse.post("/draws/2026/contribute", {"contribution": DICE}).status_code == 303
    assert browse.post("/draws/2026/lost", {"reason": "不喜欢"}).status_code == 409
    assert "已抽定" in browse.get("/draws/2026").text
    clock.move_to(morning(date(2027, 1, 1)))
    assert "密数还没有公开" in browse.get("/draws/2026").text
    tick()
    page = browse.get("/draws/2026").text
    assert "已公开，复算相符" in page
    assert page.count("没有</span>") == len(drawn(service)[0])


def test_the_shortfall_is_public_from_the_first_day(browse, clock):
    clock.move_to(morning(date(2027, 1, 1)))
    page = browse.get("/inspections").text
    assert "2027 年监督检查" in page
    assert page.count("差 2<") == 7
    assert "2026 年监督检查" in browse.get("/inspections?year=2026").text


def test_a_hearing_is_recorded_by_page(browse):
    browse.sign_in("zhou")
    given = {"place": "yangshe", "day": "2026-03-02", "heard": "3", "text": "字太小", "key": "k"}
    assert browse.post("/hearings-of-opinion", {**given, "heard": "0"}).status_code == 422
    for _ in range(2):
        assert browse.post("/hearings-of-opinion", given).status_code == 303
    page = browse.get("/hearings-of-opinion").text
    assert page.count("听取 3 人") == 1
    assert "字太小" in page


def test_every_page_speaks_english_too(browse, call):
    decide_draw(call)
    browse.sign_in("zhou")
    for path in (
        *("/inspections", "/inspections/announced", "/inspections/done", "/supervisors", "/draws/2026"),
        *("/hearings-of-opinion", "/supervision", "/supervision/report"),
    ):
        page = browse.get(f"{path}?lang=en")
        assert page.status_code == 200
        main = re.sub(r"<[^>]+>", "", re.search(r"<main.*</main>", page.text, re.DOTALL).group())
        assert set(re.findall(r"[一-鿿]+", main)) <= {"周监督员", "朱监督员"}, path
