"""The annual report from its year's end to its correction: drafted from the records, published, read as files."""

import csv
import io
from datetime import UTC, date, datetime

import pytest
from openpyxl import load_workbook

from services.disclosure.desk import annual_report as desk
from services.disclosure.desk import catalogue as desk_catalogue
from tests.services.disclosure.ledger import settle
from tests.services.disclosure.test_pages import Browser
from tests.services.disclosure.test_request_views import ASKED, answered, filed

FIGURES = {
    **dict.fromkeys(("rules_made", "rules_abolished", "rules_in_force", "documents_abolished", "coercions"), 0),
    **{"documents_made": 2, "documents_in_force": 7, "licences": 3, "penalties": 1, "fees": 0},
}
TEXTS = {"overview": "全年工作平稳。", "problems": "个别村张榜迟。", "other": "无。"}
JANUARY = datetime(2027, 1, 11, 1, tzinfo=UTC)


@pytest.fixture
def year(service, clock, publish):
    """2026 with two publications and four requests, one of them open, and the new year ten days old."""
    settle(service)
    publish()
    publish(item="fees-collected", title="一季度征收情况", body="没有收费。", figures={"fees": 0, "fee_kinds": 0})
    answered(service)
    answered(service, "not_held", "business")
    answered(service, "petition", where="信访办")
    filed(service, "legal")
    clock.move_to(JANUARY)


def written(call, year=2026, **given):
    return call("li", "POST", f"/api/annual-reports/{year}", {"figures": FIGURES, **given})


def finished(call, publication):
    """Submitted, approved by another, published."""
    for who, step in (("li", "submit"), ("wang", "approve"), ("li", "publish")):
        status, answer = call(who, "POST", f"/api/publications/{publication}/{step}", {})
        assert status == 200, answer


def cells(report, table, row):
    rows = next(each["rows"] for each in report["tables"] if each["id"] == table)
    return next(each["values"] for each in rows if each["zh"] == row)


def test_a_year_that_runs_is_counted_for_its_writers_alone_and_cannot_be_drafted(app, call, service, publish):
    # This township's catalogue was founded without the item; a leader adds it.
    desk_catalogue.end_item(service, "zhao", "annual-report", "条例实施以前建立的目录。")
    settle(service)
    li = Browser(app, "li")
    assert "A leader can add it" in li.see("/annual-report")
    assert written(call, 2026)[1]["code"] == "no-annual-report"
    desk_catalogue.put_item(service, "zhao", service.founding.items["annual-report"], "条例要求。")
    settle(service)
    publish()
    assert "The year is not over" in li.see("/annual-report/2026")
    status, refused = written(call, 2026)
    assert (status, refused["code"]) == (409, "period-not-over")
    assert call(None, "GET", "/api/annual-reports/2026")[1]["code"] == "report-not-published"
    assert call(None, "GET", "/api/annual-reports/2026/records")[0] == 401
    _, records = call("wang", "GET", "/api/annual-reports/2026/records")
    assert (records["over"], records["as_of"]) == (False, service.today().isoformat())
    assert cells(records, "overview", "主动公开政府信息（条）") == ["1"]
    assert cells(records, "overview", "年内应张榜公开栏（栏次）") == ["3"]  # two villages and the township


def test_the_report_is_drafted_from_the_records_and_keeps_its_numbers_when_they_move(call, service, year):
    status, drafted = written(call)
    assert status == 201, drafted
    publication = drafted["publication"]
    submitted = call("li", "POST", f"/api/publications/{publication}/submit", {})
    assert submitted[1]["code"] == "screening-warned"  # nobody has written its texts
    assert written(call, texts=TEXTS)[0] == 201
    finished(call, publication)
    entry = service_entry(service)
    assert (entry.state, entry.due_on, entry.publication) == ("done", date(2027, 1, 31), publication)
    _, report = call(None, "GET", "/api/annual-reports/2026")
    assert cells(report, "requests", "一、本年新收") == ["2", "1", "0", "0", "1", "0", "4"]
    assert cells(report, "requests", "三、（五）不予处理：1.信访举报投诉类申请")[-1] == "1"
    assert cells(report, "requests", "三、（七）总计") == ["2", "1", "0", "0", "0", "0", "3"]
    assert cells(report, "requests", "四、结转下年度继续办理")[-1] == "1"
    assert cells(report, "decisions", "行政处罚") == ["1"]
    assert [each["state"] for each in call(None, "GET", "/api/annual-reports")[1]["reports"]] == ["planned", "done"]
    # A letter that had come in December is entered in January: the records move, what was published does not.
    late = {**ASKED, "applicant": "person", "channel": "letter", "received_on": "2026-12-30"}
    assert call("li", "POST", "/api/requests", late)[0] == 201
    _, records = call("li", "GET", "/api/annual-reports/2026/records")
    assert cells(records, "requests", "一、本年新收")[-1] == "5"
    _, again = call(None, "GET", "/api/annual-reports/2026")
    assert again == report
    assert again["digest"] == call(None, "GET", f"/api/publications/{publication}")[1]["versions"][0]["digest"]


