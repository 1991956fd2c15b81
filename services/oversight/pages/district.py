"""The district page, which keeps itself up to date."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, render_template

from services.oversight.casework import progress
from services.oversight.composition import Service
from services.oversight.counting import year_without_notice
from services.oversight.overview import overview, satisfaction
from services.oversight.views import circulars, findings
from shared.timelimits.days import china_day
from shared.web.roles import DISTRICT, LEADER, allow, signed_in

SILENT_AFTER = timedelta(minutes=10)
RUNNING_SHOWN = 10
RESTORED_SHOWN_FOR = timedelta(days=30)


def register(pages: Blueprint, service: Service) -> None:
    read = service.application.database.read

    def live_parts() -> dict[str, Any]:
        now = service.clock.now()
        seen = overview(service, signed_in())
        for link in seen["villages"]:
            heard_at = link["heard_at"]
            link["silent"] = heard_at is None or now - datetime.fromisoformat(heard_at) > SILENT_AFTER
            restored = link["restored"]
            if restored and now - datetime.fromisoformat(restored["noticed_at"]) > RESTORED_SHOWN_FOR:
                link["restored"] = None
        with read() as tx:
            latest, _ = circulars.page(tx, limit=5, offset=0)
            still_open, _ = findings.page(tx, state="open", limit=5, offset=0)
        return {
            **seen,
            "latest": latest,
            "still_open": still_open,
            "rated": satisfaction(service),
            "running": progress.running(service, RUNNING_SHOWN),
            "now": now,
            "without_notice": year_without_notice(service.limits, china_day(now)),
        }

    @pages.get("/district")
    @allow(LEADER, DISTRICT)
    def district() -> str:
        return render_template("oversight/district.html", **live_parts())

    @pages.get("/district/live")
    @allow(LEADER, DISTRICT)
    def district_live() -> str:
        """What the district page asks for again every few seconds."""
        return render_template("oversight/district_live.html", **live_parts())
