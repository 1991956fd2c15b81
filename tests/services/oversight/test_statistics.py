"""Statistics: counted from events alone, shown with small counts withheld, released once."""

import csv
import io
import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from services.oversight.casework import statistics as casework
from services.oversight.domain.figures import MEASURES
from services.oversight.domain.finding import Facts, FindingClosed, FindingOpened
from services.oversight.domain.inspection import InspectionRecorded
from services.oversight.domain.petition import events as e
from services.oversight.domain.petition.particulars import CHANNELS, KINDS, Particulars
from services.oversight.domain.quarter import quarter_of
from services.oversight.views import statistics
from shared.eventlog import Metadata, Recorded
from shared.timelimits.loading import load_time_limits
from tests.services.oversight.examples import DATA

NOW = datetime(2026, 3, 2, 2, tzinfo=UTC)
LIMITS = load_time_limits(DATA)
CLOCK = LIMITS.deadline("resolution", NOW)
OFFICES = ("family-planning-office", "service-station", "petition-office")
FACTS = Facts("unlawful_fee", "inspection", "service-station", "收费不公开", "依据", "x")


def registered(channel="web", kind="claim", about=OFFICES[0], village="yangshe"):
    known = Particulars(channel, kind, about, "petition-office", village, date(2026, 3, 2), "cipher", "hash", "public")
    return e.PetitionRegistered(known, CLOCK, NOW)


EACH = [
    (registered(), "registered", {"channel": "web", "kind": "claim", "office": OFFICES[0], "village": "yangshe"}),
    (e.PetitionAccepted(CLOCK, "chen", NOW), "accepted", {"in_time": "in_time"}),
    (e.PetitionDeclined("before_court", "法院", "chen", NOW), "declined", {"reason": "before_court"}),
    (e.PetitionTransferred("x", True, "不归我管", CLOCK, "chen", NOW), "transferred", {"whither": "inside"}),
    (e.PetitionAssigned("li", None, "chen", NOW), "handed_over", {}),
    (e.PetitionResolved("cipher", True, "li", NOW), "answered", {"in_time": "in_time"}),
    (e.OpinionIssued("cipher", False, "li", NOW), "opinions", {"founded": "unfounded"}),
    (e.PetitionWithdrawn(NOW), "withdrawn", {}),
    (e.PetitionMerged("p2", "chen", NOW), "merged", {}),
    (e.PetitionLinked("p2", "chen", NOW), "linked", {}),
    (e.DeadlineMissed(CLOCK, "claim", OFFICES[0], NOW, ()), "deadlines_missed", {"limit": "resolution"}),
    (e.DeadlineEscalated(CLOCK, "district", OFFICES[0], (), NOW), "deadlines_escalated", {"level": "district"}),
    (e.DeadlineExtended(CLOCK, "复杂", "li", "zhao", NOW), "extended", {}),
    (e.ReviewRequested("cipher", "township-government", CLOCK, NOW), "reviews_requested", {}),
    (e.ReviewDecided("cipher", "changed", "zhao", NOW), "reviews_decided", {"review": "changed"}),
    (e.ReReviewRequested("cipher", "township-government", CLOCK, NOW), "re_reviews_requested", {}),
    (e.HearingHeld(date(2026, 3, 2), date(2026, 3, 2), CLOCK, "zhao", NOW), "hearings", {}),
    (e.ReReviewDecided("cipher", "upheld", "zhao", NOW), "re_reviews_decided", {"review": "upheld"}),
    (e.OutcomeRated(4, NOW), "outcomes_rated", {"score": "4"}),
    (e.RewardDecided(50_000, "zhao", NOW), "rewards_decided", {}),
    (e.RewardPaid(50_000, "zhao", NOW), "rewards_paid", {}),
    (FindingOpened(FACTS, NOW), "findings_opened", {"finding": "unlawful_fee", "origin": "inspection"}),
    (FindingClosed(FACTS, "已改", "zhao", NOW), "findings_rectified", {"finding": "unlawful_fee"}),
    (InspectionRecorded("yangshe", date(2026, 3, 2), "undercover", 1, (), "看过", (), "sun", NOW), "inspections", {}),
]


