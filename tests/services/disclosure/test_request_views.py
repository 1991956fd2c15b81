"""The read models of requests for information: rebuilt they are the same, and a year's counts add up."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from services.disclosure.composition import compose
from services.disclosure.desk import request_filing, request_following
from services.disclosure.desk import requests as desk
from services.disclosure.desk.clock import tick
from services.disclosure.domain.outcomes import APPLICANTS
from services.disclosure.schemas import requests as schemas
from services.disclosure.views import request_years
from shared.web.roles import LEADER, OFFICER, REVIEWER, Account

LI = Account("li", "李干事", OFFICER, None, None)
WANG = Account("wang", "王审核员", REVIEWER, None, None)
ZHAO = Account("zhao", "赵镇长", LEADER, None, None)
TABLES = ("requests", "request_receipts", "request_cases", "request_tallies", "request_readings", "clocks")
ASKED = {"name": "欧阳建国", "contact": "洋畲村 3 号", "wanted": "奖励扶助办法", "form": "paper"}


@pytest.fixture(params=["sqlite", "postgres"])
def either(request, config):
    if request.param == "postgres":
        config = replace(config, database=request.getfixturevalue("postgres_url"))
    composed = compose(config)
    yield composed
    composed.application.database.close()


def filed(service, applicant="person"):
    given = schemas.NewRequest().load({**ASKED, "applicant": applicant})
    receipt = request_filing.file_request(service, given, None, None)
    desk.act(service, LI, receipt["request"], "take", {})
    return receipt


def answered(service, outcome="granted", applicant="person", **more):
    request = filed(service, applicant)["request"]
    desk.act(service, LI, request, "answer", {"outcome": outcome, "text": "见所附文件。", **more})
    desk.act(service, WANG, request, "approve", {})
    return request


def rows(service):
    with service.application.database.read() as tx:
        return {table: sorted(tx.execute(f"SELECT * FROM {table}"), key=repr) for table in TABLES}


def lived(service, clock):
    """Requests of two years in every state, the clock by their side; returns one that was given up."""
    clock.advance(datetime(2026, 12, 10, 1, tzinfo=UTC) - clock.now())
    granted = answered(service)
    answered(service, "already_public", "business", where="镇网站“公开目录”")
    answered(service, "petition", "business", where="信访办")
    late = filed(service, "research")["request"]
    unclear = filed(service)["request"]
    desk.act(service, LI, unclear, "ask-correction", {"question": "请写明年份。"})
    desk.act(service, LI, granted, "deliver", {"means": "post", "delivered_on": service.today()})
    desk.act(service, LI, granted, "case", {"case": "review", "outcome": "pending", "on": service.today()})
    desk.read_text(service, ZHAO, late, "核对")
    clock.advance(timedelta(days=40))
    while tick(service):
        pass
    desk.act(service, LI, granted, "case", {"case": "review", "outcome": "corrected", "on": service.today()})
    desk.act(service, LI, late, "answer", {"outcome": "not_held", "text": "本机关没有这份文件。"})
    desk.act(service, WANG, late, "approve", {})
    waiting = filed(service, "legal")
    desk.act(service, LI, waiting["request"], "request-extension", {"days": 5, "reason": "资料较多。"})
    gone = filed(service)
    for step in ("withdraw", "erase"):
        request_following.act(service, step, {"code": gone["receipt_code"]}, "203.0.113.7")
    return unclear


def test_rebuilt_from_the_log_the_views_are_the_same(either, clock):
    lived(either, clock)
    before = rows(either)
    assert all(before.values())
    either.application.rebuild()
    assert rows(either) == before


def test_the_counts_of_a_year_are_those_of_the_national_form(service, clock):
    unclear = lived(service, clock)
    with service.application.database.read() as tx:
        year, next_year = request_years.of_year(tx, 2026), request_years.of_year(tx, 2027)
        assert request_years.years(tx) == [2027, 2026]
    assert year.received == {"person": 2, "business": 2, "research": 1}
    assert year.carried_over == {}
    assert year.decided == {("granted", "person"): 1, ("granted", "business"): 1, ("petition", "business"): 1}
    assert year.carried_on == next_year.carried_over == {"person": 1, "research": 1}
    assert (year.late, next_year.late, year.of_line("granted")) == (0, 1, 2)
    assert next_year.decided == {("not_corrected", "person"): 1, ("not_held", "research"): 1, ("other", "person"): 1}
    assert next_year.by_group["not_available"] == 1
    assert next_year.carried_on == {"legal": 1}
    assert (year.cases["review", "pending"], next_year.cases["review", "corrected"]) == (1, 1)
    assert sum(next_year.cases.values()) == 1
    late = {"text": "2025 年的。", "received_on": service.today(), "late_because": "住院。"}
    desk.act(service, LI, unclear, "correct", late)
    with service.application.database.read() as tx:
        again = request_years.of_year(tx, 2027)
    assert (again.of_line("not_corrected"), again.carried_on) == (0, {"legal": 1, "person": 1})
    for one in (year, next_year, again):
        for kind in APPLICANTS:
            ended = sum(count for (_, applicant), count in one.decided.items() if applicant == kind)
            begun = one.received.get(kind, 0) + one.carried_over.get(kind, 0)
            assert begun == ended + one.carried_on.get(kind, 0)


def test_lists_and_counts_read_indexes_alone(service):
    asked = {
        "requests_desk": "SELECT id FROM requests WHERE ended_on IS NULL ORDER BY desk_on, id LIMIT 50",
        "requests_ended": "SELECT id FROM requests WHERE ended_on IS NOT NULL ORDER BY ended_on DESC, id LIMIT 50",
        "clocks": "SELECT id FROM clocks WHERE due <= ? ORDER BY due, aggregate, id LIMIT 1",
    }
    with service.application.database.read() as tx:
        for index, sql in asked.items():
            plan = str(tx.execute(f"EXPLAIN QUERY PLAN {sql}", ("2026",) * sql.count("?")))
            assert index in plan or "PRIMARY KEY" in plan
            assert "SCAN requests" not in plan or index in plan
