"""What goes wrong, and how often: drawn from the seed, counted, and ended before the quiet at the end."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.simulation.district import District
    from tests.simulation.node import Node

DAY = 86_400.0
HOUR = 3_600.0

EACH_TIME = {
    "loss": (0.05, "a page lost on the bus"),
    "repeat": (0.04, "a page delivered twice"),
    "delay": (0.06, "a page hours late, behind later ones"),
    "line": (0.05, "a request between nodes, or its answer, lost"),
    "answer": (0.05, "the answer to a person's request lost"),
    "race": (0.05, "somebody faster between the reading and the writing of another"),
    "handler": (0.02, "a message whose handling fails once or twice"),
}
"""Share of the occasions at which each kind happens."""
DAILY = {
    "crash": (0.6, "a node killed at a commit, before or after it, or while idle"),
    "flush": (0.08, "the broker emptied"),
    "bus-down": (0.06, "the broker away for hours"),
    "cut-off": (0.06, "a village cut off for days"),
    "clock": (0.06, "a node's clock set hours forward or back"),
}
"""How often a day each kind happens, in the whole district."""
ONCE = {"restore": (0.25, "a node put back to a backup of some days before, under a new epoch")}
"""In which share of the seeds it happens."""
EXPLAINED = {kind: what for table in (EACH_TIME, DAILY, ONCE) for kind, (_, what) in table.items()}
KINDS = tuple(EXPLAINED)


def restores(seed: int) -> bool:
    """Whether a node is restored in the history of this seed."""
    return Random(f"{seed}/restore").random() < ONCE["restore"][0]


@dataclass(frozen=True)
class Restoration:
    """A node forgot what happened there after ``backup_at``, at ``at``; virtual seconds. ``kind``: which service."""

    node: str
    kind: str
    backup_at: float
    at: float


@dataclass
class Faults:
    """``kinds``: those that happen at all. ``active`` is taken away before the quiet."""

    kinds: frozenset[str]
    active: bool = True
    happened: Counter[str] = field(default_factory=Counter)

    def happens(self, kind: str, chance: Random) -> bool:
        """Draws in any case, so that leaving out one kind leaves the others as they are."""
        drawn = chance.random() < EACH_TIME[kind][0]
        if drawn and self.active and kind in self.kinds:
            self.happened[kind] += 1
            return True
        return False


class Weather:
    """Lets the daily kinds come over the district."""

    def __init__(self, district: District, until: float) -> None:
        self._district = district
        self._until = until
        self._bringing = {
            "crash": self._crash,
            "flush": self._flush,
            "bus-down": self._bus_down,
            "cut-off": self._cut_off,
            "clock": self._clock,
        }
        for kind in self._bringing:
            chance = district.random(f"weather {kind}")
            self._next(kind, chance)
        self._backup(district.random("weather restore"))

    def _backup(self, chance: Random) -> None:
        """Somewhere a backup is taken, and days later it has to be used."""
        number = chance.random()
        node = chance.choice([*self._district.nodes[:2], *self._district.nodes])
        taken = self._until * (0.1 + 0.6 * number)
        used = min(taken + (0.02 + chance.random() * 0.2) * self._until, self._until - 0.02 * DAY)
        faults = self._district.faults
        if restores(self._district.seed) and "restore" in faults.kinds:
            self._district.after(taken, node.back_up)
            self._district.after(used, lambda: self._restore(node, taken))

    def _restore(self, node: Node, taken: float) -> None:
        self._district.faults.happened["restore"] += 1
        self._district.tell(node.name, "put back to its backup")
        self._district.restorations.append(Restoration(node.name, node.kind, taken, self._district.time))
        node.put_back()

    def _next(self, kind: str, chance: Random) -> None:
        wait = chance.expovariate(DAILY[kind][0] / DAY)
        if self._district.time + wait < self._until:
            self._district.after(wait, lambda: self._bring(kind, chance))

    def _bring(self, kind: str, chance: Random) -> None:
        faults = self._district.faults
        node = chance.choice(self._district.nodes)
        number = chance.random()
        if faults.active and kind in faults.kinds:
            faults.happened[kind] += 1
            self._bringing[kind](node, number)
        self._next(kind, chance)

    def _crash(self, node: Node, number: float) -> None:
        """At one of its next few commits, before or after it; at the latest after some hours."""
        # The hubs do most of the work, so most crashes are theirs.
        if number < 0.4:
            node = self._district.nodes[int(number * 5) % 2]
        node.doom(1 + int(number * 997) % 6, "before" if int(number * 1009) % 2 else "after")
        self._district.after(4 * HOUR, node.doomed_at_last)

    def _flush(self, node: Node, number: float) -> None:
        self._district.tell("bus", "emptied")
        self._district.network.flush()

    def _bus_down(self, node: Node, number: float) -> None:
        network = self._district.network
        if not network.bus_up:
            return
        network.bus_up = False
        self._district.tell("bus", "down")
        self._district.after((1 + number * 30) * HOUR, self._district.bus_returns)

    def _cut_off(self, node: Node, number: float) -> None:
        if node.village is None or node.source in self._district.network.cut:
            return
        self._district.network.cut.add(node.source)
        self._district.tell(node.name, "cut off")
        self._district.after((0.5 + number * 8) * DAY, lambda: self._district.reconnect(node))

    def _clock(self, node: Node, number: float) -> None:
        node.clock.offset = timedelta(0) if node.clock.offset else timedelta(hours=(number - 0.5) * 20)
        self._district.tell(node.name, f"its clock is {node.clock.offset.total_seconds() / HOUR:+.1f} h off")
