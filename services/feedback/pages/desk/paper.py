"""Questionnaires that were filled in on paper."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from services.feedback.ballots import paper
from services.feedback.composition import Service
from services.feedback.pages.desk.running import form
from shared.errors import Refusal
from shared.web.bodies import body_limit
from shared.web.language import t
from shared.web.roles import CLERK, allow, signed_in

Page = str | Response | tuple[str, int]


def register(desk: Blueprint, service: Service) -> None:
    @desk.get("/paper")
    @allow(CLERK)
    def paper_form() -> Page:
        return form(service, "feedback/paper.html", {}, {})

    @desk.post("/paper")
    @allow(CLERK)
    @body_limit(paper.MOST_BYTES)
    def enter_paper() -> Page:
        sent = request.files.get("file")
        only = request.form.get("round") or None
        if sent is None or not sent.filename:
            return form(
                service, "feedback/paper.html", {"file": [t("请选择文件。", "Choose a file.")]}, request.form
            ), 422
        try:
            entered, left_out = paper.enter(service, sent.read(), only, signed_in().name)
        except Refusal as refused:
            wrong = refused.details.get("rows", [])
            return form(service, "feedback/paper.html", {"file": [t(refused)]}, request.form, wrong=wrong), 422
        count = sum(entered.values())
        flash(
            t(f"录入 {count} 份；别村或别类的 {left_out} 份没有录。", f"{count} entered, {left_out} left out."), "good"
        )
        return redirect(url_for("desk.to_do"), 303)
