"""The JSON API: load, handle, dump."""

from __future__ import annotations

from services.disclosure.api import catalogue, postings, publications, search
from services.disclosure.composition import Service
from shared.web.api import ApiBlueprint


def blueprint(service: Service) -> ApiBlueprint:
    api = ApiBlueprint("api", __name__, url_prefix="/api", description="公开 · Open management")
    for part in (catalogue, publications, search, postings):
        part.register(api, service)
    return api
