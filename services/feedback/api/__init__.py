"""The village's JSON API: load, handle, dump. One file for each topic."""

from __future__ import annotations

from services.feedback.api import board, clerk, petitions, results, survey, window
from services.feedback.composition import Service
from shared.web.api import ApiBlueprint

TOPICS = (board, survey, results, window, petitions, clerk)


def blueprint(service: Service) -> ApiBlueprint:
    api = ApiBlueprint("api", __name__, url_prefix="/api", description="村（居）端 · The village")
    for topic in TOPICS:
        topic.register(api, service)
    return api
