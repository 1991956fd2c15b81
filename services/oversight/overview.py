"""The district page in one answer: clocks, findings, circulars, inspections owed, and how each village's link is."""

from __future__ import annotations

from typing import Any

from services.oversight.access import scope
from services.oversight.casework import inspections as inspecting
from services.oversight.composition import Service
from services.oversight.views import circulars, findings, memberships, petitions, ratings, rounds, seal_keys
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
            }
        )
    return found


def satisfaction(service: Service) -> list[dict[str, Any]]:
    """For each of the latest rounds and each village: answers, mean rating and awareness, withheld where too few."""
    with service.application.database.read() as tx:
        latest, _ = rounds.page(tx, limit=3, offset=0)
        rated = [(asked, ratings.of_round(tx, asked["id"], asked["audience"])) for asked in latest]
    return [
        {"round": asked, "village": village, **_taken_together([row for row in rows if row["village"] == village])}
        for asked, rows in rated
        for village in (*asked["villages"], ratings.EVERYWHERE)
    ]


def _taken_together(rows: list[dict[str, Any]]) -> dict[str, Any]:
    means = {
        kind: [row["mean"] for row in rows if row["kind"] == kind and row["mean"] is not None]
        for kind in ("rating", "awareness")
    }
    counts = [row["count"] for row in rows if row["count"] is not None]
    return {
        "count": max(counts) if counts else None,
        **{kind: sum(values) / len(values) if values else None for kind, values in means.items()},
    }
