"""The page of who read a petitioner's name and words."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from services.oversight.casework import readings
from services.oversight.composition import Service
from shared.web.roles import DISTRICT, LEADER, allow, signed_in


def register(pages: Blueprint, service: Service) -> None:
    @pages.get("/readings")
    @allow(LEADER, DISTRICT)
    def list_readings() -> str:
        given = request.args.get("before", "")
        before = int(given) if given.isascii() and given.isdigit() and 0 < len(given) < 19 else None
        shown = readings.listed(service, signed_in(), before)
        return render_template("oversight/readings.html", before=before, **shown)
