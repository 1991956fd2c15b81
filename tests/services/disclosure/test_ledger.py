"""The public ledger: pages, API and CSV of what was due and what came of it, and the year's plan."""

from datetime import UTC, date, datetime

import pytest

from services.disclosure.desk import obligations as desk
from services.disclosure.desk.catalogue import note_law_change
from tests.services.disclosure.browser import Browser
from tests.services.disclosure.examples import IDENTITY
from tests.services.disclosure.ledger import BIRTHS, settle

FIGURES = {"item": "births", "title": "一季度人口出生情况", "body": "一季度合计 86 人。", "figures": BIRTHS}
APRIL, LATER = datetime(2026, 4, 2, 1, tzinfo=UTC), datetime(2026, 4, 20, 1, tzinfo=UTC)


@pytest.fixture
def browse(app):
    return lambda name=None: Browser(app, name)


@pytest.fixture
def after_april(service, clock, publish):
    """In time the births, late the certificates, overdue the rest. Returns the births' publication."""
    settle(service)
    clock.move_to(APRIL)
    published = publish(**FIGURES)
    clock.move_to(LATER)
    settle(service)
    publish(item="rewards-paid", title="一季度奖励落实情况", figures=_all_of(service, "rewards-paid"))
    return published["id"]


def _all_of(service, item):
    """Figures that hold: every part ten, every total their sum."""
    values = {}
    for figure in reversed(service.catalogue.items[item].figures):
        values[figure.id] = sum(values[part] for part in figure.parts) if figure.parts else 10
    return values


def test_the_ledger_says_what_was_in_time_late_and_overdue(browse, after_april):
    shown = browse().see("/ledger?year=2026", "zh-CN")
    assert "逾期还没有公开 11 项" in shown
    assert "到期的 13 项，按时公开 1 项，占 8%" in shown
    assert "迟公开 1 项" in shown
    assert "0 / 3 处" in shown
    english = browse().see("/ledger?state=late&item=rewards-paid")
    assert "Late by 5 days" in english
    assert "(2026-Q1)" in english
    assert "Overdue now: 11." in browse().see("/")
    assert "/ledger?item=births" in browse().see("/items/births")
    assert "Nothing here" in browse().see("/ledger?year=2031")


def test_an_obligation_shows_each_step_and_why_it_is_due_that_day(browse, after_april):
    shown = browse().see("/ledger/births.2026-q1", "zh-CN")
    for named in (
        "按时公开",
        "2026年4月2日 09:00",
        "2026年4月15日",
        "公开目录第 1 版",
        "清明节",
        "计生办",
        after_april,
    ):
        assert named in shown
    browse().see("/ledger/births.2031-q1", status=404)


def test_a_draft_is_not_given_away_by_the_ledger(browse, call, service, clock):
    settle(service)
    clock.move_to(APRIL)
    _, draft = call("li", "POST", "/api/publications", FIGURES)
    assert draft["id"] not in browse().see("/ledger/births.2026-q1")
    assert call(None, "GET", "/api/obligations/births.2026-q1")[1]["publication"] is None
    assert draft["id"] in browse("li").see("/ledger/births.2026-q1")


def test_the_years_plan_shows_every_month_and_next_years_days_as_provisional(browse, service):
    settle(service)
    shown = browse().see("/plan?year=2026", "zh-CN")
    for named in ("一表看全年", "4月", "7月", "10月", "人口出生情况"):
        assert named in shown
    assert "*provisional" in browse().see("/plan?year=2027")
    assert "Nothing is planned" in browse().see("/plan?year=2031")


def test_the_ledger_is_a_table_to_be_taken_away(browse, after_april):
    answer = browse().client.get("/ledger.csv?year=2026")
    assert (answer.status_code, answer.mimetype) == (200, "text/csv")
    lines = answer.data.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("任务 obligation,事项 item")
    (births,) = [line for line in lines if line.startswith("births.2026-q1")]
    assert births.split(",")[5:12] == ["2026-01-01", "2026-03-31", "2026-04-15", "", "按时公开 done", "0", after_april]


def test_the_ledger_over_the_api(call, after_april):
    status, answer = call(None, "GET", "/api/obligations?year=2026&state=done")
    assert (status, answer["total"], answer["counts"]["overdue"]) == (200, 1, 11)
    (births,) = answer["obligations"]
    assert (births["id"], births["on_boards"]) == ("births.2026-q1", {"boards": 3, "posted": 0, "last_posted_on": None})
    assert births["period"] == {"first": "2026-01-01", "last": "2026-03-31"}
    _, one = call(None, "GET", "/api/obligations/births.2026-q1")
    assert one["days"][0]["rule"] == "starting-day"
    assert call(None, "GET", "/api/obligations/births.2031-q1")[0] == 404
    assert call(None, "GET", "/api/obligations?state=burnt")[0] == 422


@pytest.fixture
def changed_law(service, publish):
    """The fees are published, then their law changes; returns the obligation to review them."""
    settle(service)
    publish()
    note_law_change(service, "li", ("fees",), "省收费目录修订", date(2026, 3, 2))
    return "fees.law-2026-03-02"


def test_a_reviewer_confirms_on_the_page_that_nothing_has_to_change(browse, service, changed_law):
    wang, where = browse("wang"), f"/ledger/{changed_law}"
    page = f"/desk/obligations/{changed_law}/confirm"
    shown = wang.see(where)
    assert "Nothing has to change" in shown
    assert "省收费目录修订" in shown
    assert wang.send(page, {"reason": ""}, form=where).status_code == 422
    answer = wang.send(page, {"reason": IDENTITY}, form=where)
    assert (answer.status_code, "personal data" in answer.text) == (422, True)
    assert wang.send(page, {"reason": "与去年相同。"}, form=where).status_code == 303
    assert "与去年相同。" in browse().see(where)
    assert desk.found(service, changed_law).state == "done"


def test_a_reviewer_confirms_over_the_api_but_never_a_periods_figures(call, changed_law, clock, publish):
    _, done = call("wang", "POST", f"/api/obligations/{changed_law}/confirm", {"reason": "与去年相同。"})
    assert (done["state"], done["because"]) == ("done", "与去年相同。")
    refused = call("wang", "POST", "/api/obligations/births.2026-q1/confirm", {"reason": "相同"})
    assert (refused[0], refused[1]["code"]) == (403, "nothing-published")
    clock.move_to(APRIL)
    publish(**FIGURES)
    refused = call("wang", "POST", "/api/obligations/births.2026-q2/confirm", {"reason": "相同"})
    assert (refused[0], refused[1]["code"]) == (403, "period-needs-figures")
