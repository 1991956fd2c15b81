"""What is attached to which petition: kind and size, never the content."""

from __future__ import annotations

from typing import Any

from services.oversight.domain.petition.events import AttachmentAdded, IdentityErased
from shared.eventlog import Recorded, Transaction

TABLES = """
CREATE TABLE IF NOT EXISTS attachments (
    petition TEXT NOT NULL, number INTEGER NOT NULL, id TEXT NOT NULL, media_type TEXT NOT NULL,
    size INTEGER NOT NULL, added_by TEXT NOT NULL, added_at TEXT NOT NULL, PRIMARY KEY (petition, number)
) WITHOUT ROWID
"""


def project(tx: Transaction, recorded: Recorded) -> None:
    match event := recorded.event:
        case AttachmentAdded():
            of_it = (recorded.id, recorded.version, event.attachment, event.media_type, event.size, event.by)
            tx.execute("INSERT INTO attachments VALUES (?, ?, ?, ?, ?, ?, ?)", (*of_it, event.at.isoformat()))
        case IdentityErased():
            tx.execute("DELETE FROM attachments WHERE petition = ?", (recorded.id,))


def of_petition(tx: Transaction, petition: str) -> list[dict[str, Any]]:
    """In the order in which they were added; at most six."""
    rows = tx.execute(
        "SELECT id, media_type, size, added_by, added_at FROM attachments WHERE petition = ? ORDER BY number",
        (petition,),
    )
    return [dict(zip(("id", "media_type", "size", "by", "at"), row, strict=True)) for row in rows]
