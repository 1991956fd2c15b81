"""One node of the district put together from its configuration: what its web process and its worker have in common."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from shared.application import Application, Blueprint
from shared.condition import look
from shared.config import Config
from shared.eventlog import Codec, EventLog
from shared.messaging import members
from shared.messaging.inbox import Inbox
from shared.messaging.keys import Peers, Secrets, load_peers, load_secrets
from shared.messaging.line import HttpLine
from shared.messaging.lines import Lines
from shared.messaging.outbox import Outbox
from shared.messaging.parked import Parked
from shared.messaging.worker import ALIVE_WITHIN, NO_BUS, Tick, Worker

Gauge = tuple[str, str, dict[str, str], float]
"""Name, what it tells, labels, value."""


@dataclass(frozen=True)
class Node:
    config: Config
    application: Application
    inbox: Inbox
    peers: Peers
    secrets: Secrets
    lines: Lines

    def line(self) -> HttpLine:
        return HttpLine(self.config.source, self.secrets.signing_key, self.config.clock, self.lines)

    def worker(self, tick: Tick | None = None) -> Worker:
        return Worker(
            self.application,
            self.inbox,
            self.peers,
            self.line(),
            bus_url=self.config.bus,
            push=self.config.push,
            tick=tick,
            look_again=self.look_again,
        )

    def look_again(self) -> None:
        """Take up which villages have joined since: from time to time, and never within a transaction."""
        if any(members.TABLES in view.TABLES for view in self.application.blueprint.views):
            self.peers.look_again(self.application.database)

    @property
    def parked(self) -> Parked:
        return Parked(self.application.database, self.application.apply_messages, self.config.clock)

    def ready(self) -> None:
        """Raises what the database raises when it cannot be used."""
        with self.application.database.read() as tx:
            tx.execute("SELECT epoch FROM epochs")

    def worker_alive(self) -> bool:
        return self._worker()["state"] == "alive"

    def health(self) -> dict[str, Any]:
        """How the node is, for people and monitoring: what waits, what is parked, who has been heard when."""
        with self.application.database.read() as tx:
            head = self.application.outbox.head(tx)
            sent: dict[str, int] = dict(tx.execute("SELECT listener, sent FROM relays"))
            sources = tx.execute("SELECT source, sequence, head, heard_at, trouble FROM inbox ORDER BY source")
            restored = {
                source: {"noticed_at": noticed_at, "heard": heard, "since": since}
                for source, heard, since, noticed_at in tx.execute(
                    "SELECT source, heard, since, noticed_at FROM restorations ORDER BY noticed_at"
                )
            }
            epoch = self.application.outbox.epoch(tx)
            parked = tx.execute("SELECT count(*) FROM parked")[0][0]
            discarded = tx.execute("SELECT count(*) FROM discarded")[0][0]
            refused = tx.execute("SELECT coalesce(sum(count), 0) FROM refused")[0][0]
            events = self.application.log.tail(tx).position
            condition = look(tx, self.config)
        worker = self._worker()
        backlog = {peer.source: max(0, head - sent.get(peer.source, 0)) for peer in self.peers if peer.on_bus}
        sound = worker["state"] == "alive" and worker["bus"] in ("up", NO_BUS) and not parked and condition.sound
        return {
            "status": "ok" if sound and not any(row[4] for row in sources) else "attention",
            "source": self.config.source,
            "events": events,
            "outbox": head,
            "epoch": epoch.name,
            "backlog": backlog,
            "bus": worker["bus"],
            "worker": worker["state"],
            "parked": parked,
            "discarded": discarded,
            "refused": int(refused),
            **condition.told(),
            "heard": {
                source: {
                    "applied": applied,
                    "head": told,
                    "heard_at": heard_at,
                    "trouble": trouble,
                    "restored": restored.get(source),
                }
                for source, applied, told, heard_at, trouble in sources
            },
        }

    def gauges(self) -> Iterator[Gauge]:
        health = self.health()
        yield "sunshine_events", "Events in the log.", {}, health["events"]
        yield "sunshine_outbox", "Number of the last message told.", {}, health["outbox"]
        yield "sunshine_parked", "Messages that could not be applied.", {}, health["parked"]
        yield "sunshine_discarded", "Parked messages that a person gave up.", {}, health["discarded"]
        yield "sunshine_refused", "Pages refused: bad signature or unknown source.", {}, health["refused"]
        yield "sunshine_clock_behind_log", "Seconds by which the clock went back.", {}, health["clock"]["behind_log"]
        if health["clock"]["ahead"] is not None:
            yield "sunshine_clock_ahead", "Seconds ahead of the township's clock.", {}, health["clock"]["ahead"]
        if health["disk"] is not None:
            yield "sunshine_disk_free_bytes", "Room left for the database.", {}, float(health["disk"]["free"])
        yield "sunshine_bus_up", "Whether the worker reaches the bus.", {}, float(health["bus"] == "up")
        yield "sunshine_worker_alive", "Whether the worker beats.", {}, float(health["worker"] == "alive")
        for listener, waiting in health["backlog"].items():
            yield "sunshine_backlog", "Messages not yet sent by the bus.", {"listener": listener}, waiting
        for source, heard in health["heard"].items():
            behind = max(0, heard["head"] - heard["applied"])
            yield "sunshine_behind", "Messages told but not yet applied here.", {"source": source}, behind
            yield "sunshine_trouble", "1 while nothing is applied.", {"source": source}, float(bool(heard["trouble"]))
            restored = float(heard["restored"] is not None)
            yield "sunshine_restored", "1 if it was ever put back to an older state.", {"source": source}, restored

    def _worker(self) -> dict[str, str]:
        with self.application.database.read() as tx:
            rows = tx.execute("SELECT beat_at, bus FROM workers")
        if not rows:
            return {"state": "not started", "bus": "unknown"}
        age = self.config.clock.now() - datetime.fromisoformat(rows[0][0])
        return {"state": "alive" if age < ALIVE_WITHIN else "silent", "bus": rows[0][1]}


def build_node(config: Config, codec: Codec, blueprint: Callable[[Secrets, Peers], Blueprint]) -> Node:
    """Open the database, create what is missing in it, and put the node together."""
    secrets, peers = load_secrets(config.secrets), load_peers(config.peers)
    database = config.open(config.database)
    outbox = Outbox(config.source, secrets.signing_key)
    application = Application(
        blueprint(secrets, peers),
        database=database,
        log=EventLog(codec),
        outbox=outbox,
        clock=config.clock,
        ids=config.ids,
    )
    application.create_tables()
    inbox = Inbox(database, peers, application.apply_messages, config.clock)
    # The township hears from a thousand villages, a village from the township alone.
    lines = Lines(database, config.clock, timedelta(minutes=1) if config.village else timedelta(hours=1))
    node = Node(config, application, inbox, peers, secrets, lines)
    node.look_again()
    return node
