"""Kiosks (评价机): screens at a service window on which anybody may rate a visit, until the clerk ends them.

A kiosk knows itself by a random token; here only its keyed hash is kept, so a copy of the database makes no kiosk. The
table is no view and in no backup: what was ended does not come back.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import date, datetime

from shared.errors import TooMany, Unauthorised
from shared.eventlog import Transaction

TABLES = """
CREATE TABLE IF NOT EXISTS kiosks (
    kiosk TEXT PRIMARY KEY, office TEXT NOT NULL, opened_on TEXT NOT NULL, rated_at INTEGER NOT NULL
) WITHOUT ROWID
"""
PAUSE = 10
"""Seconds between two ratings at one kiosk: whoever leans on the button gives one."""


@dataclass(frozen=True)
class Kiosk:
    """``opened_on`` is ISO text."""

    office: str
    opened_on: str


def open_one(tx: Transaction, key: bytes, office: str, today: date) -> str:
    """The token of a new kiosk, which is never to be had again."""
    token = secrets.token_urlsafe(24)
    tx.execute("INSERT INTO kiosks VALUES (?, ?, ?, 0)", (_hash(key, token), office, str(today)))
    return token


def all_of_them(tx: Transaction) -> list[Kiosk]:
    return [Kiosk(*row) for row in tx.execute("SELECT office, opened_on FROM kiosks ORDER BY opened_on, kiosk")]


def end_all(tx: Transaction) -> int:
    """How many were ended."""
    return len(tx.execute("DELETE FROM kiosks RETURNING kiosk"))


def find(tx: Transaction, key: bytes, token: str) -> Kiosk | None:
    """None for one that was ended, or never opened."""
    rows = tx.execute("SELECT office, opened_on FROM kiosks WHERE kiosk = ?", (_hash(key, token),))
    return Kiosk(*rows[0]) if rows else None


def office_of(tx: Transaction, key: bytes, token: str) -> str:
    """Raises Unauthorised (``kiosk-ended``)."""
    found = find(tx, key, token)
    if found is None:
        raise Unauthorised(
            "kiosk-ended",
            "这台评价机已经停用，请村文书重新开启。",
            "This kiosk has been ended. Ask the clerk to open it again.",
        )
    return found.office


def take_turn(tx: Transaction, key: bytes, token: str, now: datetime) -> None:
    """One rating. Raises Unauthorised, and TooMany (``kiosk-too-soon``) within ten seconds of the last."""
    office_of(tx, key, token)
    moment = int(now.timestamp())
    # A clock that was put back must not shut the kiosk until it is where it was.
    taken = tx.execute(
        "UPDATE kiosks SET rated_at = ? WHERE kiosk = ? AND (rated_at <= ? OR rated_at > ?) RETURNING kiosk",
        (moment, _hash(key, token), moment - PAUSE, moment),
    )
    if not taken:
        raise TooMany(
            "kiosk-too-soon",
            f"刚刚有人评过。请等 {PAUSE} 秒，再按一次“提交”；您填的都还在。",
            f"Somebody has just rated. Wait {PAUSE} seconds and press Send again; what you filled in is still there.",
            retry_after=PAUSE,
        )


def _hash(key: bytes, token: str) -> str:
    return hmac.new(key, b"kiosk" + token.encode(), hashlib.sha256).hexdigest()
