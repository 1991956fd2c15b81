"""A draft takes the obligation that it answers, a publication meets it, a withdrawal opens it again. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from services.disclosure.domain.catalogue import LawChanged
from services.disclosure.domain.obligation import MeetObligation, ReopenObligation, TakeObligation
from services.disclosure.domain.plan import of_law
from services.disclosure.domain.publication import (
    CorrectionDrafted,
    DraftDiscarded,
    PublicationDrafted,
    PublicationPublished,
    PublicationWithdrawn,
)
from shared.decider import Do
from shared.timelimits import TimeLimits


def react_to_own(limits: TimeLimits, id: str, event: object) -> Iterable[Do]:
    match event:
        case PublicationDrafted(obligation=str(answered)) | CorrectionDrafted(obligation=str(answered)):
            yield Do("obligation", answered, TakeObligation(id, event.at))
        case PublicationPublished(obligation=str(answered)):
            yield Do("obligation", answered, MeetObligation(id, event.posting_due.starts_on, event.at))
        case PublicationWithdrawn() | DraftDiscarded():
            for answered in event.obligations:
                yield Do("obligation", answered, ReopenObligation(id, event.at))
        case LawChanged():
            for obligation, command in of_law(event, limits):
                yield Do("obligation", obligation, command)
