"""The clerk's first page: what waits to be done, and how it stands with the line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from services.feedback import hanging
from services.feedback.ballots.counted import counted
from services.feedback.composition import Service
from services.feedback.pages.desk.glance import glance
from services.feedback.schemas import board as schemas
from services.feedback.views import board, petitions, rounds, seal_keys, visits
from shared.errors import Invalid
from shared.privacy.attachments import LARGEST
from shared.web.bodies import DEFAULT_LIMIT, body_limit, uploads
from shared.web.forms import read_form
from shared.web.language import t
from shared.web.roles import CLERK, allow, signed_in

Page = str | Response | tuple[str, int]


def register(desk: Blueprint, service: Service) -> None:
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
        today, alive = service.today(), service.node.worker_alive()
        with service.application.database.read() as tx:
            epoch = service.application.outbox.epoch(tx).name
            shown: dict[str, Any] = {
                "to_post": board.to_do(tx, board.TO_POST),
                "to_take_down": board.to_do(tx, board.TO_TAKE_DOWN),
                "passed_on": petitions.passed_on(tx),
                "running": counted(tx, rounds.not_closed(tx, today)),
                "rated_today": visits.rated_on(tx, today),
                "seal_keys": seal_keys.stock(tx, epoch),
                "glance": glance(service, tx, alive=alive),
            }
        return render_template(
            "feedback/clerk.html",
            **shown,
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
