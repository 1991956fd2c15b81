"""Statistics."""

from __future__ import annotations

from typing import Any

from services.oversight.api.parts import Query, listed
from services.oversight.casework import statistics as casework
from services.oversight.composition import Service
from services.oversight.schemas import parts
from services.oversight.schemas import statistics as schemas
from services.oversight.views import releases
from shared.web.api import ApiBlueprint
from shared.web.roles import DISTRICT, LEADER, PUBLIC, allow, signed_in


def register(api: ApiBlueprint, service: Service) -> None:
    @api.route("/statistics")
    @allow(PUBLIC)
    @api.arguments(parts.ListQuery(only=["page"]), location="query")
    @api.response(200, parts.list_of(schemas.Release, "Releases"))
    def list_releases(query: Query) -> dict[str, Any]:
        """已发布的统计 · Statistics that have been released, the latest first"""
        return listed(service, query, lambda tx, limit, offset: releases.page(tx, limit=limit, offset=offset))

    @api.route("/statistics/<string:period>")
    @allow(PUBLIC)
    @api.arguments(schemas.EditionQuery(), location="query")
    @api.response(200, schemas.ReleaseRead)
    def read_release(query: Query, period: str) -> dict[str, Any]:
        """一期统计的数字 · The figures of one release"""
        with service.application.database.read() as tx:
            return releases.one(tx, period, query["edition"])

    @api.route("/statistics/running")
    @allow(DISTRICT)
    @api.response(200, schemas.Running)
    def read_running() -> dict[str, Any]:
        """本季度到现在的总数 · The totals of the quarter that runs"""
        return {"quarter": casework.current_quarter(service), "totals": casework.running(service)}

    @api.route("/statistics/next")
    @allow(LEADER, DISTRICT)
    @api.response(200, schemas.Draft)
    def read_draft() -> dict[str, Any]:
        """待发布的一期，数字就是将要公布的样子 · The period to be released next, null where none is due"""
        with service.application.database.read() as tx:
            period = casework.due(service, tx)
            return {"period": period, "figures": casework.draft(service, tx, period)[0] if period else []}

    @api.route("/statistics", methods=("POST",))
    @allow(LEADER)
    @api.arguments(schemas.Publish())
    @api.response(201, schemas.ReleaseRead)
    def publish_release(given: dict[str, Any]) -> dict[str, Any]:
        """发布一期统计，此后不变 · Release a period's statistics; they never change then"""
        return casework.publish(service, signed_in(), given["period"], given["advice"])

    @api.route("/statistics/<string:period>/corrections", methods=("POST",))
    @allow(LEADER)
    @api.arguments(schemas.Correct())
    @api.response(201, schemas.ReleaseRead)
    def correct_release(given: dict[str, Any], period: str) -> dict[str, Any]:
        """发布更正，原来的一份保留 · Release a correction beside what is out"""
        return casework.correct(service, signed_in(), period, given["advice"], given["reason"])
