"""What each running clock of petitions, findings and bad ratings has to say next.

A bad rating has two, so a clock of its own stands here under its id and its limit, with a slash between.
"""

from __future__ import annotations

from services.oversight.domain import finding
from services.oversight.domain.bad_rating import clocks as rating_clocks
from services.oversight.domain.bad_rating import events as rating
from services.oversight.domain.dismissal import FindingDismissed
from services.oversight.domain.petition import events as e
from services.oversight.domain.petition.clock import ESCALATIONS, Running
from shared import due
from shared.eventlog import Recorded, Transaction
from shared.timelimits import Deadline
from shared.timelimits.moments import DUE, next_moment, said_by

TABLES = due.TABLES


def project(tx: Transaction, recorded: Recorded) -> None:
    match event := recorded.event:
        case e.DeadlineWarned(deadline=deadline, share=share):
            _wait_for_next(tx, recorded.id, Running(deadline, share))
        case e.DeadlineMissed(deadline=deadline):
            _wait_for_next(tx, recorded.id, Running(deadline, DUE, event.escalate_at))
        case e.DeadlineEscalated(deadline=deadline, to=level):
            _wait_for_next(tx, recorded.id, Running(deadline, ESCALATIONS[level], event.escalate_at))
        case e.DeadlineExtended(deadline=deadline, at=at) | e.HearingHeld(deadline=deadline, at=at):
            _wait_for_next(tx, recorded.id, Running.counted_anew(deadline, at))
        case e.DeadlineRecomputed(deadline=deadline):
            _wait_for_next(tx, recorded.id, Running(deadline, due.said(tx, recorded.id)))
        case (
            e.PetitionDeclined()
            | e.PetitionLinked()
            | e.PetitionResolved()
            | e.OpinionIssued()
            | e.ReviewDecided()
            | e.ReReviewDecided()
            | e.PetitionClosed()
            | e.PetitionWithdrawn()
        ):
            due.stop(tx, recorded.id)
        case finding.FindingOpened(deadline=clock) | finding.FindingReopened(deadline=clock):
            _rectify(tx, recorded.id, clock, said=0.0)
        case finding.RectificationDateSet(deadline=clock, at=at) | finding.RectificationExtended(deadline=clock, at=at):
            _rectify(tx, recorded.id, clock, said=said_by(clock, at))
        case finding.RectificationRecomputed(deadline=clock):
            _rectify(tx, recorded.id, clock, said=due.said(tx, recorded.id))
        case finding.RectificationWarned(deadline=clock, share=said):
            _rectify(tx, recorded.id, clock, said=said)
        case finding.RectificationRefused(deadline=clock, said=said):
            _rectify(tx, recorded.id, clock, said=said)
        case (
            finding.RectificationOverdue()
            | finding.RectificationReported()
            | finding.FindingClosed()
            | FindingDismissed()
        ):
            due.stop(tx, recorded.id)
        case rating.BadRatingOpened(contact_by=contact_by, rectify_by=rectify_by):
            for deadline in (contact_by, rectify_by):
                if deadline:
                    _follow_up(tx, recorded.id, Running(deadline))
        case rating_clocks.ClockWarned() | rating_clocks.ClockMissed() | rating_clocks.ClockEscalated():
            _follow_up(tx, recorded.id, rating_clocks.after(None, event))
        case rating_clocks.ClockRecomputed(deadline=deadline):
            said = due.said(tx, of_bad_rating(recorded.id, deadline.limit))
            _follow_up(tx, recorded.id, Running(deadline, said))
        case rating.ReportSentBack(deadline=deadline, said=said, escalate_at=escalate_at):
            _follow_up(tx, recorded.id, Running(deadline, said, escalate_at))
        case rating.BadRatingReopened(deadline=deadline):
            _follow_up(tx, recorded.id, Running(deadline))
        case rating.OutcomeReported():
            due.stop(tx, of_bad_rating(recorded.id, rating_clocks.RECTIFICATION))
        case rating.ContactNoted(done=True) | rating.ContactErasureOrdered():
            due.stop(tx, of_bad_rating(recorded.id, rating_clocks.CONTACT))
        case e.TransferObjected(deadline=deadline, said=said):
            _wait_for_next(tx, recorded.id, Running(deadline, said, event.escalate_at))
        case (
            e.PetitionRegistered(deadline=deadline)
            | e.PetitionAccepted(deadline=deadline)
            | e.PetitionTransferred(deadline=deadline)
            | e.PetitionTakenOver(deadline=deadline)
            | e.OpinionDelivered(deadline=deadline)
            | e.ReviewRequested(deadline=deadline)
            | e.ReReviewRequested(deadline=deadline)
        ):
            _wait_for_next(tx, recorded.id, Running(deadline) if deadline else None)


def of_bad_rating(id: str, limit: str) -> str:
    return f"{id}/{limit}"


def _follow_up(tx: Transaction, id: str, clock: Running) -> None:
    _wait(tx, "bad_rating", of_bad_rating(id, clock.deadline.limit), clock)


def _wait_for_next(tx: Transaction, petition: str, clock: Running | None) -> None:
    _wait(tx, "petition", petition, clock)


def _wait(tx: Transaction, aggregate: str, id: str, clock: Running | None) -> None:
    due.stop(tx, id)
    if clock and (moment := clock.next_moment):
        calendar = clock.deadline.calendar_version if clock.said < DUE else None
        due.wait(tx, due.Moment(aggregate, id, moment), clock.said, calendar)


def _rectify(tx: Transaction, id: str, clock: Deadline | None, *, said: float) -> None:
    due.stop(tx, id)
    if clock and (moment := next_moment(clock, said)):
        # A day that a person has named is not provisional, and stays when a calendar comes.
        calendar = clock.calendar_version if clock.provisional else None
        due.wait(tx, due.Moment("finding", id, moment), said, calendar)
