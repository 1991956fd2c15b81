"""What each running clock of this service says next: the tick takes from the front, see `shared.due`."""

from __future__ import annotations

from services.disclosure.domain.information_request import events as e
from services.disclosure.domain.information_request.clock import Running
from services.disclosure.domain.obligation import (
    ObligationConfirmed,
    ObligationLifted,
    ObligationMet,
    ObligationMissed,
    ObligationReopened,
    ObligationReplanned,
    ObligationSet,
)
from shared import due
from shared.eventlog import Recorded, Transaction
from shared.timelimits.moments import DUE

TABLES = due.TABLES
REQUEST, OBLIGATION = "request", "obligation"


def project(tx: Transaction, recorded: Recorded) -> None:
    match event := recorded.event:
        case (
            e.RequestRegistered(deadline=deadline)
            | e.CorrectionAsked(deadline=deadline)
            | e.RequestCorrected(deadline=deadline)
            | e.ConsultationStarted(deadline=deadline)
        ):
            _wait(tx, recorded.id, Running(deadline))
        case e.ConsultationEnded(deadline=deadline):
            _wait(tx, recorded.id, Running(deadline, event.said))
        case e.DeadlineExtended(deadline=deadline):
            _wait(tx, recorded.id, Running.counted_anew(deadline, event.at))
        case e.DeadlineRecomputed(deadline=deadline):
            _wait(tx, recorded.id, Running(deadline, due.said(tx, recorded.id)))
        case e.DeadlineWarned(deadline=deadline):
            _wait(tx, recorded.id, Running(deadline, event.share))
        case e.DeadlineMissed() | e.RequestGivenUp() | e.RequestAnswered() | e.RequestWithdrawn():
            due.stop(tx, recorded.id)
        case ObligationSet(due=deadline) | ObligationReplanned(due=deadline) | ObligationReopened(due=deadline):
            moment = due.Moment(OBLIGATION, recorded.id, deadline.due_at)
            due.wait(tx, moment, 0, deadline.calendar_version)
        case ObligationMet() | ObligationConfirmed() | ObligationMissed() | ObligationLifted():
            due.stop(tx, recorded.id)


def _wait(tx: Transaction, id: str, clock: Running) -> None:
    due.stop(tx, id)
    moment = clock.next_moment
    if moment and clock.said < DUE:
        due.wait(tx, due.Moment(REQUEST, id, moment), clock.said, clock.deadline.calendar_version)
