"""Surveys: the rounds, an answer with a code; for the clerk codes to hand out, and paper."""

from __future__ import annotations

from typing import Any

from flask import request

from services.feedback.ballots import giving, paper
from services.feedback.ballots.codes import new_bundle
from services.feedback.composition import Service
from services.feedback.schemas import survey as schemas
from services.feedback.schemas.parts import Page
from services.feedback.views import rounds
from shared.web import spreadsheets
from shared.web.api import ApiBlueprint
from shared.web.bodies import body_limit
from shared.web.errors import UnsupportedMedia
from shared.web.roles import CLERK, PUBLIC, allow, signed_in

Json = dict[str, Any]
_SPREADSHEETS = ("text/csv", spreadsheets.XLSX_TYPE)
_BINARY = {"type": "string", "format": "binary"}


def register(api: ApiBlueprint, service: Service) -> None:
    database = service.application.database

    @api.route("/rounds")
    @allow(PUBLIC)
    @api.arguments(Page(), location="query")
    @api.response(200, schemas.RoundsOut)
    def all_rounds(asked: Json) -> Json:
        """评议 · Survey rounds of this village, newest first."""
        with database.read() as tx:
            found, total = rounds.newest(tx, **asked, on=service.today())
        return {"rounds": found, "total": total, **asked}

    @api.route("/rounds/<round>")
    @allow(PUBLIC)
    @api.response(200, schemas.RoundWithQuestions)
    def one_round(round: str) -> Json:
        """一次评议 · One survey round with its questionnaire."""
        with database.read() as tx:
            return rounds.one(tx, round, service.today())

    @api.route("/responses", methods=("POST",))
    @allow(PUBLIC)
    @api.arguments(schemas.Answer())
    @api.response(201, schemas.AnsweredOut)
    def answer(given: Json) -> Json:
        """答卷 · An anonymous answer with a survey code, which is spent by it."""
        return {
            "round": given["round"],
            "recorded": True,
            "answered_on": giving.give_ballot(service, given, request.remote_addr or ""),
        }

    @api.route("/codes", methods=("POST",))
    @allow(CLERK)
    @api.arguments(schemas.CodesWanted())
    @api.response(201, schemas.CodesOut)
    def codes(given: Json) -> Json:
        """评议码 · Draw single-use survey codes to hand out."""
        bundle = new_bundle()
        drawn = giving.hand_out_codes(service, given["round"], given["count"], signed_in().name, bundle)
        return {"round": given["round"], "bundle": bundle, "codes": drawn}

    @api.route("/codes/void", methods=("POST",))
    @allow(CLERK)
    @api.arguments(schemas.Bundle())
    @api.response(200, schemas.VoidedOut)
    def void(given: Json) -> Json:
        """作废评议码 · Make void what is unused of a bundle of codes, or of one sheet of it."""
        return {"voided": giving.make_codes_void(service, given["bundle"], given["sheet"], signed_in().name)}

    @api.route("/paper-answers", methods=("POST",))
    @allow(CLERK)
    @body_limit(spreadsheets.SIZE)
    @api.doc(requestBody={"required": True, "content": {kind: {"schema": _BINARY} for kind in _SPREADSHEETS}})
    @api.arguments(schemas.PaperRound(), location="query")
    @api.response(201, schemas.PaperOut)
    def paper_answers(asked: Json) -> Json:
        """纸质问卷 · Enter paper questionnaires: the body is a CSV or .xlsx file, all rows or none

        有错时 rows 逐格说明。 · Where something is wrong, the problem's ``rows`` say in which row and column, and what.
        """
        if request.mimetype not in _SPREADSHEETS:
            raise UnsupportedMedia(
                "body-not-spreadsheet",
                f"内容须为 CSV 或 .xlsx，请设 Content-Type: text/csv 或 {spreadsheets.XLSX_TYPE}。",
                f"The body must be CSV or .xlsx. Set Content-Type: text/csv or {spreadsheets.XLSX_TYPE}.",
            )
        stack = paper.enter(service, request.get_data(), asked["round"])
        counts = [{"round": into, "answers": len(sealed)} for into, sealed in stack.sealed.items()]
        return {"imported": sum(one["answers"] for one in counts), "left_out": stack.left_out, "rounds": counts}
