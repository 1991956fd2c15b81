"""Two nodes that know each other: ``/example`` tells, ``/listener`` hears."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.application import Application
from shared.clock import ManualClock
from shared.eventlog import Database, EventLog, open_database
from shared.ids import RandomIds
from shared.messaging.inbox import Inbox
from shared.messaging.keys import Peer, Peers, SigningKey, VerifyKey
from shared.messaging.outbox import Outbox
from tests.shared.tally import BLUEPRINT, CODEC, Count

SEEDS = {"/example": "01" * 32, "/listener": "02" * 32, "/stranger": "03" * 32}


def public(source: str) -> str:
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(SEEDS[source])).public_key().public_bytes_raw().hex()


def peer(source: str, url: str | None = None) -> Peer:
    return Peer(source, VerifyKey(public(source)), url, None)


class Side:
    """One node: its application and its inbox."""

    def __init__(self, source: str, database: Database, clock: ManualClock, peers: Peers) -> None:
        self.source = source
        self.clock = clock
        self.peers = peers
        self.outbox = Outbox(source, SigningKey(SEEDS[source]))
        self.application = Application(
            BLUEPRINT, database=database, log=EventLog(CODEC), outbox=self.outbox, clock=clock, ids=RandomIds()
        )
        self.application.create_tables()
        self.inbox = Inbox(database, peers, self.application.apply_messages, clock)

    def count(self, tally: str = "a", by: int = 1) -> None:
        self.application.handle("tally", tally, Count(by, self.clock.now()), actor="li")

    def page(self, after: int, limit: int = 1000) -> bytes:
        with self.application.database.read() as tx:
            return self.outbox.page(tx, after, limit).encode()

    def totals(self) -> dict[str, int]:
        with self.application.database.read() as tx:
            return dict(tx.execute("SELECT tally, total FROM totals"))

    def parked(self) -> list[tuple[int, str]]:
        with self.application.database.read() as tx:
            return [(row[0], row[1]) for row in tx.execute("SELECT sequence, error FROM parked ORDER BY sequence")]

    def trouble(self) -> str:
        with self.application.database.read() as tx:
            return str(tx.execute("SELECT trouble FROM inbox")[0][0])


@pytest.fixture
def teller(tmp_path: Path, clock: ManualClock) -> Side:
    database = open_database(f"sqlite:///{tmp_path / 'teller.db'}")
    return Side("/example", database, clock, Peers({"/listener": peer("/listener", "http://listener")}))


@pytest.fixture
def listener(database: Database, clock: ManualClock) -> Side:
    return Side("/listener", database, clock, Peers({"/example": peer("/example", "http://teller")}))


@pytest.fixture
def anew(tmp_path: Path, clock: ManualClock) -> Callable[[], Side]:
    """The teller again, set up from nothing: same name, same key, another history."""

    def make() -> Side:
        database = open_database(f"sqlite:///{tmp_path / 'anew.db'}")
        return Side("/example", database, clock, Peers({}))

    return make
