"""Whatever a petition lives through, its clocks count for the office that the domain says is responsible."""

from collections import defaultdict
from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from services.oversight.domain.petition import commands as c
from services.oversight.domain.petition import events as e
from services.oversight.domain.petition.clock import PETITIONERS
from services.oversight.domain.petition.state import Petition, evolve
from services.oversight.views import tallies
from shared.errors import Refusal
from shared.timelimits.moments import DUE
from tests.services.oversight.domain.petition.cases import CLAIM, ENQUIRY, REPORT, T0, decide
from tests.services.oversight.test_evaluation_views import Log

PEOPLE, OFFICES = ("chen", "li", "zhao"), ("petition-office", "township-government", "service-station")
COMMANDS = [
    c.AcceptPetition("chen", T0),
    c.DeclinePetition("before_court", "法院", "chen", T0),
    *(c.TransferPetition(office, True, "职责", "chen", T0) for office in OFFICES),
    c.TransferPetition("县信访局", False, "职责", "chen", T0),
    c.ObjectToTransfer("不属", "li", T0),
    c.TakeOver("li", T0),
    *(c.AssignPetition(one, office, "chen", T0) for one, office in zip(PEOPLE, (None, *OFFICES[1:]), strict=True)),
    *(c.AcceptHandover(one, T0) for one in PEOPLE),
    *(c.RecuseHandler(one, "亲属", one, T0) for one in PEOPLE),
    *(c.ResolvePetition("c", True, one, T0) for one in PEOPLE),
    c.DeliverOpinion("post", T0.date(), "chen", T0),
    c.RequestReview("不服", T0),
    *(c.DecideReview("c", outcome, one, T0) for one in PEOPLE for outcome in ("upheld", "changed")),
    c.RequestExtension(10, "复杂", "chen", T0),
    c.DecideExtension(True, "zhao", T0),
    c.HoldHearing(T0.date(), T0.date(), "zhao", T0),
    c.RateOutcome(1, T0),
    c.UpholdRating("ding", T0),
    c.WithdrawPetition(T0),
]


ANSWERED = (c.AcceptPetition, c.ResolvePetition, c.DeliverOpinion, c.RequestReview)
"""What half of the lives begin with, so that reviews are reached too."""


def decided(state, now):
    """What may happen to a petition at a moment: by kind of command, the events of each that is not refused."""
    possible = defaultdict(list)
    for command in COMMANDS:
        days = {name: now.date() for name in ("delivered_on", "first", "last") if hasattr(command, name)}
        try:
            if events := decide(state, replace(command, at=now, **days)):
                possible[type(command)].append(events)
        except Refusal:
            continue
    return possible


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([CLAIM, CLAIM, REPORT, ENQUIRY]),
    st.sampled_from([(), ANSWERED]),
    st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 25)), min_size=6, max_size=25),
)
def test_the_view_and_the_domain_agree_on_who_answers_and_how_the_clock_stands(known, begins_with, steps):
    log, state, now, missed = Log(), Petition(), T0, 0
    events = decide(state, c.RegisterPetition(known, T0))
    for nth, (which, days) in enumerate(steps):
        for event in events:
            state = evolve(state, event)
            log.add("p1", event)
            missed += isinstance(event, e.DeadlineMissed)
            [(office, clock)] = log.ask(lambda tx: tx.execute("SELECT office, clock FROM responsible"))
            assert office == state.responsible or state.clock is None, event
            runs = state.clock is not None and state.clock.deadline.limit not in PETITIONERS
            stands = tallies.NONE if not runs else tallies.MISSED if state.clock.said >= DUE else tallies.RUNNING
            assert clock == stands, event
        now += timedelta(days=days)
        possible = decided(state, now)
        first = possible.get(begins_with[nth]) if nth < len(begins_with) else None
        kinds = [first] if first else list(possible.values())
        kind = kinds[which % len(kinds)] if kinds else [[]]
        events = kind[which // 100 % len(kind)]
    counted = log.ask(lambda tx: tx.execute("SELECT coalesce(sum(count), 0) FROM tallies WHERE what = 'missed'"))
    assert counted == [(missed,)]
