"""What this village tells the others, and of what. Everything else stays here."""

from __future__ import annotations

from services.feedback.domain.petition import PetitionFiled
from services.feedback.domain.posting import PublicationPosted, PublicationTakenDown
from services.feedback.domain.response import ResponseRecorded
from shared.contracts import Message, feedback


def message_for(village: str, id: str, event: object) -> Message | None:
    match event:
        case PublicationPosted():
            return Message(
                feedback.PUBLICATION_POSTED,
                id,
                {"publication": id, "version": event.version, "village": village, "posted_on": event.posted_on},
            )
        case PublicationTakenDown():
            return Message(
                feedback.PUBLICATION_TAKEN_DOWN,
                id,
                {"publication": id, "village": village, "taken_down_on": event.taken_down_on},
            )
        case ResponseRecorded():
            return Message(
                feedback.RESPONSE_RECORDED,
                id,
                {
                    "response": id,
                    "round": event.round,
                    "village": village,
                    "audience": event.audience,
                    "scores": event.scores,
                    "awareness": event.awareness,
                    "answered_on": event.answered_on,
                },
            )
        case PetitionFiled():
            return Message(
                feedback.PETITION_FILED,
                id,
                {"petition": id, "village": village, "received_on": event.received_on, "sealed": event.sealed},
            )
        case _:
            return None
