"""A petition as its events have made it: what decisions need, no more."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from services.oversight.domain.petition import events as e
from services.oversight.domain.petition.clock import ESCALATIONS, Running
from shared.timelimits.moments import DUE

ENDED = frozenset({"declined", "resolved", "closed", "final", "withdrawn", "linked"})
"""Nothing is owed to the petitioner any more."""


@dataclass(frozen=True)
class Petition:
    """``responsible`` is the office whose clock runs; ``deciders`` the accounts that have given an opinion on it."""

    status: str = "unknown"
    kind: str = ""
    about: str = ""
    receipt_hash: str = ""
    owner: str = ""
    responsible: str = ""
    handler: str | None = None
    offered: e.HandoverOffered | None = None
    barred: frozenset[str] = frozenset()
    clock: Running | None = None
    transfer: e.PetitionTransferred | None = None
    before_transfer: Running | None = None
    extension: e.ExtensionRequested | None = None
    deciders: frozenset[str] = frozenset()
    stage: str = "handling"
    opinion_at: datetime | None = None
    proved: bool = False
    score: int | None = None
    rating_upheld: bool = False
    reward: e.RewardDecided | None = None
    reward_paid: bool = False
    tied_to: str | None = None
    attachments: int = 0
    attached_bytes: int = 0
    reason: str = ""
    erasure_ordered: bool = False
    erased: bool = False

    @property
    def ended(self) -> bool:
        elsewhere = self.status == "transferred" and self.transfer is not None and not self.transfer.inside
        return elsewhere or self.status in ENDED


def evolve(state: Petition, event: e.Event) -> Petition:  # noqa: PLR0915 - a line or two for each event
    match event:
        case e.PetitionRegistered(particulars=known):
            return Petition(
                status="registered",
                kind=known.kind,
                about=known.about,
                receipt_hash=known.receipt_hash,
                owner=known.office,
                responsible=known.office,
                barred=frozenset(known.named),
                clock=Running(event.deadline),
            )
        case e.PetitionAccepted():
            return replace(state, status="accepted", clock=Running(event.deadline))
        case e.PetitionDeclined():
            return _end(state, "declined", reason=event.reason)
        case e.PetitionTransferred():
            office = event.to if event.inside else state.owner
            clock = Running(event.deadline) if event.deadline else None
            changed = replace(state, transfer=event, before_transfer=state.clock, clock=clock, responsible=office)
            return replace(changed, status="transferred", offered=None)
        case e.TransferObjected():
            clock = Running(event.deadline, event.said, event.escalate_at)
            return replace(state, status="registered", transfer=None, clock=clock, responsible=state.owner)
        case e.PetitionTakenOver(office=office):
            changed = replace(state, status="registered", transfer=None, handler=None, clock=Running(event.deadline))
            return replace(changed, owner=office, responsible=office)
        case e.PetitionLinked():
            return _end(state, "linked", tied_to=event.to)
        case e.PetitionMerged():
            return replace(state, tied_to=event.into)
        case e.HandoverOffered():
            return replace(state, offered=event)
        case e.HandoverRefused():
            return replace(state, offered=None)
        case e.PetitionAssigned():
            owner = event.handler_office or state.owner
            return replace(state, handler=event.handler, offered=None, owner=owner, responsible=owner)
        case e.HandlerRecused():
            held = state.handler != event.handler
            offered = None if state.offered and state.offered.to == event.handler else state.offered
            changed = replace(state, barred=state.barred | {event.handler}, offered=offered)
            owner = event.office or state.owner
            return changed if held else replace(changed, handler=None, owner=owner, responsible=owner)
        case e.InvestigationStarted():
            return replace(state, status="investigating")
        case e.AttachmentAdded():
            return replace(state, attachments=state.attachments + 1, attached_bytes=state.attached_bytes + event.size)
        case e.ExtensionRequested():
            return replace(state, extension=event)
        case e.ExtensionRefused():
            return replace(state, extension=None)
        case e.DeadlineExtended(deadline=deadline, at=at):
            return replace(state, extension=None, clock=Running.counted_anew(deadline, at))
        case e.PetitionResolved():
            return _end(state, "resolved", deciders=state.deciders | {event.by}, opinion_at=event.at)
        case e.OpinionIssued():
            changed = replace(state, status="opinion_issued", clock=None, extension=None, opinion_at=event.at)
            return replace(changed, deciders=state.deciders | {event.by})
        case e.ProvedTrue():
            return replace(state, proved=True)
        case e.OpinionDelivered():
            status = {"handling": "delivered", "review": "review_delivered"}.get(event.stage, state.status)
            return replace(state, status=status, clock=Running(event.deadline) if event.deadline else None)
        case e.ReviewRequested() | e.ReReviewRequested():
            stage = "review" if isinstance(event, e.ReviewRequested) else "re_review"
            changed = replace(state, status=f"{stage}_requested", stage=stage, clock=Running(event.deadline))
            return replace(changed, responsible=event.office)
        case e.ReviewDecided() | e.ReReviewDecided():
            changed = replace(state, status=f"{state.stage}_decided", clock=None, opinion_at=event.at)
            return replace(changed, deciders=state.deciders | {event.by})
        case e.HearingHeld(deadline=deadline, at=at):
            return replace(state, clock=Running.counted_anew(deadline, at))
        case e.PetitionClosed():
            return _end(state, "closed" if event.reason == "delivered" else "final")
        case e.PetitionWithdrawn():
            return _end(state, "withdrawn")
        case e.DeadlineWarned():
            return replace(state, clock=Running(event.deadline, event.share))
        case e.DeadlineMissed():
            return replace(state, clock=Running(event.deadline, DUE, event.escalate_at))
        case e.DeadlineEscalated():
            return replace(state, clock=Running(event.deadline, ESCALATIONS[event.to], event.escalate_at))
        case e.DeadlineRecomputed(deadline=deadline):
            return replace(state, clock=Running(deadline, state.clock.said if state.clock else 0.0))
        case e.OutcomeRated():
            return replace(state, score=event.score)
        case e.RatingUpheld():
            return replace(state, rating_upheld=True)
        case e.RewardDecided():
            return replace(state, reward=event)
        case e.RewardPaid():
            return replace(state, reward_paid=True)
        case e.ErasureOrdered():
            return replace(state, erasure_ordered=True)
        case e.IdentityErased():
            return replace(state, erased=True)
        case e.IdentityRead() | e.SupplementAsked() | e.SupplementGiven():
            return state
        case _:
            assert_never(event)


def _end(state: Petition, status: str, **changed: object) -> Petition:
    ended = replace(state, status=status, clock=None, offered=None, extension=None)
    return replace(ended, **changed)  # type: ignore[arg-type]
