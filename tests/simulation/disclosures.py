"""What must hold of every obligation: due on its day, met by what was published for it, and missed no other way.

The days are counted again by another calendar, see `clocks`.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from tests.simulation.clocks import end_of, findings_opened, noon, working_days_later
from tests.simulation.invariants import Broken
from tests.simulation.recounts import Logs

_LAST_YEAR = 2026
_WORKING_DAYS = {"periodic_disclosure": 10, "disclosure": 20}


def obligations(logs: Logs) -> Iterator[Broken]:
    now = logs.district.now()
    overdue = set()
    met: dict[str, set[str]] = {}
    for id, history in logs.histories(logs.district.disclosure, "obligation"):
        due_at, done_at, missed = now, None, list[datetime]()
        for one in history:
            said: Any = one.event
            if one.name in ("obligation-set", "obligation-replanned", "obligation-reopened"):
                due_at, done_at, missed = _due(said), None, []
            elif one.name in ("obligation-met", "obligation-confirmed"):
                done_at = one.occurred_at
                met.setdefault(id, set()).add(getattr(said, "publication", ""))
            elif one.name == "obligation-lifted":
                done_at = one.occurred_at
            elif one.name == "obligation-missed":
                missed.append(one.occurred_at)
                overdue.add(f"{id}/{said.due.due_on}")
        late = (done_at or now) >= due_at
        if missed not in ([[due_at]] if late else [[], [due_at]]):
            yield "every obligation in time or missed", f"{id}: due {due_at}, done {done_at}, missed {missed}"
    for published in logs.named(logs.district.disclosure, "publication-published"):
        answered = published.event.obligation
        if answered and published.id not in met.get(answered, set()):
            yield "what is published meets what was due", f"{published.id} did not meet {answered}"
    if not logs.restored("disclosure"):
        yield from findings_opened(logs, "overdue_disclosure", overdue)


def _due(said: Any) -> datetime:
    """Its deadline, counted from the day on which it began to run; beyond what the other calendar knows, as it says."""
    if said.due.due_on.year > _LAST_YEAR:
        return end_of(said.due.due_on)
    if said.due.limit == "annual_report":
        return end_of(said.due.starts_on + timedelta(days=31))
    return end_of(working_days_later(noon(said.due.starts_on).date(), _WORKING_DAYS[said.due.limit]))


ALL = (obligations,)
