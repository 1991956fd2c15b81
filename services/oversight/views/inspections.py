"""Inspections: announced, carried out, and how many each place has had in a year. Hearings of opinion beside them."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from typing import Any

from services.oversight.domain.inspection import HearingOfOpinionRecorded, InspectionRecorded
from services.oversight.domain.inspection_plan import AnnouncementWithdrawn, InspectionAnnounced
from shared.errors import NotFound
from shared.eventlog import Recorded, Transaction

TABLES = """
CREATE TABLE IF NOT EXISTS announcements (
    id TEXT PRIMARY KEY, year INTEGER NOT NULL, number INTEGER NOT NULL, place TEXT NOT NULL, day TEXT NOT NULL,
    supervisors TEXT NOT NULL, withdrawn TEXT, still_open INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS announcements_open ON announcements (still_open, day, id);
CREATE TABLE IF NOT EXISTS inspections (
    position INTEGER PRIMARY KEY, id TEXT NOT NULL, place TEXT NOT NULL, day TEXT NOT NULL, mode TEXT NOT NULL,
    checklist INTEGER NOT NULL, answers TEXT NOT NULL, text TEXT NOT NULL, photographs TEXT NOT NULL,
    supervisor TEXT NOT NULL, filed_at TEXT NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS inspections_id ON inspections (id);
CREATE INDEX IF NOT EXISTS inspections_day ON inspections (day, position);
CREATE INDEX IF NOT EXISTS inspections_place ON inspections (place, day, position);
CREATE INDEX IF NOT EXISTS inspections_supervisor ON inspections (supervisor, day, position);
CREATE TABLE IF NOT EXISTS opinion_hearings (
    position INTEGER PRIMARY KEY, id TEXT NOT NULL, place TEXT NOT NULL, day TEXT NOT NULL, heard INTEGER NOT NULL,
    text TEXT NOT NULL, recorded_by TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS opinion_hearings_day ON opinion_hearings (day, position);
CREATE TABLE IF NOT EXISTS inspection_counts (
    year INTEGER NOT NULL, place TEXT NOT NULL, open INTEGER NOT NULL, undercover INTEGER NOT NULL,
    hearings INTEGER NOT NULL, PRIMARY KEY (year, place)
)
"""
COLUMNS = ("id", "place", "day", "mode", "checklist", "answers", "text", "photographs", "supervisor", "filed_at")
_SELECTED = ", ".join(COLUMNS)
ANNOUNCED = ("id", "year", "number", "place", "day", "supervisors", "withdrawn")
HEARINGS = ("id", "place", "day", "heard", "text", "recorded_by")
COUNTED = ("open", "undercover", "hearings")


def announcement_id(year: int, number: int) -> str:
    """Of the announcement, and of the report of what was announced."""
    return f"{year}-open-{number}"


def project(tx: Transaction, recorded: Recorded) -> None:
    match event := recorded.event:
        case InspectionAnnounced():
            year = int(recorded.id)
            named = (announcement_id(year, event.number), year, event.number, event.place, event.day.isoformat())
            tx.execute(
                "INSERT INTO announcements VALUES (?, ?, ?, ?, ?, ?, NULL, 1)",
                (*named, json.dumps(event.supervisors)),
            )
        case AnnouncementWithdrawn():
            tx.execute(
                "UPDATE announcements SET withdrawn = ?, still_open = 0 WHERE id = ?",
                (event.reason, announcement_id(int(recorded.id), event.number)),
            )
        case InspectionRecorded():
            answers, photographs = (
                json.dumps([asdict(each) for each in several], ensure_ascii=False)
                for several in (event.answers, event.photographs)
            )
            tx.execute(
                "INSERT INTO inspections VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *(recorded.position, recorded.id, event.place, event.day.isoformat(), event.mode, event.checklist),
                    *(answers, event.text, photographs, event.by, event.at.isoformat()),
                ),
            )
            tx.execute("UPDATE announcements SET still_open = 0 WHERE id = ?", (recorded.id,))
            _count(tx, event.day, event.place, event.mode)
        case HearingOfOpinionRecorded():
            tx.execute(
                "INSERT INTO opinion_hearings VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    *(recorded.position, recorded.id, event.place, event.day.isoformat()),
                    *(event.heard, event.text, event.by),
                ),
            )
            _count(tx, event.day, event.place, "hearings")


def _count(tx: Transaction, day: date, place: str, what: str) -> None:
    ones = [int(what == counted) for counted in COUNTED]
    tx.execute(
        "INSERT INTO inspection_counts VALUES (?, ?, ?, ?, ?) ON CONFLICT (year, place) DO UPDATE SET"
        " open = inspection_counts.open + excluded.open,"
        " undercover = inspection_counts.undercover + excluded.undercover,"
        " hearings = inspection_counts.hearings + excluded.hearings",
        (day.year, place, *ones),
    )


def counts(tx: Transaction, year: int) -> dict[str, dict[str, int]]:
    """By place: inspections carried out on a day of the year, open and undercover, and hearings. A place without any
    is not among them.
    """
    rows = tx.execute("SELECT place, open, undercover, hearings FROM inspection_counts WHERE year = ?", (year,))
    return {row[0]: dict(zip(COUNTED, row[1:], strict=True)) for row in rows}


def one(tx: Transaction, id: str) -> dict[str, Any]:
    """Raises NotFound."""
    rows = tx.execute(f"SELECT {_SELECTED} FROM inspections WHERE id = ?", (id,))  # noqa: S608 - our own names
    if not rows:
        raise unknown()
    return _row(rows[0])


def unknown() -> NotFound:
    return NotFound("unknown-inspection", "没有这次督察，请核对编号。", "There is no such inspection; check its id.")


def page(tx: Transaction, *, limit: int, offset: int, **only: str) -> tuple[list[dict[str, Any]], int]:
    """The latest day first, and how many there are; ``only``: of a ``place`` or by a ``supervisor``."""
    where = f"FROM inspections{' WHERE ' if only else ''}{' AND '.join(f'{column} = ?' for column in only)}"
    values = tuple(only.values())
    rows = tx.execute(
        f"SELECT {_SELECTED} {where} ORDER BY day DESC, position DESC LIMIT ? OFFSET ?", (*values, limit, offset)
    )
    return [_row(row) for row in rows], tx.execute(f"SELECT count(*) {where}", values)[0][0]


def filed(tx: Transaction, place: str, day: date, mode: str, supervisor: str) -> str | None:
    """The id of the inspection that this supervisor has reported of this place, day and mode."""
    rows = tx.execute(
        "SELECT id FROM inspections WHERE place = ? AND day = ? AND mode = ? AND supervisor = ? ORDER BY position DESC",
        (place, day.isoformat(), mode, supervisor),
    )
    return rows[0][0] if rows else None


def recorded_ids(tx: Transaction, ids: list[str]) -> set[str]:
    """Which of these inspections are recorded."""
    if not ids:
        return set()
    marks = ", ".join("?" * len(ids))
    return {row[0] for row in tx.execute(f"SELECT id FROM inspections WHERE id IN ({marks})", tuple(ids))}  # noqa: S608


def announced(tx: Transaction, *, limit: int, offset: int) -> tuple[list[dict[str, Any]], int]:
    """What is announced and not carried out, by day, and how many there are."""
    where = "FROM announcements WHERE still_open = 1"
    rows = tx.execute(
        f"SELECT {', '.join(ANNOUNCED)} {where} ORDER BY day, id LIMIT ? OFFSET ?",
        (limit, offset),
    )
    return [_announced(row) for row in rows], tx.execute(f"SELECT count(*) {where}")[0][0]


def announced_for(tx: Transaction, place: str, day: date) -> dict[str, Any]:
    """What is announced for a place on a day and not carried out yet."""
    rows = tx.execute(
        f"SELECT {', '.join(ANNOUNCED)} FROM announcements WHERE still_open = 1 AND day = ? AND place = ?",  # noqa: S608
        (day.isoformat(), place),
    )
    return _announced(rows[0])


def announcements_of(tx: Transaction, supervisor: str) -> list[dict[str, Any]]:
    """What this supervisor is announced for and has not carried out yet, by day."""
    rows = tx.execute(f"SELECT {', '.join(ANNOUNCED)} FROM announcements WHERE still_open = 1 ORDER BY day, id")  # noqa: S608
    return [one for one in map(_announced, rows) if supervisor in one["supervisors"]]


def announcement(tx: Transaction, id: str) -> dict[str, Any]:
    """Raises NotFound."""
    rows = tx.execute(f"SELECT {', '.join(ANNOUNCED)} FROM announcements WHERE id = ?", (id,))  # noqa: S608
    if not rows:
        raise unknown()
    return _announced(rows[0])


def hearings(tx: Transaction, *, limit: int, offset: int) -> tuple[list[dict[str, Any]], int]:
    """The latest day first, and how many there are."""
    rows = tx.execute(
        f"SELECT {', '.join(HEARINGS)} FROM opinion_hearings ORDER BY day DESC, position DESC LIMIT ? OFFSET ?",  # noqa: S608
        (limit, offset),
    )
    total = tx.execute("SELECT count(*) FROM opinion_hearings")[0][0]
    return [dict(zip(HEARINGS, row, strict=True)) for row in rows], total


def _row(row: tuple[Any, ...]) -> dict[str, Any]:
    found = dict(zip(COLUMNS, row, strict=True))
    return {**found, "answers": json.loads(found["answers"]), "photographs": json.loads(found["photographs"])}


def _announced(row: tuple[Any, ...]) -> dict[str, Any]:
    found = dict(zip(ANNOUNCED, row, strict=True))
    return {**found, "supervisors": json.loads(found["supervisors"])}
