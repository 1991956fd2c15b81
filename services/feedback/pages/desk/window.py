"""The service window at the clerk's desk: slips to hand out, and kiosks to open and end."""

from __future__ import annotations

from typing import Any

import segno
from flask import Blueprint, flash, redirect, render_template, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from services.feedback.composition import Service
from services.feedback.pages.kiosk import make_kiosk
from services.feedback.schemas import window as schemas
from services.feedback.views import visits
from services.feedback.window import kiosks, slips
from shared.errors import NotFound
from shared.privacy.codes import grouped
from shared.web.forms import FormRead, read_form
from shared.web.language import t
from shared.web.roles import CLERK, allow, signed_in

DAYS = 31
"""Days whose counts are shown."""
Page = str | Response | tuple[str, int]


def register(desk: Blueprint, service: Service) -> None:
    database, key = service.application.database, service.code_key

    def _form(template: str, errors: dict[str, Any], given: Any, **more: Any) -> str:
        offices = [(office.id, t(office)) for office in service.district.offices]
        return render_template(template, offices=offices, errors=errors, given=given, **more)

    def _known_office(read: FormRead) -> None:
        """Adds what is wrong with it to the form's errors."""
        try:
            if not read.errors:
                service.district.office(read.data["office"])
        except NotFound as unknown:
            read.errors["office"] = [t(unknown)]

    @desk.get("/visit-slips")
    @allow(CLERK)
    def visit_slips() -> Page:
        return _form("feedback/visit_slips.html", {}, {"count": "24"})

    @desk.post("/visit-slips")
    @allow(CLERK)
    def print_visit_slips() -> Page:
        """The slips, to print at once: the codes are never to be seen again. In the QR picture the code stands behind
        the ``#``, which no browser sends: it is in no log."""
        read = read_form(schemas.SlipsForm())
        _known_office(read)
        if read.errors:
            return _form("feedback/visit_slips.html", read.errors, read.given), 422
        drawn, until = slips.hand_out(service, read.data["office"], read.data["count"], signed_in().name)
        address = service.node.config.url + url_for("pages.enter_slip")
        return render_template(
            "feedback/visit_slips_drawn.html",
            slips=[(grouped(code), _picture(f"{address}#{code}")) for code in drawn],
            office=service.district.office(read.data["office"]),
            until=until,
            address=address,
            village=service.village,
        )

    @desk.get("/kiosk")
    @allow(CLERK)
    def kiosk() -> Page:
        return _kiosk({}, {})

    def _kiosk(errors: dict[str, Any], given: Any) -> str:
        with database.read() as tx:
            running = [(t(service.district.office(one.office)), one.opened_on) for one in kiosks.all_of_them(tx)]
            days = visits.latest(tx, DAYS)
        return _form("feedback/kiosk_desk.html", errors, given, running=running, days=days)

    @desk.post("/kiosk")
    @allow(CLERK)
    def open_kiosk() -> Page:
        read = read_form(schemas.Window())
        _known_office(read)
        if read.errors:
            return _kiosk(read.errors, read.given), 422
        with database.write() as tx:
            token = kiosks.open_one(tx, key, read.data["office"], service.today())
        return make_kiosk(token)

    @desk.post("/kiosk/end")
    @allow(CLERK)
    def end_kiosks() -> Page:
        with database.write() as tx:
            ended = kiosks.end_all(tx)
        flash(t(f"已停用 {ended} 台评价机。", f"{ended} kiosks have been ended."), "good")
        return redirect(url_for("desk.kiosk"), 303)


def _picture(address: str) -> Markup:
    return Markup(segno.make(address, error="m").svg_inline(scale=3))  # noqa: S704 - drawn by segno, from our address
