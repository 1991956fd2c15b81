"""Whatever is done with a request, in whatever order: no event outside the named ones ever moves a clock.

Named in data/time_limits.toml: which facts start, stop and suspend each time limit. Asked here of walks at random.
"""

from __future__ import annotations

import random
from datetime import timedelta
from typing import get_args

from services.disclosure.domain.information_request import commands as c
from services.disclosure.domain.information_request import events as e
from services.disclosure.domain.information_request.state import Request, evolve
from shared.errors import Refusal
from shared.timelimits.days import china_day
from tests.services.disclosure.requesting import LIMITS, REGISTER, T0, decide

WALKS, STEPS = 110, 30
NAMED = {
    e.RequestRegistered: {"request_received"},
    e.RequestCorrected: {"request_corrected"},
    e.CorrectionAsked: {"correction_asked"},
    e.RequestAnswered: {"answered"},
    e.RequestWithdrawn: {"withdrawn"},
    e.ConsultationStarted: {"third_party_consulted", "body_consulted", "consultation"},
    e.ConsultationEnded: {"opinion_received", "consultation"},
    e.RequestGivenUp: {"information_supplement_passed"},
}
"""What the data file calls that which an event says: its words for what can move a clock."""


def asked(at):
    """Every command, as somebody may ask it at that moment."""
    day = china_day(at)
    return [
        c.CheckIdentity("li", at),
        c.TakeRequest("li", at),
        c.TakeRequest("qian", at),
        c.OfferHandover("qian", "li", at),
        c.OfferHandover("li", "qian", at),
        c.RefuseHandover("不归我管。", "qian", at),
        c.AskCorrection("ct", "li", at),
        c.CorrectRequest("ct", day, None, "applicant", at),
        c.CorrectRequest("ct", day, "住院。", "li", at),
        c.Consult("third_party", "ct", day, day, "li", at),
        c.Consult("other_body", "ct", day, day, "li", at),
        c.EndConsultation("agrees", "ct", day, "li", at),
        c.RequestExtension(10, "资料较多。", "li", at),
        c.DecideExtension(True, "zhao", at),
        c.DecideExtension(False, "zhao", at),
        c.DraftAnswer("granted", "ct", "li", at),
        c.ReturnAnswer("请改。", "wang", at),
        c.ApproveAnswer(None, "wang", at),
        c.RecordDelivery("post", day, "li", at),
        c.NotePublication("p1", "li", at),
        c.RecordCase("review", "pending", day, "li", at),
        c.RecordCase("lawsuit", "upheld", day, "li", at),
        c.WithdrawRequest(at),
        c.OrderErasure("保存期满。", "zhao", at),
        c.RecordErasure(at),
        c.ReadIdentity("办理", "li", at),
        c.PassDeadline(at, at),
    ]


SELDOM = (c.WithdrawRequest, c.ApproveAnswer, c.RecordErasure, c.CheckIdentity, c.ReadIdentity, c.RecordCase)


def check_the_step(before: Request, event: e.Event, after: Request) -> None:
    was = before.clock.deadline if before.clock else None
    now = after.clock.deadline if after.clock else None
    if was == now:
        return
    facts = NAMED.get(type(event), set())
    if was and now and (was.limit, was.starts_on) == (now.limit, now.starts_on):
        assert isinstance(event, e.DeadlineExtended)
        assert (now.extended_by[:-1], now.pauses) == (was.extended_by, was.pauses)
        assert now.due_on >= was.due_on
        return
    suspended = isinstance(event, e.ConsultationStarted)
    if was and not suspended:
        ends = {*LIMITS.version(was.limit, was.limit_version).stop, f"{was.limit}_passed"}
        assert facts & ends, f"{type(event).__name__} may not stop {was.limit}"
    if was and suspended:
        assert facts & set(LIMITS.version(was.limit, was.limit_version).suspend)
    if now and isinstance(event, e.ConsultationEnded):
        held = before.suspended.deadline
        assert (now.limit, now.starts_on, now.extended_by) == (held.limit, held.starts_on, held.extended_by)
        assert now.due_on >= held.due_on
    elif now:
        starts = LIMITS.version(now.limit, now.limit_version).start
        assert facts & set(starts), f"{type(event).__name__} may not start {now.limit}"


def walked(seed):
    chance = random.Random(seed)
    at, state, command = T0, Request(), REGISTER
    for _ in range(STEPS):
        for event in decide(state, command):
            after = evolve(state, event)
            yield state, event, after
            state = after
        at += timedelta(hours=chance.choice([1, 1, 30, 100, 300]))
        order = asked(at)
        chance.shuffle(order)
        order.sort(key=lambda one: isinstance(one, SELDOM) and chance.random() < 0.9)
        command = next(one for one in order if follows(state, one))


def follows(state, command):
    try:
        return bool(decide(state, command)) or isinstance(command, c.PassDeadline)
    except Refusal:
        return False


def test_nothing_but_the_named_facts_ever_moves_a_clock() -> None:
    happened = set()
    for seed in range(WALKS):
        for before, event, after in walked(seed):
            check_the_step(before, event, after)
            happened.add(type(event))
    assert set(get_args(e.Event)) - happened == {e.DeadlineRecomputed}, "the walks go everywhere"
