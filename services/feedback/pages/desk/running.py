"""The rounds of which a form of the desk lets the clerk choose."""

from __future__ import annotations

from collections.abc import Container
from typing import Any

from flask import render_template

from services.feedback.composition import Service
from services.feedback.views import rounds

STATES = ("upcoming", "open", "ended")


def running(service: Service) -> list[rounds.SurveyRound]:
    with service.application.database.read() as tx:
        return rounds.not_closed(tx, service.today())


def form(
    service: Service, template: str, errors: dict[str, Any], given: Any, states: Container[str] = STATES, **more: Any
) -> str:
    """``states``: of the rounds that may be chosen."""
    options = [(each["round"], each["title"]) for each in running(service) if each["state"] in states]
    return render_template(template, options=options, errors=errors, given=given, **more)
