"""How visits to the service window were rated."""

from __future__ import annotations

from typing import Any

from services.oversight.api.parts import Query, page_of
from services.oversight.casework import window as casework
from services.oversight.casework.places import known
from services.oversight.composition import Service
from services.oversight.schemas import window as schemas
from shared.web.api import ApiBlueprint
from shared.web.roles import PUBLIC, allow


def register(api: ApiBlueprint, service: Service) -> None:
    @api.route("/window-ratings")
    @allow(PUBLIC)
    @api.arguments(schemas.WindowQuery(), location="query")
    @api.response(200, schemas.Window)
    def read_window_ratings(query: Query) -> dict[str, Any]:
        """窗口评价统计，按单位和村（居），季度结束后公布 · Window ratings of a quarter that is over"""
        return asked_for(service, query["quarter"], query["office"], query["page"])


def asked_for(service: Service, quarter: str | None, office: str | None, page: int) -> dict[str, Any]:
    """Of the last quarter that is over and the first office, unless another is named; the villages by the page.

    Raises as `casework.of_office`, and Invalid for an office that is not on the map.
    """
    wanted = known(service.district.office, office).id if office else service.district.offices[0].id
    with service.application.database.read() as tx:
        quarters = casework.quarters(service, tx)
        asked = quarter or (quarters[0] if quarters else None)
        nothing: dict[str, Any] = {"office": wanted, "together": None, "withheld": False, "villages": []}
        found = casework.of_office(service, tx, asked, wanted) if asked else nothing
    shown = page_of(page, lambda limit, at: (found["villages"][at : at + limit], len(found["villages"])))
    return {"quarter": asked, "quarters": quarters, **found, **shown, "villages": shown["items"]}
