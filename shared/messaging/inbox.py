"""The inbox: takes pages of other nodes, and applies every message exactly once, in order.

How far each source has been applied stands in the same transaction as the effects, so a crash at any moment leaves
both or neither. What is next in line is applied, what is older is dropped, what is further on shows a gap.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum

from shared.clock import Clock
from shared.eventlog.codec import UnknownEventError
from shared.eventlog.database import Database, Transaction
from shared.messaging.keys import Peers
from shared.messaging.page import BadPageError, Page, decode, message_in
from shared.messaging.parked import Apply, park

TABLES = """
CREATE TABLE IF NOT EXISTS inbox (
    source TEXT PRIMARY KEY, epoch TEXT NOT NULL, sequence INTEGER NOT NULL, hash TEXT NOT NULL,
    head INTEGER NOT NULL, heard_at TEXT NOT NULL, trouble TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS refused (reason TEXT PRIMARY KEY, count INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS restorations (
    source TEXT NOT NULL, epoch TEXT NOT NULL, heard INTEGER NOT NULL, since INTEGER NOT NULL,
    noticed_at TEXT NOT NULL, PRIMARY KEY (source, epoch)
)
"""
TRIES = 3
"""How often a message is tried before it is parked."""
SLICE = 100
"""Messages applied in one transaction at most: whoever waits for a page gets the writers' turn in between."""
_NOTED_EVERY = timedelta(minutes=1)
"""How exactly it is kept when a silent source was last heard: a write a head would be too many."""


class Outcome(Enum):
    APPLIED = "applied"
    NOTHING_NEW = "nothing new"
    GAP = "gap"
    DIVERGED = "diverged"
    REFUSED = "refused"


@dataclass(frozen=True)
class Receipt:
    """What became of a page. ``sequence`` is the last number applied of this source, whatever the outcome."""

    source: str
    outcome: Outcome
    sequence: int
    head: int
    reason: str = ""


@dataclass(frozen=True)
class _Position:
    epoch: str
    sequence: int
    hash: str
    heard_at: str


def _joins(page: Page, hashes: list[str], standing: _Position) -> bool:
    """Whether the page goes on from what was applied, as far as it can tell. An unknown hash joins anything."""
    done = standing.sequence - page.after
    return not (standing.hash and 0 <= done < len(hashes)) or hashes[done] == standing.hash


def _went_back(page: Page, asked_after: int, standing: _Position) -> str:
    """What shows that a source fell back behind what it told before, without saying so; empty where nothing does."""
    if page.epoch < standing.epoch:
        return "its epoch is older than the one heard before: it was put back without declaring a new one"
    if page.epoch == standing.epoch and page.head < asked_after:
        return "its numbers went back: it was put back to an older state without declaring a new epoch"
    return ""


class Inbox:
    def __init__(self, database: Database, peers: Peers, apply: Apply, clock: Clock) -> None:
        self._database = database
        self._peers = peers
        self._apply = apply
        self._clock = clock

    def position(self, source: str) -> int:
        """The number of the last message of a source that has been applied."""
        with self._database.read() as tx:
            return self._position(tx, source).sequence

    def epochs(self, tx: Transaction) -> dict[str, str]:
        """The epoch in which each source was heard last."""
        return dict(tx.execute("SELECT source, epoch FROM inbox WHERE epoch <> ''"))

    def receive(self, body: bytes, *, asked_after: int | None = None, pushed: bool = False) -> Receipt:
        """Take one page, from wherever it came. A bad page does not raise: it is refused and counted.

        ``asked_after`` is the position with which the source was just asked for its feed; ``pushed`` that it came
        from the source itself. Only such a page can show that a source went back; on the bus an old one may be late.
        """
        try:
            page = decode(body)
            peer = self._peers.get(page.source)
            if peer is None:
                raise BadPageError("from a source that this node does not listen to")
            hashes = page.verify(peer.verify_key)
        except BadPageError as error:
            return self._refuse(str(error))
        with self._database.read() as tx:
            standing = self._position(tx, page.source)
            if self._tells_nothing(page, hashes, standing):
                return Receipt(page.source, Outcome.NOTHING_NEW, standing.sequence, page.head)
        asked_after = standing.sequence if pushed else asked_after
        if asked_after is not None and (trouble := _went_back(page, asked_after, standing)):
            with self._database.write() as tx:
                return self._mark(tx, page, self._position(tx, page.source), trouble)
        try:
            return self._take_by_slices(page, hashes)
        except UnknownEventError:
            raise
        except self._database.errors:
            raise
        except Exception:  # noqa: BLE001 - found again, named and parked by the careful way
            return self._take_one_by_one(page, hashes)

    def _take_by_slices(self, page: Page, hashes: list[str]) -> Receipt:
        while True:
            with self._database.write() as tx:
                receipt = self._take(tx, page, hashes, SLICE)
            if receipt.outcome is not Outcome.APPLIED or receipt.sequence >= page.last:
                return receipt

    def _take(self, tx: Transaction, page: Page, hashes: list[str], limit: int) -> Receipt:
        """Apply up to ``limit`` of the messages that are next in line."""
        standing = self._standing(tx, page)
        if page.epoch < standing.epoch:
            # From before the source was restored, and late.
            return Receipt(page.source, Outcome.NOTHING_NEW, standing.sequence, page.head)
        if not _joins(page, hashes, standing):
            return self._mark(tx, page, standing, "its history is not the one heard before")
        done = standing.sequence - page.after
        if done < 0:
            self._note(tx, page, replace(standing, epoch=page.epoch))
            return Receipt(page.source, Outcome.GAP, standing.sequence, page.head)
        fresh = page.lines[done : done + limit]
        self._apply(tx, [message_in(page.source, line) for line in fresh])
        reached = standing.sequence + len(fresh)
        digest = hashes[done + len(fresh)] if fresh else standing.hash
        self._note(tx, page, _Position(page.epoch, reached, digest, ""))
        outcome = Outcome.APPLIED if fresh else Outcome.NOTHING_NEW
        if not fresh and page.head > reached:
            outcome = Outcome.GAP
        return Receipt(page.source, outcome, reached, page.head)

    def _take_one_by_one(self, page: Page, hashes: list[str]) -> Receipt:
        """Each message in a transaction of its own, so that one that fails does not hold up the rest."""
        for _ in range(len(page.lines) + 1):
            with self._database.write() as tx:
                tried = self._standing(tx, page).sequence + 1
            for attempt in range(1, TRIES + 1):
                try:
                    with self._database.write() as tx:
                        receipt = self._take(tx, page, hashes, 1)
                    break
                except UnknownEventError:
                    raise
                except self._database.errors:
                    raise
                except Exception as error:  # noqa: BLE001 - parked with its error, shown to the district
                    if attempt == TRIES:
                        receipt = self._park(page, hashes, tried, error)
            if receipt.outcome is not Outcome.APPLIED or receipt.sequence >= page.last:
                break
        return receipt

    def _park(self, page: Page, hashes: list[str], tried: int, error: Exception) -> Receipt:
        with self._database.write() as tx:
            standing = self._standing(tx, page)
            done = standing.sequence - page.after
            if standing.sequence + 1 != tried:  # another way was faster: what is next now has not been tried
                return Receipt(page.source, Outcome.APPLIED, standing.sequence, page.head)
            park(tx, page.source, standing.sequence + 1, page.lines[done], error, at=self._now())
            self._note(tx, page, _Position(page.epoch, standing.sequence + 1, hashes[done + 1], ""))
            return Receipt(page.source, Outcome.APPLIED, standing.sequence + 1, page.head, "parked")

    def _tells_nothing(self, page: Page, hashes: list[str], standing: _Position) -> bool:
        """Nothing to apply, no gap, no divergence, and the source was heard within the last minute."""
        if page.last > standing.sequence or page.head > standing.sequence or page.epoch != standing.epoch:
            return False
        if page.head < standing.sequence or not _joins(page, hashes, standing):
            return False
        return bool(standing.heard_at) and self._clock.now() - _moment(standing.heard_at) < _NOTED_EVERY

    def _standing(self, tx: Transaction, page: Page) -> _Position:
        """How far the source has been applied; in a newer epoch, up to where its history parts from the one heard."""
        standing = self._position(tx, page.source)
        if not standing.epoch or page.epoch <= standing.epoch:
            return standing
        tx.execute(
            "INSERT INTO restorations VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (page.source, page.epoch, standing.sequence, page.since, self._now()),
        )
        if standing.sequence <= page.since:
            return replace(standing, epoch=page.epoch)
        return _Position(page.epoch, page.since, "", standing.heard_at)

    def _mark(self, tx: Transaction, page: Page, standing: _Position, trouble: str) -> Receipt:
        tx.execute("UPDATE inbox SET trouble = ?, heard_at = ? WHERE source = ?", (trouble, self._now(), page.source))
        return Receipt(page.source, Outcome.DIVERGED, standing.sequence, page.head, trouble)

    def _refuse(self, reason: str) -> Receipt:
        with self._database.write() as tx:
            tx.execute(
                "INSERT INTO refused VALUES (?, 1) ON CONFLICT (reason) DO UPDATE SET count = refused.count + 1",
                (reason.partition(" of /")[0],),
            )
        return Receipt("", Outcome.REFUSED, 0, 0, reason)

    def _note(self, tx: Transaction, page: Page, reached: _Position) -> None:
        tx.execute(
            "INSERT INTO inbox VALUES (?, ?, ?, ?, ?, ?, '') ON CONFLICT (source) DO UPDATE SET epoch = excluded.epoch,"
            " sequence = excluded.sequence, hash = excluded.hash, head = excluded.head,"
            " heard_at = excluded.heard_at, trouble = ''",
            (page.source, reached.epoch, reached.sequence, reached.hash, page.head, self._now()),
        )

    def _position(self, tx: Transaction, source: str) -> _Position:
        rows = tx.execute("SELECT epoch, sequence, hash, heard_at FROM inbox WHERE source = ?", (source,))
        return _Position(*rows[0]) if rows else _Position("", 0, "", "")

    def _now(self) -> str:
        return self._clock.now().isoformat()


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
