"""What came of surveys: the results as they are out, and what was done about bad ratings."""

from __future__ import annotations

from typing import Any

from services.feedback.composition import Service
from services.feedback.schemas import results as schemas
from services.feedback.schemas.parts import Page
from services.feedback.views import rating_answers, results
from shared.web.api import ApiBlueprint
from shared.web.roles import PUBLIC, allow

Json = dict[str, Any]
NOT_OUT = 20


def register(api: ApiBlueprint, service: Service) -> None:
    database = service.application.database

    @api.route("/ratings")
    @allow(PUBLIC)
    @api.arguments(Page(), location="query")
    @api.response(200, schemas.AllResultsOut)
    def ratings(asked: Json) -> Json:
        """评议结果 · Results of survey rounds as they are out: this village and all together, the last first."""
        with database.read() as tx:
            found, total = results.newest(tx, **asked)
            return {"results": found, "not_out": results.not_out(tx, NOT_OUT), "total": total, **asked}

    @api.route("/ratings/<round>")
    @allow(PUBLIC)
    @api.response(200, schemas.ResultsOut)
    def results_of_one_round(round: str) -> Json:
        """一次评议的结果 · The results of one survey round."""
        with database.read() as tx:
            return results.one(tx, round)

    @api.route("/rating-answers")
    @allow(PUBLIC)
    @api.arguments(Page(), location="query")
    @api.response(200, schemas.RatingAnswersOut)
    def answers(asked: Json) -> Json:
        """差评办理结果 · What was done about bad ratings of visits, newest first."""
        with database.read() as tx:
            found, total = rating_answers.newest(tx, **asked)
        return {"answers": found, "total": total, **asked}
