"""What this village tells the others, and of what. Everything else stays here.

Of what the paper board shows it tells twice: in the words that everybody has known from the beginning, and as a receipt
that can be checked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from services.feedback.domain.batch import BallotsCast
from services.feedback.domain.petition import PetitionFiled
from services.feedback.domain.posting import PublicationPosted, PublicationShown, PublicationTakenDown
from services.feedback.domain.visit import VisitRated
from shared.contracts import Message, feedback

Sign = Callable[[Mapping[str, object]], str]
"""The fields of a receipt -> this village's signature over them."""


def message_for(village: str, sign: Sign, id: str, event: object) -> Message | Sequence[Message] | None:
    def receipt(medium: str, given_on: date, photograph: str = "") -> Message:
        assert isinstance(event, PublicationShown | PublicationPosted | PublicationTakenDown)
        said = {
            "publication": id,
            "version": event.version,
            "village": village,
            "medium": medium,
            "given_on": given_on,
            "digest": event.digest,
            "photograph": photograph,
        }
        return Message(feedback.RECEIPT_GIVEN, id, {**said, "signature": sign(said)})

    match event:
        case PublicationShown():
            return receipt("electronic", event.shown_on)
        case PublicationPosted():
            posted = Message(
                feedback.PUBLICATION_POSTED,
                id,
                {"publication": id, "version": event.version, "village": village, "posted_on": event.posted_on},
            )
            return posted, receipt("paper", event.posted_on, event.photograph)
        case PublicationTakenDown():
            taken_down = Message(
                feedback.PUBLICATION_TAKEN_DOWN,
                id,
                {"publication": id, "village": village, "taken_down_on": event.taken_down_on},
            )
            return taken_down, receipt("removed", event.taken_down_on, event.photograph)
        case BallotsCast():
            handful = {name: getattr(event, name) for name in ("round", "ballots", "last")}
            return Message(feedback.BALLOTS_CAST, id, {"batch": id, "village": village, **handful})
        case VisitRated():
            return Message(
                feedback.VISIT_RATED,
                id,
                {"visit": id, "village": village, "rated_on": event.rated_on, "sealed": event.sealed},
            )
        case PetitionFiled():
            return Message(
                feedback.PETITION_FILED,
                id,
                {"petition": id, "village": village, "received_on": event.received_on, "sealed": event.sealed},
            )
        case _:
            return None
