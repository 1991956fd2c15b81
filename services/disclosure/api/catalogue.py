"""The catalogue over the API."""

from __future__ import annotations

from typing import Any

from services.disclosure.composition import Service
from services.disclosure.schemas.catalogue import CatalogueOut
from services.disclosure.views.catalogue_status import status
from shared.web.api import ApiBlueprint
from shared.web.roles import PUBLIC, allow


def register(api: ApiBlueprint, service: Service) -> None:
    @api.route("/catalogue")
    @allow(PUBLIC)
    @api.response(200, CatalogueOut)
    def catalogue() -> dict[str, Any]:
        """公开目录和公开情况 · The catalogue, and what of it is published

        每一事项附六个方面和现状：已公开、未公开、逾期 · Each item with its six aspects and its status.
        """
        now, today = service.now(), service.today()
        with service.application.database.read() as tx:
            present = service.catalogue_in(tx)
            items = [{**vars(item), "status": status(tx, item, now, today)} for item in present.items.values()]
        return {"version": present.version, "items": items}