@pytest.fixture
def log(service):
    """Put events on record, each at a moment of its own, and let the views see them."""
    position = iter(range(1, 100_000))

    def add(*events, day="2026-03-02", stream="petition-p1"):
        at = datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC) + timedelta(hours=2)
        with service.application.database.write() as tx:
            for event in events:
                recorded = Recorded(next(position), stream, 1, "x", event, event.at, at, Metadata("test", ""))
                statistics.project(tx, recorded)

    return add


@pytest.fixture
def raw(service):
    def read(quarter="2026Q1"):
        with service.application.database.read() as tx:
            return {measure: vars(one) for measure, one in statistics.of_quarter(tx, quarter).items()}

    return read


def test_each_event_counts_as_one_thing(log, raw):
    for year, (event, measure, by) in enumerate(EACH, start=2020):
        log(event, day=f"{year}-03-02", stream=f"petition-{year}")
        found = raw(f"{year}Q1")
        assert [(name, one["total"]) for name, one in found.items()] == [(measure, 1)]
        assert {table: {value: 1} for table, value in by.items()}.items() <= found[measure]["tables"].items()


def test_every_measure_has_an_event_that_counts_for_it_and_words_for_all_its_values(app, service):
    assert [measure for _, measure, _ in EACH] == [measure.id for measure in MEASURES]
    with app.test_request_context():
        words = app.jinja_env.get_template("oversight/statistics_words.html").module
    assert list(words.MEASURES) == [measure.id for measure in MEASURES]
    assert list(chain.from_iterable(ids for *_, ids in words.GROUPS)) == list(words.MEASURES)
    places = {one.id for one in (*service.district.offices, *service.district.villages)}
    for table, values in casework.order_of(service).items():
        assert table in words.TABLES
        assert {*values} <= {*words.VALUES.get(table, ()), *places}, table
    assert {table for measure in MEASURES for table in measure.tables(of_year=True)} == {*casework.order_of(service)}


def test_a_decision_after_a_missed_deadline_is_late_and_the_next_one_is_not(log, raw):
    log(e.DeadlineMissed(CLOCK, "claim", OFFICES[0], NOW, ()), e.OpinionIssued("cipher", True, "li", NOW))
    log(e.ReviewDecided("cipher", "upheld", "zhao", NOW))
    assert raw()["opinions"]["tables"]["in_time"] == {"late": 1}
    assert raw()["reviews_decided"]["tables"]["in_time"] == {"in_time": 1}


def test_a_missed_deadline_is_not_counted_again_as_a_finding(log, raw):
    log(FindingOpened(Facts("overdue", "missed_deadline", OFFICES[0], "超期", "依据", "x"), NOW))
    assert raw() == {}


def test_what_is_recorded_late_counts_in_the_quarter_of_the_recording(log, raw):
    log(registered(), day="2026-03-31")
    log(registered(), day="2026-04-01")
    assert (raw("2026Q1")["registered"]["total"], raw("2026Q2")["registered"]["total"]) == (1, 1)


def test_what_is_counted_equals_a_recount_of_all_events(log, raw):
    events = [
        (registered(CHANNELS[number % 9], KINDS[number % 4], OFFICES[number % 3], None), f"2026-0{1 + number % 6}-10")
        for number in range(60)
    ]
    for event, day in events:
        log(event, day=day)
    for quarter in ("2026Q1", "2026Q2"):
        within = [event.particulars for event, day in events if str(quarter_of(date.fromisoformat(day))) == quarter]
        found = raw(quarter)["registered"]
        assert found["total"] == len(within)
        assert found["tables"]["channel"] == Counter(known.channel for known in within)
        assert found["tables"]["office"] == Counter(known.about for known in within)
        assert found["tables"]["village"] == {"": len(within)}


