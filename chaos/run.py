"""One run: load, faults, and when they are over, quiet and the reckoning."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from chaos.faults import FAULTS, Fault, settle
from chaos.invariants import Findings, check_databases
from chaos.journal import Journal
from chaos.people import Crowd
from chaos.stage import Stage

QUIET_SECONDS = 120.0
"""How long after the last fault everybody may take to know everything."""
PAUSE = 0.1
"""Seconds between two requests of one person, on average."""

Say = Callable[[str], None]


class CannotHurt(Exception):
    """The faults asked for cannot be had; the text says why."""


@dataclass
class Result:
    """``recovered``: seconds from the end of the last fault until all was quiet; None: never."""

    acknowledged: int
    findings: Findings
    recovered: float | None
    faults: int

    @property
    def sound(self) -> bool:
        return not self.findings.wrong

    def line(self) -> str:
        quiet = "never" if self.recovered is None else f"{self.recovered:.1f} s"
        return (
            f"{self.acknowledged} requests acknowledged, {self.findings.lost} lost, "
            f"{self.findings.twice} applied twice, {self.findings.parked} parked, "
            f"{self.faults} faults, time to recover {quiet}"
        )


def run(
    folder: Path,
    *,
    database: str,
    bus: str,
    seconds: float,
    seed: int,
    names: Sequence[str] = tuple(FAULTS),
    say: Say,
) -> Result:
    """Hurt a district for some seconds and look what became of it. ``folder`` keeps everything if it is not sound."""
    draw = random.Random(seed)
    journal, findings = Journal(), Findings()
    began = time.monotonic()

    def tell(text: str) -> None:
        say(f"[{time.monotonic() - began:5.0f} s] {journal.acknowledged:6d} acknowledged | {text}")

    with Stage(folder, database=database, bus=bus) as stage:
        faults = _possible(stage, names, tell)
        crowd = Crowd(stage.district, journal, stage.villages, pause=PAUSE)
        crowd.start()
        tell(f"{database} with {bus}, seed {seed}: the load has begun")
        count = _hurt(stage, faults, draw, seconds, tell)
        ended = time.monotonic()
        tell("the faults are over; waiting until all is quiet")
        settle(stage)
        findings.wrong += crowd.go_home()
        crowd.close_round()
        recovered = _quiet(stage, ended, findings)
        tell("quiet" if recovered is not None else "not quiet in time")
        stage.district.down()
        tell("reading the databases")
        check_databases(stage, journal, crowd.round, findings)
    for what, times in journal.strange.items():
        findings.wrong.append(f"{times} times an answer that nobody should get: {what}")
    tried = ", ".join(f"{times} {why}" for why, times in journal.waited.most_common())
    tell(f"people had to try again: {tried or 'never'}")
    result = Result(journal.acknowledged, findings, recovered, count)
    if result.sound:
        stage.clean()
    else:
        stage.keep()
    return result


def _possible(stage: Stage, names: Sequence[str], tell: Say) -> list[Fault]:
    possible = []
    for name in names:
        why_not = FAULTS[name].possible(stage)
        if why_not.startswith("it is for"):
            continue
        if why_not:
            tell(f"LEFT OUT: {name}: {why_not}")
        else:
            possible.append(FAULTS[name])
    if not possible:
        stage.down()
        raise CannotHurt("none of the faults asked for can be had with this database and on this machine")
    return possible


def _hurt(stage: Stage, faults: Sequence[Fault], draw: random.Random, seconds: float, tell: Say) -> int:
    """One fault after another for so long, but each of them at least once; none comes again before all have come."""
    end = time.monotonic() + seconds
    count, coming = 0, draw.sample(list(faults), len(faults))
    while coming or time.monotonic() < end:
        if not coming:
            coming = draw.sample(list(faults), len(faults))
        fault = coming.pop()
        tell(f"{fault.name}: {fault.told} …")
        hit = fault.do(stage, draw, time.sleep)
        count += 1
        tell(f"{fault.name}: {hit}; over")
        time.sleep(draw.uniform(0, 2))
    return count


def _quiet(stage: Stage, since: float, findings: Findings) -> float | None:
    """Seconds from the end of the faults until every node says that it is well and has heard all."""
    while True:
        trouble = _unquiet(stage)
        waited = time.monotonic() - since
        if not trouble:
            return waited
        if waited > QUIET_SECONDS:
            findings.wrong += [f"not quiet after {waited:.0f} seconds: {each}" for each in trouble]
            return None
        time.sleep(0.2)


def _unquiet(stage: Stage) -> list[str]:
    health = {}
    for place in stage.places:
        try:
            health[place.source] = stage.district.health(place.name)
        except (OSError, ValueError) as error:
            return [f"{place.name} does not answer: {error}"]
    wrong = []
    for source, said in health.items():
        if said.get("status") != "ok":
            wrong.append(f"{source} says {said}")
            continue
        behind = {other: heard for other, heard in said["heard"].items() if heard["applied"] < health[other]["outbox"]}
        if behind or any(said["backlog"].values()):
            wrong.append(f"{source} is behind: {behind}, backlog {said['backlog']}")
        spoken_with = sum(not (source.count("/") == other.count("/") == 2) for other in health) - 1
        if source.count("/") == 2:
            spoken_with = 2
        if len(said["heard"]) < spoken_with:
            wrong.append(f"{source} has heard {sorted(said['heard'])} only")
    return wrong
