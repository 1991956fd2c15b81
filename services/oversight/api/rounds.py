"""Rounds."""

from __future__ import annotations

from typing import Any

from services.oversight.api.parts import Query, idempotency_key, listed
from services.oversight.casework import results
from services.oversight.casework import rounds as casework
from services.oversight.composition import Service
from services.oversight.schemas import parts
from services.oversight.schemas import rounds as schemas
from services.oversight.views import rounds
from shared.web.api import ApiBlueprint
from shared.web.roles import LEADER, PUBLIC, allow, signed_in


def register(api: ApiBlueprint, service: Service) -> None:
    @api.route("/questionnaires")
    @allow(PUBLIC)
    @api.response(200, parts.list_of(schemas.Questionnaire, "Questionnaires"))
    def list_questionnaires() -> dict[str, Any]:
        """评议问卷 · The questionnaires"""
        asked = [questionnaire.as_dict() for questionnaire in service.questionnaires.values()]
        return {"items": asked, "page": 1, "pages": 1, "total": len(asked)}

    @api.route("/rounds", methods=("POST",))
    @allow(LEADER)
    @api.arguments(schemas.OpenRound())
    @api.response(201, schemas.Round)
    def open_round(given: dict[str, Any]) -> dict[str, Any]:
        """开始一轮评议 · Open a survey round; the villages are told"""
        return casework.open_round(service, signed_in(), given, idempotency_key())

    @api.route("/rounds")
    @allow(PUBLIC)
    @api.arguments(parts.ListQuery(only=["page"]), location="query")
    @api.response(200, parts.list_of(schemas.Round, "Rounds"))
    def list_rounds(query: Query) -> dict[str, Any]:
        """评议轮次 · Survey rounds, the latest first"""
        return listed(service, query, lambda tx, limit, offset: rounds.page(tx, limit=limit, offset=offset))

    @api.route("/rounds/<string:id>/close", methods=("POST",))
    @allow(LEADER)
    @api.arguments(parts.Nothing())
    @api.response(200, schemas.Round)
    def close_round(given: dict[str, Any], id: str) -> dict[str, Any]:
        """结束一轮评议，各村交齐答卷后公布结果 · Close a survey round; its results are out when all ballots are in"""
        return casework.close_round(service, signed_in(), id)

    @api.route("/rounds/<string:id>/remind", methods=("POST",))
    @allow(LEADER)
    @api.arguments(schemas.Remind())
    @api.response(200, schemas.Reminded)
    def remind_villages(given: dict[str, Any], id: str) -> dict[str, Any]:
        """提醒答卷少的村（居）· Remind villages of a round, each once a day at most"""
        return casework.remind(service, signed_in(), id, given["villages"])

    @api.route("/rounds/<string:id>/results")
    @allow(PUBLIC)
    @api.arguments(schemas.ResultsQuery(), location="query")
    @api.response(200, schemas.Results)
    def read_results(query: Query, id: str) -> dict[str, Any]:
        """评议结果 · Results of a round once they are out, for everybody at once; of one village with all together"""
        return results.read(service, id, query["village"])
