"""The clerk's desk: what to hang up and take down, codes to hand out, paper to enter, and whether the line is up."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import segno
from flask import Blueprint, flash, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from services.feedback import hanging, intake, paper, schemas
from services.feedback.composition import Service
from services.feedback.views import board, petitions, rounds, seal_keys
from shared.errors import Invalid, Refusal
from shared.privacy.attachments import LARGEST
from shared.privacy.codes import grouped
from shared.web.bodies import DEFAULT_LIMIT, body_limit, uploads
from shared.web.forms import read_form
from shared.web.language import t
from shared.web.roles import CLERK, allow, signed_in

SILENT = timedelta(minutes=10)
"""After this long without a word from a source the clerk is told so."""
Page = str | Response | tuple[str, int]


class Line(NamedTuple):
    """How it stands with one of the two services of the township. ``heard_at`` is ISO text."""

    zh: str
    en: str
    heard_at: str | None
    up: bool
    waiting: int


def blueprint(service: Service) -> Blueprint:
    desk = Blueprint("desk", __name__, url_prefix="/clerk")
    _board(desk, service)
    _survey(desk, service)
    return desk


def lines(service: Service) -> list[Line]:
    health = service.node.health()
    told = []
    for source, zh, en in (
        ("/disclosure", "镇里的公开", "Township, disclosure"),
        ("/oversight", "镇里的信访督察", "Township, oversight"),
    ):
        heard_at = health["heard"].get(source, {}).get("heard_at")
        up = bool(heard_at) and service.now() - datetime.fromisoformat(heard_at) < SILENT
        told.append(Line(zh, en, heard_at, up, health["backlog"].get(source, 0)))
    return told


def _board(desk: Blueprint, service: Service) -> None:
    def carry_out(do: Callable[[bytes | None], None], said: str) -> Page:
        """A photograph that cannot be taken leaves all as it is, and the clerk with what to do about it."""
        sent = next(iter(uploads("photograph")), None)
        try:
            do(sent)
            flash(said if sent else said + t("没有照片。", " There is no photograph."), "good")
        except Invalid as refused:
            flash(t(refused), "bad")
        return redirect(url_for("desk.to_do"), 303)

    @desk.get("")
    @allow(CLERK)
    def to_do() -> Page:
        today = service.today()
        with service.application.database.read() as tx:
            epoch = service.application.outbox.epoch(tx).name
            shown: dict[str, Any] = {
                "to_post": board.to_do(tx, board.TO_POST),
                "to_take_down": board.to_do(tx, board.TO_TAKE_DOWN),
                "passed_on": petitions.passed_on(tx),
                "running": rounds.not_closed(tx, today),
                "seal_keys": seal_keys.stock(tx, epoch),
            }
        return render_template(
            "feedback/clerk.html",
            **shown,
            lines=lines(service),
            worker_alive=service.node.worker_alive(),
            today=today.isoformat(),
        )

    @desk.post("/postings/<publication>/posted")
    @allow(CLERK)
    @body_limit(LARGEST + DEFAULT_LIMIT, fields=DEFAULT_LIMIT)
    def posted(publication: str) -> Page:
        version, actor = read_form(schemas.PostedForm()).data.get("version"), signed_in().name
        return carry_out(
            lambda sent: hanging.post(service, publication, version, sent, actor),
            t("已记下：已上墙。", "Noted: it hangs on the board."),
        )

    @desk.post("/postings/<publication>/taken-down")
    @allow(CLERK)
    @body_limit(LARGEST + DEFAULT_LIMIT, fields=DEFAULT_LIMIT)
    def taken_down(publication: str) -> Page:
        actor = signed_in().name
        return carry_out(
            lambda sent: hanging.take_down(service, publication, sent, actor),
            t("已记下：已撤下。", "Noted: it has been taken down."),
        )


def _survey(desk: Blueprint, service: Service) -> None:
    def running() -> list[rounds.SurveyRound]:
        with service.application.database.read() as tx:
            return rounds.not_closed(tx, service.today())

    def form(template: str, errors: dict[str, Any], given: Any, **more: Any) -> str:
        options = [(each["round"], each["title"]) for each in running()]
        return render_template(template, options=options, errors=errors, given=given, **more)

    @desk.get("/codes")
    @allow(CLERK)
    def codes() -> Page:
        return form("feedback/codes.html", {}, {"count": "50", "round": request.args.get("round", "")})

    @desk.post("/codes")
    @allow(CLERK)
    def slips() -> Page:
        """The slips, to print at once: the codes are never to be seen again. The QR code leads to the page alone, and
        the code is typed in there: an address is kept in histories and logs."""
        read = read_form(schemas.CodesForm())
        if read.errors:
            return form("feedback/codes.html", read.errors, read.given), 422
        drawn = intake.hand_out_codes(service, read.data["round"], read.data["count"], signed_in().name)
        address = service.node.config.url + url_for("pages.enter_code")
        drawing = segno.make(address, error="m")
        found = next(each for each in running() if each["round"] == read.data["round"])
        return render_template(
            "feedback/slips.html",
            codes=[grouped(code) for code in drawn],
            round=found,
            address=address,
            picture=Markup(drawing.svg_inline()),  # noqa: S704 - drawn by segno, from our own address
            picture_size=drawing.symbol_size()[0],
            village=service.village,
        )

    @desk.get("/paper")
    @allow(CLERK)
    def paper_form() -> Page:
        return form("feedback/paper.html", {}, {})

    @desk.post("/paper")
    @allow(CLERK)
    @body_limit(paper.MOST_BYTES)
    def enter_paper() -> Page:
        sent = request.files.get("file")
        only = request.form.get("round") or None
        if sent is None or not sent.filename:
            return form("feedback/paper.html", {"file": [t("请选择文件。", "Choose a file.")]}, request.form), 422
        try:
            entered, left_out = paper.enter(service, sent.read(), only, signed_in().name)
        except Refusal as refused:
            wrong = refused.details.get("rows", [])
            return form("feedback/paper.html", {"file": [t(refused)]}, request.form, wrong=wrong), 422
        count = sum(entered.values())
        flash(
            t(f"录入 {count} 份；别村或别类的 {left_out} 份没有录。", f"{count} entered, {left_out} left out."), "good"
        )
        return redirect(url_for("desk.to_do"), 303)
