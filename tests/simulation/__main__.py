"""``python -m tests.simulation``: many seeds, each a history of a district with faults. See docs/simulation.md."""

from __future__ import annotations

import argparse
import multiprocessing
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence

from tests.simulation.faults import EXPLAINED, KINDS
from tests.simulation.provisioning import ground
from tests.simulation.run import Outcome, Plan, simulate
from tests.simulation.shrink import report, shrunk


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns the exit code: 1 if an invariant was broken."""
    given = _parse(arguments)
    kinds = frozenset(KINDS) - frozenset(given.without)
    plans = [
        Plan(seed, given.villages, given.days, kinds, given.quiet)
        for seed in range(given.first, given.first + given.seeds)
    ]
    began, told_at = time.monotonic(), 0.0
    done, counts, faults = 0, Counter(), Counter()
    for outcome in _outcomes(plans, min(given.processes, len(plans))):
        done += 1
        counts += outcome.counts
        faults += outcome.faults
        seconds = time.monotonic() - began
        if outcome.broken:
            return _failed(outcome, given.shrink)
        if given.seeds == 1:
            print(f"seed {outcome.plan.seed}: digest {outcome.digest}")
        if seconds - told_at > 5 or done == len(plans):
            told_at = seconds
            print(_progress(done, len(plans), seconds, counts, faults), flush=True)
    print("Faults: " + ", ".join(f"{kind} {faults[kind]:,}" for kind in KINDS))
    print(
        f"{done} seeds of {given.villages} villages and {given.days:g} days: every invariant held."
        f" {counts['requests']:,} requests acknowledged, {counts['applied']:,} messages applied, 0 lost, 0 twice."
    )
    return 0


def _outcomes(plans: Sequence[Plan], processes: int) -> Iterator[Outcome]:
    """As they are done. One that fails ends the others."""
    if processes == 1:
        yield from map(simulate, plans)
        return
    # Made before the others begin, so that they share it and it is cleared away in the end.
    ground(plans[0].villages)
    with multiprocessing.Pool(processes) as pool:
        yield from pool.imap_unordered(simulate, plans)


def _failed(outcome: Outcome, seconds: float) -> int:
    if seconds:
        print(f"Seed {outcome.plan.seed} fails; looking for a shorter history (at most {seconds:g} s) …", flush=True)
    print(report(shrunk(outcome, simulate, seconds), outcome.plan), flush=True)
    return 1


def _progress(done: int, all_of_them: int, seconds: float, counts: Counter[str], faults: Counter[str]) -> str:
    rate = max(seconds, 0.001)
    return (
        f"{done:5} of {all_of_them} seeds, {seconds:6.0f} s:"
        f" {counts['events']:,} events ({counts['events'] / rate:,.0f}/s),"
        f" {counts['messages']:,} messages, {faults.total():,} faults ({faults.total() / rate:,.0f}/s)"
    )


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.simulation",
        description="Live through many histories of a district, one a seed, with faults drawn from the seed, and check"
        " in the end that nothing was lost or done twice. The same seed gives the same history, byte for byte.",
        epilog="Kinds of fault: " + "; ".join(f"{kind}: {what}" for kind, what in EXPLAINED.items()),
    )
    parser.add_argument("--seeds", type=_positive, default=20, help="how many seeds (default: %(default)s)")
    parser.add_argument("--first", type=int, default=1, help="the first seed (default: %(default)s)")
    parser.add_argument(
        "--villages", type=_positive, default=30, help="villages of the district (default: %(default)s)"
    )
    parser.add_argument("--days", type=float, default=90, help="virtual days of each history (default: %(default)s)")
    parser.add_argument(
        "--without", type=_kinds, default=(), metavar="KIND,…", help="leave out these kinds of fault (see below)"
    )
    parser.add_argument(
        "--quiet",
        choices=("bus", "asking"),
        help="in the quiet at the end the last messages come by the bus's heads, or by asking alone (default: by seed)",
    )
    parser.add_argument(
        "--processes",
        type=_positive,
        default=multiprocessing.cpu_count(),
        help="how many at a time (default: all cores)",
    )
    parser.add_argument(
        "--shrink", type=float, default=60, metavar="SECONDS", help="time to look for a shorter failure (default: 60)"
    )
    return parser.parse_args(arguments)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("a whole number from 1 is needed")
    return number


def _kinds(text: str) -> tuple[str, ...]:
    kinds = tuple(kind for kind in text.split(",") if kind)
    if unknown := set(kinds) - set(KINDS):
        raise argparse.ArgumentTypeError(
            f"no such kind of fault: {', '.join(sorted(unknown))}; there are {', '.join(KINDS)}"
        )
    return kinds


if __name__ == "__main__":
    sys.exit(main())
