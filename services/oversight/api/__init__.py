"""The JSON API: load, handle, dump."""

from __future__ import annotations

from services.oversight.api import (
    bad_ratings,
    deadlines,
    district,
    evaluation,
    findings,
    inspections,
    intake,
    joining,
    petitions,
    readings,
    rounds,
    statistics,
    window,
)
from services.oversight.composition import Service
from shared.web.api import ApiBlueprint


def blueprint(service: Service) -> ApiBlueprint:
    api = ApiBlueprint("api", __name__, url_prefix="/api", description="阳光维权 · Rights upheld")
    for part in (
        petitions,
        deadlines,
        intake,
        findings,
        rounds,
        evaluation,
        statistics,
        inspections,
        readings,
        joining,
        district,
        bad_ratings,
        window,
    ):
        part.register(api, service)
    return api
