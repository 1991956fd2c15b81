"""Which files an account has imported of late, so that nobody takes one in twice by mistake.

What is left of a file is a keyed hash, and that for a week: whoever knows all of a petition but a telephone number
could try the numbers against it, so it is in no backup, and gone as soon as any petition is erased.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta

from shared.eventlog import Transaction

TABLES = """
CREATE TABLE IF NOT EXISTS imports (file TEXT PRIMARY KEY, taken_at REAL NOT NULL) WITHOUT ROWID
"""
REMEMBERED = timedelta(days=7)


def taken_before(tx: Transaction, key: bytes, account: str, content: bytes, now: datetime) -> bool:
    """Whether this account has taken this file in within a week; from now on it has."""
    file = hmac.new(key, account.encode() + b"\0" + content, hashlib.sha256).hexdigest()
    tx.execute("DELETE FROM imports WHERE taken_at <= ?", ((now - REMEMBERED).timestamp(),))
    if tx.execute("SELECT 1 FROM imports WHERE file = ?", (file,)):
        return True
    tx.execute("INSERT INTO imports VALUES (?, ?)", (file, now.timestamp()))
    return False


def forget(tx: Transaction) -> None:
    tx.execute("DELETE FROM imports")
