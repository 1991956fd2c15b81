"""Attachments of publications at rest, beside the log: photographs without what the camera wrote, and PDF.

For everybody to see once they are published, so in clear. By publication, so that what is taken off a draft, or has to
be closed, can be deleted without asking who else may have the same picture.
"""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode
from collections.abc import Container
from dataclasses import dataclass

from shared.errors import Invalid
from shared.eventlog import Transaction
from shared.privacy.attachments import PDF, examine
from shared.privacy.photographs import bare

TABLES = """
CREATE TABLE IF NOT EXISTS attachment_parts (
    publication TEXT NOT NULL, attachment TEXT NOT NULL, number INTEGER NOT NULL, content TEXT NOT NULL,
    PRIMARY KEY (publication, attachment, number)
) WITHOUT ROWID
"""
_PART = 24_000
"""Characters of a row, in base64: backups and restores take a thousand rows at a time into memory."""
_PHOTOGRAPHS = ("image/jpeg", "image/png", "image/webp")


@dataclass(frozen=True)
class Taken:
    """A file as it may be kept. ``id``: the SHA-256 of the content, in hex."""

    id: str
    media_type: str
    content: bytes


def taken(sent: bytes) -> Taken:
    """Raises Invalid as `examine` does, or ``attachment-not-shown`` for what a notice cannot show: sound."""
    examined = examine(sent)
    if examined.kind.media_type in _PHOTOGRAPHS:
        examined = bare(sent)
    elif examined.kind is not PDF:
        raise Invalid(
            "attachment-not-shown",
            "公开的附件只收照片（JPEG、PNG、WebP）和 PDF。",
            "Only photographs (JPEG, PNG, WebP) and PDF can be attached to a publication.",
        )
    content = examined.content
    return Taken(hashlib.sha256(content).hexdigest(), examined.kind.media_type, content)


def store(tx: Transaction, publication: str, file: Taken) -> None:
    """Keep it; once more is harmless."""
    text = b64encode(file.content).decode()
    parts = range(0, len(text), _PART)
    tx.executemany(
        "INSERT INTO attachment_parts VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        [(publication, file.id, number, text[at : at + _PART]) for number, at in enumerate(parts)],
    )


def stored(tx: Transaction, publication: str, attachment: str) -> bytes | None:
    rows = tx.execute(
        "SELECT content FROM attachment_parts WHERE publication = ? AND attachment = ? ORDER BY number",
        (publication, attachment),
    )
    return b64decode("".join(row[0] for row in rows)) if rows else None


def keep_only(tx: Transaction, publication: str, named: Container[str]) -> None:
    """Delete what no version and no draft of the publication names any more."""
    kept = tx.execute("SELECT attachment FROM attachment_parts WHERE publication = ? AND number = 0", (publication,))
    for (attachment,) in kept:
        if attachment not in named:
            gone = (publication, attachment)
            tx.execute("DELETE FROM attachment_parts WHERE publication = ? AND attachment = ?", gone)
