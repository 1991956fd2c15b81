"""One petition's history, read from its events."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from services.oversight.domain.petition import events as e
from shared.eventlog import Recorded
from shared.privacy.subject_keys import SubjectKeys

OWN_BUSINESS = {
    *("handover-offered", "handover-refused", "handler-recused", "extension-requested", "extension-refused"),
    *("deadline-escalated", "rating-upheld", "identity-read", "attachment-added"),
}
"""What is between the offices, and not told to the petitioner."""


def opinions(keys: SubjectKeys, id: str, history: Iterable[Recorded]) -> list[dict[str, Any]]:
    """Every opinion given on it, opened; none once the text is erased."""
    found = []
    for recorded in history:
        event = recorded.event
        told: dict[str, Any] = {"outcome": None, "founded": None}
        match event:
            case e.PetitionResolved() | e.OpinionIssued():
                told |= {"stage": "handling", "founded": event.founded}
            case e.ReviewDecided():
                told |= {"stage": "review", "outcome": event.outcome}
            case e.ReReviewDecided():
                told |= {"stage": "re_review", "outcome": event.outcome}
            case _:
                continue
        opened = keys.decrypt(id, event.opinion)
        if opened:
            found.append({**told, "text": opened["opinion"], "at": event.at.isoformat()})
    return found


def supplements(keys: SubjectKeys, id: str, history: Iterable[Recorded]) -> list[dict[str, Any]]:
    """What was asked of the petitioner, and what the petitioner added, in its order."""
    found = []
    for recorded in history:
        match event := recorded.event:
            case e.SupplementAsked():
                by, opened = "office", keys.decrypt(id, event.question)
            case e.SupplementGiven():
                by, opened = "petitioner", keys.decrypt(id, event.text)
            case e.ReviewRequested() | e.ReReviewRequested():
                by, opened = "petitioner", keys.decrypt(id, event.grounds)
            case _:
                continue
        if opened:
            found.append({"by": by, "text": next(iter(opened.values())), "at": event.at.isoformat()})
    return found


TOLD_WHY = ("petition-transferred", "transfer-objected", "deadline-extended", "petition-declined")
"""Of these the petitioner is told the reason."""


def happenings(history: Iterable[Recorded]) -> list[dict[str, Any]]:
    """What happened, when by law, when recorded, and by whom; nothing of any text."""
    return [
        {
            "what": recorded.name,
            "at": recorded.occurred_at.isoformat(),
            "recorded_at": recorded.recorded_at.isoformat(),
            # Whoever's command brought it to light, the clock said it.
            "by": "clock" if recorded.name in _BY_CLOCK else recorded.metadata.actor,
            "why": _why(recorded),
        }
        for recorded in history
    ]


_BY_CLOCK = ("deadline-warned", "deadline-missed", "deadline-escalated", "deadline-recomputed")


def _why(recorded: Recorded) -> str | None:
    """The reason that somebody gave for it, which is screened and holds no personal data."""
    match recorded.event:
        case e.PetitionDeclined() | e.PetitionClosed() | e.IdentityRead():
            return None  # a code, or nobody's business here
        case event:
            return getattr(event, "reason", None)


def told_to_the_petitioner(history: Iterable[Recorded]) -> list[dict[str, Any]]:
    """The same without people's names, and without what is an office's own business."""
    return [
        {"what": one["what"], "at": one["at"], "why": one["why"] if one["what"] in TOLD_WHY else None}
        for one in happenings(history)
        if one["what"] not in OWN_BUSINESS
    ]
