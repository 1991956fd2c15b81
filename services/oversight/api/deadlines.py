"""Deadlines that explain themselves."""

from __future__ import annotations

from typing import Any

from services.oversight.api.parts import ONLOOKERS
from services.oversight.casework import explanations
from services.oversight.composition import Service
from services.oversight.schemas import petitions as schemas
from shared.web.api import ApiBlueprint
from shared.web.roles import allow, signed_in


def register(api: ApiBlueprint, service: Service) -> None:
    @api.route("/deadlines/<string:id>/explanation")
    @allow(*ONLOOKERS)
    @api.response(200, schemas.ExplainedClock)
    def explanation(id: str) -> dict[str, Any]:
        """期限逐日说明：每一天算不算、为什么 · A deadline day by day: counted or not, by which rule and calendar

        编号是事项或问题的编号加“.”和第几个期限。 · The id is the petition's or the finding's, a dot, and which clock.
        """
        return explanations.explanation(service, signed_in(), id)