COUNTS = st.integers(0, 4) | st.integers(0, 30)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.lists(COUNTS, min_size=4, max_size=4), min_size=4, max_size=4))
def test_no_year_shows_a_small_count_or_one_that_its_quarters_withheld_alone(columns):
    def quarter(kinds):
        return {
            "registered": statistics.Raw(sum(kinds), 0, {"kind": dict(zip(KINDS, kinds, strict=True))}),
            "rewards_paid": statistics.Raw(kinds[0], kinds[0] * 100, {}),
        }

    order = {table: () for measure in MEASURES for table in measure.tables(of_year=True)} | {"kind": KINDS}
    quarters, out = [quarter(kinds) for kinds in columns], []
    for number in range(4):
        out.append(casework.figures_of(order, quarters[: number + 1], out[:number], of_year=False))
    year = casework.figures_of(order, quarters, out, of_year=True)
    for figures in (*out, year):
        assert not any(count is not None and 0 < count < 5 for figure in figures for count in figure.counts())
        for figure in figures:
            assert figure.total is not None or set(figure.counts()) == {None}
            assert (figure.amount_fen is None) == (figure.total is None or not figure.measure.startswith("rewards"))
    for place, kind in enumerate(KINDS):
        shown = [figures[0].tables["kind"][kind] for figures in (*out, year)]
        alone = [column[place] for column, cell in zip(columns, shown, strict=False) if cell is None]
        if len(alone) == 1 and all(figures[0].total is not None for figures in out) and 0 < alone[0] < 5:
            assert shown[-1] is None


@pytest.fixture
def quarter(log, clock):
    """A first quarter with something of most, and the day after it."""
    for number in range(12):
        log(registered(kind="claim" if number else "report"), stream=f"petition-p{number}")
    for number in range(6):
        log(e.PetitionAccepted(CLOCK, "chen", NOW), stream=f"petition-p{number}")
        log(e.RewardPaid(20_000, "zhao", NOW), stream=f"petition-p{number}")
    log(*[e.PetitionWithdrawn(NOW)] * 3)
    clock.advance(timedelta(days=30))


def test_a_quarter_is_released_once_and_then_never_changes(call, quarter, log):
    status, released = call("zhao", "POST", "/api/statistics", {"period": "2026Q1", "advice": "加强接访。"})
    assert status == 201
    figures = {figure["measure"]: figure for figure in released["figures"]}
    assert figures["registered"]["tables"]["kind"] == {"enquiry": 0, "claim": None, "report": None, "suggestion": 0}
    assert "village" not in figures["registered"]["tables"]
    assert (figures["withdrawn"]["total"], figures["rewards_paid"]["amount_fen"]) == (None, 120_000)
    log(registered(), registered())  # as a mended projection would count
    assert call("zhao", "POST", "/api/statistics", {"period": "2026Q1"})[1]["code"] == "release-published"
    assert call(None, "GET", "/api/statistics/2026Q1")[1] == {**released, "editions": 1}
    assert call(None, "GET", "/api/statistics")[1]["items"][0]["period"] == "2026Q1"


def test_a_correction_stands_beside_the_first_and_shows_nothing_that_was_withheld(call, quarter, log):
    _, first = call("zhao", "POST", "/api/statistics", {"period": "2026Q1"})
    log(*[registered(kind="report")] * 9, *[e.PetitionWithdrawn(NOW)] * 9)
    status, corrected = call("zhao", "POST", "/api/statistics/2026Q1/corrections", {"reason": "漏统计九件"})
    assert (status, corrected["edition"], corrected["editions"]) == (201, 2, 2)
    figures = {figure["measure"]: figure for figure in corrected["figures"]}
    assert figures["registered"]["total"] == 21
    assert figures["registered"]["tables"]["kind"]["report"] is None
    assert figures["withdrawn"]["total"] is None
    assert call(None, "GET", "/api/statistics/2026Q1?edition=1")[1]["figures"] == first["figures"]
    assert call(None, "GET", "/api/statistics/2026Q1?edition=3")[0] == 404


def test_releases_survive_a_rebuild_of_the_views(call, quarter, service):
    _, first = call("zhao", "POST", "/api/statistics", {"period": "2026Q1"})
    service.application.rebuild()
    assert call(None, "GET", "/api/statistics/2026Q1")[1] == first


def test_only_the_leading_group_releases(call):
    for who, status in ((None, 401), ("chen", 403), ("ops", 403), ("ding", 403)):
        assert call(who, "POST", "/api/statistics", {"period": "2026Q1"})[0] == status


def test_a_running_total_is_withheld_where_its_release_will_be(service, log, clock):
    log(*[e.PetitionWithdrawn(NOW)] * 3)
    log(
        *[e.PetitionWithdrawn(NOW)] * 20,
        *[e.HearingHeld(NOW.date(), NOW.date(), CLOCK, "zhao", NOW)] * 5,
        day="2026-04-02",
    )
    clock.advance(timedelta(days=31))
    totals = casework.running(service)
    assert (totals["withdrawn"], totals["hearings"]) == (None, 5)


