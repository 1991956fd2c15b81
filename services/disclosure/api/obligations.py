"""The ledger over the API."""

from __future__ import annotations

from typing import Any

from services.disclosure.composition import Service
from services.disclosure.desk import obligations as desk
from services.disclosure.schemas.obligations import ObligationExplained, ObligationList, ObligationQuery
from services.disclosure.schemas.publications import Reason
from services.disclosure.views import obligations
from services.disclosure.views.obligations import Entry, OnBoards
from shared.web.api import ApiBlueprint
from shared.web.roles import PUBLIC, REVIEWER, STAFF, allow, may, signed_in


def register(api: ApiBlueprint, service: Service) -> None:
    @api.route("/obligations")
    @allow(PUBLIC)
    @api.arguments(ObligationQuery, location="query")
    @api.response(200, ObligationList)
    def listing(query: dict[str, Any]) -> dict[str, Any]:
        """公开台账：该公开的和公开了的 · The ledger: what is due and what was done, in the order of its days"""
        now, today, page, size = service.now(), service.today(), query.pop("page"), query.pop("size")
        with service.application.database.read() as tx:
            found, total = obligations.listed(tx, now=now, today=today, limit=size, offset=(page - 1) * size, **query)
            year = query.get("year", today.year)
            counts = obligations.counts(tx, year, now=now, today=today, item=query.get("item"))
            boards = obligations.on_boards(tx, found)
        rows = [_described(entry, boards.get(entry.id)) for entry in found]
        return {"obligations": rows, "counts": counts, "page": page, "size": size, "total": total}

    @api.route("/obligations/<string:id>")
    @allow(PUBLIC)
    @api.response(200, ObligationExplained)
    def one(id: str) -> dict[str, Any]:
        """一项公开任务，每一步和期限的算法 · One obligation, its steps, and why it is due on that day"""
        return _explained(service, id)

    @api.route("/obligations/<string:id>/confirm", methods=("POST",))
    @allow(REVIEWER)
    @api.arguments(Reason)
    @api.response(200, ObligationExplained)
    def confirm(given: dict[str, Any], id: str) -> dict[str, Any]:
        """确认已公开的无需更改，理由公开 · What is published already says what it has to; the reason is public"""
        desk.confirm(service, signed_in().name, id, given["reason"])
        return _explained(service, id)


def _explained(service: Service, id: str) -> dict[str, Any]:
    entry = desk.found(service, id)
    with service.application.database.read() as tx:
        boards = obligations.on_boards(tx, [entry]).get(id)
    return {**_described(entry, boards), "days": service.limits.explain(desk.deadline(service, id))}


def _described(entry: Entry, boards: OnBoards | None) -> dict[str, Any]:
    # Which draft answers it is for staff: a draft is not public.
    publication = entry.publication if entry.met_on or may(*STAFF) else None
    return {**vars(entry.owed), **vars(entry), "publication": publication, "on_boards": boards}
