"""Every invariant can be broken: what is looked at in the end is not looked at in vain.

The rules of a service are spoilt here, or what a node keeps is tampered with; each time the invariant that is meant
for it has to break. What is said of a seed that holds is worth no more than this.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from services.disclosure import outbound as disclosure_outbound
from services.disclosure import policies as disclosure_policies
from services.disclosure.domain import obligation
from services.disclosure.domain import posting as owed
from services.disclosure.policies import obligations
from services.feedback import outbound as feedback_outbound
from services.feedback import policies as feedback_policies
from services.oversight import policies as oversight_policies
from services.oversight.casework import clock
from services.oversight.domain import finding
from services.oversight.domain.petition import appeal, handling
from services.oversight.domain.petition import clock as petition_clock
from shared.application import Application
from shared.contracts import disclosure, feedback, oversight
from shared.timelimits import TimeLimits
from tests.simulation.node import Guards, Node
from tests.simulation.run import Plan, simulate

pytestmark = pytest.mark.long

PLANS = [Plan(seed, villages=3, days=40) for seed in range(25, 33)]
"""Not everything happens in every history: one of these notices it, most often the first."""
PLAN = PLANS[0]
LONG_LIVES = [2, 10, 7, 11, *range(12, 40)]
"""First those in which the rules of few petitions mattered when this was last looked at."""


def passes_over(react, type):
    """The policy, deaf to one type of message."""

    def deaf(*given, **named):
        heard = next(one for one in given if hasattr(one, "type"))
        return () if heard.type == type else react(*given, **named)

    return deaf


def keeps_silent(message_for, event_name):
    """The outbound of a service that does not tell of one kind of event."""

    def silent(*given):
        return None if type(given[-1]).__name__ == event_name else message_for(*given)

    return silent


def a_day_longer(deadline=TimeLimits.deadline):
    def longer(self, limit, started_at):
        return deadline(self, limit, started_at.replace(day=max(1, started_at.day - 1)))

    return longer


SPOILT = [
    (TimeLimits, "deadline", a_day_longer(), "every deadline once, in time"),
    (petition_clock, "fallen", lambda limits, state, until: [], "every deadline once, in time"),
    (finding, "_fallen", lambda state, until: [], "every finding's day kept or past"),
    (owed, "_fallen", lambda state, until: [], "every posting receipt in time or missed"),
    (oversight_policies, "react_to_own", lambda words, finding, event: (), "every miss is a finding"),
    (
        oversight_policies,
        "react",
        passes_over(oversight_policies.react, disclosure.POSTING_OVERDUE),
        "every miss is a finding",
    ),
    (
        oversight_policies,
        "react",
        passes_over(oversight_policies.react, feedback.PUBLICATION_POSTED),
        "every due posting counted",
    ),
    (
        disclosure_policies,
        "react",
        passes_over(disclosure_policies.react, oversight.CIRCULAR_ISSUED),
        "every circular is published",
    ),
    (
        feedback_policies,
        "react",
        passes_over(feedback_policies.react, disclosure.PUBLICATION_WITHDRAWN),
        "every board complete",
    ),
    (
        feedback_policies,
        "react",
        passes_over(feedback_policies.react, oversight.PETITION_REGISTERED),
        "petitions arrive",
    ),
    (
        feedback_outbound,
        "message_for",
        keeps_silent(feedback_outbound.message_for, "PublicationPosted"),
        "receipts come back",
    ),
    (
        feedback_outbound,
        "message_for",
        keeps_silent(feedback_outbound.message_for, "BallotsCast"),
        "ratings equal a recount",
    ),
    (
        disclosure_outbound,
        "message_for",
        keeps_silent(disclosure_outbound.message_for, "PublicationPublished"),
        "every board complete",
    ),
    (
        disclosure_outbound,
        "message_for",
        keeps_silent(disclosure_outbound.message_for, "ObligationMissed"),
        "every miss is a finding",
    ),
    (obligation, "_fallen", lambda state, until: [], "every obligation in time or missed"),
    (obligations, "react_to_own", lambda limits, name, event: (), "what is published meets what was due"),
    (clock, "erase_keys", lambda service: 0, "private texts erased"),
    (Application, "_recorded_under", lambda self, tx, key: None, "no unexpected error"),
]


@pytest.mark.parametrize(("owner", "name", "spoilt", "invariant"), SPOILT)
def test_a_spoilt_rule_breaks_its_invariant(monkeypatch, owner, name, spoilt, invariant):
    monkeypatch.setattr(owner, name, spoilt)
    if owner is disclosure_outbound:
        monkeypatch.setattr("services.disclosure.composition.message_for", spoilt)
    histories = (simulate(plan).broken for plan in PLANS)
    assert any(invariant in {name for name, _ in broken} for broken in histories)


def a_day_early(moved):
    """A clock that is extended or paused by a day less than it should be."""

    def early(self, deadline, *given):
        due_on = moved(self, deadline, *given).due_on - timedelta(days=1)
        return replace(moved(self, deadline, *given), due_on=due_on)

    return early


def by_anybody(rules, state, command, decide=appeal.decide_review):
    return decide(rules, replace(state, deciders=frozenset(), handler=None), command)


def on_own_request(rules, state, command, decide=handling.decide_extension):
    asked = state.extension and replace(state.extension, by="nobody")
    return decide(rules, replace(state, extension=asked), command)


SPOILT_WITH_TIME = [
    (TimeLimits, "extended", a_day_early(TimeLimits.extended), "every deadline once, in time"),
    (TimeLimits, "paused", a_day_early(TimeLimits.paused), "every deadline once, in time"),
    (appeal, "decide_review", by_anybody, "decided by another"),
    (handling, "decide_extension", on_own_request, "decided by another"),
]


@pytest.mark.parametrize(("owner", "name", "spoilt", "invariant"), SPOILT_WITH_TIME)
def test_so_does_one_that_few_petitions_live_to_see(monkeypatch, owner, name, spoilt, invariant):
    monkeypatch.setattr(owner, name, spoilt)
    broken = (simulate(Plan(seed, villages=1, days=60)).broken for seed in LONG_LIVES)
    assert any(invariant in {name for name, _ in found} for found in broken)


TAMPERED = [
    ("oversight", "DELETE FROM events WHERE position = 3", "gapless log"),
    ("oversight", "UPDATE events SET data = replace(data, '1', '2') WHERE position = 5", "gapless log"),
    ("disclosure", "UPDATE outbox SET line = line || ' ' WHERE sequence = 2", "gapless outbox"),
    ("village-01", "UPDATE inbox SET sequence = sequence - 1", "quiet in time"),
    ("village-01", "UPDATE inbox SET hash = epoch", "one history"),
    ("village-01", "UPDATE inbox SET trouble = 'some'", "no trouble"),
    ("village-01", "INSERT INTO refused VALUES ('a bad page', 1)", "nothing refused"),
    ("village-01", "UPDATE board SET section = 'withdrawn'", "every board complete"),
    ("village-01", "DELETE FROM ballot_box", "acknowledged is recorded"),
    ("village-01", "UPDATE rounds SET answers = answers + 1", "ratings equal a recount"),
    ("village-01", "UPDATE survey_codes SET spent = 0", "acknowledged is recorded"),
    ("oversight", "UPDATE survey_answers SET count = count + 1", "ratings equal a recount"),
    ("oversight", "UPDATE findings SET closed_at = NULL", "views equal a rebuild"),
]


@pytest.mark.parametrize(("node", "sql", "invariant"), TAMPERED)
def test_what_is_tampered_with_at_the_end_breaks_its_invariant(node, sql, invariant):
    def tamper(district):
        next(each for each in district.nodes if each.name == node).disk.connection.execute(sql)

    histories = (simulate(plan, Guards(in_the_end=tamper)).broken for plan in PLANS)
    assert any(invariant in {name for name, _ in broken} for broken in histories)


def test_a_message_that_always_fails_is_parked_alone_and_the_rest_goes_on(monkeypatch):
    def fails_for_ever(self, source, sequence):
        if (self.name, source, sequence) == ("oversight", "/feedback/village-01", 1):
            raise RuntimeError("this one never works")

    monkeypatch.setattr(Node, "_perhaps_fail", fails_for_ever)
    broken = simulate(PLAN).broken
    assert [how for invariant, how in broken if invariant == "nothing parked"] == [
        "oversight parked /feedback/village-01 1: RuntimeError: this one never works"
    ]
    assert not {invariant for invariant, _ in broken} & {"quiet in time", "applied once, in order", "one history"}
