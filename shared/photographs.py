"""Photographs of boards: for everybody to see, kept beside the log, named by the SHA-256 of what is kept of them."""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode
from dataclasses import dataclass

from shared.eventlog.database import Transaction
from shared.privacy.photographs import bare

TABLES = """
CREATE TABLE IF NOT EXISTS photograph_parts (
    photograph TEXT NOT NULL, number INTEGER NOT NULL, media_type TEXT NOT NULL, content TEXT NOT NULL,
    PRIMARY KEY (photograph, number)
) WITHOUT ROWID
"""
_PART = 24_000
"""Characters of a row, in base64: backups and restores take a thousand rows at a time into memory."""


@dataclass(frozen=True)
class Photograph:
    """``id``: the SHA-256 of the content, in hex."""

    id: str
    media_type: str
    content: bytes


def taken(sent: bytes) -> Photograph:
    """A photograph as it may be kept: examined, and bare of what the telephone wrote into it. Raises Invalid."""
    kept = bare(sent)
    return Photograph(hashlib.sha256(kept.content).hexdigest(), kept.kind.media_type, kept.content)


def store(tx: Transaction, photograph: Photograph) -> None:
    """Keep it; once more is harmless."""
    text = b64encode(photograph.content).decode()
    tx.executemany(
        "INSERT INTO photograph_parts VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
        [
            (photograph.id, number, photograph.media_type, text[at : at + _PART])
            for number, at in enumerate(range(0, len(text), _PART))
        ],
    )


def stored(tx: Transaction, id: str) -> Photograph | None:
    rows = tx.execute("SELECT media_type, content FROM photograph_parts WHERE photograph = ? ORDER BY number", (id,))
    return Photograph(id, rows[0][0], b64decode("".join(row[1] for row in rows))) if rows else None


def is_stored(tx: Transaction, id: str) -> bool:
    return bool(tx.execute("SELECT 1 FROM photograph_parts WHERE photograph = ? AND number = 0", (id,)))
