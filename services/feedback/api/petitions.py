"""Petitions."""

from __future__ import annotations

from typing import Any

from services.feedback import filing
from services.feedback.composition import Service
from services.feedback.schemas import petitions as schemas
from shared.web.api import ApiBlueprint
from shared.web.roles import PUBLIC, allow

Json = dict[str, Any]


def register(api: ApiBlueprint, service: Service) -> None:

    @api.route("/petitions", methods=("POST",))
    @allow(PUBLIC)
    @api.arguments(schemas.Petition())
    @api.arguments(schemas.PetitionKey(), location="headers")
    @api.response(201, schemas.ReceiptOut)
    def petition(given: Json, headers: Json) -> filing.Receipt:
        """信访 · Hand in a petition, which is sealed before it is kept. The answer has its receipt code."""
        return filing.file_petition(service, given, headers["key"])

    @api.route("/sealed-petitions", methods=("POST",))
    @allow(PUBLIC)
    @api.arguments(schemas.SealedPetition())
    @api.response(201, schemas.FiledOut)
    def sealed_petition(given: Json) -> filing.Filed:
        """密封的信访 · Hand in a petition that was sealed on the device where it was written, with its receipt code."""
        return filing.file_sealed(service, given["sealed"])
