"""Rounds."""

from __future__ import annotations

from functools import partial
from typing import Any

from services.oversight.api.parts import ONLOOKERS, Query, idempotency_key, listed, page_of
from services.oversight.casework import comparison, progress, results, survey_texts
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
        return progress.remind(service, signed_in(), id, given)

    @api.route("/rounds/<string:id>/progress")
    @allow(*ONLOOKERS)
    @api.response(200, schemas.Progress)
    def read_progress(id: str) -> dict[str, Any]:
        """评议进展，只有份数 · How many have answered in each village so far, never what"""
        return progress.progress(service, id)

    @api.route("/rounds/<string:id>/texts/<string:question>")
    @allow(*ONLOOKERS)
    @api.arguments(parts.ListQuery(only=["page"]), location="query")
    @api.response(200, schemas.SurveyTexts)
    def read_survey_texts(query: Query, id: str, question: str) -> dict[str, Any]:
        """大家写的话，只给被评单位和上级 · What people wrote, in groups of five and more, when the results are out"""
        found = survey_texts.heading(service, signed_in(), id, question)
        return {**found, **page_of(query["page"], partial(survey_texts.page, service, id, question))}

    @api.route("/rounds/<string:id>/results")
    @allow(PUBLIC)
    @api.arguments(schemas.ResultsQuery(), location="query")
    @api.response(200, schemas.Results)
    def read_results(query: Query, id: str) -> dict[str, Any]:
        """评议结果 · Results of a round once they are out, for everybody at once; of one village with all together"""
        return results.read(service, id, query["village"])

    @api.route("/ratings/<string:office>")
    @allow(PUBLIC)
    @api.arguments(schemas.ComparisonQuery(), location="query")
    @api.response(200, schemas.Comparison)
    def compare_rounds(query: Query, office: str) -> dict[str, Any]:
        """历次评议比较 · An office's ratings over the rounds of one audience, by the stable ids of questions"""
        return comparison.over_rounds(service, office, query["audience"], query["village"])
