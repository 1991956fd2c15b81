"""What the services tell one another: the messages, as versioned marshmallow schemas. No logic.

A message type ends in ``.vN``. A published one is never edited; a change is a new type beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from marshmallow import EXCLUDE, Schema

PREFIX = "cn.sunshine"


def told(text: str) -> dict[str, str]:
    """The explanation of a field, as the generated documents show it."""
    return {"description": text}


class MessageSchema(Schema):
    """The ``data`` of a message. A tolerant reader: what a newer sender adds is passed over."""

    class Meta:
        unknown = EXCLUDE


@dataclass(frozen=True)
class Message:
    """What a service tells the others: made by ``outbound``, numbered and sent by the outbox.

    ``newer``: the type of the message that tells the same fact in a newer version, side by side with this one for those
    who do not know that yet. Who knows it passes over this one.
    """

    type: str
    subject: str
    data: Mapping[str, Any]
    newer: str | None = None


@dataclass(frozen=True)
class Heard:
    """A message of another service, checked against its schema: what a policy reacts to."""

    type: str
    source: str
    subject: str
    time: datetime
    data: Mapping[str, Any]
