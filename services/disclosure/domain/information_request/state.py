"""A request as its events have made it: what decisions need, no more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import assert_never

from services.disclosure.domain.information_request import events as e
from services.disclosure.domain.information_request.clock import Running
from shared.timelimits import Deadline
from shared.timelimits.moments import DUE

ENDED = frozenset({"answered", "given_up", "withdrawn"})
"""Nothing is owed to the applicant any more."""


@dataclass(frozen=True)
class Request:
    """``correction``: till when one can be asked for, while that is so. ``suspended``: the time to answer while others
    are consulted. ``supplement``: the applicant's time to correct it, once that was asked for. ``draft`` is the answer
    that waits for approval, ``drafts`` how many there were. ``cases``: outcome by case.
    """

    status: str = "unknown"
    receipt_hash: str = ""
    office: str = ""
    owner: str | None = None
    offered_to: str | None = None
    identity_checked: bool = False
    clock: Running | None = None
    correction: Deadline | None = None
    supplement: Deadline | None = None
    suspended: Running | None = None
    consultation: e.ConsultationStarted | None = None
    third_party_asked: bool = False
    extension: e.ExtensionRequested | None = None
    draft: e.AnswerDrafted | None = None
    drafts: int = 0
    outcome: str = ""
    answered_at: datetime | None = None
    delivered: bool = False
    publication: str | None = None
    cases: Mapping[str, str] = field(default_factory=dict)
    erasure_ordered: bool = False
    erased: bool = False

    @property
    def ended(self) -> bool:
        return self.status in ENDED


def evolve(state: Request, event: e.Event) -> Request:
    match event:
        case e.RequestRegistered(particulars=known):
            return Request(
                status="registered",
                receipt_hash=known.receipt_hash,
                office=known.office,
                identity_checked=known.identity_checked,
                clock=Running(event.deadline),
                correction=event.correction,
            )
        case e.IdentityChecked():
            return replace(state, identity_checked=True)
        case e.RequestTaken():
            return replace(state, owner=event.by, offered_to=None)
        case e.HandoverOffered():
            return replace(state, offered_to=event.to)
        case e.HandoverRefused():
            return replace(state, offered_to=None)
        case e.CorrectionAsked(deadline=deadline):
            asked = replace(state, status="correcting", clock=Running(deadline), supplement=deadline)
            return replace(asked, correction=None, extension=None)
        case e.RequestCorrected():
            return replace(state, status="registered", clock=Running(event.deadline), outcome="")
        case e.RequestGivenUp():
            return replace(state, status="given_up", clock=None, outcome="not_corrected")
        case e.ConsultationStarted():
            waiting = replace(state, status="consulting", clock=Running(event.deadline), suspended=state.clock)
            return replace(waiting, consultation=event)
        case e.ConsultationEnded():
            clock = Running(event.deadline, event.said)
            back = replace(state, status="registered", clock=clock, suspended=None, consultation=None)
            return replace(back, third_party_asked=state.third_party_asked or event.whom == "third_party")
        case e.ExtensionRequested():
            return replace(state, extension=event)
        case e.ExtensionRefused():
            return replace(state, extension=None)
        case e.DeadlineExtended(deadline=deadline, at=at):
            return replace(state, extension=None, clock=Running.counted_anew(deadline, at))
        case e.AnswerDrafted():
            return replace(state, status="drafted", draft=event, drafts=state.drafts + 1)
        case e.AnswerReturned():
            return replace(state, status="registered", draft=None)
        case e.RequestAnswered():
            answered = replace(state, status="answered", outcome=event.outcome, answered_at=event.at)
            return _ended(answered)
        case e.AnswerDelivered():
            return replace(state, delivered=True)
        case e.AnswerMadePublic():
            return replace(state, publication=event.publication)
        case e.ReviewOutcomeRecorded():
            return replace(state, cases={**state.cases, "review": event.outcome})
        case e.LawsuitOutcomeRecorded():
            case = "lawsuit_after_review" if event.after_review else "lawsuit"
            return replace(state, cases={**state.cases, case: event.outcome})
        case e.RequestWithdrawn():
            return _ended(replace(state, status="withdrawn", outcome="withdrawn"))
        case e.DeadlineWarned():
            return replace(state, clock=Running(event.deadline, event.share))
        case e.DeadlineMissed():
            return replace(state, clock=Running(event.deadline, DUE))
        case e.DeadlineRecomputed():
            clock = Running(event.deadline, state.clock.said if state.clock else 0.0)
            return replace(state, clock=clock, correction=event.correction)
        case e.ErasureOrdered():
            return replace(state, erasure_ordered=True)
        case e.IdentityErased():
            return replace(state, erased=True)
        case e.IdentityRead():
            return state
        case _:
            assert_never(event)


def _ended(state: Request) -> Request:
    ended = replace(state, clock=None, correction=None, suspended=None, consultation=None)
    return replace(ended, extension=None, draft=None, offered_to=None)
