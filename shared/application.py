"""The one place where a command becomes events: load, fold, decide, append, and all that follows in one transaction.

That transaction holds the events, the views they change, the messages they cause, the commands that the service's own
policies draw from them, and, where a message caused them, the inbox position. A crash leaves all or nothing.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol

from marshmallow import Schema

from shared.clock import Clock
from shared.contracts import Heard, Message
from shared.decider import Aggregate, Do
from shared.errors import WrongState
from shared.eventlog import ConflictError, Database, EventLog, Metadata, Recorded, Transaction
from shared.eventlog import log as eventlog
from shared.eventlog.log import Tail, keyed, remember_key
from shared.ids import Ids
from shared.messaging import inbox, lease, lines, outbox, parked
from shared.messaging.outbox import Outbox, new_epoch

_RETRIES = 8
_ENDS = """
SELECT events.position, events.hash, outbox.sequence, outbox.hash, epochs.epoch FROM (SELECT 1 AS one) AS row
    LEFT JOIN (SELECT position, hash FROM events ORDER BY position DESC LIMIT 1) AS events ON 1 = 1
    LEFT JOIN (SELECT sequence, hash FROM outbox ORDER BY sequence DESC LIMIT 1) AS outbox ON 1 = 1
    LEFT JOIN (SELECT epoch FROM epochs ORDER BY number DESC LIMIT 1) AS epochs ON 1 = 1
