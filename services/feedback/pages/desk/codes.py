"""Survey codes handed out on slips of paper."""

from __future__ import annotations

import segno
from flask import Blueprint, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from services.feedback.ballots.giving import hand_out_codes
from services.feedback.composition import Service
from services.feedback.pages.desk.running import form, running
from services.feedback.schemas import survey as schemas
from shared.privacy.codes import grouped
from shared.web.forms import read_form
from shared.web.roles import CLERK, allow, signed_in

Page = str | Response | tuple[str, int]


def register(desk: Blueprint, service: Service) -> None:
    @desk.get("/codes")
    @allow(CLERK)
    def codes() -> Page:
        return form(service, "feedback/codes.html", {}, {"count": "50", "round": request.args.get("round", "")})

    @desk.post("/codes")
    @allow(CLERK)
    def slips() -> Page:
        """The slips, to print at once: the codes are never to be seen again. The QR code leads to the page alone, and
        the code is typed in there: an address is kept in histories and logs."""
        read = read_form(schemas.CodesForm())
        if read.errors:
            return form(service, "feedback/codes.html", read.errors, read.given), 422
        drawn = hand_out_codes(service, read.data["round"], read.data["count"], signed_in().name)
        address = service.node.config.url + url_for("pages.enter_code")
        drawing = segno.make(address, error="m")
        found = next(each for each in running(service) if each["round"] == read.data["round"])
        return render_template(
            "feedback/slips.html",
            codes=[grouped(code) for code in drawn],
            round=found,
            address=address,
            picture=Markup(drawing.svg_inline()),  # noqa: S704 - drawn by segno, from our own address
            picture_size=drawing.symbol_size()[0],
            village=service.village,
        )
