"""The tick of the legal clocks: what has fallen due is decided by its aggregate, in the order in which it fell."""

from __future__ import annotations

from collections.abc import Callable

from shared.application import Application
from shared.decider import Do
from shared.eventlog import Transaction

AT_ONCE = 25
"""What one transaction decides at most. Whoever waits for a page waits for one of them: about 5 ms on SQLite."""

NextFallen = Callable[[Transaction], Do | None]
"""The command for what fell first and is not recorded yet."""


def tick(application: Application, next_fallen: NextFallen) -> int:
    """Record what has fallen due, up to a bound; return the number of records, 0 when nothing is left.

    Looked up one at a time, for what a clock says next may fall before what another one says first; and looked up in
    the transaction that records it, so that two workers at once record nothing twice: see docs/decisions/0017.
    """
    with application.database.read() as tx:
        if next_fallen(tx) is None:
            return 0
    done = 0
    with application.unit(actor="clock") as unit:
        for _ in range(AT_ONCE):
            do = next_fallen(unit.tx)
            if do is None:
                break
            done += len(unit.do(do))
    return done