"""
_PAGE = 500

TABLES = """
CREATE TABLE IF NOT EXISTS shapes (name TEXT PRIMARY KEY, hash TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS workers (name TEXT PRIMARY KEY, beat_at TEXT NOT NULL, bus TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS backups (name TEXT PRIMARY KEY, made_at TEXT NOT NULL) WITHOUT ROWID
"""


class View(Protocol):
    """A read model: one module with its tables, how events change them, and its queries."""

    TABLES: str

    def project(self, tx: Transaction, recorded: Recorded) -> None: ...


def _says_nothing(id: str, event: Any) -> Message | None:
    return None


def _wants_nothing(id: str, event: Any) -> Iterable[Do]:
    return ()


def _hears_nothing(heard: Heard) -> Iterable[Do]:
    return ()


@dataclass(frozen=True)
class Blueprint:
    """What makes a service this service: its aggregates, views, and what it tells and hears."""

    aggregates: Sequence[Aggregate]
    views: Sequence[View] = ()
    outbound: Callable[[str, Any], Message | Sequence[Message] | None] = _says_nothing
    """Own event -> what the others are told: nothing, a message, or one in an older and in a newer version."""
    own_policy: Callable[[str, Any], Iterable[Do]] = _wants_nothing
    """Own event -> commands for other aggregates of this service, in the same transaction."""
    policy: Callable[[Heard], Iterable[Do]] = _hears_nothing
    """Message of another service -> commands."""
    hears: Mapping[str, Schema] = field(default_factory=dict)
    """The message types this service knows, with the schema of their data. All others are passed over."""
    tells: Mapping[str, Schema] = field(default_factory=dict)
    tables: Sequence[str] = ()
    """Scripts of tables beside the log that are no views: made with the log, backed up with it."""
    passing_tables: Sequence[str] = ()
    """Scripts of tables for what passes within minutes: in no backup."""


class Application:
    def __init__(
        self, blueprint: Blueprint, *, database: Database, log: EventLog, outbox: Outbox, clock: Clock, ids: Ids
    ) -> None:
        self.blueprint = blueprint
        self.database = database
        self.log = log
        self.outbox = outbox
        self.clock = clock
        self.ids = ids
        self._aggregates = {aggregate.name: aggregate for aggregate in blueprint.aggregates}

    def create_tables(self) -> None:
        """Make what is missing in the database. A new database draws its epoch.

        Views whose tables are no longer the ones of this version are dropped and made anew from the log, so that an
        update needs no migration. Raises UnknownEventError where a newer version has written to the log.
        """
        self.database.create(
            ";".join([*self.kept_scripts, lease.TABLES, lines.TABLES, TABLES, *self.blueprint.passing_tables])
        )
        scripts = [view.TABLES for view in self.blueprint.views]
        shape = hashlib.sha256("\n".join(scripts).encode()).hexdigest()
        with self.database.write() as tx:
            if not tx.execute("SELECT 1 FROM epochs LIMIT 1"):
                self.outbox.begin_epoch(tx, new_epoch(self.clock.now(), self.ids.new()))
            known: dict[str, str] = dict(tx.execute("SELECT name, hash FROM shapes"))
            if known.get("events") != self.log.codec.shape:
                self.log.refuse_unknown(tx)
                _note_shape(tx, "events", self.log.codec.shape)
            if known.get("views") != shape:
                for table in _tables(scripts):
                    tx.execute(f"DROP TABLE IF EXISTS {table}")
                for script in scripts:
                    tx.define(script)
                self.project_all(tx)
                _note_shape(tx, "views", shape)

    def handle(self, aggregate: str, id: str, command: object, *, actor: str, key: str | None = None) -> list[Recorded]:
        """Carry out one command; return what was recorded, which is on disk.

        ``key`` makes a repetition harmless for ever: what was recorded the first time is returned again. Raises what
        ``decide`` refuses. Decides outside of the write transaction, and again if another was faster.
        """
        do = Do(aggregate, id, command)
        for _ in range(_RETRIES):
            with self.database.read() as tx:
                if key and (found := self._recorded_under(tx, key)) is not None:
                    return found
                version, events = self._decide(tx, do)
            if not events:
                return []
            try:
                with self.unit(actor=actor) as unit:
                    if key and (found := self._recorded_under(unit.tx, key)) is not None:
                        return found
                    stream = self._aggregates[aggregate].stream(id)
                    self.log.expect(unit.tx, stream, version)
                    recorded = unit.append(stream, version, events)
                    if key:
                        remember_key(unit.tx, key, recorded)
                return recorded
            except ConflictError:
                continue
        raise WrongState(
            "busy",
            "正在处理同一事项，请稍后再试。",
            "Others are working on the same matter. Please try again in a moment.",
            state="busy",
        )

    def start(self, aggregate: str, id: str, command: object, *, actor: str, key: str | None = None) -> list[Recorded]:
        """Carry out the first command of an aggregate whose id was just drawn: there is nothing to load yet.

        Otherwise like `handle`; with a ``key`` that was used before, what was recorded then is returned.
        """
        found = self._aggregates[aggregate]
        events = found.decider.decide(found.decider.initial, command)
        with self.unit(actor=actor) as unit:
            if key and (already := self._recorded_under(unit.tx, key)) is not None:
                return already
            recorded = unit.append(found.stream(id), 0, events)
            if key:
                remember_key(unit.tx, key, recorded)
        return recorded

    @contextmanager
    def unit(self, *, actor: str, correlation: str | None = None, causation: str = "") -> Iterator[Unit]:
        """One transaction for several commands, which has its turn before it reads anything."""
        with self.database.write() as tx:
            unit = Unit(self, tx, Metadata(actor, correlation or self.ids.new(), causation), self.clock.now())
            yield unit
            unit.tell()

    def apply_messages(self, tx: Transaction, messages: Iterable[Mapping[str, Any]]) -> None:
        """What the inbox calls for what is next in line: check, react, and carry out, within its transaction."""
        unit = Unit(self, tx, Metadata("", ""), self.clock.now())
        for message in messages:
            schema = self.blueprint.hears.get(str(message["type"]))
            if schema is None or message.get("newertype") in self.blueprint.hears:
                continue  # not known here; or the same fact comes in a newer version that is
            heard = Heard(
                str(message["type"]),
                str(message["source"]),
                str(message["subject"]),
                datetime.fromisoformat(message["time"]),
                schema.load(message["data"]),
            )
            unit.metadata = Metadata(heard.source, str(message.get("correlationid", "")), str(message.get("id", "")))
            for do in self.blueprint.policy(heard):
                unit.do(do)
        unit.tell()

    @property
    def kept_scripts(self) -> list[str]:
        """The tables that hold what cannot be made again: what a backup holds."""
        return [eventlog.TABLES, outbox.TABLES, inbox.TABLES, parked.TABLES, *self.blueprint.tables]

    @property
    def view_tables(self) -> list[str]:
        return _tables(view.TABLES for view in self.blueprint.views)

    def rebuild(self) -> int:
        """Make every view anew from the log in one transaction; return the number of events. For a small log.

        `shared.operations.rebuild` does it for a large one, beside the live views.
        """
        with self.database.write() as tx:
            for table in self.view_tables:
                tx.execute(f"DELETE FROM {table}")  # noqa: S608 - names come from our own scripts
            return self.project_all(tx)

    def project_all(self, tx: Transaction, position: int = 0) -> int:
        """Take all events after a position into the views; return the position of the last."""
        while (reached := self.project_after(tx, position, _PAGE)) > position:
            position = reached
        return position

    def project_after(self, tx: Transaction, position: int, limit: int) -> int:
        """Take up to ``limit`` events after a position into the views; return how far that reached."""
        for recorded in self.log.after(tx, position, limit):
            self._project(tx, recorded)
            position = recorded.position
        return position

    def state(self, tx: Transaction, aggregate: str, id: str) -> Any:
        """The present state of one aggregate, folded from its events."""
        found = self._aggregates[aggregate]
        return found.decider.fold(recorded.event for recorded in self.log.stream(tx, found.stream(id)))

    def history(self, tx: Transaction, aggregate: str, id: str) -> list[Recorded]:
        return self.log.stream(tx, self._aggregates[aggregate].stream(id))

    def _decide(self, tx: Transaction, do: Do) -> tuple[int, Sequence[object]]:
        aggregate = self._aggregates[do.aggregate]
        history = self.log.stream(tx, aggregate.stream(do.id))
        state = aggregate.decider.fold(recorded.event for recorded in history)
        return (history[-1].version if history else 0), aggregate.decider.decide(state, do.command)

    def _recorded_under(self, tx: Transaction, key: str) -> list[Recorded] | None:
        found = keyed(tx, key)
        return self.log.after(tx, found[0] - 1, found[1]) if found else None

    def _project(self, tx: Transaction, recorded: Recorded) -> None:
        for view in self.blueprint.views:
            view.project(tx, recorded)


class Unit:
    """A write transaction in progress: several commands, all or nothing. One a transaction, for it knows where the log
    ends.
    """

    def __init__(self, application: Application, tx: Transaction, metadata: Metadata, now: datetime) -> None:
        self._application = application
        self.tx = tx
        self.metadata = metadata
        self.now = now
        self._log_tail, self._outbox_tail, self._epoch = _ends(tx)
        self._told: list[tuple[Message, Recorded]] = []

    def do(self, do: Do) -> list[Recorded]:
        """Carry out one command within the transaction. Raises what ``decide`` refuses."""
        application = self._application
        version, events = application._decide(self.tx, do)
        return self.append(application._aggregates[do.aggregate].stream(do.id), version, events)

    def once(self, key: str, make: Callable[[], Do]) -> list[Recorded]:
        """Carry out a command that is only made here, within the transaction; under a key used before, return what was
        recorded then. Raises what ``decide`` refuses.
        """
        found = self._application._recorded_under(self.tx, key)
        if found is None:
            found = self.do(make())
            remember_key(self.tx, key, found)
        return found

    def append(self, stream: str, version: int, events: Sequence[object]) -> list[Recorded]:
        """Append decided events, with all that follows from them; see `EventLog.append`."""
        if not events:
            return []
        application = self._application
        recorded = application.log.append(
            self.tx, self._log_tail, stream, version, events, now=self.now, metadata=self.metadata
        )
        for record in recorded:
            application._project(self.tx, record)
            for message in _messages(application.blueprint.outbound(record.id, record.event)):
                self._told.append((_checked(application.blueprint, message), record))
        for record in recorded:
            for do in application.blueprint.own_policy(record.id, record.event):
                self.do(do)
        return recorded

    def tell(self) -> None:
        """Put into the outbox what the events of this transaction tell, in their order: its last step."""
        if self._told:
            self._application.outbox.add_after(self.tx, self._outbox_tail, self._epoch, self._told)
            self._told = []


def _messages(told: Message | Sequence[Message] | None) -> Sequence[Message]:
    if told is None:
        return ()
    return (told,) if isinstance(told, Message) else told


def _ends(tx: Transaction) -> tuple[Tail, Tail, str]:
    """Where log and outbox end, and the epoch: in one question, for on PostgreSQL each is a way there and back."""
    ((position, digest, sequence, link, epoch),) = tx.execute(_ENDS)
    return Tail(position or 0, digest or ""), Tail(sequence or 0, link or ""), epoch


def _checked(blueprint: Blueprint, message: Message) -> Message:
    """The message as its schema writes it: a field that the contract does not name is not sent."""
    return replace(message, data=blueprint.tells[message.type].dump(message.data))


def _note_shape(tx: Transaction, name: str, shape: str) -> None:
    tx.execute("INSERT INTO shapes VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET hash = excluded.hash", (name, shape))


def _tables(scripts: Iterable[str]) -> list[str]:
    return [name for script in scripts for name in re.findall(r"CREATE TABLE IF NOT EXISTS (\w+)", script)]
