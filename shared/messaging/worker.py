"""The worker process of a node: relay, listening, catching up, the tick of the clock, a heartbeat.

Of several workers on one database one leads and does all of this, the others stand by. Each part runs in a thread of
its own. What is expected (the bus or a peer is away) is waited out; anything else ends the
process with its error, and the supervisor starts it again from what is on disk.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from random import Random

import structlog

from shared.application import Application
from shared.eventlog import UnknownEventError
from shared.messaging.bus import BusDownError, KombuBus
from shared.messaging.catchup import EVERY, EVERY_WITHOUT_BUS, CatchUp, PeerAwayError
from shared.messaging.inbox import Inbox, Outcome, Receipt
from shared.messaging.keys import Peer, Peers, queue_name
from shared.messaging.lease import BEAT_EVERY, Lease
from shared.messaging.line import HttpLine
from shared.messaging.relay import Relay
from shared.start import EXIT

ALIVE_WITHIN = timedelta(seconds=30)
NO_BUS = "none"
"""The URL of the bus where there is none in reach: a village far away, which asks and pushes."""
_RELAY_POLL = 0.01
_NEWS_POLL = 0.5
_BUS_RETRY = 1.0
_NICENESS = 5

Tick = Callable[[], int]
"""Records what has fallen due; returns how many there were, so that a long list is worked off without a pause."""


class Worker:
    def __init__(
        self,
        application: Application,
        inbox: Inbox,
        peers: Peers,
        line: HttpLine,
        *,
        bus_url: str,
        push: bool,
        tick: Tick | None,
        look_again: Callable[[], None] = lambda: None,
    ) -> None:
        self._application = application
        self._inbox = inbox
        self._peers = peers
        self._bus_url = bus_url
        self._push = push
        self._tick = tick
        self._look_again = look_again
        self._catchup = CatchUp(
            application.database,
            application.outbox,
            inbox,
            line,
            random=Random(),  # noqa: S311
            every=EVERY if bus_url != NO_BUS else EVERY_WITHOUT_BUS,
        )
        self._lease = Lease(application.database, application.ids)
        self._stop = threading.Event()
        self._bus_state = "unknown" if bus_url != NO_BUS else NO_BUS
        self._exit_code = 0
        self._log = structlog.get_logger("worker")

    def run(self) -> int:
        """Run until SIGTERM or SIGINT, or until another worker leads; return the exit code.

        That is 1 after an error, 3 where a newer version of the software has written to the log.
        """
        # Whoever waits for a page comes first; what waits in the outbox can wait a little longer.
        os.nice(_NICENESS)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._stop.set())
        if not self._lead():
            return 0
        loops = [self._catchup_loop, self._beat_loop]
        loops += [self._news_loop] if self._bus_url == NO_BUS else [self._relay_loop, self._listen_loop]
        loops += [self._tick_loop] if self._tick else []
        threads = [threading.Thread(target=self._guarded, args=(loop,), name=loop.__name__) for loop in loops]
        for thread in threads:
            thread.start()
        self._log.info("worker started", source=self._application.outbox.source)
        self._stop.wait()
        for thread in threads:
            thread.join(timeout=30)
        self._lease.release()
        self._log.info("worker stopped", source=self._application.outbox.source)
        return self._exit_code

    def _lead(self) -> bool:
        """Stand by until this worker leads; False if it was stopped before."""
        if not self._lease.take(time.monotonic()):
            self._log.info("another worker leads, standing by", source=self._application.outbox.source)
            while not self._lease.take(time.monotonic()):
                if self._stop.wait(BEAT_EVERY):
                    return False
        return True

    def _guarded(self, loop: Callable[[], None]) -> None:
        try:
            loop()
        except UnknownEventError as error:
            self._log.error("worker stopped: " + str(error), loop=loop.__name__)
            self._exit_code = EXIT
        except Exception:  # noqa: BLE001 - logged, and the process ends with it
            self._log.exception("worker failed", loop=loop.__name__)
            self._exit_code = 1
        finally:
            self._stop.set()

    def _news_loop(self) -> None:
        """Without a bus: what is new here is pushed at once, and not only at the next round."""
        told = 0
        while not self._stop.is_set():
            with self._application.database.read() as tx:
                head = self._application.outbox.head(tx)
            if head != told:
                for peer in self._peers:
                    self._catchup.hurry(peer.source)
            told = head
            self._stop.wait(_NEWS_POLL)

    def _relay_loop(self) -> None:
        sending = KombuBus(self._bus_url)
        relay = Relay(self._application.database, self._application.outbox, self._peers, sending)
        while not self._stop.is_set():
            try:
                busy = relay.step(self._application.clock.now())
                self._bus_is("up")
                if not busy:
                    self._stop.wait(_RELAY_POLL)
            except BusDownError as error:
                self._bus_is("down", str(error))
                for peer in self._peers if self._push else ():
                    self._catchup.hurry(peer.source)
                self._stop.wait(_BUS_RETRY)
        sending.close()

    def _listen_loop(self) -> None:
        bus = KombuBus(self._bus_url)
        queue = queue_name(self._application.outbox.source)
        while not self._stop.is_set():
            try:
                bus.listen(queue, self._heard, self._stop)
            except BusDownError:
                self._stop.wait(_BUS_RETRY)
        bus.close()

    def _heard(self, body: bytes) -> None:
        receipt = self._inbox.receive(body)
        self._note(receipt)
        if receipt.outcome is Outcome.GAP:
            self._catchup.hurry(receipt.source)

    def _note(self, receipt: Receipt) -> None:
        if receipt.outcome in {Outcome.REFUSED, Outcome.DIVERGED} or receipt.reason:
            self._log.warning(
                "page not applied as it is", outcome=receipt.outcome.value, peer=receipt.source, reason=receipt.reason
            )

    def _catchup_loop(self) -> None:
        running: dict[str, Future[None]] = {}
        with ThreadPoolExecutor(max_workers=4, thread_name_prefix="catch-up") as pool:
            while not self._stop.is_set():
                now = time.monotonic()
                for peer in self._peers:
                    conversation = running.get(peer.source)
                    if conversation is not None and conversation.done():
                        running.pop(peer.source).result()
                    if peer.source not in running and self._catchup.due(peer, now):
                        running[peer.source] = pool.submit(self._speak, peer, now)
                self._stop.wait(0.05)

    def _speak(self, peer: Peer, now: float) -> None:
        try:
            self._catchup.speak(peer, now, push=self._push)
        except PeerAwayError as error:
            self._log.info("peer away, will try again", peer=peer.source, reason=str(error))

    def _tick_loop(self) -> None:
        assert self._tick is not None
        while not self._stop.is_set():
            if not self._tick():
                self._stop.wait(1.0)

    def _beat_loop(self) -> None:
        while not self._stop.is_set():
            self._look_again()
            with self._application.database.write() as tx:
                if not self._lease.renew(tx):
                    self._log.warning("another worker leads now; this one ends, to be started again as a stand-by")
                    self._stop.set()
                    return
                tx.execute(
                    "INSERT INTO workers VALUES ('worker', ?, ?) ON CONFLICT (name) DO UPDATE SET"
                    " beat_at = excluded.beat_at, bus = excluded.bus",
                    (self._application.clock.now().isoformat(), self._bus_state),
                )
            self._stop.wait(BEAT_EVERY)

    def _bus_is(self, state: str, reason: str = "") -> None:
        if state != self._bus_state:
            say = self._log.warning if reason else self._log.info
            say("bus " + state, reason=reason)
            self._bus_state = state


def main(start: Callable[[], Worker], check: Callable[[], bool]) -> None:
    """The command line of every worker module: run, or with ``--check`` tell whether one is alive."""
    if sys.argv[1:] == ["--check"]:
        sys.exit(0 if check() else 1)
    sys.exit(start().run())
