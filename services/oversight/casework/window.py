"""Window statistics (窗口评价统计): how visits were rated, by office and village, quarter by quarter.

Shown is what is said of at least five visits, and of as many in all that can be worked out by subtraction. A quarter is
shown when it is over and does not change then; offices and quarters are never summed up, so each visit stands in one
table alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from services.oversight.composition import Service
from services.oversight.domain.quarter import Quarter, quarter_named, quarter_of
from services.oversight.domain.rating_statistics import LEVELS, SATISFIED, Share
from services.oversight.views import window
from services.oversight.views.window import Group
from shared.district import District
from shared.errors import WrongState
from shared.eventlog import Transaction
from shared.privacy.suppression import FEWEST, suppress
from shared.timelimits.days import china_day


def quarters(service: Service, tx: Transaction) -> list[str]:
    """Those that are over and in which any visit was rated, the latest first."""
    return [name for name in window.quarters(tx) if _is_over(service, quarter_named(name))]


def of_office(service: Service, tx: Transaction, quarter: str, office: str) -> dict[str, Any]:
    """``together``: all visits to an office in a quarter, None where it is withheld; ``villages``: those with any.

    Raises Invalid (``unknown-quarter``), WrongState (``quarter-not-over``).
    """
    asked = quarter_named(quarter)
    if not _is_over(service, asked):
        raise WrongState(
            "quarter-not-over",
            "这个季度还没有结束，结束后才公布：否则每天对比就能看出是谁评的。",
            "This quarter is not over: else whoever compares two days would see who has rated.",
            state="running",
        )
    return figures_of(service.district, office, window.of_quarter(tx, asked, office))


def figures_of(district: District, office: str, groups: Mapping[str, Group]) -> dict[str, Any]:
    """What may be shown of an office's visits by village."""
    order = [village.id for village in district.villages]
    order += sorted(groups.keys() - set(order))
    together = Group()
    for group in groups.values():
        together.add(group)
    if not together.visits:
        return {"office": office, "together": None, "withheld": False, "villages": []}
    if together.visits < FEWEST:
        return {"office": office, "together": None, "withheld": True, "villages": []}
    counts = {village: groups[village].visits if village in groups else 0 for village in order}
    villages = [
        {"village": village, **(_figures(groups[village]) if shown else {"visits": None})}
        for village, shown in suppress(counts).items()
        if shown != 0
    ]
    return {"office": office, "together": _figures(together), "withheld": False, "villages": villages}


def table(service: Service, quarter: str) -> Iterator[Mapping[str, Any]]:
    """Every row of a quarter that is over: each office together, then its villages. Raises as `of_office`."""
    with service.application.database.read() as tx:
        offices = [of_office(service, tx, quarter, office.id) for office in service.district.offices]
    for found in offices:
        if found["together"]:
            yield {"office": found["office"], "village": "", **found["together"]}
            for row in found["villages"]:
                yield {"office": found["office"], **row}


def _is_over(service: Service, quarter: Quarter) -> bool:
    return quarter < quarter_of(china_day(service.clock.now()))


def _figures(group: Group) -> dict[str, Any]:
    satisfied = Share(sum(group.levels.get(level, 0) for level in SATISFIED), group.visits)
    low, high = satisfied.interval
    return {
        "visits": group.visits,
        "levels": {str(level): group.levels.get(level, 0) for level in reversed(LEVELS)},
        "satisfied": round(satisfied.value, 4),
        "low": round(low, 4),
        "high": round(high, 4),
        "reasons": dict(sorted(group.reasons.items())),
    }
