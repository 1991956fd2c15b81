"""A small aggregate to try the loop with: a tally that counts to ten, and a bell that rings at five."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from marshmallow import fields

from shared.application import Blueprint
from shared.contracts import Heard, Message, MessageSchema
from shared.decider import Aggregate, Decider, Do
from shared.errors import WrongState
from shared.eventlog import Codec, Recorded, StoredType, Transaction

COUNTED = "cn.sunshine.example.counted.v1"


@dataclass(frozen=True)
class Count:
    by: int
    at: datetime


@dataclass(frozen=True)
class Ring:
    at: datetime


@dataclass(frozen=True)
class Counted:
    by: int
    total: int
    at: datetime


@dataclass(frozen=True)
class Rang:
    at: datetime


def decide(state: int, command: Count) -> list[Counted]:
    if command.by == 0:
        return []
    if state + command.by > 10:
        raise WrongState("full", "已满。", "It is full.", state=str(state))
    return [Counted(command.by, state + command.by, command.at)]


def ring(state: bool, command: Ring) -> list[Rang]:
    return [] if state else [Rang(command.at)]


def outbound(id: str, event: object) -> Message | None:
    if isinstance(event, Counted):
        return Message(COUNTED, id, {"tally": id, "by": event.by, "secret": "not in the contract"})
    return None


def own_policy(id: str, event: object) -> Iterable[Do]:
    if isinstance(event, Counted) and event.total >= 5:
        yield Do("bell", id, Ring(event.at))


def policy(heard: Heard) -> Iterable[Do]:
    yield Do("tally", heard.data["tally"], Count(heard.data["by"], heard.time))


class CountedMessage(MessageSchema):
    tally = fields.String(required=True)
    by = fields.Integer(required=True)


class Totals:
    TABLES = "CREATE TABLE IF NOT EXISTS totals (tally TEXT PRIMARY KEY, total INTEGER NOT NULL) WITHOUT ROWID"

    @staticmethod
    def project(tx: Transaction, recorded: Recorded) -> None:
        if isinstance(recorded.event, Counted):
            tx.execute(
                "INSERT INTO totals VALUES (?, ?) ON CONFLICT (tally) DO UPDATE SET total = excluded.total",
                (recorded.id, recorded.event.total),
            )


CODEC = Codec([StoredType("counted", 1, Counted), StoredType("rang", 1, Rang)])
BLUEPRINT = Blueprint(
    aggregates=[
        Aggregate("tally", Decider(0, decide, lambda _, event: event.total)),
        Aggregate("bell", Decider(False, ring, lambda _, __: True)),
    ],
    views=[Totals()],
    outbound=outbound,
    own_policy=own_policy,
    policy=policy,
    hears={COUNTED: CountedMessage()},
    tells={COUNTED: CountedMessage()},
)
