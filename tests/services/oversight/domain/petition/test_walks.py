"""Whatever is done with a petition, in whatever order: no event outside the named ones ever moves a deadline.

Named in data/time_limits.toml: which facts start, stop and suspend each time limit. Asked here of walks at random.
"""

from __future__ import annotations

import random
import typing
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

from services.oversight.domain.petition import commands as c
from services.oversight.domain.petition import events as e
from services.oversight.domain.petition.state import Petition, evolve
from shared.errors import Refusal
from tests.services.oversight.domain.petition.cases import CLAIM, ENQUIRY, LIMITS, REPORT, T0, decide
from tests.services.oversight.domain.petition.situations import ASKED, Ask, decide_by_the_older_calendar, registered

SUGGESTION = replace(CLAIM, kind="suggestion")
WALKS, STEPS = 150, 40
SELDOM = {
    *(
        "withdraw",
        "decline",
        "link",
        "record the erasure",
        "order the erasure",
        "ask a supplement",
        "give a supplement",
    ),
    *("read the identity", "attach", "merge", "recuse", "transfer to another body", "pass the deadline"),
}


def facts(event: e.Event) -> frozenset[str]:
    """What the data file calls that which an event says: its words for what can move a clock."""
    match event:
        case e.PetitionTransferred():
            return frozenset({"transferred", "transfer_received"})
        case e.PetitionTakenOver():
            return frozenset({"taken_over", "transfer_received"})
        case e.OpinionDelivered(stage=stage):
            return frozenset({"opinion_delivered" if stage == "handling" else f"{stage}_opinion_delivered"})
        case e.PetitionClosed(reason=reason):
            return frozenset({reason})
    named = {
        e.PetitionRegistered: "registered",
        e.PetitionAccepted: "accepted",
        e.PetitionDeclined: "declined",
        e.PetitionLinked: "linked",
        e.PetitionWithdrawn: "withdrawn",
        e.TransferObjected: "transfer_objected",
        e.PetitionResolved: "answered",
        e.OpinionIssued: "opinion_issued",
        e.ReviewRequested: "review_requested",
        e.ReviewDecided: "review_decided",
        e.ReReviewRequested: "re_review_requested",
        e.ReReviewDecided: "re_review_decided",
        e.HearingHeld: "hearing",
    }
    return frozenset({named[type(event)]} if type(event) in named else ())


def check_the_step(before: Petition, event: e.Event, after: Petition) -> None:
    """Whether the clock was moved only by a fact that its own row names, and only as that fact may move it."""
    was = before.clock.deadline if before.clock else None
    now = after.clock.deadline if after.clock else None
    if was == now:
        return
    if was and now and (was.limit, was.starts_on) == (now.limit, now.starts_on) and was != now:
        row = LIMITS.version(was.limit, was.limit_version)
        assert (now.limit_version, now.warn_fractions) == (was.limit_version, was.warn_fractions)
        if isinstance(event, e.DeadlineExtended):
            assert row.extension_days
            assert (now.extended_by[:-1], now.pauses) == (was.extended_by, was.pauses)
        elif isinstance(event, e.DeadlineRecomputed):
            assert LIMITS.calendar.is_newer_than(was.calendar_version)
            assert not LIMITS.calendar.is_newer_than(now.calendar_version)
            assert event.was_due_on == was.due_on
            assert (now.extended_by, now.pauses) == (was.extended_by, was.pauses)
            return
        else:
            assert facts(event) & set(row.suspend), f"{type(event).__name__} may not move {was.limit}"
            assert (now.extended_by, now.pauses[:-1]) == (was.extended_by, was.pauses)
        assert now.due_on >= was.due_on
        return
    if was:
        ends = {*LIMITS.version(was.limit, was.limit_version).stop, f"{was.limit}_passed"}
        assert facts(event) & ends, f"{type(event).__name__} may not stop {was.limit}"
    if now:
        resumed = isinstance(event, e.TransferObjected)
        starts = LIMITS.version(now.limit, now.limit_version).start
        assert resumed or facts(event) & set(starts), f"{type(event).__name__} may not start {now.limit}"


def walked(seed: int) -> Iterator[tuple[Petition, e.Event, Petition]]:
    """A life at random: every step is one that may be asked then; what would end it soon, seldom. At some step the
    calendar changes.
    """
    chance = random.Random(seed)
    at, state, arrives = T0, Petition(), chance.randrange(STEPS)
    ask: Ask = registered(chance.choice([CLAIM, CLAIM, REPORT, ENQUIRY, SUGGESTION]))
    for number in range(STEPS):
        by = decide if number >= arrives else decide_by_the_older_calendar
        for event in by(state, ask(at)):
            after = evolve(state, event)
            yield state, event, after
            state = after
        at += timedelta(hours=chance.choice([1, 1, 30, 100, 400]))
        order = sorted(ASKED, key=lambda asked: chance.random() + (asked in SELDOM and chance.random() < 0.95))
        ask = next(ASKED[asked] for asked in order if follows(by, state, ASKED[asked](at)))


def follows(by: Callable[[Petition, c.Command], list[e.Event]], state: Petition, command: c.Command) -> bool:
    try:
        return bool(by(state, command)) or isinstance(command, c.PassDeadline)
    except Refusal:
        return False


def test_nothing_but_the_named_facts_ever_moves_a_deadline() -> None:
    happened = set()
    for seed in range(WALKS):
        for before, event, after in walked(seed):
            check_the_step(before, event, after)
            happened.add(type(event))
    assert happened == set(typing.get_args(e.Event)), "the walks go everywhere"
