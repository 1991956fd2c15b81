"""Evaluation, and the standard of the villages."""

from __future__ import annotations

from typing import Any

from services.oversight.api.parts import ONLOOKERS, Query, page_of
from services.oversight.casework import evaluated as casework
from services.oversight.composition import Service
from services.oversight.schemas import evaluation as schemas
from services.oversight.schemas import parts
from shared.web.api import ApiBlueprint
from shared.web.roles import PUBLIC, allow, current_account, signed_in


def register(api: ApiBlueprint, service: Service) -> None:
    @api.route("/evaluation")
    @allow(PUBLIC)
    @api.arguments(schemas.ScoresQuery(), location="query")
    @api.response(200, schemas.Scores)
    def list_scores(query: Query) -> dict[str, Any]:
        """季度考评得分和名次 · Scores and ranks of a quarter; a body with too few cases has neither"""
        found = casework.read_quarter(service, current_account(), query.get("quarter"))
        scores = [one for one in found["scores"] if query.get("kind", one.kind) == one.kind]
        answer = slice_of(scores, query["page"])
        return {**found, **answer, "items": [casework.shown(found, score) for score in answer["items"]]}

    @api.route("/evaluation/<string:quarter>/<string:body>")
    @allow(*ONLOOKERS)
    @api.response(200, schemas.BodyScore)
    def read_score(quarter: str, body: str) -> dict[str, Any]:
        """一个单位的考评明细 · One body's score, criterion by criterion; an officer sees the own office's"""
        return casework.read_body(service, signed_in(), quarter, body)

    @api.route("/evaluation/<string:quarter>/<string:body>/losses")
    @allow(*ONLOOKERS)
    @api.arguments(schemas.LossesQuery(), location="query")
    @api.response(200, parts.list_of(schemas.Loss, "Losses"))
    def list_losses(query: Query, quarter: str, body: str) -> dict[str, Any]:
        """扣分的由来 · The events that cost points in one criterion"""
        account = signed_in()
        score = casework.read_body(service, account, quarter, body)
        return page_of(
            query["page"],
            lambda limit, offset: casework.read_losses(
                service, account, score, query["criterion"], limit=limit, offset=offset
            ),
        )

    @api.route("/standard")
    @allow(PUBLIC)
    @api.arguments(schemas.QuarterQuery(), location="query")
    @api.response(200, schemas.Standings)
    def list_standings(query: Query) -> dict[str, Any]:
        """各村（居）是否达标，逐季推开的情况 · Which villages meet the standard, and the roll-out over time"""
        found = casework.read_standard(service, current_account(), query.get("quarter"))
        return {**found, **slice_of(found["standings"], query["page"])}


def slice_of(rows: list[Any], page: int) -> dict[str, Any]:
    """One page of what is known as a whole."""
    return page_of(page, lambda limit, offset: (rows[offset : offset + limit], len(rows)))
