"""Software that changes over a log and listeners that do not: old events, old messages, and events that are newer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import pytest
from marshmallow import fields

from shared.application import Application, Blueprint
from shared.clock import ManualClock
from shared.contracts import Heard, Message, MessageSchema
from shared.decider import Aggregate, Decider, Do
from shared.eventlog import (
    Codec,
    Database,
    EventLog,
    Recorded,
    StoredType,
    Transaction,
    UnknownEventError,
    open_database,
)
from shared.ids import CountingIds
from shared.messaging.keys import Peers, SigningKey
from shared.messaging.outbox import Outbox
from shared.operations.rebuild import rebuild
from tests.shared.messaging.conftest import Side, peer
from tests.shared.tally import BLUEPRINT, CODEC, COUNTED, Count, Counted, CountedMessage, Rang

COUNTED2 = "cn.sunshine.example.counted.v2"


@dataclass(frozen=True)
class CountedIn:
    """The same fact in version 2: what was counted is named."""

    by: int
    total: int
    unit: str
    at: datetime


class Units:
    TABLES = "CREATE TABLE IF NOT EXISTS units (tally TEXT PRIMARY KEY, unit TEXT NOT NULL, total INTEGER NOT NULL)"

    @staticmethod
    def project(tx: Transaction, recorded: Recorded) -> None:
        if isinstance(recorded.event, CountedIn):
            tx.execute(
                "INSERT INTO units VALUES (?, ?, ?) ON CONFLICT (tally) DO UPDATE SET total = excluded.total",
                (recorded.id, recorded.event.unit, recorded.event.total),
            )


CODEC2 = Codec(
    [StoredType("counted", 2, CountedIn, {1: lambda old: {**old, "unit": "person"}}), StoredType("rang", 1, Rang)]
)
BLUEPRINT2 = Blueprint(
    aggregates=[
        Aggregate(
            "tally",
            Decider(
                0,
                lambda state, command: [CountedIn(command.by, state + command.by, "household", command.at)],
                lambda _, event: event.total,
            ),
        )
    ],
    views=[Units()],
)


def software(blueprint: Blueprint, codec: Codec, database: Database, clock: ManualClock) -> Application:
    """One version of the software over a database; it has started when this returns."""
    outbox = Outbox("/example", SigningKey("01" * 32))
    made = Application(blueprint, database=database, log=EventLog(codec), outbox=outbox, clock=clock, ids=CountingIds())
    made.create_tables()
    return made


def test_events_of_an_older_version_are_brought_up_to_date_in_states_and_in_views(
    database: Database, clock: ManualClock
) -> None:
    older = software(BLUEPRINT, CODEC, database, clock)
    older.handle("tally", "a", Count(2, clock.now()), actor="li")
    newer = software(BLUEPRINT2, CODEC2, database, clock)
    newer.handle("tally", "a", Count(3, clock.now()), actor="li")
    with database.read() as tx:
        assert [recorded.event for recorded in newer.history(tx, "tally", "a")] == [
            CountedIn(2, 2, "person", clock.now()),
            CountedIn(3, 5, "household", clock.now()),
        ]
        assert tx.execute("SELECT name, schema_version FROM events") == [("counted", 1), ("counted", 2)]
        assert tx.execute("SELECT * FROM units") == [("a", "person", 5)]
        assert newer.log.verify(tx) == 2
    assert rebuild(newer).differing == ()


def test_a_version_without_its_upcaster_cannot_be_declared() -> None:
    with pytest.raises(ValueError, match="upcaster"):
        Codec([StoredType("counted", 2, CountedIn)])


def test_older_software_refuses_to_start_on_a_log_that_newer_software_has_written_to(
    database: Database, clock: ManualClock
) -> None:
    software(BLUEPRINT2, CODEC2, database, clock).handle("tally", "a", Count(2, clock.now()), actor="li")
    with pytest.raises(UnknownEventError, match="'counted' in version 2"):
        software(BLUEPRINT, CODEC, database, clock)


def test_older_software_starts_again_where_the_newer_one_has_written_nothing_new(
    database: Database, clock: ManualClock
) -> None:
    software(BLUEPRINT2, CODEC2, database, clock)
    older = software(BLUEPRINT, CODEC, database, clock)
    recorded = older.handle("tally", "a", Count(2, clock.now()), actor="li")
    with database.read() as tx:
        assert older.history(tx, "tally", "a") == recorded
        assert tx.execute("SELECT tally, total FROM totals") == [("a", 2)]


def test_older_software_that_still_runs_stops_at_a_newer_event_instead_of_guessing(
    database: Database, clock: ManualClock
) -> None:
    older = software(BLUEPRINT, CODEC, database, clock)
    newer = software(replace(BLUEPRINT2, views=BLUEPRINT.views), CODEC2, database, clock)
    newer.handle("tally", "a", Count(2, clock.now()), actor="li")
    with pytest.raises(UnknownEventError, match="'counted' in version 2"):
        older.handle("tally", "a", Count(1, clock.now()), actor="li")
    with pytest.raises(UnknownEventError, match="'counted' in version 2"):
        rebuild(older)


class CountedMessage2(MessageSchema):
    tally = fields.String(required=True)
    amount = fields.Integer(required=True)


def both_versions(id: str, event: object) -> list[Message]:
    if not isinstance(event, Counted):
        return []
    return [
        Message(COUNTED, id, {"tally": id, "by": event.by}, newer=COUNTED2),
        Message(COUNTED2, id, {"tally": id, "amount": event.by}),
    ]


def either_version(heard: Heard) -> Iterable[Do]:
    by = heard.data["amount"] if heard.type == COUNTED2 else heard.data["by"]
    yield Do("tally", heard.data["tally"], Count(by, heard.time))


NEW_TELLER = replace(BLUEPRINT, outbound=both_versions, tells={COUNTED: CountedMessage(), COUNTED2: CountedMessage2()})
NEW_LISTENER = replace(BLUEPRINT, policy=either_version, hears={COUNTED: CountedMessage(), COUNTED2: CountedMessage2()})


@pytest.mark.parametrize("teller_blueprint", [BLUEPRINT, NEW_TELLER], ids=["old teller", "new teller"])
def test_a_message_in_two_versions_is_applied_once_by_old_and_by_new_listeners(
    database: Database, clock: ManualClock, tmp_path: Path, teller_blueprint: Blueprint
) -> None:
    teller = Side("/example", open_database(f"sqlite:///{tmp_path / 'teller.db'}"), clock, Peers({}))
    teller.application.blueprint = teller_blueprint
    known = Peers({"/example": peer("/example")})
    old = Side("/listener", open_database(f"sqlite:///{tmp_path / 'old.db'}"), clock, known)
    new = Side("/listener", database, clock, known)
    new.application.blueprint = NEW_LISTENER
    for tally, by in (("a", 2), ("b", 1), ("a", 1)):
        teller.count(tally, by)
    for listener in (old, new):
        listener.inbox.receive(teller.page(0))
        assert listener.totals() == {"a": 3, "b": 1}
        assert listener.inbox.position("/example") == (6 if teller_blueprint is NEW_TELLER else 3)
