"""The district page in one answer: clocks, findings, circulars, inspections owed, and how each village's link is."""

from __future__ import annotations

from typing import Any

from services.oversight.access import scope
from services.oversight.casework import inspections as inspecting
from services.oversight.composition import Service
from services.oversight.domain.rating_statistics import mean
from services.oversight.domain.results import EVERYWHERE
from services.oversight.views import (
    circulars,
    findings,
    memberships,
    petitions,
    results,
    rounds,
    seal_keys,
    spoilt_petitions,
)
from shared.messaging.keys import key_mark
from shared.messaging.lines import Line, all_lines
from shared.timelimits.days import china_day
from shared.web.roles import Account


def overview(service: Service, account: Account) -> dict[str, Any]:
    """As this person may see it: what somebody may not know of is in no figure either."""
    with service.application.database.read() as tx:
        findings_count = findings.counts(tx)
        _, issued = circulars.page(tx, limit=0, offset=0)
        clocks = petitions.clocks(tx, scope(service.district, account))
    year = inspecting.year(service, china_day(service.clock.now()).year)
    return {
        "clocks": clocks,
        "findings": findings_count,
        "circulars": issued,
        "inspections_missing": year["missing"],
        "villages": links(service),
    }


_NEVER_HEARD = {"applied": 0, "head": 0, "heard_at": None, "trouble": "", "restored": None}
_NOT_INVITED = memberships.Row("")


def links(service: Service) -> list[dict[str, Any]]:
    """Every village on the map: whether it has an endpoint, when it was last heard, what waits in either direction."""
    health = service.node.health()
    with service.application.database.read() as tx:
        parked: dict[str, int] = dict(tx.execute("SELECT source, count(*) FROM parked GROUP BY source"))
        stocks, joined, spoken = seal_keys.stocks(tx), memberships.rows(tx), all_lines(tx)
        spoilt = spoilt_petitions.by_village(tx)
    known = {peer.source for peer in service.node.peers}
    found = []
    for village in service.district.villages:
        source = f"/feedback/{village.id}"
        heard, member = health["heard"].get(source, _NEVER_HEARD), joined.get(village.id, _NOT_INVITED)
        line = spoken.get(source, Line())
        found.append(
            {
                "village": village.id,
                "source": source,
                "connected": source in known,
                "heard_at": heard["heard_at"] or None,
                "applied": heard["applied"],
                "behind": max(0, heard["head"] - heard["applied"]),
                "waiting": health["backlog"].get(source, 0),
                "parked": parked.get(source, 0),
                "trouble": heard["trouble"],
                "restored": heard["restored"],
                "seal_keys": stocks.get(village.id, seal_keys.Stock()).unused,
                "invited_until": member.expires_at,
                "joined_at": member.joined_at,
                "joined_mark": member.verify_key and key_mark(member.verify_key),
                "refused_at": member.refused_at,
                "refused_mark": member.refused_key and key_mark(member.refused_key),
                "shut_out_at": member.shut_out_at,
                "clock_ahead": line.ahead if line.clock_wrong else None,
                "version": line.version,
                "without_key": stocks.get(village.id, seal_keys.Stock()).without_key,
                "spoilt": spoilt.get(village.id, 0),
            }
        )
    return found


def satisfaction(service: Service) -> list[dict[str, Any]]:
    """For each of the latest results that are out, of all villages together: answers, mean rating, awareness rate."""
    with service.application.database.read() as tx:
        out = results.latest(tx, 3)
        rated = [(rounds.one(tx, one.round), results.rows(tx, one.round, EVERYWHERE)) for one in out]
    return [{"round": asked, **_taken_together(asked, row)} for asked, (row,) in rated]


def _taken_together(asked: dict[str, Any], row: results.Row) -> dict[str, Any]:
    """None where too few answered to be shown."""
    means = [mean(levels) for levels in row.ratings.values()]
    aware = row.awareness_rate(question["id"] for question in asked["awareness"])
    counts = [sum(counts) for counts in (*row.ratings.values(), *row.awareness.values())]
    return {
        "count": max(counts, default=None),
        "rating": sum(means) / len(means) if means else None,
        "awareness": aware.value if aware else None,
    }
