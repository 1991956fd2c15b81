"""Findings and circulars."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema

from services.oversight.api.parts import CASEWORKERS, ONLOOKERS, Query, listed
from services.oversight.casework import findings as casework
from services.oversight.composition import Service
from services.oversight.schemas import findings as schemas
from services.oversight.schemas import parts
from services.oversight.schemas.actions import Reasoned
from services.oversight.views import circulars, findings
from shared.web.api import ApiBlueprint
from shared.web.roles import DISTRICT, LEADER, PUBLIC, allow, signed_in

WATCHERS = (LEADER, DISTRICT)


def register(api: ApiBlueprint, service: Service) -> None:
    @api.route("/findings")
    @allow(*ONLOOKERS)
    @api.arguments(schemas.FindingsQuery(), location="query")
    @api.response(200, parts.list_of(schemas.Finding, "Findings"))
    def list_findings(query: Query) -> dict[str, Any]:
        """督察问题，过期的在前 · Findings that you may see, what is past its day first"""
        seen = casework.scope(signed_in())
        return listed(
            service,
            query,
            lambda tx, limit, offset: findings.page(tx, seen, state=query["status"], limit=limit, offset=offset),
        )

    @api.route("/findings/<string:id>")
    @allow(*ONLOOKERS)
    @api.response(200, schemas.FindingWhole)
    def read_finding(id: str) -> dict[str, Any]:
        """一个问题，连同经过和下一步 · One finding with its history and what you may do next"""
        return casework.read(service, signed_in(), id)

    def action(name: str, schema: type[Schema], roles: tuple[str, ...], told: str) -> None:
        def act(given: dict[str, Any], id: str) -> dict[str, Any]:
            return casework.act(service, signed_in(), id, name, given)

        act.__doc__, act.__name__ = told, f"{name.replace('-', '_')}_finding"
        answered = api.arguments(schema)(api.response(200, schemas.FindingWhole)(act))
        api.route(f"/findings/<string:id>/{name}", methods=("POST",))(allow(*roles)(answered))

    action("date", schemas.SetDate, (LEADER,), "定整改期限 · Set the day by which it is put right")
    action("extend", schemas.Extend, (LEADER,), "批准延期 · Approve more time, once and before the day has passed")
    action("report", schemas.Report, CASEWORKERS, "报告整改情况 · Report how it was put right")
    action("close", schemas.Close, WATCHERS, "核实销号，随即通报 · Verify it; the circular is issued at once")
    action("send-back", Reasoned, WATCHERS, "核实不通过，退回整改 · It does not hold: back to the office")
    action("reopen", Reasoned, WATCHERS, "整改不实，重新查处 · Open it again, for what was said is not so")

    @api.route("/circulars")
    @allow(PUBLIC)
    @api.arguments(parts.ListQuery(only=["page"]), location="query")
    @api.response(200, parts.list_of(schemas.Circular, "Circulars"))
    def list_circulars(query: Query) -> dict[str, Any]:
        """通报 · Circulars, the latest first"""
        return listed(service, query, lambda tx, limit, offset: circulars.page(tx, limit=limit, offset=offset))
