"""Which rule decides which command. First the clocks: by the newest calendar, and what they had to say before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import reduce
from typing import assert_never

from services.oversight.domain.bad_rating import clocks
from services.oversight.domain.bad_rating import commands as c
from services.oversight.domain.bad_rating import events as e
from services.oversight.domain.petition.clock import Running
from services.oversight.domain.verifier import Verifier
from shared.errors import Invalid, NotFound, WrongState
from shared.timelimits import TimeLimits
from shared.timelimits.days import noon

ENOUGH_TRIES = 3
"""So often tried without reaching the person, the office has done what it owed."""


@dataclass(frozen=True)
class BadRating:
    """``contact`` and ``rectification``: the clocks; the latter stands still while a ``report`` waits."""

    given: e.Given | None = None
    status: str = "unknown"
    contact: Running | None = None
    rectification: Running | None = None
    tries: int = 0
    report: e.OutcomeReported | None = None
    judged: bool | None = None
    reopened: bool = False
    erasure_ordered: bool = False
    erased: bool = False

    @property
    def clocks(self) -> list[Running]:
        """Those that run."""
        return [clock for clock in (self.contact, None if self.report else self.rectification) if clock]


@dataclass(frozen=True)
class Rules:
    """What the decisions need beside the state. ``public_text`` raises Invalid for a text with personal data in it."""

    limits: TimeLimits
    public_text: Callable[[str], str]


def decide(rules: Rules, state: BadRating, command: c.Command) -> list[e.Event]:
    if isinstance(command, c.OpenBadRating):
        return [] if state.given else [_opened(rules, command.given)]
    given = state.given
    if given is None:
        zh, en = "没有这件差评，请核对编号。", "There is no such bad rating; check its id."
        raise NotFound("unknown-bad-rating", zh, en)
    anew: list[e.Event] = [*clocks.recomputed(rules.limits, state.clocks, command.at)]
    if isinstance(command, c.RecomputeDeadline):
        return anew
    state = reduce(evolve, anew, state)
    until = command.fell_at if isinstance(command, c.PassDeadline) else command.at
    said: list[e.Event] = [*clocks.fallen(rules.limits, state.clocks, given.visit.office, until)]
    return [*anew, *said, *_act(rules, reduce(evolve, said, state), given, command)]


def _opened(rules: Rules, given: e.Given) -> e.BadRatingOpened:
    at = noon(given.visit.rated_on)
    contact_by = rules.limits.deadline(clocks.CONTACT, at) if given.contact else None
    return e.BadRatingOpened(given, contact_by, rules.limits.deadline(clocks.RECTIFICATION, at), at)


def _act(rules: Rules, state: BadRating, given: e.Given, command: c.ByOffice | c.ByPerson | c.ByClock) -> list[e.Event]:
    match command:
        case c.NoteContact():
            return [_contact(state, command)]
        case c.ReportOutcome():
            return _report(rules, state, command)
        case c.ConfirmOutcome(answer=answer, by=verifier, at=at):
            report, _ = _waiting(state, given, verifier)
            visit = given.visit
            told = (visit.office, visit.village, report.outcome, report.text)
            return [e.BadRatingAnswered(answer, *told, verifier.name, at)]
        case c.SendBack(reason=reason, by=verifier, at=at):
            _, clock = _waiting(state, given, verifier)
            stood = (clock.deadline, clock.said, clock.escalate_at)
            return [e.ReportSentBack(*stood, rules.public_text(reason), verifier.name, at)]
        case c.JudgeOutcome():
            return _judge(rules, state, command)
        case c.ReadContact(reason=reason, by=by, at=at):
            if given.locked is None or state.erasure_ordered:
                zh, en = "没有留下文字和联系方式，或者已经删除。", "No words or contact were left, or they were erased."
                raise WrongState("nothing-to-read", zh, en, state=state.status)
            return [e.ContactRead(reason, by, at)]
        case c.OrderErasure(by=by, at=at):
            return [] if given.locked is None or state.erasure_ordered else [e.ContactErasureOrdered(by, at)]
        case c.RecordErasure(at=at):
            return [] if state.erased else [e.ContactErased(at)]
        case c.PassDeadline() | c.RecomputeDeadline():
            return []
        case _:
            assert_never(command)


def _contact(state: BadRating, command: c.NoteContact) -> e.ContactNoted:
    if state.contact is None:
        raise WrongState(
            "no-contact-owed",
            "这件差评没有留联系方式，或者已经回访过，不需再登记。",
            "No contact was left with this rating, or the person has been contacted: there is nothing to note.",
            state=state.status,
        )
    if not 1 <= command.tries <= 20:
        raise Invalid("tries-out-of-range", "联系次数为 1 到 20 次。", "It was tried from 1 to 20 times.")
    done = command.reached or state.tries + command.tries >= ENOUGH_TRIES
    return e.ContactNoted(command.reached, command.tries, done, command.by, command.at)


def _report(rules: Rules, state: BadRating, command: c.ReportOutcome) -> list[e.Event]:
    reported = e.OutcomeReported(command.outcome, command.text, command.by, command.at)
    if state.report and replace(state.report, at=command.at) == reported:
        return []
    _must_be(state, "open")
    if state.contact:
        raise WrongState(
            "contact-first",
            "群众留了联系方式，请先回访并登记，再报告整改。",
            "The person has left a contact: get in touch and note it first, then report.",
            state=state.status,
        )
    if command.outcome not in c.OUTCOMES:
        raise Invalid("unknown-outcome", "请选择整改结果。", "Choose what became of it.")
    rules.public_text(command.text)
    return [reported]


def _waiting(state: BadRating, given: e.Given, by: Verifier) -> tuple[e.OutcomeReported, Running]:
    """What waits to be confirmed, if this person may do that, and the clock that it has stopped."""
    if state.report is None or state.rectification is None:
        raise _wrong(state)
    by.check(about=given.visit.office, reported_by=state.report.by)
    return state.report, state.rectification


def _judge(rules: Rules, state: BadRating, command: c.JudgeOutcome) -> list[e.Event]:
    if state.judged == command.put_right:
        return []
    _must_be(state, "answered")
    if state.judged is not None:
        raise WrongState("judged-already", "您已经评价过了，谢谢。", "You have said so already.", state=state.status)
    judged: list[e.Event] = [e.OutcomeJudged(command.put_right, command.at)]
    if not command.put_right and not state.reopened:
        judged.append(e.BadRatingReopened(rules.limits.deadline(clocks.RECTIFICATION, command.at), command.at))
    return judged


def evolve(state: BadRating, event: e.Event) -> BadRating:
    match event:
        case e.BadRatingOpened():
            contact = Running(event.contact_by) if event.contact_by else None
            return BadRating(event.given, "open", contact, Running(event.rectify_by))
        case e.ContactNoted():
            return replace(state, tries=state.tries + event.tries, contact=None if event.done else state.contact)
        case e.OutcomeReported():
            return replace(state, status="reported", report=event)
        case e.ReportSentBack():
            clock = Running(event.deadline, event.said, event.escalate_at)
            return replace(state, status="open", report=None, rectification=clock)
        case e.BadRatingAnswered():
            return replace(state, status="answered", report=None, rectification=None, judged=None)
        case e.OutcomeJudged():
            return replace(state, judged=event.put_right)
        case e.BadRatingReopened():
            return replace(state, status="open", reopened=True, rectification=Running(event.deadline))
        case e.ContactErasureOrdered():
            return replace(state, erasure_ordered=True, contact=None)
        case e.ContactErased():
            return replace(state, erased=True)
        case clocks.ClockWarned() | clocks.ClockMissed() | clocks.ClockEscalated() | clocks.ClockRecomputed():
            if event.deadline.limit == clocks.CONTACT:
                return replace(state, contact=clocks.after(state.contact, event))
            return replace(state, rectification=clocks.after(state.rectification, event))
        case e.ContactRead():
            return state
        case _:
            assert_never(event)


_STATES = {
    "open": ("还在整改", "being put right"),
    "reported": ("已报告，等待另一人确认", "reported and waits for a second person"),
    "answered": ("已经答复", "answered already"),
}


def _must_be(state: BadRating, wanted: str) -> None:
    if state.status != wanted:
        raise _wrong(state)


def _wrong(state: BadRating) -> WrongState:
    zh, en = _STATES[state.status]
    zh, en = f"这件差评{zh}，现在不能这样办理。", f"This bad rating is {en}; that cannot be done now."
    return WrongState(f"bad-rating-{state.status}", zh, en, state=state.status)
