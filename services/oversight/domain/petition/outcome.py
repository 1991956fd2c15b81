"""What follows: withdrawal, the petitioner's rating, rewards for what proved true, reading and erasing the identity."""

from __future__ import annotations

from services.oversight.domain.petition import commands as c
from services.oversight.domain.petition import events as e
from services.oversight.domain.petition.particulars import PRIVATE_MATTER
from services.oversight.domain.petition.rules import Rules, must_be, must_run
from services.oversight.domain.petition.state import Petition
from shared.errors import Forbidden, Invalid, WrongState

BAD = 2
"""A score so low or lower is a bad rating."""
_ANSWERED = (
    *("delivered", "review_requested", "review_decided", "review_delivered", "re_review_requested"),
    *("re_review_decided", "resolved", "closed", "final"),
)


def withdraw(rules: Rules, state: Petition, command: c.WithdrawPetition) -> list[e.Event]:
    if state.status == "withdrawn":
        return []
    must_run(state)
    return [e.PetitionWithdrawn(command.at)]


def rate(rules: Rules, state: Petition, command: c.RateOutcome) -> list[e.Event]:
    must_be(state, *_ANSWERED)
    if state.score == command.score:
        return []
    if state.score is not None:
        raise WrongState("rated-already", "您已经评价过了，谢谢。", "You have rated it already.", state=state.status)
    if not 1 <= command.score <= 5:
        raise Invalid("score-out-of-range", "评价为 1 到 5 分。", "A score is from 1 to 5.")
    return [e.OutcomeRated(command.score, command.at)]


def uphold_rating(rules: Rules, state: Petition, command: c.UpholdRating) -> list[e.Event]:
    if state.rating_upheld:
        return []
    if state.score is None or state.score > BAD:
        raise WrongState("no-bad-rating", "没有差评，不需核实。", "There is no bad rating.", state=state.status)
    if command.by in state.deciders:
        raise Forbidden(
            "own-opinion",
            "差评不能由出具意见的人核实。",
            "A bad rating is looked into by another than who gave the opinion.",
        )
    return [e.RatingUpheld(state.owner, state.score, command.by, command.at)]


def decide_reward(rules: Rules, state: Petition, command: c.DecideReward) -> list[e.Event]:
    """A report that proves true earns its reporter a reward (举报查实有奖)."""
    if state.kind != "report" or not state.proved:
        raise WrongState(
            "nothing-to-reward",
            "只有查证属实的检举控告可以奖励。",
            "Only a report that proved true is rewarded.",
            state=state.status,
        )
    if state.reward and state.reward.amount_fen == command.amount_fen:
        return []
    if state.reward:
        raise WrongState("reward-decided", "已经决定奖励。", "The reward is decided.", state=state.status)
    if command.amount_fen <= 0:
        raise Invalid("reward-amount", "奖金应大于零。", "A reward is more than nothing.")
    return [e.RewardDecided(command.amount_fen, command.by, command.at)]


def pay_reward(rules: Rules, state: Petition, command: c.PayReward) -> list[e.Event]:
    if state.reward is None:
        raise WrongState("no-reward", "没有可领取的奖金。", "There is no reward to pay.", state=state.status)
    if state.reward_paid:
        raise WrongState("reward-paid", "奖金已经领取。", "The reward has been paid.", state=state.status)
    if state.reward.by == command.by:
        raise Forbidden(
            "own-reward", "决定奖励的人不能发放，请由他人发放。", "Who decided the reward does not pay it out."
        )
    return [e.RewardPaid(state.reward.amount_fen, command.by, command.at)]


def order_erasure(rules: Rules, state: Petition, command: c.OrderErasure) -> list[e.Event]:
    if state.erasure_ordered or state.erased:
        return []
    if not state.ended:
        raise WrongState(
            "still-running",
            "事项办结之前不能删除内容；可以先撤回。",
            "The text is needed until the petition has ended; it can be withdrawn first.",
            state=state.status,
        )
    if state.reward and not state.reward_paid:
        raise WrongState(
            "reward-unpaid", "奖金尚未领取，暂不能删除。", "A reward waits to be paid first.", state=state.status
        )
    return [e.ErasureOrdered(rules.public_text(command.reason), command.by, command.at)]


def record_erasure(rules: Rules, state: Petition, command: c.RecordErasure) -> list[e.Event]:
    return [] if state.erased else [e.IdentityErased(command.at)]


def read_identity(rules: Rules, state: Petition, command: c.ReadIdentity) -> list[e.Event]:
    if state.erased or state.erasure_ordered or state.reason == PRIVATE_MATTER:
        raise WrongState("identity-erased", "内容已删除，无法再看。", "The text has been erased.", state=state.status)
    return [e.IdentityRead(command.reason, command.by, command.at)]
