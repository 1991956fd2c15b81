"""Attachments at rest, beside the log: only ciphertext under their petition's own key, deleted when that is erased."""

from __future__ import annotations

from dataclasses import dataclass

from shared.eventlog import Transaction
from shared.ids import Ids
from shared.privacy.attachments import examine
from shared.privacy.subject_keys import SubjectKeys

TABLES = """
CREATE TABLE IF NOT EXISTS attachment_parts (
    petition TEXT NOT NULL, attachment TEXT NOT NULL, number INTEGER NOT NULL, content TEXT NOT NULL,
    PRIMARY KEY (petition, attachment, number)
) WITHOUT ROWID
"""
_PART = 24_000
"""Characters of a row: backups and restores take a thousand rows at a time into memory."""


@dataclass(frozen=True)
class Sealed:
    """A file that was examined and encrypted. ``size`` in bytes, before."""

    id: str
    media_type: str
    size: int
    content: str


def seal(keys: SubjectKeys, ids: Ids, petition: str, content: bytes) -> Sealed:
    """Examine a file and encrypt it. The sender's name of it is not kept: it can say who sent it. Raises Invalid."""
    taken = examine(content)
    encrypted = keys.encrypt_bytes(petition, taken.content)
    return Sealed(ids.new(), taken.kind.media_type, len(taken.content), encrypted)


def store(tx: Transaction, petition: str, sealed: Sealed) -> None:
    parts = range(0, len(sealed.content), _PART)
    tx.executemany(
        "INSERT INTO attachment_parts VALUES (?, ?, ?, ?)",
        [(petition, sealed.id, number, sealed.content[at : at + _PART]) for number, at in enumerate(parts)],
    )


def opened(tx: Transaction, keys: SubjectKeys, petition: str, attachment: str) -> bytes | None:
    """The file, or None where it is not there or its petition's key has been erased."""
    rows = tx.execute(
        "SELECT content FROM attachment_parts WHERE petition = ? AND attachment = ? ORDER BY number",
        (petition, attachment),
    )
    return keys.decrypt_bytes(petition, "".join(row[0] for row in rows)) if rows else None


def delete(tx: Transaction, petition: str) -> None:
    """Once the key is erased the rows are of no use to anybody."""
    tx.execute("DELETE FROM attachment_parts WHERE petition = ?", (petition,))