def test_the_district_alone_sees_the_running_totals_and_no_small_one(call, quarter, clock):
    clock.advance(timedelta(days=-30))
    totals = call("ding", "GET", "/api/statistics/running")[1]["totals"]
    assert (totals["registered"], totals["withdrawn"], totals["merged"]) == (12, None, 0)
    assert call(None, "GET", "/api/statistics/running")[0] == 401
    assert [call(who, "GET", "/api/statistics/running")[0] for who in ("ops", "zhao")] == [403, 403]


def released_year(call, clock):
    for quarter in ("2026Q1", "2026Q2", "2026Q3", "2026Q4"):
        clock.advance(timedelta(days=92))
        assert call("zhao", "POST", "/api/statistics", {"period": quarter})[0] == 201
    return call("zhao", "POST", "/api/statistics", {"period": "2026", "advice": "多下村。\n勤回访。"})


def test_the_files_open_with_the_same_figures_and_no_formula(call, app, quarter, clock):
    _, year = released_year(call, clock)
    browser = app.test_client()
    lines = list(csv.reader(io.StringIO(browser.get("/statistics/2026/figures.csv").data.decode("utf-8-sig"))))
    answer = browser.get("/statistics/2026/figures.xlsx?lang=en")
    sheet = load_workbook(io.BytesIO(answer.data)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert len(rows) == len(lines) == 1 + sum(len(list(counts(figure))) for figure in year["figures"])
    assert ["登记的信访事项", "合计", "", "12", ""] in lines
    assert ("Rewards paid", "All", "", 6, 1200) in rows
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)
    assert {row[3] for row in rows[1:]} >= {"withheld", 0, 12}


def counts(figure):
    yield figure["total"]
    for table in figure["tables"].values():
        yield from table.values()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_pages_show_what_was_released(call, app, quarter, clock, language):
    released_year(call, clock)
    browser = app.test_client()
    for path in ("/statistics", "/statistics/2026Q1", "/statistics/2026", "/statistics/2026/report"):
        page = browser.get(f"{path}?lang={language}")
        assert page.status_code == 200
        if language == "en" and path == "/statistics":
            assert re.findall(r"[\u4e00-\u9fff]+", re.sub(r'<a class="language".*?</a>', "", page.text)) == []
    report = browser.get(f"/statistics/2026/report?lang={language}").text
    assert "多下村。" in report
    assert "<svg" in report
    assert ("第四十一条" if language == "zh" else "Article 41") in report
    assert browser.get("/statistics/2025/report").status_code == 404


def test_a_leader_sees_what_is_due_as_it_will_be_and_releases_it_with_a_screened_text(browse, call, quarter):
    browse.sign_in("zhao")
    assert "/statistics/next" in browse.get("/statistics").text
    _, draft = call("zhao", "GET", "/api/statistics/next")
    assert draft["period"] == "2026Q1"
    form = {"period": "2026Q1", "advice": "请打13812345678找张三。"}
    refused = browse.post("/statistics", form, "/statistics/next")
    assert (refused.status_code, "手机号码" in refused.text) == (422, True)
    assert browse.post("/statistics", {**form, "advice": "加强接访。"}, "/statistics/next").status_code == 303
    assert call(None, "GET", "/api/statistics/2026Q1")[1]["figures"] == draft["figures"]
    assert browse.get("/statistics/next").status_code == 303
    page = "/statistics/2026Q1"
    assert browse.post(f"{page}/correct", {"reason": ""}, page).status_code == 422
    assert browse.post(f"{page}/correct", {"reason": "漏统计"}, page).status_code == 303
    assert "漏统计" in browse.get(page).text
    assert "已有更正" in browse.get(f"{page}?edition=1").text


def test_what_cannot_be_released_is_refused_and_nothing_is_stored(call, quarter):
    for period, status, code in (
        ("2026Q2", 409, "release-out-of-order"),
        ("2025Q4", 404, "nothing-counted"),
        ("2026-01", 422, "unknown-period"),
        ("2027Q1", 409, "period-not-over"),
    ):
        answer = call("zhao", "POST", "/api/statistics", {"period": period})
        assert (answer[0], answer[1]["code"]) == (status, code)
    assert call(None, "GET", "/api/statistics")[1]["total"] == 0
