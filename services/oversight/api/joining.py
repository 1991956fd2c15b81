"""A village joins with the file that the district issued: asked once by `pilot.join`, over the village's own line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.oversight.casework import membership
from services.oversight.composition import Service
from services.oversight.schemas import joining as schemas
from shared.web.api import ApiBlueprint
from shared.web.roles import PUBLIC, allow


def register(api: ApiBlueprint, service: Service) -> None:
    @api.route("/joins", methods=("POST",))
    @allow(PUBLIC)
    @api.arguments(schemas.Join)
    @api.response(200, schemas.Joined)
    def join(given: Mapping[str, Any]) -> dict[str, Any]:
        """村端接入 · A village registers its own key, once, with the key of its invitation"""
        return membership.join(service.node, service.district, given)
