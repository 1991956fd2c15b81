"""Single-use survey codes: secrets, and deliberately no events.

In the log a spent code would stand next to the answer that it gave. So the codes' keyed hashes stand in a table of
their own beside the log, ordered by hash, that knows no time and no answer: see docs/decisions/0008 and 0044. It is no
view; rebuilding the views does not touch it.

A code is spent in a transaction of its own, before the one that puts the ballot into the box. If the power fails
between the two, a ticket lets the same code finish: it is taken away with the ballot, so nothing of it stays.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata
from dataclasses import dataclass

from shared.errors import Invalid, NotFound, WrongState
from shared.eventlog import Transaction
from shared.privacy.codes import fingerprint, normalise, survey_code

TABLES = """
CREATE TABLE IF NOT EXISTS survey_codes (
    code_hash TEXT PRIMARY KEY, round TEXT NOT NULL, spent INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS ballot_tickets (ticket TEXT PRIMARY KEY) WITHOUT ROWID
"""
MOST = 500
"""Codes handed out at once."""
_BUNDLE_DIGITS = 10
WINDOW = "window:"
"""A code that names such a place instead of a round is that of a slip for a visit: see `services.feedback.window`."""


@dataclass(frozen=True)
class Slip:
    """A code as the tables know it: by two names that cannot be joined without the key and the code."""

    code_hash: str
    ticket: str


def read(key: bytes, code: str) -> Slip:
    """What somebody typed. Raises Invalid (``code-malformed``)."""
    digits = normalise(code)
    ticket = hmac.new(key, b"ticket" + digits.encode(), hashlib.sha256).hexdigest()
    return Slip(fingerprint(key, digits), ticket)


def new_bundle() -> str:
    """The number of a bundle, printed on its sheets and stored nowhere: ``48219-93017``. By it the codes are computed
    once more where they are to be void, so that nothing has to be kept of which belong together.
    """
    digits = f"{secrets.randbelow(10**_BUNDLE_DIGITS):0{_BUNDLE_DIGITS}d}"
    return f"{digits[:5]}-{digits[5:]}"


def hand_out(tx: Transaction, key: bytes, round: str, bundle: str, count: int) -> list[str]:
    """Draw the codes of a new bundle and keep their hashes. They are never shown again."""
    codes = [survey_code(key, _bare(bundle), number) for number in range(count)]
    tx.executemany("INSERT INTO survey_codes VALUES (?, ?, 0)", [(fingerprint(key, code), round) for code in codes])
    return codes


def make_void(tx: Transaction, key: bytes, bundle: str, numbers: range) -> tuple[str, int]:
    """Forget the codes of a bundle that nobody has used; return their round and how many they were.

    ``numbers``: which, from 0 in the order of the sheets. Raises Invalid (``bundle-malformed``), NotFound.
    """
    bare = _bare(bundle)
    hashes = [fingerprint(key, survey_code(key, bare, number)) for number in numbers]
    gone = tx.execute(
        f"DELETE FROM survey_codes WHERE spent = 0 AND code_hash IN ({','.join('?' * len(hashes))}) RETURNING round",  # noqa: S608
        hashes,
    )
    if not gone:
        raise NotFound(
            "bundle-unknown",
            "没有可作废的评议码：请对照凭条页脚核对批号和张次，也可能都已用过或作废。",
            "There is no code to make void. Check the bundle and sheet in the foot of the page; perhaps all have been"
            " used, or are void already.",
        )
    return str(gone[0][0]), len(gone)


def _bare(bundle: str) -> str:
    digits = "".join(each for each in unicodedata.normalize("NFKC", bundle) if each.isdecimal())
    if len(digits) != _BUNDLE_DIGITS:
        raise Invalid(
            "bundle-malformed",
            "批号是凭条页脚的 10 位数字，请核对。",
            "A bundle has the 10 digits in the foot of the sheet. Check it.",
        )
    return digits


def round_of(tx: Transaction, slip: Slip) -> str:
    """The round of a code that can still answer. Raises Invalid (``code-for-window``), NotFound, WrongState."""
    place = check_unused(tx, slip)
    if place.startswith(WINDOW):
        raise Invalid(
            "code-for-window",
            "这是服务窗口的评价码，请到“评窗口”那一页用。",
            "This is the code of a visit to the service window. Use it on the page “Rate the window”.",
        )
    return place


def window_of(tx: Transaction, slip: Slip) -> str:
    """The window of a slip for a visit, used or not. Raises Invalid (``code-for-survey``), NotFound."""
    window, _ = _found(tx, slip)
    if not window.startswith(WINDOW):
        raise Invalid(
            "code-for-survey",
            "这是评议问卷的评议码，请到“评一评”那一页用。",
            "This is the code of a survey. Use it on the page “Rate”.",
        )
    return window


def check_unused(tx: Transaction, slip: Slip) -> str:
    """The round or window of a code that has not been used up. Raises Invalid, NotFound, WrongState."""
    place, spent = _found(tx, slip)
    if spent and not tx.execute("SELECT 1 FROM ballot_tickets WHERE ticket = ?", (slip.ticket,)):
        raise _used()
    return place


def spend(tx: Transaction, round: str, slip: Slip) -> None:
    """Spend a code of a round; the ballot follows in the next transaction. Raises as `check_unused`."""
    # Of two that come at the same moment the second finds it spent: it waits for the first one's row.
    if tx.execute(
        "UPDATE survey_codes SET spent = 1 WHERE code_hash = ? AND round = ? AND spent = 0 RETURNING spent",
        (slip.code_hash, round),
    ):
        tx.execute("INSERT INTO ballot_tickets VALUES (?)", (slip.ticket,))
    elif (check_unused if round.startswith(WINDOW) else round_of)(tx, slip) != round:
        raise NotFound(
            "code-of-another-round",
            "这个评议码是另一次评议的。请打开那一次评议，或在“评一评”里输入它。",
            "This survey code is for another survey. Open that one, or type the code under “Rate”.",
        )


def take_ticket(tx: Transaction, slip: Slip) -> None:
    """In the transaction that puts the ballot into the box: the one ballot of this code. Raises WrongState."""
    if not tx.execute("DELETE FROM ballot_tickets WHERE ticket = ? RETURNING ticket", (slip.ticket,)):
        raise _used()


def spent(tx: Transaction, round: str) -> int:
    """How many codes of a round have been spent."""
    count: int = tx.execute("SELECT count(*) FROM survey_codes WHERE round = ? AND spent = 1", (round,))[0][0]
    return count


def _found(tx: Transaction, slip: Slip) -> tuple[str, bool]:
    """Its round or window, and whether it has been spent."""
    rows = tx.execute("SELECT round, spent FROM survey_codes WHERE code_hash = ?", (slip.code_hash,))
    if not rows:
        raise _unknown()
    return str(rows[0][0]), bool(rows[0][1])


def _unknown() -> NotFound:
    return NotFound(
        "code-unknown",
        "本村没有这个评议码。请对照凭条核对号码和村名，或向村文书另要一张。",
        "There is no such survey code in this village. Check number and village on your slip, or ask the clerk for"
        " another.",
    )


def _used() -> WrongState:
    return WrongState(
        "code-used",
        "这个评议码已经用过。如果刚才是您提交的，答卷已经收到，不用再交。",
        "This survey code has been used. If that was you a moment ago, your answer has arrived; do not send it again.",
        state="used",
    )