def service_entry(service):
    return desk.records(service, 2026).entry


def test_a_draft_is_renewed_numbers_changed_by_hand_are_noticed_and_what_is_out_is_corrected(call, year):
    publication = written(call, texts={"overview": "全年工作平稳。"})[1]["publication"]
    assert written(call, figures={**FIGURES, "penalties": 2}, texts={"problems": "无。", "other": "无。"})[0] == 201
    _, shown = call("li", "GET", f"/api/publications/{publication}")
    assert all(said in shown["draft"]["body"] for said in ("| 行政处罚 | 2 |", "全年工作平稳。"))
    assert shown["draft"]["screening"] == []
    by_hand = shown["draft"]["body"].replace("（七）总计 | 2 |", "（七）总计 | 1 |")
    _, changed = call("li", "POST", f"/api/publications/{publication}/rewrite", {"title": "报告", "body": by_hand})
    assert [hit["kind"] for hit in changed["draft"]["screening"]] == ["report-differs"]
    assert call("li", "POST", f"/api/publications/{publication}/submit", {})[1]["code"] == "screening-warned"
    assert written(call, figures={**FIGURES, "penalties": 2})[0] == 201
    finished(call, publication)
    assert written(call)[1]["code"] == "correction-without-reason"
    assert written(call, reason="行政处罚多计一件。")[1]["publication"] == publication
    assert cells(call(None, "GET", "/api/annual-reports/2026")[1], "decisions", "行政处罚") == ["2"]
    finished(call, publication)
    assert cells(call(None, "GET", "/api/annual-reports/2026")[1], "decisions", "行政处罚") == ["1"]


def test_the_report_is_a_page_a_table_and_a_workbook(app, call, year):
    anyone, li = Browser(app), Browser(app, "li")
    anyone.see("/annual-report/2026", status=404)
    anyone.see("/annual-report/2026.csv", status=404)
    assert "Draft this year" in li.see("/annual-report/2026")
    assert li.send("/annual-report/2026", {"penalties": "-1"}).status_code == 422
    answer = li.send("/annual-report/2026", {**{name: str(number) for name, number in FIGURES.items()}, **TEXTS})
    publication = answer.headers["Location"].split("/")[-1]
    finished(call, publication)
    for language, words in (("zh-CN", ("三、收到和处理", "自然人")), ("en", ("3. Requests for", "A natural person"))):
        shown = anyone.see("/annual-report/2026", language)
        assert all(word in shown for word in words)
        assert "现在的记录" not in shown
        assert "/annual-report/2026.xlsx" in anyone.see("/annual-report", language)
    rows = list(csv.reader(io.StringIO(anyone.see("/annual-report/2026.csv", "zh-CN").removeprefix("\ufeff"))))
    assert rows[0] == ["表", "项目", "栏目", "数量"]
    assert ["申请", "一、本年新收", "总计", "4"] in rows
    book = load_workbook(io.BytesIO(app.test_client().get("/annual-report/2026.xlsx").data))
    assert len(book.sheetnames) == 6
    sheet = book[book.sheetnames[4]]
    assert [cell.value for cell in sheet[1]][-1] in ("总计", "Total")
    assert [cell.value for cell in sheet[2]][1:] == [2, 1, 0, 0, 1, 0, 4]
    assert "Draft a correction" in li.see("/annual-report/2026")
