"""What each running clock has to say next, in the order in which it falls: the tick takes from the front."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from services.oversight.domain import finding
from services.oversight.domain.moments import DUE, next_moment, said_by
from services.oversight.domain.petition import events as e
from services.oversight.domain.petition.clock import ESCALATIONS, Running
from shared.eventlog import Recorded, Transaction
from shared.timelimits import Calendar, Deadline

TABLES = """
CREATE TABLE IF NOT EXISTS deadlines (
    due TEXT NOT NULL, aggregate TEXT NOT NULL, id TEXT NOT NULL, said REAL NOT NULL, calendar TEXT,
    PRIMARY KEY (due, aggregate, id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS deadlines_id ON deadlines (id);
CREATE INDEX IF NOT EXISTS deadlines_calendar ON deadlines (calendar, aggregate, id) WHERE calendar IS NOT NULL
"""
# calendar: what a clock was counted by that a newer calendar may still move, see `first_outdated`.


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
        case e.DeadlineRecomputed(deadline=deadline):
            _wait_for_next(tx, recorded.id, Running(deadline, _said(tx, recorded.id)))
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
        case finding.RectificationDateSet(deadline=clock, at=at) | finding.RectificationExtended(deadline=clock, at=at):
            _rectify(tx, recorded.id, clock, said=said_by(clock, at))
        case finding.RectificationRecomputed(deadline=clock):
            _rectify(tx, recorded.id, clock, said=_said(tx, recorded.id))
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


def first_outdated(tx: Transaction, calendar: Calendar, skip: int = 0) -> tuple[str, str] | None:
    """Aggregate and id of the first clock that was counted by an older calendar than this, after passing over so many.

    The calendars in use are few, however many clocks run: one look each, and one more where one is outdated.
    """
    outdated, seen = [], ""
    while rows := tx.execute("SELECT calendar FROM deadlines WHERE calendar > ? ORDER BY calendar LIMIT 1", (seen,)):
        seen = rows[0][0]
        if calendar.is_newer_than(seen):
            outdated.append(seen)
    if not outdated:
        return None
    marks = ", ".join("?" * len(outdated))
    rows = tx.execute(
        f"SELECT aggregate, id FROM deadlines WHERE calendar IN ({marks})"  # noqa: S608 - only marks
        " ORDER BY calendar, aggregate, id LIMIT 1 OFFSET ?",
        (*outdated, skip),
    )
    return (rows[0][0], rows[0][1]) if rows else None


def _said(tx: Transaction, id: str) -> float:
    said: float = tx.execute("SELECT said FROM deadlines WHERE id = ?", (id,))[0][0]
    return said


def _wait_for_next(tx: Transaction, petition: str, clock: Running | None) -> None:
    _stop(tx, petition)
    if clock and (due := clock.next_moment):
        calendar = clock.deadline.calendar_version if clock.said < DUE else None
        tx.execute(
            "INSERT INTO deadlines VALUES (?, 'petition', ?, ?, ?)", (_text(due), petition, clock.said, calendar)
        )


def _rectify(tx: Transaction, id: str, clock: Deadline | None, *, said: float) -> None:
    _stop(tx, id)
    if clock and (due := next_moment(clock, said)):
        # A day that a person has named is not provisional, and stays when a calendar comes.
        calendar = clock.calendar_version if clock.provisional else None
        tx.execute("INSERT INTO deadlines VALUES (?, 'finding', ?, ?, ?)", (_text(due), id, said, calendar))


def _stop(tx: Transaction, id: str) -> None:
    tx.execute("DELETE FROM deadlines WHERE id = ?", (id,))


def _text(moment: datetime) -> str:
    """Always with microseconds, so that texts sort as moments do."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
