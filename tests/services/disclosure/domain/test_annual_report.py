"""The tables of the annual report, and the text that they are written into and read from."""

from collections import Counter
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from services.disclosure import annual_report
from services.disclosure.domain.figures import Figure
from services.disclosure.domain.outcomes import APPLICANTS, CASES, LINES
from services.disclosure.views.annual_counts import YearCounts
from services.disclosure.views.request_years import RequestYear
from shared.markdown import check
from shared.privacy.screening import screen

REQUESTS = RequestYear(
    2026,
    received={"person": 4, "business": 2, "legal": 1},
    carried_over={"person": 1},
    decided={
        ("granted", "person"): 2,
        ("partly", "business"): 1,
        ("internal", "person"): 1,
        ("not_held", "business"): 1,
        ("petition", "person"): 1,
        ("not_corrected", "legal"): 1,
    },
    carried_on={"person": 1},
    cases={("review", "corrected"): 1, ("review", "pending"): 1, ("lawsuit", "upheld"): 1},
    late=0,
    made_public=1,
)
COUNTS = YearCounts({"long_term": 8, "periodic": 20, "ad_hoc": 3}, 2, 1, 25, 2, 1, 62, 3, 12345, REQUESTS)
FIGURES = {"rules_made": 0, "documents_in_force": 4, "licences": 3, "penalties": 1, "fees": 12345}
TABLES = annual_report.tables(COUNTS, FIGURES)
BODY = annual_report.body(TABLES, {})

# Worked by hand from REQUESTS: person, business, research, welfare, legal, other, total.
THIRD_TABLE = {
    "一、本年新收": (4, 2, 0, 0, 1, 0, 7),
    "二、上年结转": (1, 0, 0, 0, 0, 0, 1),
    "三、（一）予以公开": (2, 0, 0, 0, 0, 0, 2),
    "三、（二）部分公开": (0, 1, 0, 0, 0, 0, 1),
    "三、（三）不予公开：5.属于三类内部事务信息": (1, 0, 0, 0, 0, 0, 1),
    "三、（四）无法提供：1.本机关不掌握相关政府信息": (0, 1, 0, 0, 0, 0, 1),
    "三、（五）不予处理：1.信访举报投诉类申请": (1, 0, 0, 0, 0, 0, 1),
    "三、（六）其他处理：1.申请人无正当理由逾期不补正，不再处理其申请": (0, 0, 0, 0, 1, 0, 1),
    "三、（七）总计": (4, 2, 0, 0, 1, 0, 7),
    "四、结转下年度继续办理": (1, 0, 0, 0, 0, 0, 1),
}


def rows(table):
    return {zh: cells for (zh, _), cells in table.rows}


def named(name, tables=TABLES):
    return next(table for table in tables if table.id == name)


def test_the_third_table_is_the_national_forms_as_worked_out_by_hand():
    third = rows(named("requests"))
    assert len(third) == 2 + len(LINES) + 2 == 25
    shown = {label: tuple(map(int, cells)) for label, cells in third.items() if any(int(cell) for cell in cells)}
    assert shown == THIRD_TABLE
    assert [zh for zh, _ in named("requests").heads[1:]] == [
        *("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"),
    ]


def test_the_other_tables_say_what_was_counted_and_what_was_typed():
    assert rows(named("overview"))["主动公开政府信息（条）"] == ("31",)
    assert rows(named("overview"))["年内到期的公开任务（项）"] == ("28",)
    assert rows(named("rules"))["行政规范性文件"] == ("—", "—", "4")
    assert rows(named("decisions"))["行政处罚"] == ("1",)
    assert rows(named("fees"))["行政事业性收费"] == ("1.2345",)
    assert rows(named("cases"))["行政复议"] == ("0", "1", "0", "1", "2")
    assert list(rows(named("cases"))) == [zh for zh, _ in CASES.values()]


def test_requests_are_counted_in_full_and_screening_lets_counts_below_five_stand():
    assert screen(BODY) == ()
    assert check(BODY) == ()


