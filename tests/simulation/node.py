"""One node of the simulated district: the real service, outbox, inbox, relay and catching up, through many lives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import services.disclosure.composition
import services.feedback.composition
import services.oversight.composition
from pilot.provision import NodePlace
from services.disclosure.desk import clock as desk_clock
from services.feedback.ballots import casting
from services.oversight.casework import clock as casework_clock
from shared.config import Config
from shared.messaging.bus import BusDownError
from shared.messaging.catchup import CatchUp, PeerAwayError
from shared.messaging.inbox import Inbox, Outcome
from shared.messaging.keys import Peer, queue_name
from shared.messaging.outbox import new_epoch
from shared.messaging.relay import Relay
from tests.simulation.database import Crashed, Disk, MemoryDatabase, nothing
from tests.simulation.entropy import SeededIds
from tests.simulation.faults import HOUR
from tests.simulation.network import BusEnd, LineEnd

if TYPE_CHECKING:
    from tests.simulation.district import District

COMPOSE = {
    "disclosure": services.disclosure.composition.compose,
    "oversight": services.oversight.composition.compose,
    "feedback": services.feedback.composition.compose,
}


TICKS = {"disclosure": desk_clock.tick, "oversight": casework_clock.tick, "feedback": casting.cast}


class NodeDown(PeerAwayError):
    """The node is not there, or went down while it was asked: nobody knows what it did."""


@dataclass(frozen=True)
class Pace:
    """Hours between a node's own rounds (relay with a head, asking its peers) and between ticks; virtual time."""

    hub: float
    village: float
    tick: float
    relay: float


@dataclass(frozen=True)
class Guards:
    """Switches for the tests that take a guard away, and prove that the simulation notices. In earnest none is used.

    ``statement`` sees each statement of a write transaction, ``page`` each page from the bus before the inbox does;
    ``heads``: whether the bus carries them; ``bus``: whether there is one; ``in_the_end`` is done before
    all is examined.
    """

    statement: Callable[[MemoryDatabase, str], None] | None = None
    page: Callable[[Node, bytes], None] | None = None
    heads: bool = True
    bus: bool = True
    in_the_end: Callable[[District], None] = nothing


class NodeClock:
    """The district's time with this node's own error."""

    def __init__(self, district: District) -> None:
        self._district = district
        self.offset = timedelta(0)

    def now(self) -> datetime:
        return self._district.now() + self.offset


