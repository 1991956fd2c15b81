"""What each running clock has to say next, in the order in which it falls: the tick takes from the front."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from services.oversight.domain import finding
from services.oversight.domain.moments import DUE, next_moment, said_by
from services.oversight.domain.petition import events as e
from services.oversight.domain.petition.clock import ESCALATIONS, Running
from shared.eventlog import Recorded, Transaction
from shared.timelimits import Deadline

TABLES = """
CREATE TABLE IF NOT EXISTS deadlines (
    due TEXT NOT NULL, aggregate TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (due, aggregate, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS deadlines_id ON deadlines (id)
"""


@dataclass(frozen=True)
class Fallen:
    """``aggregate``: whose clock it is, a petition's or a finding's."""

    aggregate: str
    id: str
    at: datetime


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
        case e.DeadlineRecomputed(deadline=deadline, at=at):
            _wait_for_next(tx, recorded.id, Running.counted_anew(deadline, at))
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
            _stop(tx, recorded.id)
        case finding.FindingOpened(deadline=clock) | finding.FindingReopened(deadline=clock):
            _rectify(tx, recorded.id, clock, said=0.0)
        case (
            finding.RectificationDateSet(deadline=clock, at=at)
            | finding.RectificationExtended(deadline=clock, at=at)
            | finding.RectificationRecomputed(deadline=clock, at=at)
        ):
            _rectify(tx, recorded.id, clock, said=said_by(clock, at))
        case finding.RectificationWarned(deadline=clock, share=said):
            _rectify(tx, recorded.id, clock, said=said)
        case finding.RectificationRefused(deadline=clock, said=said):
            _rectify(tx, recorded.id, clock, said=said)
        case finding.RectificationOverdue() | finding.RectificationReported() | finding.FindingClosed():
            _stop(tx, recorded.id)
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


def first_fallen(tx: Transaction, now: datetime, skip: int = 0) -> Fallen | None:
    """What fell first and is not recorded yet, after passing over so many."""
    rows = tx.execute(
        "SELECT aggregate, id, due FROM deadlines WHERE due <= ? ORDER BY due, aggregate, id LIMIT 1 OFFSET ?",
        (_text(now), skip),
    )
    return Fallen(rows[0][0], rows[0][1], datetime.fromisoformat(rows[0][2])) if rows else None


def _wait_for_next(tx: Transaction, petition: str, clock: Running | None) -> None:
    _stop(tx, petition)
    if clock and (due := clock.next_moment):
        tx.execute("INSERT INTO deadlines VALUES (?, 'petition', ?)", (_text(due), petition))


def _rectify(tx: Transaction, id: str, clock: Deadline | None, *, said: float) -> None:
    _stop(tx, id)
    if clock and (due := next_moment(clock, said)):
        tx.execute("INSERT INTO deadlines VALUES (?, 'finding', ?)", (_text(due), id))


def _stop(tx: Transaction, id: str) -> None:
    tx.execute("DELETE FROM deadlines WHERE id = ?", (id,))


def _text(moment: datetime) -> str:
    """Always with microseconds, so that texts sort as moments do."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
