"""Who read a petitioner's name and words."""

from __future__ import annotations

from typing import Any

from services.oversight.casework import readings
from services.oversight.composition import Service
from services.oversight.schemas import readings as schemas
from shared.web.api import ApiBlueprint
from shared.web.roles import DISTRICT, LEADER, allow, signed_in


def register(api: ApiBlueprint, service: Service) -> None:
    @api.route("/readings")
    @allow(LEADER, DISTRICT)
    @api.arguments(schemas.ReadingsQuery(), location="query")
    @api.response(200, schemas.Readings)
    def list_readings(asked: dict[str, Any]) -> dict[str, Any]:
        """谁在何时为何看过信访人的姓名和内容 · Who read a petitioner's name and words, when, why"""
        return readings.listed(service, signed_in(), asked["before"])
