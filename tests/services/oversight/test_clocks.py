"""The clocks of a petition and of a finding: told apart by their ids, with what has moved them."""

from datetime import timedelta

import pytest

from services.oversight import clocks
from services.oversight.domain.finding import (
    ExtendRectification,
    Facts,
    OpenFinding,
    ReopenFinding,
    ReportRectification,
    SetRectificationDate,
    Verifier,
    VerifyRectification,
)
from tests.services.oversight.domain.petition.situations import SITUATIONS

FACTS = Facts("overdue", "missed_deadline", "service-station", "一件信访事项超期。", "信访工作条例", "p/acceptance")


@pytest.fixture
def live(service, clock):
    """A petition that has lived through something; returns its clocks."""

    def make(situation):
        life = SITUATIONS[situation]
        with service.application.unit(actor="test") as unit:
            recorded = unit.append("petition-p", 0, life.events)
        clock.move_to(life.at)
        return clocks.of_petition(recorded)

    return make


def test_a_petition_has_a_clock_for_every_step_and_each_has_a_number(live):
    found = live("final, re-review delivered")
    assert [(clock.id, clock.deadline.limit, clock.stopped) for clock in found] == [
        ("p.1", "acceptance", True),
        ("p.2", "resolution", True),
        ("p.3", "review_request", True),
        ("p.4", "review", True),
        ("p.5", "re_review_request", True),
        ("p.6", "re_review", True),
    ]


def test_the_same_time_limit_twice_is_told_apart(call, do, file, clock):
    petition, _ = file()
    do("zhao", petition, "transfer", office="service-station", reason="属其职权")
    clock.advance(timedelta(days=1))
    do("zhao", petition, "take-over")
    told = {number: call("ding", "GET", f"/api/deadlines/{petition}.{number}/explanation")[1] for number in (1, 2, 3)}
    assert [(one["limit"], one["state"]) for one in told.values()] == [
        ("acceptance", "stopped"),
        ("transfer_objection", "stopped"),
        ("acceptance", "running"),
    ]


def test_a_clock_that_a_refused_transfer_sets_running_again_keeps_its_number(call, do, file):
    petition, _ = file()
    do("zhao", petition, "transfer", office="service-station", reason="属其职权")
    answer = do("zhao", petition, "object", reason="不属本站职权")
    assert [(one["id"], one["state"]) for one in answer["clocks"]] == [
        (f"{petition}.2", "stopped"),
        (f"{petition}.1", "running"),
    ]


@pytest.mark.parametrize(
    ("situation", "what", "was_due_on", "due_on"),
    [
        ("accepted, extended", "deadline-extended", "2026-05-06", "2026-05-11"),
        ("re-review, hearing held", "hearing-held", "2026-04-01", "2026-04-02"),
    ],
)
def test_what_has_moved_a_day_is_told_with_the_day_before(situation, what, was_due_on, due_on, live):
    [change] = live(situation)[-1].as_dict()["changes"]
    assert (change["what"], change["was_due_on"], change["due_on"]) == (what, was_due_on, due_on)


@pytest.fixture
def finding(service, clock):
    """A finding f; ``do(command)`` does something about it."""

    def do(command):
        service.application.handle("finding", "f", command, actor="test")

    do(OpenFinding(FACTS, clock.now()))
    return do


def test_the_day_of_a_finding_explains_itself_to_those_who_see_the_finding(call, finding, clock):
    status, told = call("ding", "GET", "/api/deadlines/f.1/explanation")
    assert (status, told["limit"], told["of"], told["due_on"]) == (200, "rectification", "finding", "2026-03-23")
    assert sum(day["counted"] for day in told["days"]) == told["length"] == 15
    assert call("li", "GET", "/api/deadlines/f.1/explanation")[0] == 404  # of another office
    assert call("ding", "GET", "/api/deadlines/f.2/explanation")[0] == 404
    at = clock.now()
    finding(ExtendRectification(5, "材料未齐", "zhao", at))
    told = call("ding", "GET", "/api/deadlines/f.1/explanation")[1]
    assert (told["extended_by"], told["named"]) == ([5], False)
    assert [(one["what"], one["was_due_on"], one["due_on"]) for one in told["changes"]] == [
        ("rectification-extended", "2026-03-23", "2026-03-30")
    ]
    finding(ReportRectification("已整改。", "sun", at))
    finding(VerifyRectification(Verifier("zhao", "township-government"), at))
    finding(ReopenFinding("不实", "zhao", at))
    assert call("ding", "GET", "/api/deadlines/f.1/explanation")[1]["state"] == "stopped"
    assert call("ding", "GET", "/api/deadlines/f.2/explanation")[1]["state"] == "running"


def test_a_day_that_the_leading_group_named_says_that_it_is_nearer_than_the_rule(call, finding, clock):
    finding(SetRectificationDate((clock.now() + timedelta(days=7)).date(), "zhao", clock.now()))
    told = call("ding", "GET", "/api/deadlines/f.1/explanation")[1]
    assert (told["named"], told["due_on"], len(told["days"])) == (True, "2026-03-09", 8)