def test_what_is_written_is_read_again_and_stays_when_the_tables_are_made_anew():
    assert annual_report.read_tables(BODY) == TABLES
    assert annual_report.texts(BODY) == {}
    said = {"overview": "全年平稳。\n\n另见附件。", "disclosed": "| 甲 | 乙 |\n|---|---|\n| 1 | 2 |", "other": "无。"}
    newer = annual_report.tables(replace(COUNTS, corrected=9), {**FIGURES, "penalties": 2})
    text = annual_report.body(newer, said)
    assert annual_report.read_tables(text) == newer
    assert annual_report.texts(text) == said
    kinds = [part.heading[1][:1] if part.heading else part.table.id if part.table else "" for part in parts_of(BODY)]
    assert kinds == [
        *("1", "", "overview", "2", "rules", "decisions", "fees"),
        *("3", "requests", "4", "cases", "5", "", "6", ""),
    ]


def parts_of(text):
    return annual_report.parts(text)


def test_what_differs_from_the_records_is_warned_of_and_so_is_what_nobody_has_written():
    finished = BODY.replace("【待写】", "")
    assert annual_report.differences(finished, TABLES) == ()
    (unwritten,) = annual_report.differences(BODY, TABLES)
    assert "“【待写】”没有写" in unwritten.zh
    (changed,) = annual_report.differences(finished.replace("| 行政处罚 | 1 |", "| 行政处罚 | 0 |"), TABLES)
    assert "“行政处罚/本年处理决定数量”写的是“0”，现在的记录是“1”" in changed.zh
    assert changed.severity == "warn"
    (missing,) = annual_report.differences(finished.replace("| 复议诉讼情况 |", "| 情况 |"), TABLES)
    assert "没有“复议诉讼”这张表" in missing.zh


def test_fees_are_compared_with_what_was_published_of_the_years_periods():
    fees = (Figure("fees", "收费", "Fees", "元", 12345),)
    assert annual_report.fees_differ(fees, 12345) == annual_report.fees_differ(fees, None) == ()
    assert "12345 元" in annual_report.fees_differ(fees, 12000)[0].zh


def test_only_an_obligation_of_the_report_has_a_year():
    assert annual_report.year_of("annual-report.2026") == 2026
    assert annual_report.year_of("births.2026") is annual_report.year_of("annual-report.law-2026-03-01") is None


requests = st.lists(
    st.tuples(
        st.sampled_from(list(APPLICANTS)),
        st.integers(-1, 0),
        st.one_of(st.none(), st.tuples(st.integers(0, 1), st.sampled_from([line.id for line in LINES]))),
    ),
    max_size=30,
)


@given(requests)
@settings(max_examples=60)
def test_in_every_column_received_and_carried_over_is_decided_and_carried_on(asked):
    """Each request: by whom, received in the year before or in this, and not ended yet, or so many years on and how."""
    over = [(who, began + ended[0], ended[1]) if ended else (who, 9, "") for who, began, ended in asked]
    here = [one for one, (_, end, _) in zip(asked, over, strict=True) if end >= 0]
    year = replace(
        REQUESTS,
        received=Counter(who for who, began, _ in here if began == 0),
        carried_over=Counter(who for who, began, _ in here if began < 0),
        decided=Counter((line, who) for who, end, line in over if end == 0),
        carried_on=Counter(who for who, end, _ in over if end > 0),
    )
    third = named("requests", annual_report.tables(replace(COUNTS, requests=year), FIGURES))
    numbers = {zh: [int(cell) for cell in cells] for (zh, _), cells in third.rows}
    received, before, ended, after = (
        next(cells for zh, cells in numbers.items() if zh.startswith(start))
        for start in ("一、", "二、", "三、（七）", "四、")
    )
    lines = [cells for zh, cells in numbers.items() if zh.startswith("三、") and not zh.startswith("三、（七）")]
    for column in range(7):
        assert received[column] + before[column] == ended[column] + after[column]
        assert sum(cells[column] for cells in lines) == ended[column]
    assert all(sum(cells[:-1]) == cells[-1] for cells in numbers.values())
