"""One request's history, read from its events: its clocks, what happened, and the words that are encrypted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import structlog

from services.disclosure.domain.information_request import events as e
from services.disclosure.domain.information_request.clock import ANSWER
from services.disclosure.domain.outcomes import OUTCOMES
from shared.eventlog import Recorded
from shared.privacy.subject_keys import SubjectKeys
from shared.timelimits import Deadline, TimeLimits

OWN_BUSINESS = {
    *("request-taken", "request-handover-offered", "request-handover-refused", "request-extension-requested"),
    *("request-extension-refused", "answer-drafted", "answer-returned", "applicant-identity-read"),
}
"""What is between the officers, and not told to the applicant."""
_log = structlog.get_logger()
_BY_CLOCK = ("request-deadline-warned", "request-deadline-missed", "request-deadline-recomputed", "request-given-up")


@dataclass(frozen=True)
class Clock:
    """``state``: running, suspended (others are consulted), stopped or missed."""

    deadline: Deadline
    state: str = "running"


def clocks(history: Iterable[Recorded]) -> list[Clock]:
    """In the order in which they started. What a pause, an extension or a new calendar moves stays one clock."""
    found: list[Clock] = []

    def end(at: int, state: str = "stopped") -> None:
        if found and found[at].state in ("running", "suspended"):
            found[at] = replace(found[at], state=state)

    for recorded in history:
        match event := recorded.event:
            case e.RequestRegistered() | e.RequestCorrected():
                end(-1)
                found.append(Clock(event.deadline))
            case e.CorrectionAsked():
                end(-1)
                found.append(Clock(event.deadline))
            case e.ConsultationStarted():
                end(-1, "suspended")
                found.append(Clock(event.deadline))
            case e.ConsultationEnded():
                end(-1)
                nth = max(at for at, clock in enumerate(found) if clock.deadline.limit == ANSWER)
                was = found.pop(nth)
                found.append(Clock(event.deadline, "missed" if was.state == "missed" else "running"))
            case e.DeadlineExtended() | e.DeadlineRecomputed():
                found[-1] = replace(found[-1], deadline=event.deadline)
            case e.DeadlineMissed():
                found[-1] = replace(found[-1], state="missed")
            case e.RequestGivenUp() | e.RequestAnswered() | e.RequestWithdrawn():
                for at in range(len(found)):
                    end(at)
    return found


def shown(limits: TimeLimits, clock: Clock, *, explain: bool) -> dict[str, Any]:
    """A clock with its rule in words and, where asked for, every day of it: counted or not, and why.

    No days where it was counted by a calendar that another process has been started with and this one not yet.
    """
    due = clock.deadline
    limit = limits.version(due.limit, due.limit_version)
    try:
        days = limits.explain(due) if explain else []
    except LookupError as unknown:
        _log.warning("a deadline was counted by data files that this process has not read: restart it", of=str(unknown))
        days = []
    return {
        **{name: getattr(due, name) for name in ("limit", "starts_on", "due_on", "provisional")},
        **{name: getattr(limit, name) for name in ("zh", "en", "legal_zh", "legal_en")},
        "state": clock.state,
        "days": days,
    }


def happenings(history: Iterable[Recorded]) -> list[dict[str, Any]]:
    """What happened, when by law and by whom; nothing of any text."""
    return [
        {
            "what": recorded.name,
            "at": recorded.occurred_at,
            "by": "clock" if recorded.name in _BY_CLOCK else recorded.metadata.actor,
            "why": _why(recorded.event),
        }
        for recorded in history
    ]


def told_to_the_applicant(history: Iterable[Recorded]) -> list[dict[str, Any]]:
    """The same without people's names, and without what is the officers' own business."""
    return [
        {name: one[name] for name in ("what", "at", "why")}
        for one in happenings(history)
        if one["what"] not in OWN_BUSINESS
    ]


def _why(event: Any) -> str | None:
    """The reason that somebody gave for it, which is screened and holds no personal data."""
    if isinstance(event, e.RequestCorrected):
        return event.late_because
    return None if isinstance(event, e.IdentityRead | e.ErasureOrdered) else getattr(event, "reason", None)


def asked_correction(keys: SubjectKeys, id: str, history: Iterable[Recorded]) -> str | None:
    """What the applicant is to correct; None where that was not asked, or is erased."""
    for recorded in history:
        if isinstance(recorded.event, e.CorrectionAsked):
            opened = keys.decrypt(id, recorded.event.text)
            return opened["question"] if opened else None
    return None


def answer(keys: SubjectKeys, id: str, history: Sequence[Recorded]) -> dict[str, Any] | None:
    """The answer that was given, opened; None before, and once it is erased."""
    for recorded in history:
        if isinstance(recorded.event, e.RequestAnswered):
            opened = keys.decrypt(id, recorded.event.text)
            return _answer(recorded.event.outcome, opened, recorded) if opened else None
    return None


def _answer(outcome: str, opened: dict[str, Any], recorded: Recorded) -> dict[str, Any]:
    known = OUTCOMES[outcome]
    words = {name: opened.get(name) for name in ("text", "taken_out", "where")}
    ground = known.article if known.article.startswith("《") else f"《政府信息公开条例》{known.article}"
    return {"outcome": outcome, "zh": known.zh, "en": known.en, "ground": ground, **words, "at": recorded.occurred_at}


def said(keys: SubjectKeys, id: str, history: Iterable[Recorded]) -> list[dict[str, Any]]:
    """Everything that was written on it since it was registered, opened, in its order: for those who handle it."""
    found = []
    for recorded in history:
        match event := recorded.event:
            case (
                e.CorrectionAsked(text=text)
                | e.RequestCorrected(text=text)
                | e.ConsultationStarted(text=text)
                | e.ConsultationEnded(text=str(text))
                | e.AnswerDrafted(text=text)
            ):
                opened = keys.decrypt(id, text) or {}
                outcome = event.outcome if isinstance(event, e.AnswerDrafted) else None
                at = recorded.occurred_at.isoformat()
                found.append({"what": recorded.name, "at": at, "outcome": outcome, **opened})
    return found
