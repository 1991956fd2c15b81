"""The villages that joined from far away: whose key was registered while the services ran, and not by a peers file.

A read model of the two services of the township, over events of their own. Such a village has an outgoing line alone:
it is not asked and gets nothing by the bus, it asks and pushes.
"""

from __future__ import annotations

from shared.eventlog.database import Transaction

TABLES = """
CREATE TABLE IF NOT EXISTS members (source TEXT PRIMARY KEY, verify_key TEXT NOT NULL) WITHOUT ROWID
"""


def put(tx: Transaction, village: str, verify_key: str) -> None:
    tx.execute(
        "INSERT INTO members VALUES (?, ?) ON CONFLICT (source) DO UPDATE SET verify_key = excluded.verify_key",
        (f"/feedback/{village}", verify_key),
    )


def remove(tx: Transaction, village: str) -> None:
    tx.execute("DELETE FROM members WHERE source = ?", (f"/feedback/{village}",))


def keys(tx: Transaction) -> dict[str, str]:
    """Public keys by source."""
    return dict(tx.execute("SELECT source, verify_key FROM members"))


def join_content(village: str, verify_key: str) -> bytes:
    """What a village that joins signs with the one-time key of its invitation: which key of its own is to count."""
    return f"POST /api/joins\n{village}\n{verify_key}".encode()
