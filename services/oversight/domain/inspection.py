"""An inspection (明察、暗访): what a supervisor saw at a place on a day. And a hearing of opinion (定期听取意见).

What was found wrong is raised in the same breath, and becomes a finding of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, assert_never

from shared.errors import Invalid, WrongState
from shared.timelimits.days import china_day

Mode = Literal["open", "undercover"]
Seen = Literal["yes", "no", "not_seen"]
MOST_PHOTOGRAPHS = 5


@dataclass(frozen=True)
class Answer:
    """To one line of the checklist. A ``no`` says in ``text`` what was wrong: that is public, and becomes a finding."""

    item: str
    seen: Seen
    text: str = ""


@dataclass(frozen=True)
class Photograph:
    """Kept beside the log; ``id`` is the SHA-256 of what is kept, so that none can be exchanged."""

    id: str
    media_type: str
    size: int


@dataclass(frozen=True)
class Report:
    """``place`` is an office's or a village's id; ``checklist`` the version of the list that was answered."""

    place: str
    day: date
    mode: Mode
    checklist: int
    answers: tuple[Answer, ...]
    text: str
    photographs: tuple[Photograph, ...] = ()


@dataclass(frozen=True)
class Line:
    """One line of the checklist: what it asks, in Chinese, and the kind of finding that a ``no`` becomes."""

    asks: str
    finding: str


@dataclass(frozen=True)
class Rules:
    """``lines``: the checklist, by id, in its order. ``public_text`` raises Invalid for a text with personal data."""

    lines: Mapping[str, Line]
    public_text: Callable[[str], str]


# Commands


@dataclass(frozen=True)
class RecordInspection:
    """It can have been carried out from the day announced, or the Monday of the week drawn, to the end of that year.

    Whether ``by`` was to inspect there is for the caller to see.
    """

    report: Report
    from_day: date
    until_day: date
    by: str
    at: datetime


@dataclass(frozen=True)
class RecordHearingOfOpinion:
    """``heard`` is how many people were listened to; ``text`` what they said on the whole."""

    place: str
    day: date
    heard: int
    text: str
    by: str
    at: datetime


Command = RecordInspection | RecordHearingOfOpinion

# Events


@dataclass(frozen=True)
class InspectionRecorded:
    """It counts for the year of ``day``, whenever it is filed."""

    place: str
    day: date
    mode: Mode
    checklist: int
    answers: tuple[Answer, ...]
    text: str
    photographs: tuple[Photograph, ...]
    by: str
    at: datetime


@dataclass(frozen=True)
class FindingRaised:
    """A line of the checklist, worded ``asks``, was answered no: a finding of ``kind`` about ``place``."""

    place: str
    day: date
    mode: Mode
    item: str
    asks: str
    kind: str
    text: str
    at: datetime


@dataclass(frozen=True)
class HearingOfOpinionRecorded:
    place: str
    day: date
    heard: int
    text: str
    by: str
    at: datetime


Event = InspectionRecorded | FindingRaised | HearingOfOpinionRecorded

# State


@dataclass(frozen=True)
class Inspection:
    report: Report | None = None
    heard: bool = False


def decide(rules: Rules, state: Inspection, command: Command) -> list[Event]:
    match command:
        case RecordInspection():
            return _record(rules, state, command)
        case RecordHearingOfOpinion():
            if state.heard:
                return []
            not_ahead(command.day, command.at)
            if command.heard < 1:
                raise Invalid("nobody-heard", "听取意见的人数至少为 1。", "At least one person has to be heard.")
            text = rules.public_text(command.text)
            return [HearingOfOpinionRecorded(command.place, command.day, command.heard, text, command.by, command.at)]
        case _:
            assert_never(command)


def _record(rules: Rules, state: Inspection, command: RecordInspection) -> list[Event]:
    report = command.report
    if state.report is not None:
        if state.report == report:
            return []
        raise WrongState(
            "inspection-recorded",
            "这次督察的报告已经提交，不能更改。",
            "The report of this inspection is filed and cannot be changed.",
            state="recorded",
        )
    not_ahead(report.day, command.at)
    if not command.from_day <= report.day <= command.until_day:
        raise Invalid(
            "outside-its-days",
            "督察日期应在预告的日子或抽中的那一周以后、当年年底以前，请核对。",
            "The day lies before the one announced, before the week drawn, or in another year. Check it.",
            from_day=command.from_day.isoformat(),
        )
    if [answer.item for answer in report.answers] != list(rules.lines):
        raise Invalid("checklist-incomplete", "请把清单逐项答完。", "Answer every line of the checklist.")
    if any(answer.seen == "no" and not answer.text for answer in report.answers):
        raise Invalid(
            "say-what-was-wrong",
            "答“否”的每一项都要写明看到了什么。",
            "For every line answered no, say what was wrong.",
        )
    if len(report.photographs) > MOST_PHOTOGRAPHS:
        raise Invalid("too-many-photographs", "照片最多 5 张。", "At most 5 photographs.")
    for text in (report.text, *(answer.text for answer in report.answers)):
        rules.public_text(text)
    recorded = InspectionRecorded(
        *(report.place, report.day, report.mode, report.checklist, report.answers, report.text, report.photographs),
        *(command.by, command.at),
    )
    raised = [
        FindingRaised(
            *(report.place, report.day, report.mode, each.item, rules.lines[each.item].asks),
            *(rules.lines[each.item].finding, each.text, command.at),
        )
        for each in report.answers
        if each.seen == "no"
    ]
    return [recorded, *raised]


def not_ahead(day: date, at: datetime) -> None:
    """Raises Invalid (``day-is-ahead``) for a day after the one on which ``at`` lies."""
    if day > china_day(at):
        raise Invalid("day-is-ahead", "日期还没有到，请核对。", "The day is still to come. Check it.")


def evolve(state: Inspection, event: Event) -> Inspection:
    match event:
        case InspectionRecorded():
            return Inspection(
                Report(
                    *(event.place, event.day, event.mode, event.checklist),
                    *(event.answers, event.text, event.photographs),
                )
            )
        case HearingOfOpinionRecorded():
            return Inspection(heard=True)
        case FindingRaised():
            return state
        case _:
            assert_never(event)
