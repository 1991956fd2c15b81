"""Slips for visits: single-use codes handed out at an office's window, good for thirty days.

They are survey codes that name a window instead of a round: the office, and the last day. The day is that of a whole
batch; which slip went to whom, and when, is known nowhere.
"""

from __future__ import annotations

from datetime import date, timedelta

from services.feedback.ballots import codes
from services.feedback.composition import Service
from services.feedback.domain.window import HandOutSlips
from shared.decider import Do
from shared.errors import WrongState
from shared.eventlog import Transaction

VALID = timedelta(days=30)
"""So long after it was printed a slip can be used."""


def hand_out(
    service: Service, office: str, count: int, actor: str, bundle: str | None = None
) -> tuple[list[str], date]:
    """New codes for an office's window, which are never to be had again, and the last day on which they are taken.

    ``bundle``: of `codes.new_bundle`, where it is to be printed. Raises NotFound (``unknown-office``).
    """
    service.district.office(office)
    until = service.today() + VALID
    with service.application.unit(actor=actor) as unit:
        unit.do(Do("window", office, HandOutSlips(count, until, service.now())))
        window = f"{codes.WINDOW}{office}:{until}"
        return codes.hand_out(unit.tx, service.code_key, window, bundle or codes.new_bundle(), count), until


def office_of(tx: Transaction, key: bytes, code: str) -> str:
    """Whose window a slip is for, used or not. Raises Invalid, NotFound."""
    return codes.window_of(tx, codes.read(key, code)).split(":")[1]


def check(tx: Transaction, key: bytes, code: str, today: date) -> str:
    """Whose window may be rated with a slip today. Raises Invalid, NotFound, WrongState (``code-used``, -expired)."""
    slip = codes.read(key, code)
    window = codes.window_of(tx, slip)
    codes.check_unused(tx, slip)
    _, office, until = window.split(":")
    if today > date.fromisoformat(until):
        raise WrongState(
            "code-expired",
            f"这张凭条 {until} 到期，已经不能用了。还想评，请到窗口另要一张，或写信反映。",
            f"This slip could be used until {until}. Ask at the window for another, or write a petition.",
            state="expired",
        )
    return office


def spend(tx: Transaction, key: bytes, code: str, today: date) -> None:
    """In the transaction that records the rating. Raises as `check`."""
    check(tx, key, code, today)
    slip = codes.read(key, code)
    codes.spend(tx, codes.window_of(tx, slip), slip)
    codes.take_ticket(tx, slip)
