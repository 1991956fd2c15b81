"""Inspections: announced by the leading group, reported by supervisors, counted year by year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from services.oversight import attachments, photographs
from services.oversight.casework import draws
from services.oversight.casework.attachments import Read
from services.oversight.casework.draws import PLAN
from services.oversight.casework.places import everywhere
from services.oversight.composition import Service, place
from services.oversight.domain.inspection import (
    Answer,
    Photograph,
    RecordHearingOfOpinion,
    RecordInspection,
    Report,
    not_ahead,
)
from services.oversight.domain.inspection_plan import AnnounceInspection, WithdrawAnnouncement
from services.oversight.views import inspections, supervisors
from shared.decider import Do
from shared.errors import Invalid, NotFound, WrongState
from shared.eventlog import Transaction
from shared.privacy.attachments import SUFFIXES
from shared.timelimits.days import china_day
from shared.web.roles import DISTRICT, LEADER, OFFICER, SUPERVISOR, Account


def announce(service: Service, account: Account, given: Mapping[str, Any]) -> dict[str, Any]:
    """Raises Invalid, WrongState (``announced-already``)."""
    day, names = given["day"], tuple(dict.fromkeys(given["supervisors"]))
    where = _place(service, given["place"])
    with service.application.database.read() as tx:
        away = set(names) - set(supervisors.in_office(tx, day))
    if away:
        raise Invalid(
            "not-in-office",
            "所选监督员当天不在任，请另选。",
            "A supervisor whom you chose is not in office on that day; choose another.",
        )
    command = AnnounceInspection(where, day, names, account.name, service.clock.now())
    service.application.handle(PLAN, str(day.year), command, actor=account.name)
    with service.application.database.read() as tx:
        return inspections.announced_for(tx, where, day)


def withdraw(service: Service, account: Account, id: str, reason: str) -> dict[str, Any]:
    """Raises NotFound, WrongState (``inspection-recorded``)."""
    with service.application.database.read() as tx:
        announced = inspections.announcement(tx, id)
        if inspections.recorded_ids(tx, [id]):
            raise WrongState(
                "inspection-recorded",
                "这次督察已经完成，不能撤回。",
                "This inspection has been carried out and cannot be withdrawn.",
                state="recorded",
            )
    command = WithdrawAnnouncement(announced["number"], reason, account.name, service.clock.now())
    service.application.handle(PLAN, str(announced["year"]), command, actor=account.name)
    with service.application.database.read() as tx:
        return inspections.announcement(tx, id)


def to_do(service: Service, account: Account) -> list[dict[str, Any]]:
    """What this supervisor is to inspect: announced, and undercover once its week has come. In January also what is
    left of the last year. Nobody but he may see it.
    """
    today = china_day(service.clock.now())
    with service.application.database.read() as tx:
        open_ones = [
            {"mode": "open", "place": each["place"], "from_day": each["day"]}
            for each in inspections.announcements_of(tx, account.name)
        ]
        visits = [
            visit
            for year in ((today.year - 1, today.year) if today.month == 1 else (today.year,))
            for visit in draws.visits_of(service, tx, account.name, year, today)
        ]
        done = inspections.recorded_ids(tx, [visit.id for visit in visits])
    undercover = [
        {"mode": "undercover", "place": visit.task.place, "from_day": visit.task.week.isoformat()}
        for visit in visits
        if visit.id not in done
    ]
    return sorted([*open_ones, *undercover], key=lambda one: (one["from_day"], one["place"]))


def file_report(
    service: Service, account: Account, given: Mapping[str, Any], sent: Sequence[bytes] = ()
) -> dict[str, Any]:
    """File what was seen, with photographs. The same report again is harmless.

    Raises Invalid, WrongState (``inspection-recorded``).
    """
    now, day, mode = service.clock.now(), given["day"], given["mode"]
    not_ahead(day, now)  # before anything is looked up: a refusal must not tell what a coming week has drawn
    report = Report(
        place=_place(service, given["place"]),
        day=day,
        mode=mode,
        checklist=service.checklist.version,
        answers=tuple(Answer(each["item"], each["seen"], each.get("text", "")) for each in given["answers"]),
        text=given["text"],
    )
    with service.application.database.read() as tx:
        inspection, from_day = _warrant(service, tx, account.name, report)
    sealed = photographs.seal(service.keys, inspection, sent)
    report = replace(report, photographs=tuple(Photograph(one.id, one.media_type, one.size) for one in sealed))
    with service.application.unit(actor=account.name) as unit:
        command = RecordInspection(report, from_day, date(day.year, 12, 31), account.name, now)
        if unit.do(Do("inspection", inspection, command)):
            for one in sealed:
                attachments.store(unit.tx, inspection, one)
    return read(service, account, inspection)


def _warrant(service: Service, tx: Transaction, name: str, report: Report) -> tuple[str, date]:
    """Under which id this supervisor reports of this place, and the first day on which it can have been inspected.

    Raises Invalid (``not-to-inspect``), in the same words whether nothing is drawn or it is another one's.
    """
    day, found = report.day, list[tuple[str, date]]()
    if (filed := inspections.filed(tx, report.place, day, report.mode, name)) is not None:
        return filed, day
    if name in supervisors.in_office(tx, day):
        if report.mode == "open":
            found = [
                (each["id"], date.fromisoformat(each["day"]))
                for each in inspections.announcements_of(tx, name)
                if each["place"] == report.place and each["year"] == day.year
            ]
        else:
            visits = draws.visits_of(service, tx, name, day.year, day)
            done = inspections.recorded_ids(tx, [visit.id for visit in visits])
            found = [
                (visit.id, visit.task.week)
                for visit in visits
                if visit.task.place == report.place and visit.id not in done
            ]
    if not found:
        raise Invalid(
            "not-to-inspect",
            "这一天没有安排您到这里督察。请按“我的督察”里列出的填报；临时要查的，先请领导小组预告。",
            "You are not down to inspect this place on that day. Report what your list shows; for anything else ask"
            " the leading group to announce it first.",
        )
    return found[0]


def record_hearing(service: Service, account: Account, given: Mapping[str, Any], key: str | None) -> str:
    """Record a hearing of opinion; return its id."""
    command = RecordHearingOfOpinion(
        *(_place(service, given["place"]), given["day"], given["heard"], given["text"]),
        *(account.name, service.clock.now()),
    )
    recorded = service.application.handle(
        "inspection",
        f"hearing-{service.application.ids.new()}",
        command,
        actor=account.name,
        key=f"{account.name}:{key}" if key else None,
    )
    return recorded[0].id


def read(service: Service, account: Account, id: str) -> dict[str, Any]:
    """A report, for those who may see it: the leading group, the district, the office inspected, and who filed it.

    The office is not told which supervisor came undercover. Raises NotFound.
    """
    with service.application.database.read() as tx:
        found = inspections.one(tx, id)
    return seen_by(account, found)


def photograph(service: Service, account: Account, id: str, number: str) -> Read:
    """A photograph of a report, for those who may see the report. Raises NotFound."""
    kinds = {one["id"]: one["media_type"] for one in read(service, account, id)["photographs"]}
    content = None
    if number in kinds:
        with service.application.database.read() as tx:
            content = attachments.opened(tx, service.keys, id, number)
    if content is None:
        raise NotFound("unknown-photograph", "没有这张照片。", "There is no such photograph.")
    return Read(f"photograph-{number[:8]}{SUFFIXES[kinds[number]]}", kinds[number], content)


def seen_by(account: Account, found: dict[str, Any]) -> dict[str, Any]:
    """Raises NotFound where this account may not see the report."""
    if account.role in (LEADER, DISTRICT):
        return found
    if account.role == SUPERVISOR and found["supervisor"] == account.name:
        return found
    if account.role == OFFICER and found["place"] == account.office:
        return found if found["mode"] == "open" else {**found, "supervisor": None}
    raise inspections.unknown()


def year(service: Service, of: int) -> dict[str, Any]:
    """What each office and village is owed in a year, what it has had, and what is missing; from 1 January on."""
    owed = service.checklist
    with service.application.database.read() as tx:
        counted = inspections.counts(tx, of)
    rows = []
    for where in everywhere(service.district):
        had = counted.get(where) or dict.fromkeys(inspections.COUNTED, 0)
        missing = {
            "missing_open": max(0, owed.open_per_year - had["open"]),
            "missing_undercover": max(0, owed.undercover_per_year - had["undercover"]),
        }
        rows.append({"place": where, **had, **missing, "missing": sum(missing.values())})
    return {
        "year": of,
        "open_per_year": owed.open_per_year,
        "undercover_per_year": owed.undercover_per_year,
        "missing": sum(row["missing"] for row in rows),
        "places": rows,
    }


def _place(service: Service, wanted: str) -> str:
    """An office or village named in a request; what is unknown makes the request invalid, not the address."""
    try:
        return place(service.district, wanted).id
    except NotFound as unknown:
        raise Invalid(
            "unknown-place",
            "没有这个单位或村（居），请从名单中选择。",
            "No such office or village; choose from the list.",
        ) from unknown
