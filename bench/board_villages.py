"""Plays many villages: each hears the bus, shows what it is told of, and its clerk posts it at once.

``python -m bench.board_villages NODES BUS NUMBER OF`` plays every OF-th of the villages under NODES. Each has the real
rules, log, inbox, outbox and relay of a village's endpoint on an SQLite file of its own; only the line to the bus is
shared, by a process that stands for hundreds.
"""

from __future__ import annotations

import random
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from kombu.connection import Connection
from kombu.entity import Queue
from kombu.messaging import Consumer

from services.feedback.composition import blueprint
from services.feedback.domain.posting import Post
from services.feedback.stored import CODEC
from services.feedback.views import board
from shared.application import Application
from shared.clock import CHINA, SystemClock
from shared.eventlog import EventLog, open_database
from shared.ids import RandomIds
from shared.messaging.bus import KombuBus
from shared.messaging.catchup import CatchUp, PeerAwayError
from shared.messaging.inbox import Inbox
from shared.messaging.keys import Peers, load_peers, load_secrets, queue_name
from shared.messaging.line import HttpLine
from shared.messaging.outbox import Outbox
from shared.messaging.relay import Relay


@dataclass
class Village:
    id: str
    place: Path
    bus: KombuBus
    unheard: bool = False
    """Whether the township's queue was full: then a village's worker pushes what it has to tell."""

    @cached_property
    def application(self) -> Application:
        key, clock = load_secrets(self.place / "secrets.json").signing_key, SystemClock()
        application = Application(
            blueprint(self.id, key, clock),
            database=open_database(f"sqlite:///{self.place / 'sunshine.db'}"),
            log=EventLog(CODEC),
            outbox=Outbox(f"/feedback/{self.id}", key),
            clock=clock,
            ids=RandomIds(),
        )
        application.create_tables()
        return application

    @cached_property
    def peers(self) -> Peers:
        return load_peers(self.place / "peers.json")

    @cached_property
    def inbox(self) -> Inbox:
        return Inbox(self.application.database, self.peers, self.application.apply_messages, self.application.clock)

    @cached_property
    def relay(self) -> Relay:
        return Relay(self.application.database, self.application.outbox, self.peers, self.bus)

    @cached_property
    def catchup(self) -> CatchUp:
        secrets, application = load_secrets(self.place / "secrets.json"), self.application
        line = HttpLine(f"/feedback/{self.id}", secrets.signing_key, application.clock)
        return CatchUp(application.database, application.outbox, self.inbox, line, random=random.Random(self.id))

    def hear(self, body: bytes) -> None:
        """Show it, post it, and tell both."""
        self.inbox.receive(body)
        with self.application.database.read() as tx:
            due = board.to_do(tx, board.TO_POST)
        for each in due:
            now = self.application.clock.now()
            command = Post(each["version"], now.astimezone(CHINA).date(), now)
            self.application.handle("posting", each["publication"], command, actor=self.id)
        if due:
            self.relay.step(self.application.clock.now())
            self.unheard = "/disclosure" in self.relay._full

    def make_sure(self) -> None:
        """What the bus had no room for is pushed."""
        peer, now = self.peers.by_source["/disclosure"], time.monotonic()
        if self.unheard and self.catchup.due(peer, now):
            with suppress(PeerAwayError):  # it has noted when to try again
                self.catchup.speak(peer, now, push=True)
                self.unheard = False


def play(villages: list[Village], url: str) -> None:
    by_queue = {queue_name(f"/feedback/{village.id}"): village for village in villages}
    arrived: list[tuple[str, bytes]] = []

    def take(message: Any) -> None:
        body = message.body
        arrived.append((message.delivery_info["routing_key"], body.encode() if isinstance(body, str) else bytes(body)))

    with Connection(url) as connection, ThreadPoolExecutor(4) as pool:
        queues = [Queue(name, durable=True) for name in by_queue]
        with Consumer(connection.default_channel, queues, no_ack=True, on_message=take):
            print("ready", flush=True)
            looked = 0.0
            while True:
                with suppress(TimeoutError):
                    connection.drain_events(timeout=0.2)
                for queue, body in arrived:
                    by_queue[queue].hear(body)
                arrived.clear()
                if time.monotonic() - looked > 1:
                    list(pool.map(Village.make_sure, villages))
                    looked = time.monotonic()


if __name__ == "__main__":
    nodes, bus, number, of = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    shared_bus = KombuBus(bus)
    mine = [Village(each.name, each, shared_bus) for each in sorted(nodes.glob("away-*"))[number::of]]
    for village in mine:
        village.relay.step(village.application.clock.now())
    play(mine, bus)
