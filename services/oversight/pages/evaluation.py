"""The evaluation of offices and villages, and the standard of the villages over time."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request

from services.oversight.api.evaluation import slice_of
from services.oversight.api.parts import ONLOOKERS, page_of
from services.oversight.casework import evaluated as casework
from services.oversight.composition import Service, place
from services.oversight.domain.scoring import CRITERIA
from services.oversight.pages.lists import page_number
from shared.errors import NotFound
from shared.web.language import t
from shared.web.roles import PUBLIC, allow, current_account, signed_in

SHOWN_QUARTERS = 12
"""How many quarters the roll-out shows: three years."""


def register(pages: Blueprint, service: Service) -> None:
    def called(body: str) -> str:
        """An old evaluation may name a body that is no longer on the map."""
        try:
            return t(place(service.district, body))
        except NotFound:
            return body

    @pages.get("/evaluation")
    @allow(PUBLIC)
    def evaluation() -> str:
        account = current_account()
        found = casework.read_quarter(service, account, request.args.get("quarter") or None)
        offices = [casework.shown(found, one) for one in found["scores"] if one.kind == "office"]
        villages = slice_of([one for one in found["scores"] if one.kind == "village"], page_number())
        villages["items"] = [casework.shown(found, one) for one in villages["items"]]
        own = account.office if account and account.role == "officer" else None
        return render_template("oversight/evaluation.html", **found, **villages, ranked=offices, own=own, called=called)

    @pages.get("/evaluation/<quarter>/<body>")
    @allow(*ONLOOKERS)
    def evaluation_of(quarter: str, body: str) -> str:
        account = signed_in()
        score = casework.read_body(service, account, quarter, body)
        wanted = request.args.get("criterion", "")
        criterion = wanted if wanted in CRITERIA else CRITERIA[0]
        losses = page_of(
            page_number(),
            lambda limit, offset: casework.read_losses(service, account, score, criterion, limit=limit, offset=offset),
        )
        return render_template(
            "oversight/evaluation_body.html", one=score, criterion=criterion, **losses, called=called
        )

    @pages.get("/standard")
    @allow(PUBLIC)
    def standard() -> str:
        found: dict[str, Any] = casework.read_standard(service, current_account(), request.args.get("quarter") or None)
        roll_out = found.pop("roll_out")[-SHOWN_QUARTERS:]
        villages = slice_of(found["standings"], page_number())
        return render_template("oversight/standard.html", **found, **villages, roll_out=roll_out, called=called)
