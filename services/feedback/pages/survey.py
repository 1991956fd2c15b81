"""Answering a survey with the code on a slip."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request
from marshmallow import Schema, fields
from werkzeug.wrappers import Response

from services.feedback.ballots import codes
from services.feedback.ballots.giving import give_ballot
from services.feedback.ballots.guessing import no_guessing
from services.feedback.composition import Service
from services.feedback.domain.answers import LONGEST_TEXT
from services.feedback.domain.round import admit
from services.feedback.schemas import survey as schemas
from services.feedback.views import rounds
from shared.contracts.fields import Text
from shared.errors import Invalid, Refusal
from shared.web.forms import read_form
from shared.web.language import t
from shared.web.roles import PUBLIC, allow

LEVELS = (
    ("5", ("非常满意", "Very satisfied")),
    ("4", ("满意", "Satisfied")),
    ("3", ("基本满意", "Fairly satisfied")),
    ("2", ("不满意", "Dissatisfied")),
    ("1", ("非常不满意", "Very dissatisfied")),
)
Page = str | Response | tuple[str, int]


class CodeForm(Schema):
    code = schemas.Answer().fields["code"]


def register(pages: Blueprint, service: Service) -> None:
    database = service.application.database

    @pages.get("/survey")
    @allow(PUBLIC)
    def enter_code() -> Page:
        return _ask_code({}, {})

    def _ask_code(errors: dict[str, Any], given: Any) -> str:
        with database.read() as tx:
            running = [each for each in rounds.not_closed(tx, service.today()) if each["state"] == "open"]
        return render_template("feedback/survey.html", running=running, errors=errors, given=given)

    def _questionnaire(found: rounds.SurveyRound, errors: dict[str, Any]) -> str:
        levels = [(value, t(*words)) for value, words in LEVELS]
        return render_template(
            "feedback/questionnaire.html", round=found, errors=errors, given=request.form, levels=levels
        )

    def _round_of(code: str) -> rounds.SurveyRound:
        with no_guessing(service, request.remote_addr or ""), database.read() as tx:
            found = rounds.one(tx, codes.round_of(tx, service.code_key, code), service.today())
        admit(found["state"])
        return found

    @pages.post("/survey")
    @allow(PUBLIC)
    def questionnaire() -> Page:
        """The code travels in the body alone: an address is logged on its way."""
        form = read_form(CodeForm())
        try:
            if not form.errors:
                return _questionnaire(_round_of(form.data["code"]), {})
        except Refusal as refused:
            form.errors["code"] = [t(refused)]
        return _ask_code(form.errors, form.given), 422

    @pages.post("/survey/answers")
    @allow(PUBLIC)
    def answer() -> Page:
        code = request.form.get("code", "")
        found = _round_of(code)
        form = read_form(_answers_to(found))
        try:
            if not form.errors:
                give_ballot(
                    service, {"round": found["round"], "code": code, **_sorted(form.data)}, request.remote_addr or ""
                )
                return render_template("feedback/thanks.html", round=found)
        except Invalid as refused:
            form.errors["_schema"] = [t(refused)]
        return _questionnaire(found, form.errors), 422


def _answers_to(round: rounds.SurveyRound) -> Schema:
    """The form of one questionnaire: a field ``q-…`` for each rating, ``w-…`` for awareness, ``t-…`` for words."""
    asked: dict[str, Any] = {f"q-{each['id']}": fields.Integer(validate=schemas.LEVEL) for each in round["questions"]}
    asked |= {f"w-{each['id']}": fields.Boolean() for each in round["awareness"]}
    asked |= {f"t-{each['id']}": Text(longest=LONGEST_TEXT) for each in round["texts"]}
    return Schema.from_dict(asked)()


def _sorted(data: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        part: {name[2:]: value for name, value in data.items() if name.startswith(mark)}
        for part, mark in (("scores", "q-"), ("awareness", "w-"), ("texts", "t-"))
    }
