"""Which rule decides which command. First the clock: by the newest calendar, and what it had to say before."""

from __future__ import annotations

from functools import reduce
from typing import assert_never

from services.oversight.domain.petition import appeal, clock, handling, intake, outcome
from services.oversight.domain.petition import commands as c
from services.oversight.domain.petition import events as e
from services.oversight.domain.petition.rules import Rules
from services.oversight.domain.petition.state import Petition, evolve
from shared.errors import NotFound


def decide(rules: Rules, state: Petition, command: c.Command) -> list[e.Event]:
    if isinstance(command, c.RegisterPetition):
        return intake.register(rules, state, command)
    if state.status == "unknown":
        raise NotFound("unknown-petition", "没有这件信访事项，请核对编号。", "There is no such petition; check its id.")
    anew = clock.recomputed(rules.limits, state, command.at)
    if isinstance(command, c.RecomputeDeadline):
        return anew  # what then has fallen is said in its turn among that of all others
    state = reduce(evolve, anew, state)
    fallen = clock.fallen(rules.limits, state, command.fell_at if isinstance(command, c.PassDeadline) else command.at)
    return [*anew, *fallen, *_act(rules, reduce(evolve, fallen, state), command)]


def _act(rules: Rules, state: Petition, command: c.Command) -> list[e.Event]:
    match command:
        case c.RegisterPetition():
            return intake.register(rules, state, command)
        case c.AcceptPetition():
            return intake.accept(rules, state, command)
        case c.DeclinePetition():
            return intake.decline(rules, state, command)
        case c.TransferPetition():
            return intake.transfer(rules, state, command)
        case c.ObjectToTransfer():
            return intake.object_to_transfer(rules, state, command)
        case c.TakeOver():
            return intake.take_over(rules, state, command)
        case c.LinkPetition():
            return intake.link(rules, state, command)
        case c.MergePetition():
            return intake.merge(rules, state, command)
        case c.AssignPetition():
            return handling.assign(rules, state, command)
        case c.AcceptHandover():
            return handling.accept_handover(rules, state, command)
        case c.RefuseHandover():
            return handling.refuse_handover(rules, state, command)
        case c.RecuseHandler():
            return handling.recuse(rules, state, command)
        case c.StartInvestigation():
            return handling.investigate(rules, state, command)
        case c.AskSupplement():
            return handling.ask_supplement(rules, state, command)
        case c.GiveSupplement():
            return handling.give_supplement(rules, state, command)
        case c.AddAttachment():
            return handling.attach(rules, state, command)
        case c.RequestExtension():
            return handling.request_extension(rules, state, command)
        case c.DecideExtension():
            return handling.decide_extension(rules, state, command)
        case c.ResolvePetition():
            return handling.resolve(rules, state, command)
        case c.DeliverOpinion():
            return handling.deliver(rules, state, command)
        case c.RequestReview():
            return appeal.request_review(rules, state, command)
        case c.DecideReview():
            return appeal.decide_review(rules, state, command)
        case c.HoldHearing():
            return appeal.hold_hearing(rules, state, command)
        case c.WithdrawPetition():
            return outcome.withdraw(rules, state, command)
        case c.RateOutcome():
            return outcome.rate(rules, state, command)
        case c.UpholdRating():
            return outcome.uphold_rating(rules, state, command)
        case c.DecideReward():
            return outcome.decide_reward(rules, state, command)
        case c.PayReward():
            return outcome.pay_reward(rules, state, command)
        case c.OrderErasure():
            return outcome.order_erasure(rules, state, command)
        case c.RecordErasure():
            return outcome.record_erasure(rules, state, command)
        case c.ReadIdentity():
            return outcome.read_identity(rules, state, command)
        case c.PassDeadline() | c.RecomputeDeadline():
            return []
        case _:
            assert_never(command)
