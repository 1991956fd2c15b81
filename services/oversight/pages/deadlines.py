"""A deadline on a wall calendar."""

from __future__ import annotations

from flask import Blueprint, render_template

from services.oversight.api.parts import ONLOOKERS
from services.oversight.casework.explanations import explanation
from services.oversight.composition import Service
from shared.web.roles import allow, signed_in


def register(pages: Blueprint, service: Service) -> None:
    @pages.get("/deadlines/<id>")
    @allow(*ONLOOKERS)
    def clock(id: str) -> str:
        return render_template("oversight/clock.html", clock=explanation(service, signed_in(), id))
