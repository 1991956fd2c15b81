"""The ledger: planned ahead, drafted, published, missed, and told to oversight."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from services.disclosure.desk import catalogue as desk_catalogue
from services.disclosure.desk import obligations as desk
from services.disclosure.views import obligations
from shared.errors import Forbidden, Invalid
from tests.services.disclosure.examples import IDENTITY
from tests.services.disclosure.ledger import BIRTHS, settle

APRIL = datetime(2026, 4, 2, 1, tzinfo=UTC)
FIGURES = {"item": "births", "title": "一季度人口出生情况", "body": "一季度合计 86 人。", "figures": BIRTHS}


def entry(service, name):
    return desk.found(service, name)


def told(service, kind):
    with service.application.database.read() as tx:
        return [line for (line,) in tx.execute("SELECT line FROM outbox ORDER BY sequence") if kind in line]


def test_the_years_plan_stands_on_its_first_day(service, clock):
    clock.move_to(datetime(2026, 1, 5, 1, tzinfo=UTC))
    settle(service)
    with service.application.database.read() as tx:
        counted = obligations.counts(tx, 2026, now=service.now(), today=service.today())
        births, total = obligations.listed(tx, now=service.now(), today=service.today(), year=2026, item="births")
    # Eight standing texts, five items' figures of the quarter that is over, last year's report; three quarters to come.
    assert counted == {"planned": 15, "due": 14, "overdue": 0, "done": 0, "late": 0, "lifted": 0}
    assert [one.id for one in births] == ["births.2025-q4", "births.2026-q1", "births.2026-q2", "births.2026-q3"]
    assert total == 4


def test_planning_again_changes_nothing(service):
    settle(service)
    assert desk.plan(service) == 0


def test_what_is_published_in_time_is_done_and_the_ledger_knows_each_step(service, clock, publish):
    settle(service)
    clock.move_to(APRIL)
    published = publish(**FIGURES)
    done = entry(service, "births.2026-q1")
    assert (done.state, done.publication, done.met_on) == ("done", published["id"], date(2026, 4, 2))
    assert done.drafted_at == done.screened_at == done.approved_at == done.published_at == APRIL
    assert published["versions"][0]["obligation"] == "births.2026-q1"
    assert [figure["value"] for figure in published["figures"]] == [86, 39, 36, 11]


def test_what_is_not_done_by_its_day_is_told_to_oversight_once_and_shown_as_late_when_it_comes(service, clock, publish):
    settle(service)
    clock.move_to(datetime(2026, 4, 20, 1, tzinfo=UTC))
    settle(service)
    overdue = entry(service, "births.2026-q1")
    assert (overdue.state, overdue.late_days) == ("overdue", 5)
    (message,) = [line for line in told(service, "disclosure-overdue") if "births.2026-q1" in line]
    assert '"office":"family-planning-office"' in message.replace(" ", "")
    publish(**FIGURES)
    assert (entry(service, "births.2026-q1").state, entry(service, "births.2026-q1").late_days) == ("late", 5)


def test_a_period_that_is_not_over_is_refused_and_nothing_is_drafted(call, service):
    settle(service)
    status, refused = call("li", "POST", "/api/publications", {**FIGURES, "obligation": "births.2026-q1"})
    assert (status, refused["code"]) == (409, "period-not-over")
    assert call("li", "GET", "/api/publications?state=draft")[1]["total"] == 0


def test_the_same_period_twice_is_refused_and_leads_to_the_first(call, service, clock):
    settle(service)
    clock.move_to(APRIL)
    status, first = call("li", "POST", "/api/publications", {**FIGURES, "obligation": "births.2026-q1"})
    assert status == 201
    status, refused = call("li", "POST", "/api/publications", {**FIGURES, "obligation": "births.2026-q1"})
    assert (status, refused["code"], refused["publication"]) == (409, "period-taken", first["id"])


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"figures": {**BIRTHS, "births": 87}}, "totals-do-not-add-up"),
        ({"figures": {**BIRTHS, "births": 79, "third_child": 4}}, "figure-too-small"),
        ({"figures": {**BIRTHS, "third_child": None}}, "figure-subtractable"),
        ({"figures": {"births": 86}}, "figure-missing"),
        ({"figures": {**BIRTHS, "twins": 5}}, "unknown-figure"),
        ({"obligation": "fees.founding"}, "obligation-of-another-item"),
        ({"obligation": "births.2026-q1", "villages": ["yangshe"]}, "obligation-misses-boards"),
        ({"obligation": "births.2026-q1", "villages": ["atlantis"]}, "unknown-village"),
    ],
)
def test_figures_that_do_not_hold_are_refused_and_nothing_is_drafted(call, service, clock, change, code):
    settle(service)
    clock.move_to(APRIL)
    status, refused = call("li", "POST", "/api/publications", {**FIGURES, **change})
    assert (status, refused["code"]) == (422, code)
    assert call("li", "GET", "/api/publications?state=draft")[1]["total"] == 0


def test_figures_far_from_the_last_period_need_a_reason(call, service, clock, publish):
    settle(service)
    clock.move_to(APRIL)
    publish(**FIGURES)
    clock.move_to(datetime(2026, 7, 3, 1, tzinfo=UTC))
    more = {"births": 286, "first_child": 139, "second_child": 136, "third_child": 11}
    _, draft = call("li", "POST", "/api/publications", {**FIGURES, "figures": more})
    assert [hit["field"] for hit in draft["draft"]["screening"]] == [
        "figures.births",
        "figures.first_child",
        "figures.second_child",
    ]
    where = f"/api/publications/{draft['id']}/submit"
    assert call("li", "POST", where, {})[1]["code"] == "screening-warned"
    assert call("li", "POST", where, {"reason": "并村后合计。"})[0] == 200


def test_a_withdrawn_publication_is_owed_again(service, clock, call, publish):
    settle(service)
    clock.move_to(APRIL)
    published = publish(**FIGURES)
    assert call("zhao", "POST", f"/api/publications/{published['id']}/withdraw", {"reason": "数字有误"})[0] == 200
    again = entry(service, "births.2026-q1")
    assert (again.state, again.publication, again.due_on) == ("due", None, date(2026, 5, 6))
    assert publish(**FIGURES)["versions"][0]["obligation"] == "births.2026-q1"


def test_a_discarded_draft_is_gone_and_its_period_can_be_drafted_anew(service, clock, call, publish):
    settle(service)
    clock.move_to(APRIL)
    _, draft = call("li", "POST", "/api/publications", FIGURES)
    where = f"/api/publications/{draft['id']}"
    assert call("wang", "POST", f"{where}/discard", {"reason": "选错了"})[0] == 403
    assert call("li", "POST", f"{where}/discard", {"reason": "选错了"})[0] == 200
    assert call("li", "GET", where)[0] == 404
    assert entry(service, "births.2026-q1").publication is None
    assert publish(**FIGURES)["versions"][0]["obligation"] == "births.2026-q1"


def test_a_fact_is_due_within_its_time_limit_of_the_day_it_was_formed(service, clock):
    name = desk.record_fact(service, "li", "birth-certificate-applications", date(2026, 3, 2), "二月受理的申请已办结")
    assert (entry(service, name).due_on, entry(service, name).state) == (date(2026, 3, 30), "due")
    with pytest.raises(Invalid):
        desk.record_fact(service, "li", "births", date(2026, 3, 2), "数字")
    with pytest.raises(Invalid):
        desk.record_fact(service, "li", "birth-certificate-applications", date(2026, 3, 3), "明天")
    with pytest.raises(Invalid):
        desk.record_fact(service, "li", "birth-certificate-applications", date(2026, 3, 2), IDENTITY)


def test_a_changed_law_has_the_item_reviewed_and_a_reviewer_may_find_it_still_right(service, clock, publish):
    settle(service)
    with pytest.raises(Forbidden):
        desk.confirm(service, "wang", "fees.founding", "没有变化。")
    publish()
    desk_catalogue.note_law_change(service, "li", ("fees",), "省价格目录修订", date(2026, 3, 2))
    assert entry(service, "fees.law-2026-03-02").state == "due"
    desk.confirm(service, "wang", "fees.law-2026-03-02", "收费目录没有变化。")
    assert entry(service, "fees.law-2026-03-02").state == "done"
    with pytest.raises(Forbidden):
        desk.confirm(service, "wang", "births.2026-q1", "没有变化。")


def test_a_changed_catalogue_changes_what_is_to_come_and_old_versions_stay_readable(service):
    settle(service)
    monthly = replace(service.catalogue.items["births"], cadence="monthly")
    desk_catalogue.put_item(service, "zhao", monthly, "群众要求按月公开。")
    settle(service)
    assert (entry(service, "births.2026-q2").state, entry(service, "births.2026-05").state) == ("lifted", "planned")
    with service.application.database.read() as tx:
        assert service.catalogue_in(tx, 1).items["births"].cadence == "quarterly"
        assert service.catalogue_in(tx).items["births"].cadence == "monthly"


def test_the_clock_costs_next_to_nothing_when_the_plan_stands(service, clock):
    settle(service)
    clock.advance(timedelta(seconds=5))
    assert settle(service) == 0
