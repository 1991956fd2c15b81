"""Every step out of its order, and every stale version, through HTTP: a clear refusal, and nothing is stored."""

from dataclasses import replace
from datetime import timedelta

import pytest

from services.oversight.casework.actions import ACTIONS
from services.oversight.domain.petition.rules import _STATES_ZH
from tests.services.oversight.domain.petition.situations import SITUATIONS

GIVEN = {
    "decline": {"reason": "before_court", "where_to_go": "请等候法院判决"},
    "transfer": {"office": "service-station", "reason": "属其职权"},
    "object": {"reason": "不属本站职权"},
    "assign": {"handler": "li"},
    "refuse": {"reason": "正在休假"},
    "recuse": {"reason": "与当事人有亲属关系"},
    "ask": {"question": "请补充票据"},
    "request-extension": {"days": 10, "reason": "情况复杂"},
    "decide-extension": {"granted": True},
    "resolve": {"opinion": "经核实", "founded": False},
    "deliver": {"means": "in_person", "delivered_on": "2026-03-02"},
    "review": {"opinion": "维持", "outcome": "upheld"},
    "hearing": {"first": "2026-03-09", "last": "2026-03-10"},
    "link": {"petition": "another"},
    "merge": {"petition": "another"},
    "reward": {"amount": "500.00"},
    "pay": {"code": "1234567890123452"},
    "erase": {"reason": "信访人要求"},
}
SOON = {
    name: life
    for name, life in SITUATIONS.items()
    if life.events and life.at < SITUATIONS["registered"].at + timedelta(days=1)
}
ONE_OF_EACH = {life.state.status: name for name, life in SOON.items()}


@pytest.fixture
def live(service, clock):
    """Put a petition into the log as it is in a situation; returns its id."""

    def make(situation):
        life, petition = SITUATIONS[situation], service.subjects.new()
        registered, *rest = life.events
        known = replace(registered.particulars, receipt_hash=petition)
        with service.application.unit(actor="test") as unit:
            unit.append(f"petition-{petition}", 0, [replace(registered, particulars=known), *rest])
        clock.move_to(life.at)
        return petition

    return make


@pytest.fixture
def stored(service):
    """How much is in the log and in the outbox."""

    def count():
        with service.application.database.read() as tx:
            return tx.execute("SELECT (SELECT count(*) FROM events), (SELECT count(*) FROM outbox)")[0]

    return count


def test_there_is_a_situation_of_every_status():
    assert set(ONE_OF_EACH) == set(_STATES_ZH)


def test_what_is_out_of_order_is_refused_with_its_code_and_nothing_is_stored(live, call, stored):
    codes = set()
    for situation in ONE_OF_EACH.values():
        petition = live(situation)
        for action in ACTIONS:
            before = stored()
            status, answer = call("zhao", "POST", f"/api/petitions/{petition}/{action}", GIVEN.get(action, {}))
            if status == 200:
                petition = live(situation)  # it has moved on: the next is asked of one that has not
                continue
            assert status in {403, 404, 409, 422}, (situation, action, answer)
            assert answer["title"], (situation, action)
            assert stored() == before, (situation, action)
            codes.add(answer["code"])
    assert {code for code in codes if code.startswith("petition-")} == {
        f"petition-{status.replace('_', '-')}" for status in ONE_OF_EACH
    }


def test_who_has_seen_an_older_version_is_asked_to_look_again_and_nothing_is_stored(live, call, stored):
    for situation in ("registered", "accepted", "delivered", "re-review requested", "closed, a report"):
        petition = live(situation)
        version = call("zhao", "GET", f"/api/petitions/{petition}")[1]["version"]
        for action in set(ACTIONS) - {"pay"}:  # which asks for the receipt code first
            for stale in {max(1, version - 1), version + 1} - {version}:
                before = stored()
                given = {**GIVEN.get(action, {}), "version": stale}
                status, answer = call("zhao", "POST", f"/api/petitions/{petition}/{action}", given)
                assert (status, answer["code"]) == (409, "stale-version"), (situation, action)
                assert stored() == before


def test_a_version_that_is_none_is_refused(live, call, stored):
    petition = live("registered")
    before = stored()
    for version in (0, -1, "x", None, [1]):
        status, answer = call("zhao", "POST", f"/api/petitions/{petition}/accept", {"version": version})
        assert (status, answer["code"]) == (422, "content-invalid"), version
    assert stored() == before


def test_a_petition_that_is_not_there_is_the_same_for_every_action(live, call, stored):
    live("registered")
    before = stored()
    for action in ACTIONS:
        answer = call("zhao", "POST", f"/api/petitions/nobody/{action}", GIVEN.get(action, {}))[1]
        assert answer["code"] in {"unknown-petition", "unknown-code"}
    assert stored() == before
