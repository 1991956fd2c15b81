"""The situations a petition can be in, each lived through by commands, and an example of all that can be asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial, reduce

from services.oversight.domain.petition import commands as c
from services.oversight.domain.petition import decide as decider
from services.oversight.domain.petition import events as e
from services.oversight.domain.petition.state import Petition, evolve
from shared.timelimits import TimeLimits
from tests.services.oversight.domain.petition.cases import CLAIM, ENQUIRY, LIMITS, REPORT, RULES, T0, decide

Ask = Callable[[datetime], c.Command]
"""A command, asked at a moment."""

HEARING = timedelta(days=2)


def registered(particulars=CLAIM) -> Ask:
    return lambda at: c.RegisterPetition(particulars, at)


ASKED: dict[str, Ask] = {
    "register it again": registered(),
    "accept": lambda at: c.AcceptPetition("chen", at),
    "decline": lambda at: c.DeclinePetition("before_court", "请等候法院判决", "chen", at),
    "transfer to an office": lambda at: c.TransferPetition("service-station", True, "属其职权", "chen", at),
    "transfer to another body": lambda at: c.TransferPetition("县民政局", False, "属其职权", "chen", at),
    "object to the transfer": lambda at: c.ObjectToTransfer("不属本站职权", "sun", at),
    "take over": lambda at: c.TakeOver("sun", at),
    "link": lambda at: c.LinkPetition("p0", "chen", at),
    "merge": lambda at: c.MergePetition("p0", "chen", at),
    "assign to another": lambda at: c.AssignPetition("li", "petition-office", "chen", at),
    "assign to oneself": lambda at: c.AssignPetition("chen", "petition-office", "chen", at),
    "accept the hand-over": lambda at: c.AcceptHandover("li", at),
    "refuse the hand-over": lambda at: c.RefuseHandover("正在休假", "li", at),
    "recuse": lambda at: c.RecuseHandler("chen", "与当事人有亲属关系", "zhao", at),
    "investigate": lambda at: c.StartInvestigation("chen", at),
    "ask a supplement": lambda at: c.AskSupplement("cipher", "chen", at),
    "give a supplement": lambda at: c.GiveSupplement("cipher", at),
    "attach": lambda at: c.AddAttachment("a1", "image/png", 1000, "petitioner", at),
    "ask for an extension": lambda at: c.RequestExtension(10, "情况复杂", "chen", at),
    "grant the extension": lambda at: c.DecideExtension(True, "zhao", at),
    "grant one's own extension": lambda at: c.DecideExtension(True, "chen", at),
    "refuse the extension": lambda at: c.DecideExtension(False, "zhao", at),
    "resolve": lambda at: c.ResolvePetition("cipher", False, "chen", at),
    "resolve as proved": lambda at: c.ResolvePetition("cipher", True, "chen", at, "unlawful_fee"),
    "deliver": lambda at: c.DeliverOpinion("in_person", at.date(), "chen", at),
    "ask for a review": lambda at: c.RequestReview("cipher", at),
    "decide the review": lambda at: c.DecideReview("cipher", "upheld", "wang", at),
    "decide a review of one's own opinion": lambda at: c.DecideReview("cipher", "upheld", "chen", at),
    "decide it by yet another": lambda at: c.DecideReview("cipher", "upheld", "sun", at),
    "hold a hearing": lambda at: c.HoldHearing((at + HEARING).date(), (at + HEARING).date(), "wang", at),
    "withdraw": c.WithdrawPetition,
    "rate it badly": lambda at: c.RateOutcome(1, at),
    "rate it well": lambda at: c.RateOutcome(5, at),
    "uphold the rating": lambda at: c.UpholdRating("zhao", at),
    "uphold a rating of one's own opinion": lambda at: c.UpholdRating("chen", at),
    "decide a reward": lambda at: c.DecideReward(50_000, "zhao", at),
    "pay the reward": lambda at: c.PayReward("sun", at),
    "pay one's own reward": lambda at: c.PayReward("zhao", at),
    "order the erasure": lambda at: c.OrderErasure("信访人要求", "petitioner", at),
    "record the erasure": c.RecordErasure,
    "read the identity": lambda at: c.ReadIdentity("要回电", "chen", at),
    "pass the deadline": lambda at: c.PassDeadline(at, at),
    "recompute": c.RecomputeDeadline,
}


OLDER = TimeLimits([row for name in LIMITS.ids() for row in LIMITS.versions(name)], LIMITS.calendar.at("2026-0"))
"""As if the notice for 2026 had not been out yet."""
decide_by_the_older_calendar = partial(decider.decide, replace(RULES, limits=OLDER))


class Life:
    """What happened to a petition until now, a step an hour, and when the next step comes."""

    def __init__(self, *past: str, of=CLAIM, after: timedelta = timedelta(0), decide=decide) -> None:
        self.decide = decide
        self.at = T0
        self.events: list[e.Event] = []
        self.state = Petition()
        for step in past:
            self.live(registered(of) if step == "register" else ASKED[step])
        if after:
            self.at += after
            self.live(ASKED["pass the deadline"])

    def live(self, ask: Ask) -> None:
        events = self.decide(self.state, ask(self.at))
        self.events += events
        self.state = reduce(evolve, events, self.state)
        self.at += timedelta(hours=1)


_HANDED_IN = ("register",)
_ACCEPTED = (*_HANDED_IN, "accept")
_ANSWERED = (*_ACCEPTED, "resolve")
_DELIVERED = (*_ANSWERED, "deliver")
_REVIEWING = (*_DELIVERED, "ask for a review")
_REVIEWED = (*_REVIEWING, "decide the review", "deliver")
_RE_REVIEWING = (*_REVIEWED, "ask for a review")
_PROVED = (*_ACCEPTED, "resolve as proved")

SITUATIONS: dict[str, Life] = {
    "unknown": Life(),
    "registered": Life(*_HANDED_IN),
    "registered, an enquiry": Life(*_HANDED_IN, of=ENQUIRY),
    "registered, a report": Life(*_HANDED_IN, of=REPORT),
    "registered, acceptance missed": Life(*_HANDED_IN, after=timedelta(days=16)),
    "registered, brought before the district": Life(*_HANDED_IN, after=timedelta(days=23)),
    "registered, hand-over offered": Life(*_HANDED_IN, "assign to another"),
    "registered, merged": Life(*_HANDED_IN, "merge"),
    "transferred inside": Life(*_HANDED_IN, "transfer to an office"),
    "transferred elsewhere": Life(*_HANDED_IN, "transfer to another body"),
    "declined": Life(*_HANDED_IN, "decline"),
    "linked": Life(*_HANDED_IN, "link"),
    "withdrawn": Life(*_HANDED_IN, "withdraw"),
    "accepted": Life(*_ACCEPTED),
    "accepted, handled by chen": Life(*_ACCEPTED, "assign to oneself"),
    "accepted, chen recused": Life(*_ACCEPTED, "assign to oneself", "recuse"),
    "accepted, extension asked": Life(*_ACCEPTED, "ask for an extension"),
    "accepted, extended": Life(*_ACCEPTED, "ask for an extension", "grant the extension"),
    "accepted, resolution missed": Life(*_ACCEPTED, after=timedelta(days=66)),
    "accepted, by an older calendar": Life(*_ACCEPTED, decide=decide_by_the_older_calendar),
    "accepted, a report": Life(*_ACCEPTED, of=REPORT),
    "investigating": Life(*_ACCEPTED, "investigate"),
    "resolved, an enquiry": Life(*_HANDED_IN, "resolve", of=ENQUIRY),
    "opinion issued": Life(*_ANSWERED),
    "delivered": Life(*_DELIVERED),
    "delivered, rated badly": Life(*_DELIVERED, "rate it badly"),
    "delivered, bad rating upheld": Life(*_DELIVERED, "rate it badly", "uphold the rating"),
    "final, no review asked": Life(*_DELIVERED, after=timedelta(days=33)),
    "review requested": Life(*_REVIEWING),
    "review decided": Life(*_REVIEWING, "decide the review"),
    "review delivered": Life(*_REVIEWED),
    "re-review requested": Life(*_RE_REVIEWING),
    "re-review, hearing held": Life(*_RE_REVIEWING, "hold a hearing"),
    "re-review decided": Life(*_RE_REVIEWING, "decide it by yet another"),
    "final, re-review delivered": Life(*_RE_REVIEWING, "decide it by yet another", "deliver"),
    "closed, a report": Life(*_ACCEPTED, "resolve", "deliver", of=REPORT),
    "closed, a report proved true": Life(*_PROVED, "deliver", of=REPORT),
    "closed, reward decided": Life(*_PROVED, "deliver", "decide a reward", of=REPORT),
    "closed, reward paid": Life(*_PROVED, "deliver", "decide a reward", "pay the reward", of=REPORT),
    "closed, erasure ordered": Life(*_ACCEPTED, "resolve", "deliver", "order the erasure", of=REPORT),
    "closed, erased": Life(*_ACCEPTED, "resolve", "deliver", "order the erasure", "record the erasure", of=REPORT),
}
