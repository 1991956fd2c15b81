"""What the boards owe, over the API."""

from __future__ import annotations

from typing import Any

from services.disclosure.composition import Service
from services.disclosure.desk import publications as desk
from services.disclosure.domain.posting import TOWNSHIP
from services.disclosure.schemas.postings import OverdueList, OverdueQuery
from services.disclosure.views import postings
from shared.web.api import ApiBlueprint
from shared.web.roles import PUBLIC, allow


def register(api: ApiBlueprint, service: Service) -> None:
    @api.route("/postings/overdue")
    @allow(PUBLIC)
    @api.arguments(OverdueQuery, location="query")
    @api.response(200, OverdueList)
    def overdue(query: dict[str, Any]) -> dict[str, Any]:
        """逾期未张榜的，久的在前 · Postings past their time, oldest first"""
        if (village := query.get("village")) and village != TOWNSHIP:
            desk.check_village(service, village)
        with service.application.database.read() as tx:
            rows, total = postings.overdue(
                tx,
                now=service.now(),
                today=service.today(),
                village=village,
                limit=query["size"],
                offset=(query["page"] - 1) * query["size"],
            )
        return {"postings": rows, "page": query["page"], "size": query["size"], "total": total}
