"""The public keys of the villages that joined from far away."""

from __future__ import annotations

from services.disclosure.domain.member import MemberAdmitted, MemberShutOut
from shared.eventlog import Recorded, Transaction
from shared.messaging import members

TABLES = members.TABLES


def project(tx: Transaction, recorded: Recorded) -> None:
    match recorded.event:
        case MemberAdmitted(verify_key=key):
            members.put(tx, recorded.id, key)
        case MemberShutOut():
            members.remove(tx, recorded.id)
