"""Makes a failure smaller: fewer days, villages and kinds of fault, for as long as the same invariant breaks."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

from tests.simulation.faults import KINDS
from tests.simulation.run import Outcome, Plan

SHORTEST = 2.0
"""Days below which nothing is learnt."""


def shrunk(failed: Outcome, run: Callable[[Plan], Outcome], seconds: float) -> Outcome:
    """The smallest failure found within so many seconds of trying."""
    until = time.monotonic() + seconds
    invariant = failed.broken[0][0]
    smaller = True
    while smaller:
        smaller = False
        for plan in _smaller(failed.plan):
            if time.monotonic() > until:
                return failed
            outcome = run(plan)
            if outcome.broken and outcome.broken[0][0] == invariant:
                failed, smaller = outcome, True
                break
    return failed


def _smaller(plan: Plan) -> Iterator[Plan]:
    """The boldest first."""
    for share in (0.25, 0.5, 0.8):
        if plan.days * share >= SHORTEST:
            yield replace(plan, days=round(plan.days * share, 1))
        if 1 <= (villages := int(plan.villages * share)) < plan.villages:
            yield replace(plan, villages=villages)
    for kind in KINDS:
        if kind in plan.kinds:
            yield replace(plan, kinds=plan.kinds - {kind})


def command(plan: Plan) -> str:
    """What to type to see exactly this history again."""
    without = [kind for kind in KINDS if kind not in plan.kinds]
    return " ".join(
        [
            f"make simulate FIRST={plan.seed} SEEDS=1 VILLAGES={plan.villages} DAYS={plan.days:g}",
            *([f"WITHOUT={','.join(without)}"] if without else []),
            *([f"QUIET={plan.quiet}"] if plan.quiet else []),
        ]
    )


def report(failed: Outcome, original: Plan) -> str:
    """What somebody needs to know of a failure: seed, invariant, what happened, and how to see it again."""
    plan, lines = failed.plan, []
    lines.append(f"Seed {plan.seed} breaks an invariant.")
    for invariant, how in failed.broken[:5]:
        lines.append(f"  {invariant}: {how[:2000]}")
    if len(failed.broken) > 5:
        lines.append(f"  and {len(failed.broken) - 5} more")
    if plan != original:
        lines.append(f"Shortened from {original.villages} villages and {original.days:g} days. ")
    lines.append(f"What happened ({plan.villages} villages, {plan.days:g} days; the last {_SHOWN} of it at most):")
    lines += [f"  day {at / 86_400:7.3f}  {who:12} {what}" for at, who, what in failed.history[-_SHOWN:]]
    lines += ["To see it again:", f"  {command(plan)}"]
    return "\n".join(lines)


_SHOWN = 40
