"""Two nodes of the toy aggregate that know each other: one tells, one listens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from bench.log import BATCH, counting
from shared.application import Application
from shared.eventlog import Transaction, open_database
from shared.messaging.inbox import Inbox
from shared.messaging.keys import Peers, SigningKey
from shared.messaging.parked import Apply
from tests.shared.messaging.conftest import SEEDS, peer
from tests.shared.tally import COUNTED, Counted, CountedMessage

TELLER, LISTENER = "/example", "/listener"
_OTHER = {TELLER: LISTENER, LISTENER: TELLER}
_SCHEMA = CountedMessage()


@dataclass(frozen=True)
class Node:
    application: Application
    inbox: Inbox
    peers: Peers


def node(source: str, url: str, *, teller_url: str | None = None, only_view: bool = False) -> Node:
    """``only_view``: what is heard goes into a view and no further, without an aggregate and an event."""
    application = counting(open_database(url), source, SigningKey(SEEDS[source]))
    peers = Peers({_OTHER[source]: peer(_OTHER[source], teller_url)})
    apply: Apply = into_view if only_view else application.apply_messages
    return Node(application, Inbox(application.database, peers, apply, application.clock), peers)


def into_view(tx: Transaction, messages: Sequence[Any]) -> None:
    """Each message checked against its schema, and into a view."""
    for message in messages:
        if message["type"] == COUNTED:
            data = _SCHEMA.load(message["data"])
            tx.execute(
                "INSERT INTO totals VALUES (?, ?) ON CONFLICT (tally) DO UPDATE SET total = totals.total + ?",
                (data["tally"], data["by"], data["by"]),
            )


def tell(teller: Node, count: int) -> None:
    """Append so many events, each with its message."""
    for _ in range(count // BATCH):
        with teller.application.unit(actor="li") as unit:
            for _ in range(BATCH):
                unit.append(f"tally-{uuid4().hex}", 0, [Counted(1, 1, unit.now)])


def heard(listener: Node) -> int:
    return listener.inbox.position(TELLER)
