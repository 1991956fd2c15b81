"""The JSON API: load, handle, dump."""

from __future__ import annotations

from services.disclosure.api import (
    annual_report,
    attachments,
    boards,
    catalogue,
    files,
    obligations,
    postings,
    publications,
    requests,
    search,
)
from services.disclosure.composition import Service
from shared.web.api import ApiBlueprint


def blueprint(service: Service) -> ApiBlueprint:
    api = ApiBlueprint("api", __name__, url_prefix="/api", description="公开 · Open management")
    for part in (catalogue, obligations, publications, attachments, search, postings, boards, requests, annual_report):
        part.register(api, service)
    return api


def files_blueprint(service: Service) -> ApiBlueprint:
    """What stands outside of /api, at addresses for ever."""
    described = "存档和开放数据 · The archive and the open data"
    blueprint = ApiBlueprint("files", __name__, description=described)
    files.register(blueprint, service)
    return blueprint
