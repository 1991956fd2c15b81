"""The tick of the legal clocks: what has fallen due is decided by its aggregate, in the order in which it fell."""

from __future__ import annotations

from typing import Protocol

import structlog

from shared.application import Application
from shared.decider import Do
from shared.eventlog import Transaction, UnknownEventError

AT_ONCE = 25
"""What one transaction decides at most. Whoever waits for a page waits for one of them: about 5 ms on SQLite."""

_log = structlog.get_logger("clock")
_named: set[str] = set()
"""What the log has named once: it is tried again every second, and would be named as often."""


class NextFallen(Protocol):
    def __call__(self, tx: Transaction, skip: int = 0) -> Do | None:
        """The command for what fell first and is not recorded yet, after passing over so many."""
        ...


def tick(application: Application, next_fallen: NextFallen, at_once: int = AT_ONCE) -> int:
    """Record what has fallen due, up to a bound; return the number of records, 0 when nothing is left.

    Looked up one at a time, for what a clock says next may fall before what another one says first; and looked up in
    the transaction that records it, so that two workers at once record nothing twice: see docs/decisions/0017. One
    that cannot be decided (its office is gone from the data files) is logged and tried again; it stops no other.
    ``at_once``: what one transaction decides at most.
    """
    with application.database.read() as tx:
        if next_fallen(tx) is None:
            return 0
    try:
        return _decide(application, next_fallen, at_once)
    except application.database.errors:
        raise
    except UnknownEventError:
        raise
    except Exception:  # noqa: BLE001 - found again and named by the careful way
        return _one_by_one(application, next_fallen)


def _decide(application: Application, next_fallen: NextFallen, at_once: int, skip: int = 0) -> int:
    done = 0
    with application.unit(actor="clock") as unit:
        for _ in range(at_once):
            do = next_fallen(unit.tx, skip)
            if do is None:
                break
            done += len(unit.do(do))
    return done


def _one_by_one(application: Application, next_fallen: NextFallen) -> int:
    done = skip = 0
    while done < AT_ONCE:
        with application.database.read() as tx:
            do = next_fallen(tx, skip)
        if do is None:
            break
        try:
            done += _decide(application, next_fallen, 1, skip)
        except application.database.errors:
            raise
        except UnknownEventError:
            raise
        except Exception:  # noqa: BLE001 - logged, and tried again at the next tick
            skip += 1
            if f"{do.aggregate}-{do.id}" not in _named:
                _named.add(f"{do.aggregate}-{do.id}")
                _log.exception("a clock has fallen and cannot be decided; the others go on", of=do.aggregate, id=do.id)
    return done
