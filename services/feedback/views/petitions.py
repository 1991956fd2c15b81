"""Petitions passed on: when each came in and whether oversight has it. Nothing of what they say is known here."""

from __future__ import annotations

from dataclasses import dataclass

from services.feedback.domain.petition import PetitionFiled, RegistrationConfirmed
from shared.eventlog import Recorded, Transaction

TABLES = """
CREATE TABLE IF NOT EXISTS petitions (
    petition TEXT PRIMARY KEY, received_on TEXT NOT NULL, registered_on TEXT
) WITHOUT ROWID
"""


@dataclass(frozen=True)
class PassedOn:
    """How many petitions were handed in here, how many of them oversight has confirmed, how many it has not yet."""

    passed_on: int
    confirmed: int

    @property
    def waiting(self) -> int:
        return self.passed_on - self.confirmed


def project(tx: Transaction, recorded: Recorded) -> None:
    match recorded.event:
        case PetitionFiled() as filed:
            tx.execute("INSERT INTO petitions VALUES (?, ?, NULL)", (recorded.id, str(filed.received_on)))
        case RegistrationConfirmed() as confirmed:
            tx.execute(
                "UPDATE petitions SET registered_on = ? WHERE petition = ?",
                (str(confirmed.registered_on), recorded.id),
            )


def passed_on(tx: Transaction) -> PassedOn:
    return PassedOn(*tx.execute("SELECT count(*), count(registered_on) FROM petitions")[0])
