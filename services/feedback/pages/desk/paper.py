"""Questionnaires that were filled in on paper: where the clerk finds all that is needed, and whole files of them."""

from __future__ import annotations

import base64
from typing import Any

from flask import Blueprint, Response, request
from werkzeug.wrappers import Response as AnyResponse

from services.feedback.ballots import paper
from services.feedback.ballots.paper import Stack
from services.feedback.ballots.paper_rows import LIMITS, heads_of
from services.feedback.composition import Service
from services.feedback.pages.desk.running import form, running
from services.feedback.views import rounds
from shared.errors import Refusal
from shared.web import spreadsheets
from shared.web.bodies import DEFAULT_LIMIT, body_limit, uploads
from shared.web.language import t
from shared.web.roles import CLERK, allow
from shared.web.spreadsheets import Cell

Page = str | AnyResponse | tuple[str, int]
SHOWN = 200
"""Rows of the report on the page; the file has them all."""


def register(desk: Blueprint, service: Service) -> None:
    def shown(errors: dict[str, Any], given: Any, stack: Stack | None = None, *, taken: bool = False) -> str:
        return form(
            service,
            "feedback/paper.html",
            errors,
            given,
            states=("open", "ended"),
            rounds=[each for each in running(service) if each["state"] != "upcoming"],
            most=LIMITS.rows,
            stack=stack,
            taken=taken,
            shown=SHOWN,
            report=_file(stack) if stack else "",
        )

    @desk.get("/paper")
    @allow(CLERK)
    def paper_form() -> Page:
        return shown({}, {})

    @desk.post("/paper")
    @allow(CLERK)
    @body_limit(spreadsheets.SIZE + DEFAULT_LIMIT, fields=DEFAULT_LIMIT)
    def enter_paper() -> Page:
        """The report is the answer itself and is kept nowhere; to send it once more is refused as entered already."""
        sent = uploads("file")
        if len(sent) != 1:
            return shown({"file": [t("请选择一个文件。", "Choose one file.")]}, request.form), 422
        stack = None
        try:
            stack = paper.look_through(service, sent[0], request.form.get("round") or None)
            paper.take(service, stack)
        except Refusal as refused:
            report = stack if stack and stack.wrong else None
            return shown({"file": [t(refused)]}, request.form, report), 422
        return shown({}, {}, stack, taken=True)

    @desk.get("/paper/<round>/template.<any(csv, xlsx):suffix>")
    @allow(CLERK)
    def paper_template(round: str, suffix: str) -> Response:
        with service.application.database.read() as tx:
            ids, words = heads_of(rounds.survey_of(rounds.one(tx, round, service.today())))
        content, kind = (
            (spreadsheets.to_csv(ids, [words]), spreadsheets.CSV_TYPE)
            if suffix == "csv"
            else (spreadsheets.to_xlsx(ids, [words]), spreadsheets.XLSX_TYPE)
        )
        disposition = f'attachment; filename="paper-answers.{suffix}"'
        return Response(content, headers={"Content-Type": kind, "Content-Disposition": disposition})


def _file(stack: Stack) -> str:
    """The report as a file within the page: it is kept nowhere, so nowhere could it be fetched again."""
    states = {"taken": "已录入", "right": "没有录入", "left_out": "没有录入", "wrong": "不对"}
    rows: list[list[Cell]] = [
        [each.row, each.column, states[each.state], each.said.zh, each.said.en] for each in stack.told
    ]
    content = spreadsheets.to_csv(["行 row", "列 column", "结果 result", "说明", "explanation"], rows)
    return f"data:text/csv;base64,{base64.b64encode(content).decode()}"
