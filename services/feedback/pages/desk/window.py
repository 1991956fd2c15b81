"""The service window at the clerk's desk: slips to hand out, and kiosks to open and end."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from services.feedback.ballots.codes import new_bundle
from services.feedback.composition import Service
from services.feedback.pages.kiosk import make_kiosk
from services.feedback.schemas import window as schemas
from services.feedback.views import visits
from services.feedback.window import kiosks, slips
from shared.errors import Invalid, NotFound
from shared.notices import Slips
from shared.web.forms import FormRead, read_form
from shared.web.language import t
from shared.web.press import Press
from shared.web.roles import CLERK, allow, signed_in

DAYS = 31
"""Days whose counts are shown."""
Page = str | Response | tuple[str, int]


def register(desk: Blueprint, service: Service) -> None:
    database, key, press = service.application.database, service.code_key, Press()

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
        """The slips as the answer itself: no address leads to codes, and they are never to be had again."""
        read, actor = read_form(schemas.SlipsForm()), signed_in().name
        _known_office(read)
        if read.errors:
            return _form("feedback/visit_slips.html", read.errors, read.given), 422

        def draw() -> Slips:
            office, bundle = service.district.office(read.data["office"]), new_bundle()
            drawn, until = slips.hand_out(service, office.id, read.data["count"], actor, bundle)
            address, village = service.node.config.url + url_for("pages.enter_slip"), service.village
            title = f"{office.zh}：这次办事满意吗？"
            return Slips(village.zh, village.en, title, until, address, bundle, tuple(drawn), visit=True)

        try:
            return press.slips(draw, service.today())
        except Invalid as refused:
            return _form("feedback/visit_slips.html", {"_schema": [t(refused)]}, read.given), 422

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
