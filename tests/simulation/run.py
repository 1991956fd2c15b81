"""One seed, one history: the days with their faults, the quiet at the end, and what then has to hold."""

from __future__ import annotations

import hashlib
import shutil
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.simulation import clocks, disclosures, entropy, evaluations, invariants, recounts
from tests.simulation.clients import People
from tests.simulation.database import Crashed
from tests.simulation.district import District
from tests.simulation.faults import DAY, KINDS, Faults, Weather
from tests.simulation.invariants import Broken
from tests.simulation.node import Guards, Pace

ROUNDS = 8
"""Rounds of quiet in which all must have arrived: a message may cause a message, which may cause one more."""
BETWEEN_ROUNDS = 90.0
"""Virtual seconds: longer than the longest wait of a conversation that failed, so that none of it lasts."""


@dataclass(frozen=True)
class Plan:
    """What to simulate. ``quiet``: by which way the last messages travel, "bus" or "asking"; None: by the seed."""

    seed: int
    villages: int
    days: float
    kinds: frozenset[str] = frozenset(KINDS)
    quiet: str | None = None

    @property
    def pace(self) -> Pace:
        # A large district lives in larger steps, so that what a seed costs stays within bounds.
        large = self.villages > 8
        return Pace(hub=42, village=110, tick=5, relay=22) if large else Pace(hub=8, village=10, tick=3, relay=1)

    @property
    def actions_a_day(self) -> float:
        return 7 if self.villages <= 8 else 5


@dataclass
class Outcome:
    plan: Plan
    broken: list[Broken]
    digest: str
    history: list[tuple[float, str, str]]
    seconds: float
    counts: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)


def simulate(plan: Plan, guards: Guards | None = None) -> Outcome:
    """Live through one history and say what does not hold in the end."""
    began = time.process_time()
    district: District | None = None
    broken: list[Broken] = []
    with entropy.cheap(), entropy.seeded(_chance(plan)):
        faults = Faults(plan.kinds)
        district = District(plan.seed, plan.villages, faults, plan.pace, guards or Guards())
        try:
            people = _live(district, plan)
            broken += _be_quiet(district, plan)
            broken += _examine(district, people)
        except (Exception, Crashed):
            broken.append(("no unexpected error", traceback.format_exc(limit=-6)))
        outcome = Outcome(plan, broken, _digest(district), district.history, 0, faults=faults.happened)
        outcome.counts["events"] = sum(node.count("events") for node in district.nodes)
        outcome.counts["messages"] = sum(node.count("outbox") for node in district.nodes)
        outcome.counts["applied"] = sum(len(each) for node in district.nodes for each in node.disk.applied.values())
        outcome.counts["requests"] = people.attempts.acknowledged if not broken else 0
        for node in district.nodes:
            node.leave()
        shutil.rmtree(district.folder)
    outcome.seconds = time.process_time() - began
    return outcome


def _chance(plan: Plan):
    from random import Random

    return Random(f"{plan.seed}/entropy")


def _live(district: District, plan: Plan) -> People:
    until = plan.days * DAY
    people = People(district, until, plan.actions_a_day)
    Weather(district, until)
    district.run_until(until)
    return people


def _be_quiet(district: District, plan: Plan) -> Iterator[Broken]:
    """No more faults, nobody asks for anything; what is on the way is lost. Then all must arrive, and soon."""
    way = plan.quiet or ("bus" if plan.seed % 2 else "asking")
    district.faults.active = False
    district.forget_plans()
    district.network.flush()
    district.network.cut.clear()
    district.network.bus_up = way == "bus"
    for node in district.nodes:
        node.mend()
    for _ in range(ROUNDS):
        for node in district.nodes:
            node.tick()
        for node in district.nodes:
            if way == "bus":
                node.send()
            # Nobody can ask a village that only pushes, so its own asking is its only sure way.
            if way == "asking" or node.config.push:
                node.ask()
        district.run_until(district.time + BETWEEN_ROUNDS)
    district.guards.in_the_end(district)
    yield from invariants.quiet(district)


def _examine(district: District, people: People) -> Iterator[Broken]:
    yield from (("recorded once", text) for text in district.broken)
    for check in invariants.ALWAYS:
        yield from check(district)
    logs = recounts.Logs(district, people)
    for recount in (*recounts.ALL, *clocks.ALL, *disclosures.ALL, *evaluations.ALL):
        yield from recount(logs)


def _digest(district: District) -> str:
    """Of everything that every node keeps: the chains' hashes bind all events and messages."""
    digest = hashlib.sha256()
    for node in district.nodes:
        for table in ("epochs", "inbox", "idempotency_keys", "events", "outbox"):
            columns = "position, hash" if table == "events" else "sequence, hash" if table == "outbox" else "*"
            for row in node.disk.connection.execute(f"SELECT {columns} FROM {table} ORDER BY 1"):
                digest.update(repr(row).encode())
    return digest.hexdigest()
