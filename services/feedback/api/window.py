"""The service window: visits rated; for the clerk slips and kiosks."""

from __future__ import annotations

from typing import Any

from flask import request

from services.feedback.composition import Service
from services.feedback.schemas import window as schemas
from services.feedback.window import kiosks, rating, slips
from shared.web.api import ApiBlueprint
from shared.web.roles import CLERK, PUBLIC, allow, signed_in

Json = dict[str, Any]


def register(api: ApiBlueprint, service: Service) -> None:
    database, key = service.application.database, service.code_key

    @api.route("/window")
    @allow(PUBLIC)
    @api.response(200, schemas.WindowOut)
    def window() -> Json:
        """服务窗口 · Whose windows can be rated, and what may be ticked."""
        return {"offices": service.district.offices, "reasons": service.visit_reasons}

    @api.route("/visits", methods=("POST",))
    @allow(PUBLIC)
    @api.arguments(schemas.Visit())
    @api.arguments(schemas.VisitKey(), location="headers")
    @api.response(201, schemas.RatedOut)
    def rate_visit(given: Json, headers: Json) -> rating.Rated:
        """评价 · Rate a visit with the code of a slip, or at a kiosk. Sealed before it is kept."""
        return rating.rate_visit(service, given, headers["key"], request.remote_addr or "")

    @api.route("/visit-slips", methods=("POST",))
    @allow(CLERK)
    @api.arguments(schemas.SlipsWanted())
    @api.response(201, schemas.SlipsOut)
    def visit_slips(given: Json) -> Json:
        """评价凭条 · Draw single-use codes to hand out at a window."""
        drawn, until = slips.hand_out(service, given["office"], given["count"], signed_in().name)
        return {"office": given["office"], "until": until, "codes": drawn}

    @api.route("/kiosks", methods=("POST",))
    @allow(CLERK)
    @api.arguments(schemas.Window())
    @api.response(201, schemas.KioskOut)
    def open_kiosk(given: Json) -> Json:
        """开评价机 · The token of a new kiosk at a window."""
        service.district.office(given["office"])
        with database.write() as tx:
            return given | {"kiosk": kiosks.open_one(tx, key, given["office"], service.today())}

    @api.route("/kiosks", methods=("DELETE",))
    @allow(CLERK)
    @api.response(200, schemas.KiosksEnded)
    def end_kiosks() -> Json:
        """停用所有评价机 · End all kiosks."""
        with database.write() as tx:
            return {"ended": kiosks.end_all(tx)}
