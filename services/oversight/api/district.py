"""District."""

from __future__ import annotations

from typing import Any

from services.oversight.composition import Service
from services.oversight.overview import overview
from services.oversight.schemas import district as schemas
from shared.web.api import ApiBlueprint
from shared.web.roles import DISTRICT, LEADER, allow, signed_in


def register(api: ApiBlueprint, service: Service) -> None:
    @api.route("/district")
    @allow(LEADER, DISTRICT)
    @api.response(200, schemas.Overview)
    def district() -> dict[str, Any]:
        """全区概况 · Clocks, findings, circulars, and how each village's link is"""
        return overview(service, signed_in())
