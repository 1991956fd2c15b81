"""What was said: one published version as bytes that never change, and their digest, which boards sign for."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import Any

from services.disclosure.domain.publication import PublicationPublished


def said(publication: str, event: PublicationPublished) -> dict[str, Any]:
    """Everything that a published version says, and nothing that comes later. Days are ISO 8601, in China."""
    text = event.text
    return {
        "publication": publication,
        "version": event.version,
        "number": event.number,
        "item": event.item,
        "obligation": event.obligation,
        "title": text.title,
        "body": text.body,
        "figures": [asdict(figure) for figure in text.figures],
        "attachments": [asdict(attached) for attached in text.attachments],
        "carriers": list(text.carriers),
        "villages": list(text.villages),
        "reason": event.reason,
        "published_on": event.posting_due.starts_on.isoformat(),
    }


def canonical(publication: str, event: PublicationPublished) -> bytes:
    """The same in the one form that is hashed: JSON in UTF-8, names sorted, no spaces."""
    told = said(publication, event)
    return json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(publication: str, event: PublicationPublished) -> str:
    """SHA-256 of the canonical form, in hexadecimal digits."""
    return hashlib.sha256(canonical(publication, event)).hexdigest()