class Node:
    """One node through all of its lives. ``service`` and the rest are those of the present life."""

    def __init__(self, district: District, place: NodePlace, data: Path) -> None:
        self.name = place.name
        self.source = place.source
        self.kind = place.service
        self.village = place.village.id if place.village else None
        self.disk = Disk(district.template(self.kind))
        self.clock = NodeClock(district)
        self.up = False
        self.told = 0
        self._district = district
        self._doom: tuple[int, str] | None = None
        self._rival: Callable[[], object] | None = None
        self._relay_due = False
        self._chance = district.random(f"node {place.name}")
        self._handler = district.random(f"handler {place.name}")
        self._failing: dict[tuple[str, int], int] = {}
        self._feed_limit = self._chance.choice((3, 20, 1000))
        self.config = Config(
            service=self.kind,
            village=self.village,
            database="memory",
            keys_database=f"sqlite:///{district.folder / self.kind}-keys.db",
            bus="simulated",
            secrets=place.secrets,
            peers=place.peers,
            accounts=place.accounts,
            data=data,
            url=f"http://{place.name}.test",
            state=district.folder,
            clock=self.clock,
            push=place.pushes,
            log_level="error",
            log_format="json",
            demo_clock=False,
            ids=SeededIds(district.random(f"ids {place.name}")),
            open=self._open,
        )

    # One life

    def start(self) -> None:
        """Put the node together anew from its disk, exactly as a process does when it starts."""
        try:
            service: Any = COMPOSE[self.kind](self.config)
        except Crashed:
            self.up = True
            self.fall()
            return
        self.database = service.application.database
        self.inbox = Inbox(self.database, service.node.peers, self._apply(service), self.clock)
        self.service = replace(service, node=replace(service.node, inbox=self.inbox))
        self.application = service.application
        self.peers: list[Peer] = list(service.node.peers)
        network = self._district.network
        self.relay = Relay(
            self.database, self.application.outbox, service.node.peers, BusEnd(network, self, self._district)
        )
        line = LineEnd(network, self, self._district)
        self.catchup = CatchUp(self.database, self.application.outbox, self.inbox, line, random=self._chance)
        self.up = True
        self._relay_due = False

    def enter(self, do: Callable[[], Any], rival: Callable[[], object] | None = None) -> Any:
        """Do something at this node. Raises NodeDown if it is down, or crashes over it."""
        if not self.up:
            raise NodeDown(f"{self.name} is down")
        before, self._rival = self._rival, rival
        try:
            return do()
        except Crashed:
            self.fall()
            raise NodeDown(f"{self.name} went down") from None
        finally:
            self._rival = before
            self._tell_soon()

    def fall(self) -> None:
        if not self.up:
            return
        self.up = False
        self.database.dead = True
        self._doom = None
        if self.kind != "feedback":
            self.service.keys.close()
        self._district.tell(self.name, "down")
        self._district.after(self._chance.uniform(0.01, 6) * HOUR, self.rise)

    def rise(self) -> None:
        if self.up:
            return
        self.start()
        if self.up:
            self._district.tell(self.name, "up")
            self._district.after(1, self.round)
            self._district.after(1, lambda: self._district.network.deliver(queue_name(self.source)))

    def back_up(self) -> None:
        self._backup = self.disk.copy()

    def put_back(self) -> None:
        """What an operator does who has lost the disk: the backup, a new epoch, and a start."""
        if self.up:
            self.fall()
        self.disk.connection.close()
        self.disk, self._doom, self.told = self._backup, None, 0
        with MemoryDatabase(self.disk).write() as tx:
            self.application.outbox.begin_epoch(tx, new_epoch(self.clock.now(), self.config.ids.new()))
        self.rise()

    def mend(self) -> None:
        """No more crashes, the clock is right, and it is there."""
        self._doom = None
        self.clock.offset = timedelta(0)
        if not self.up:
            self.start()

    def leave(self) -> None:
        self.disk.connection.close()
        if self.kind != "feedback":
            self.service.keys.close()

    def count(self, table: str) -> int:
        return self.disk.connection.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0]

    def doom(self, commits: int, moment: str) -> None:
        """Let it crash at so many commits from now, "before" or "after" it."""
        self._doom = (commits, moment)

    def doomed_at_last(self) -> None:
        if self._doom:
            self.fall()

    def _open(self, _: str) -> MemoryDatabase:
        self.database = MemoryDatabase(self.disk)
        self.database.at_commit = self._at_commit
        self.database.before_write = self._before_write
        self.database.statement = self._district.guards.statement
        return self.database

    def _at_commit(self, moment: str) -> None:
        if self._doom is None:
            return
        commits, when = self._doom
        if commits > 1:
            self._doom = (commits - (moment == "after"), when)
        elif moment == when:
            self._district.tell(self.name, f"crashes {when} a commit")
            self.database.dead = True
            raise Crashed

    def _before_write(self) -> None:
        """Somebody else is faster: a double tap, a colleague, a second worker."""
        if self._rival is None or not self._district.faults.happens("race", self._chance):
            return
        rival, self._rival = self._rival, None
        try:
            rival()
        finally:
            self._rival = rival

    # What a worker does

    def round(self) -> None:
        """Relay with a head, and ask every peer."""
        self.send()
        self.ask()

    def send(self) -> None:
        self._relay_due = False
        if not self.up:
            return
        try:
            self.enter(lambda: self.relay.step(self.clock.now()))
        except BusDownError:
            if self.config.push:
                for peer in self.peers:
                    self.catchup.hurry(peer.source)
                    self.speak(peer)
        except NodeDown:
            return

    def ask(self) -> None:
        for peer in self.peers:
            self.speak(peer)

    def speak(self, peer: Peer) -> None:
        """A conversation with a peer, if one is due."""
        now = self._district.time
        if not self.up or not self.catchup.due(peer, now):
            return
        try:
            self.enter(lambda: self.catchup.speak(peer, now, push=self.config.push))
        except PeerAwayError:
            return

    def hear(self, body: bytes) -> None:
        """A page from the bus."""
        try:
            receipt = self.enter(lambda: self.receive(body), rival=lambda: self.receive(body))
        except NodeDown:
            return
        if receipt.outcome is Outcome.GAP:
            self.catchup.hurry(receipt.source)
            peer = self.service.node.peers.get(receipt.source)
            self._district.after(0.1, lambda: self.speak(peer))

    def receive(self, body: bytes) -> Any:
        if self._district.guards.page:
            self._district.guards.page(self, body)
        return self.inbox.receive(body)

    def feed(self, after: int) -> bytes:
        """What ``GET /feed`` answers."""
        with self.database.read() as tx:
            return self.application.outbox.page(tx, after, self._feed_limit).encode()

    def tick(self) -> None:
        """Record what has fallen due."""
        if not self.up:
            return
        tick = partial(TICKS[self.kind], self.service)
        try:
            for _ in range(50):
                if not self.enter(tick, rival=tick):
                    return
        except NodeDown:
            return

    def _tell_soon(self) -> None:
        """Messages that are new are sent after a while, as a relay with much to do would."""
        head = self.head()
        if head > self.told and not self._relay_due:
            self.told = head
            self._relay_due = True
            wait = self._chance.uniform(0, 2 * self._district.pace.relay)
            self._district.after(wait * HOUR if self._chance.random() < 0.8 else 1, self.send)

    def head(self) -> int:
        """The number of the last message told; 0 before the first."""
        return self.disk.connection.execute("SELECT coalesce(max(sequence), 0) FROM outbox").fetchall()[0][0]

    def _apply(self, service: Any) -> Callable[[Any, Sequence[dict[str, Any]]], None]:
        def apply(tx: Any, messages: Sequence[dict[str, Any]]) -> None:
            service.application.apply_messages(tx, messages)
            for message in messages:
                # Afterwards, so that there is something to take back.
                self._perhaps_fail(message["source"], message["sequence"])
                self.database.note_applied(message["source"], message["sequence"])

        return apply

    def _perhaps_fail(self, source: str, sequence: int) -> None:
        """Fewer times in a row than a message is tried: such a one must never be parked."""
        left = self._failing.get((source, sequence))
        if left is None:
            fails = self._district.faults.happens("handler", self._handler)
            left = self._failing[source, sequence] = self._handler.choice((1, 2)) if fails else 0
        if left:
            self._failing[source, sequence] = left - 1
            raise RuntimeError("the handler fails this time")
