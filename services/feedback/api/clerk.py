"""What waits for the clerk."""

from __future__ import annotations

from typing import Any

from services.feedback.ballots.counted import counted
from services.feedback.composition import Service
from services.feedback.schemas.clerk import ClerkOut
from services.feedback.views import board, petitions, rounds
from shared.web.api import ApiBlueprint
from shared.web.roles import CLERK, allow

Json = dict[str, Any]


def register(api: ApiBlueprint, service: Service) -> None:
    database = service.application.database

    @api.route("/clerk")
    @allow(CLERK)
    @api.response(200, ClerkOut)
    def clerk() -> Json:
        """待办 · What the clerk has to do, and how many petitions have been passed on."""
        with database.read() as tx:
            return {
                "to_post": board.to_do(tx, board.TO_POST),
                "to_take_down": board.to_do(tx, board.TO_TAKE_DOWN),
                "petitions": petitions.passed_on(tx),
                "rounds": counted(tx, rounds.not_closed(tx, service.today())),
            }
