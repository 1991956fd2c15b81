"""Findings."""

from __future__ import annotations

from typing import Any

from services.oversight.api.parts import Query, listed
from services.oversight.casework import findings as casework
from services.oversight.composition import Service
from services.oversight.schemas import findings as schemas
from services.oversight.schemas import parts
from services.oversight.views import circulars, findings
from shared.web.api import ApiBlueprint
from shared.web.roles import DISTRICT, LEADER, PUBLIC, allow, signed_in


def register(api: ApiBlueprint, service: Service) -> None:
    @api.route("/findings")
    @allow(LEADER, DISTRICT)
    @api.arguments(parts.ListQuery(), location="query")
    @api.response(200, parts.list_of(schemas.Finding, "Findings"))
    def list_findings(query: Query) -> dict[str, Any]:
        """督察问题 · Findings"""
        still_open = query["status"] == "open"
        return listed(
            service,
            query,
            lambda tx, limit, offset: findings.page(tx, still_open=still_open, limit=limit, offset=offset),
        )

    @api.route("/findings/<string:id>/close", methods=("POST",))
    @allow(LEADER)
    @api.arguments(schemas.CloseFinding())
    @api.response(200, schemas.Finding)
    def close_finding(given: dict[str, Any], id: str) -> dict[str, Any]:
        """整改销号，随即通报 · Close a finding; its circular is issued at once"""
        return casework.close_finding(service, signed_in(), id, given["rectification"])

    @api.route("/circulars")
    @allow(PUBLIC)
    @api.arguments(parts.ListQuery(only=["page"]), location="query")
    @api.response(200, parts.list_of(schemas.Circular, "Circulars"))
    def list_circulars(query: Query) -> dict[str, Any]:
        """通报 · Circulars, the latest first"""
        return listed(service, query, lambda tx, limit, offset: circulars.page(tx, limit=limit, offset=offset))
