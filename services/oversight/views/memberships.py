"""Which villages were invited, have joined from far away, or were shut out; and who came too late with a file."""

from __future__ import annotations

from dataclasses import dataclass

from services.oversight.domain.membership import JoinRefused, VillageInvited, VillageJoined, VillageShutOut
from shared.eventlog import Recorded, Transaction
from shared.messaging import members

TABLES = (
    members.TABLES
    + """;
CREATE TABLE IF NOT EXISTS memberships (
    village TEXT PRIMARY KEY, invited_at TEXT, expires_at TEXT, joined_at TEXT, verify_key TEXT, refused_at TEXT,
    refused_key TEXT, shut_out_at TEXT, reason TEXT
) WITHOUT ROWID
"""
)
_COLUMNS = "village, invited_at, expires_at, joined_at, verify_key, refused_at, refused_key, shut_out_at, reason"


@dataclass(frozen=True)
class Row:
    """Times are ISO text. ``invited_at``: of an invitation that waits. ``refused_at``: a file came again, too late."""

    village: str
    invited_at: str | None = None
    expires_at: str | None = None
    joined_at: str | None = None
    verify_key: str | None = None
    refused_at: str | None = None
    refused_key: str | None = None
    shut_out_at: str | None = None
    reason: str | None = None


def project(tx: Transaction, recorded: Recorded) -> None:
    village, event = recorded.id, recorded.event
    match event:
        case VillageInvited():
            _set(tx, village, invited_at=event.at.isoformat(), expires_at=event.expires_at.isoformat())
        case VillageJoined():
            members.put(tx, village, event.verify_key)
            _set(
                tx,
                village,
                invited_at=None,
                expires_at=None,
                joined_at=event.at.isoformat(),
                verify_key=event.verify_key,
                refused_at=None,
                refused_key=None,
                shut_out_at=None,
                reason=None,
            )
        case JoinRefused():
            _set(tx, village, refused_at=event.at.isoformat(), refused_key=event.verify_key)
        case VillageShutOut():
            members.remove(tx, village)
            _set(
                tx,
                village,
                invited_at=None,
                expires_at=None,
                verify_key=None,
                shut_out_at=event.at.isoformat(),
                reason=event.reason,
            )


def rows(tx: Transaction) -> dict[str, Row]:
    """By village."""
    return {row[0]: Row(*row) for row in tx.execute(f"SELECT {_COLUMNS} FROM memberships ORDER BY village")}  # noqa: S608 - our own names


def _set(tx: Transaction, village: str, **values: str | None) -> None:
    tx.execute("INSERT INTO memberships (village) VALUES (?) ON CONFLICT DO NOTHING", (village,))
    columns = ", ".join(f"{name} = ?" for name in values)
    tx.execute(f"UPDATE memberships SET {columns} WHERE village = ?", (*values.values(), village))  # noqa: S608 - our own names
