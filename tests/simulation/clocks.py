"""What must hold of every legal clock: counted again from the petitions' and postings' histories, by another calendar.

The law's numbers are typed in again here on purpose, and the days are counted by the package ``chinesecalendar``.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import chinese_calendar

from shared.clock import CHINA
from shared.eventlog import Recorded
from tests.simulation.invariants import Broken
from tests.simulation.recounts import Logs

_DAY = timedelta(days=1)
_SAID = ("deadline-warned", "deadline-missed", "deadline-escalated", "petition-closed")
_ESCALATED_AFTER = (1, 3, 7)
_WORKING_DAYS = {"enquiry": 3, "transfer_objection": 5, "posting_receipt": 2, "rectification": 15}
_CALENDAR_DAYS = {
    **{"acceptance": 15, "resolution": 60, "promise_60": 60},
    **{"review_request": 30, "review": 30, "re_review_request": 30, "re_review": 30},
}
PETITIONERS = ("review_request", "re_review_request")
_GIVEN_UP_BY = ("petition-withdrawn", "petition-linked")
_ENDED_BY = (
    *("petition-accepted", "petition-declined", "petition-resolved", "petition-transferred", "transfer-objected"),
    *("petition-taken-over", "opinion-issued", "review-requested", "review-decided", "re-review-requested"),
    *("re-review-decided", *_GIVEN_UP_BY),
)
_PUT_RIGHT = ("rectification-warned", "rectification-overdue")


@functools.cache
def _worked(day: date) -> bool:
    return bool(chinese_calendar.is_workday(day))


@functools.cache
def working_days_later(day: date, count: int) -> date:
    while count:
        day += _DAY
        count -= _worked(day)
    return day


@functools.cache
def calendar_days_later(day: date, count: int) -> date:
    """A last day that is not worked moves to the next that is: Civil Code, Art. 203."""
    day += timedelta(days=count)
    while not _worked(day):
        day += _DAY
    return day


def end_of(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=CHINA).astimezone(UTC) + _DAY


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=CHINA)


def due(limit: str, started_at: datetime, extended: int = 0, paused: frozenset[date] = frozenset()) -> date:
    """``paused``: the days of hearings, which are not counted."""
    day = started_at.astimezone(CHINA).date()
    if limit in _WORKING_DAYS:
        return working_days_later(day, _WORKING_DAYS[limit])
    left = _CALENDAR_DAYS[limit] + extended
    if not paused:
        return calendar_days_later(day, left)
    while left:
        day += _DAY
        left -= day not in paused
    return calendar_days_later(day, 0)


def moments(
    limit: str,
    started_at: datetime,
    said: tuple[str, ...] = _SAID,
    extended: int = 0,
    paused: frozenset[date] = frozenset(),
) -> dict[datetime, str]:
    """Each moment at which a clock has something to say, and what."""
    begins, ends = end_of(started_at.astimezone(CHINA).date()), end_of(due(limit, started_at, extended, paused))
    if limit in PETITIONERS:
        return {ends: _SAID[3]}
    span = ends - begins
    if said is not _SAID:
        return {begins + span * 0.5: said[0], begins + span * 0.9: said[0], ends: said[1]}
    escalated = {ends + _DAY * days: _SAID[2] for days in _ESCALATED_AFTER}
    return {begins + span * 0.5: _SAID[0], begins + span * 0.9: _SAID[0], ends: _SAID[1], **escalated}


@dataclass
class _Clock:
    """One clock, as its history tells: when it began, what it said, when it ended, and from when on it was moved by
    how many days more, or which days not counted. ``given_up``: nobody has dealt with it in the end, or not yet.
    """

    limit: str
    began: datetime
    said: list[Recorded] = field(default_factory=list)
    ended: datetime | None = None
    given_up: bool = False
    moved: list[tuple[datetime, int, frozenset[date]]] = field(default_factory=list)

    def move(self, at: datetime, extended: int = 0, paused: frozenset[date] = frozenset()) -> None:
        before = self.moved[-1][1:] if self.moved else (0, frozenset())
        self.moved.append((at, before[0] + extended, before[1] | paused))

    def expected(self) -> list[tuple[datetime, str, bool]]:
        """When it has to say what; False for what it does not have to, as it was moved before."""
        turns = [(self.began, 0, frozenset[date]()), *self.moved, None]
        said = []
        for now, then in pairwise(turns):
            for at, name in moments(self.limit, self.began, _SAID, now[1], now[2]).items():
                owed = (now is turns[0] or at > now[0]) and (then is None or at <= then[0])
                said.append((at, name, owed))
        return said


def clocks_of(history: list[Recorded]) -> list[_Clock]:
    kind = history[0].event.particulars.kind
    first = "enquiry" if kind == "enquiry" else "acceptance"
    found = [_Clock(first, history[0].occurred_at)]
    running, stopped, transferred = found[0], found[0], history[0].occurred_at

    def start(limit: str, at: datetime) -> _Clock:
        found.append(_Clock(limit, at))
        return found[-1]

    for one in history:
        at = one.occurred_at
        if one.name in _ENDED_BY:
            running.given_up = running.given_up or (running.ended is None and one.name in _GIVEN_UP_BY)
            running.ended = running.ended or at
        if one.name == "petition-accepted":
            running = start("resolution" if kind == "claim" else "promise_60", at)
        elif one.name == "petition-transferred":
            stopped, transferred = running, at
            if one.event.inside:
                running, stopped.given_up = start("transfer_objection", at), True
        elif one.name == "transfer-objected":
            # It runs on as if it had never stood still. (One that another body sent back was counted once already.)
            running, stopped.ended, stopped.given_up = stopped, None, False
        elif one.name == "petition-taken-over":
            running, stopped.given_up = start(first, transferred), False
        elif one.name == "deadline-extended":
            running.move(at, extended=one.event.deadline.extended_by[-1])
        elif one.name == "hearing-held":
            length = (one.event.last - one.event.first).days + 1
            running.move(at, paused=frozenset(one.event.first + _DAY * number for number in range(length)))
        elif one.name == "opinion-delivered" and one.event.deadline:
            limit = "review_request" if one.event.stage == "handling" else "re_review_request"
            running = start(limit, noon(one.event.delivered_on))
        elif one.name in ("review-requested", "re-review-requested"):
            running = start(one.name.removesuffix("-requested").replace("-", "_"), at)
        elif one.name in _SAID and not (one.name == "petition-closed" and not one.event.reason.endswith("_passed")):
            running.said.append(one)
    return found


def deadlines(logs: Logs) -> Iterator[Broken]:
    """Every deadline warned of, missed or met at its legal moment, never twice, never forgotten."""
    oversight = logs.district.oversight
    missed = set()
    for id, history in logs.histories(oversight, "petition"):
        for clock in clocks_of(history):
            if wrong := _wrong(clock, clock.expected(), clock.ended or logs.district.now()):
                yield "every deadline once, in time", f"petition {id}, {clock.limit}: {wrong}"
            if any(one.name == _SAID[1] for one in clock.said):
                missed.add(f"{id}/{clock.limit}/{clock.began.astimezone(CHINA).date()}")
    yield from findings_opened(logs, "missed_deadline", missed)


def _wrong(clock: _Clock, expected: list[tuple[datetime, str, bool]], until: datetime) -> str:
    """What the clock said and should not have, or did not and should have; '' when all is well."""
    said = [(one.occurred_at, one.name) for one in clock.said]
    owed = [(at, name) for at, name, owed in expected if owed and at <= until]
    could = {(at, name) for at, name, _ in expected}
    # A clock that had run ahead may have recorded what fell by its time, after the end by another.
    early = [one for one in said if one not in owed]
    if (
        [one for one in said if one in owed] != owed
        or len(set(said)) < len(said)
        or not set(early) <= could
        or any(one.recorded_at < one.occurred_at for one in clock.said)
    ):
        return f"said {said}, owed {owed}"
    return ""


def rectifications(logs: Logs) -> Iterator[Broken]:
    """The same of findings: what falls while a report waits to be verified is said when it is sent back, or never."""
    for id, history in logs.histories(logs.district.oversight, "finding"):
        clocks: list[_Clock] = []
        for one in history:
            if one.name in ("finding-opened", "finding-reopened"):
                clocks.append(_Clock("rectification", one.occurred_at))
            elif one.name == "rectification-reported":
                clocks[-1].ended = one.occurred_at
            elif one.name == "rectification-refused":
                clocks[-1].ended = None
            elif one.name == "finding-dismissed":
                clocks[-1].ended = clocks[-1].ended or one.occurred_at
            elif one.name in _PUT_RIGHT:
                clocks[-1].said.append(one)
        for clock in clocks:
            expected = [(at, name, True) for at, name in moments(clock.limit, clock.began, _PUT_RIGHT).items()]
            if wrong := _wrong(clock, expected, clock.ended or logs.district.now()):
                yield "every finding's day kept or past", f"finding {id}: {wrong}"


def postings(logs: Logs) -> Iterator[Broken]:
    """The same of what each board owes: a receipt within two working days."""
    now = logs.district.now()
    overdue, disproved = set(), set()
    for id, history in logs.histories(logs.district.disclosure, "posting"):
        told: dict[int, datetime] = {}
        settled: dict[int, datetime] = {}
        missed: dict[int, list[datetime]] = defaultdict(list)
        for one in history:
            said: Any = one.event
            if one.name == "board-notified":
                told[said.version] = end_of(due("posting_receipt", one.occurred_at))
            elif one.name == "publication-posted":
                for version in told:
                    if version <= said.version:
                        settled.setdefault(version, one.occurred_at)
            elif one.name == "board-released":
                for version in told:
                    settled.setdefault(version, one.occurred_at)
            elif one.name == "posting-missed":
                missed[said.version].append(one.occurred_at)
                overdue.add(f"{said.publication}/{said.version}/{said.village}")
            elif one.name == "miss-disproved":
                disproved.add(f"{said.publication}/{said.version}/{said.village}")
        yield from _disproved(id, history, disproved)
        for version, due_at in told.items():
            late = settled.get(version, now) >= due_at
            if missed[version] not in ([[due_at]] if late else [[], [due_at]]):
                yield (
                    "every posting receipt in time or missed",
                    f"{id} version {version}: due {due_at}, settled {settled.get(version)}, missed {missed[version]}",
                )
    if not logs.restored("disclosure"):
        yield from findings_opened(logs, "overdue_posting", overdue)
        yield from _dismissed(logs, disproved)


def _disproved(id: str, history: Sequence[Recorded], disproved: set[str]) -> Iterator[Broken]:
    """A miss is taken back where a paper receipt names a day in time, and only there."""
    receipts = [one.event for one in history if one.name == "receipt-recorded" and one.event.medium == "paper"]
    for one in history:
        if one.name == "posting-missed":
            said = one.event
            days = [each.given_on for each in receipts if each.version >= said.version]
            in_time = any(said.due.starts_on <= day <= said.due.due_on for day in days)
            if in_time != (f"{said.publication}/{said.version}/{said.village}" in disproved):
                yield "a miss that was none is taken back", f"{id} version {said.version}: {days}"


def _dismissed(logs: Logs, disproved: set[str]) -> Iterator[Broken]:
    """Its finding is dismissed, and no other."""
    opened = {one.id: one.event.facts.evidence for one in logs.named(logs.district.oversight, "finding-opened")}
    dismissed = {opened[one.id] for one in logs.named(logs.district.oversight, "finding-dismissed")}
    if dismissed != disproved:
        yield "a miss that was none is taken back", f"findings {sorted(dismissed ^ disproved)[:3]}"


def findings_opened(logs: Logs, origin: str, evidence: set[str]) -> Iterator[Broken]:
    opened = [
        one.event.facts.evidence
        for one in logs.named(logs.district.oversight, "finding-opened")
        if one.event.facts.origin == origin
    ]
    if sorted(opened) != sorted(evidence):
        odd = sorted(set(opened) ^ evidence)[:3]
        yield "every miss is a finding", f"{origin}: {len(evidence)} missed, {len(opened)} findings; {odd}"


def circulars(logs: Logs) -> Iterator[Broken]:
    """Every closed finding has its circular, numbered without a gap, published to all boards."""
    district = logs.district
    closed = [(one.id, one.event.round) for one in logs.named(district.oversight, "finding-closed")]
    issued = logs.named(district.oversight, "circular-issued")
    if sorted(closed) != sorted((one.event.content.finding, one.event.round) for one in issued):
        yield "every closed finding has its circular", f"{len(closed)} closed, {len(issued)} circulars"
    numbers = sorted(int(one.event.circular.split("-")[1]) for one in issued)
    if numbers != list(range(1, len(numbers) + 1)):
        yield "circulars are numbered without a gap", str(numbers)
    villages = {village.village for village in district.villages}
    published = {one.id: set(one.event.text.boards) for one in logs.named(district.disclosure, "publication-published")}
    for one in issued:
        if published.get(f"circular-{one.event.circular}") != villages:
            yield "every circular is published", f"{one.event.circular} is not on every board"


ALL = (deadlines, rectifications, postings, circulars)
